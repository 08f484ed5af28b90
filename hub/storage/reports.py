"""The routing journal: appended to with one statement a commit, read by time range or by interaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hub.domain.ids import first_id
from hub.domain.journal import Held, Stand, Step
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.ports.repositories.reports import Mark
from hub.storage.connection import Unit, chunks
from hub.storage.routing import LIVE, OFFER, WORK_ITEM, live_legs
from hub.storage.tables.reports import agent_journal, routing_journal
from hub.storage.tables.routing import agents, offers, work_items

_LONG = timedelta(hours=1)
_IN_HAND = frozenset(
    {WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.WRAPPING},
)
_STEP = [routing_journal.c[name] for name in Step._fields]
_STAND = [agent_journal.c[name] for name in Stand._fields]


class Journal:
    """Implements `hub.ports.repositories.reports.Journal`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, steps: Sequence[Step]) -> None:
        for piece in chunks(steps):
            rows = [{**each._asdict(), "is_long": _is_long(each)} for each in piece]
            self._unit.add_rows(routing_journal, rows, or_ignore=True)

    def add_stands(self, stands: Sequence[Stand]) -> None:
        self._unit.add_rows(agent_journal, [each._asdict() for each in stands])

    def unknown(self, routing_domain: str) -> Sequence[str]:
        j, w = routing_journal.c, work_items.c
        told = sa.exists().where(j.interaction_id == w.interaction_id, j.id == w.id)
        return self._unit.connection.execute(live_legs(sa.select(w.id), routing_domain).where(~told)).scalars().all()

    def between(self, start: datetime, end: datetime, *, after: Mark | None, limit: int) -> Sequence[Step]:
        c = routing_journal.c
        wanted = sa.select(*_STEP).where(c.at >= (after[0] if after else start), c.at < end)
        if after is not None:
            wanted = wanted.where(sa.or_(c.at > after[0], c.id > after[1]))
        return self._steps(wanted.order_by(c.at, c.id).limit(limit))

    def of_interactions(
        self, interaction_ids: Sequence[str], *, before: datetime | None = None, since: datetime | None = None
    ) -> Sequence[Step]:
        c = routing_journal.c
        found: list[Step] = []
        for piece in chunks(interaction_ids):
            wanted = sa.select(*_STEP).where(c.interaction_id.in_(piece))
            if before is not None:
                wanted = wanted.where(c.at < before)
            if since is not None:
                wanted = wanted.where(c.at >= since)
            found += self._steps(wanted.order_by(c.interaction_id, c.id))
        return found

    def of_agent(self, agent_id: str, start: datetime, end: datetime) -> Sequence[Step]:
        c = routing_journal.c
        mine = sa.select(*_STEP).where(
            c.at >= start, c.at < end, sa.or_(c.agent_id == agent_id, c.agent_before == agent_id)
        )
        return self._steps(mine.order_by(c.at, c.id))

    def across(self, end: datetime) -> Sequence[Step]:
        c = routing_journal.c
        held = (c.since < end, c.state_before.in_([each.value for each in _IN_HAND]), c.offer_id.is_(None))
        soon = sa.select(*_STEP).where(c.at >= end, c.at < end + _LONG, *held)
        later = sa.select(*_STEP).where(c.at >= end + _LONG, sa.text("is_long"), *held)
        return [*self._steps(soon), *self._steps(later)]

    def rows_of(self, interaction_ids: Sequence[str]) -> tuple[Sequence[WorkItem], Sequence[Offer]]:
        legs: list[WorkItem] = []
        made: list[Offer] = []
        for piece in chunks(interaction_ids):
            mine = sa.select(work_items).where(work_items.c.interaction_id.in_(piece)).order_by(work_items.c.id)
            legs += self._unit.list(WORK_ITEM, mine)
            theirs = sa.select(offers).where(offers.c.interaction_id.in_(piece)).order_by(offers.c.id)
            made += self._unit.list(OFFER, theirs)
        return legs, made

    def made(self, start: datetime, end: datetime) -> Sequence[WorkItem]:
        c = work_items.c
        mine = sa.select(work_items).where(c.id >= first_id(start), c.id < first_id(end))
        return self._unit.list(WORK_ITEM, mine.order_by(c.id))

    def in_hand(self) -> Sequence[Held]:
        c = work_items.c
        held = sa.select(c.id, c.interaction_id, c.agent_id, c.kind, c.queue_id, c.state, c.state_at)
        mine = held.where(LIVE, c.state.in_([each.value for each in _IN_HAND]), c.agent_id.is_not(None))
        return [Held._make(row) for row in self._unit.connection.execute(mine)]

    def stands(self, start: datetime, end: datetime, *, agent_id: str | None = None) -> Sequence[Stand]:
        c, earlier = agent_journal.c, agent_journal.alias("earlier")
        newest = (
            sa.select(earlier.c.id)
            .where(earlier.c.agent_id == agents.c.id, earlier.c.at < start)
            .order_by(earlier.c.at.desc(), earlier.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        whom = sa.true() if agent_id is None else agents.c.id == agent_id
        mine = sa.true() if agent_id is None else c.agent_id == agent_id
        keys = [tuple(row) for row in self._unit.connection.execute(sa.select(agents.c.id, newest).where(whom))]
        found = self._stands(sa.select(*_STAND).where(mine, c.at >= start, c.at < end))
        for piece in chunks([key for key in keys if key[1] is not None]):
            found += self._stands(sa.select(*_STAND).where(sa.tuple_(c.agent_id, c.id).in_(piece)))
        return sorted(found, key=lambda each: (each.agent_id, each.at, each.id))

    def prune(self, before: datetime, *, limit: int) -> int:
        c = routing_journal.c
        key = sa.tuple_(c.interaction_id, c.id)
        old = sa.select(c.interaction_id, c.id).where(c.at < before).order_by(c.at).limit(limit)
        removed = self._unit.connection.execute(sa.delete(routing_journal).where(key.in_(old))).rowcount
        return removed + self._prune_stands(before, limit)

    def _prune_stands(self, before: datetime, limit: int) -> int:
        c, later = agent_journal.c, agent_journal.alias("later")
        superseded = sa.exists().where(later.c.agent_id == c.agent_id, later.c.at > c.at, later.c.at < before)
        old = sa.select(c.agent_id, c.id).where(c.at < before, superseded).limit(limit)
        gone = sa.delete(agent_journal).where(sa.tuple_(c.agent_id, c.id).in_(old))
        return self._unit.connection.execute(gone).rowcount

    def _steps(self, statement: Any) -> list[Step]:
        return [Step._make(row) for row in self._unit.connection.execute(statement)]

    def _stands(self, statement: Any) -> list[Stand]:
        return [Stand._make(row) for row in self._unit.connection.execute(statement)]


def _is_long(step: Step) -> bool:
    return step.state_before in _IN_HAND and step.offer_id is None and step.at - step.since > _LONG
