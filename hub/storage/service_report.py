"""Counts of what a service desk did; each is one statement over the range's rows.

Ids begin with the time at which they were made, so that the primary key finds the rows of a range.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.cases import EntryKind
from hub.domain.ids import first_id
from hub.domain.sla import SlaState
from hub.domain.tasks import TaskState
from hub.ports.repositories.service_report import Counted
from hub.storage.connection import Unit
from hub.storage.tables.cases import case_entries, cases
from hub.storage.tables.knowledge import article_uses
from hub.storage.tables.log import interactions
from hub.storage.tables.tasks import tasks
from hub.storage.tables.value_changes import class_changes

_ENDS = (EntryKind.RESOLVED.value, EntryKind.CLOSED.value)
_TURNS = (*_ENDS, EntryKind.REOPENED.value)
_PROMISES = {
    SlaState.MET: "promises_kept",
    SlaState.MET_LATE: "promises_broken",
    SlaState.BREACHED: "promises_broken",
    SlaState.RUNNING: "promises_open",
    SlaState.WARNED: "promises_open",
    SlaState.PAUSED: "promises_open",
}
_NO_TEAM = sa.literal("")
# Who settled a case answers for it; until then its owner does.
_CASE_AGENT = sa.func.coalesce(cases.c.resolved_by_agent_id, cases.c.owner_agent_id)


class ServiceCounts:
    """Implements `hub.ports.repositories.service_report.ServiceCounts`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def contacts(self, start: datetime, end: datetime) -> Sequence[Counted]:
        c, made = interactions.c, _made(interactions, start, end)
        return [
            *self._count("contacts", c.agent_id, _NO_TEAM, c.kind, made),
            *self._promises("contact", c.agent_id, _NO_TEAM, c.clocks, made),
        ]

    def cases(self, start: datetime, end: datetime) -> Sequence[Counted]:
        c, e = cases.c, case_entries.c
        made = _made(cases, start, end)
        resolved = sa.and_(e.case_id == c.id, e.kind == EntryKind.RESOLVED.value, _made(case_entries, start, end))
        return [
            *self._count("cases_opened", _CASE_AGENT, c.team, c.kind, made),
            *self._count("cases_resolved", _CASE_AGENT, c.team, c.kind, resolved),
            *self._count("cases_open", _CASE_AGENT, c.team, c.kind, _was_open(end)),
            *self._promises("case", _CASE_AGENT, c.team, c.clocks, made),
        ]

    def tasks(self, start: datetime, end: datetime) -> Sequence[Counted]:
        c = tasks.c
        done = sa.and_(c.state == TaskState.DONE.value, c.ended_at >= start, c.ended_at < end)
        late = sa.and_(done, c.ended_at > c.due_at)
        return [
            *self._count("tasks_done", c.owner_agent_id, c.team, c.kind, done),
            *self._count("tasks_late", c.owner_agent_id, c.team, c.kind, late),
        ]

    def customers(self, start: datetime, end: datetime) -> Sequence[Counted]:
        c = class_changes.c
        then = sa.and_(c.at >= start, c.at < end)
        pairs = sa.func.jsonb_each_text if self._unit.is_postgres else sa.func.json_each
        found: list[Counted] = []
        for figure, column, agent_id in (
            ("customers_gained", c.gained, c.agent_id),
            ("customers_lost", c.lost, c.agent_before),
        ):
            each = pairs(column).table_valued("key", "value")
            wanted = sa.select(agent_id, each.c.key, each.c.value, sa.func.count()).select_from(class_changes)
            grouped = wanted.join(each, sa.true()).where(then).group_by(agent_id, each.c.key, each.c.value)
            found += [
                Counted(agent, "", figure, f"{scheme}.{name}", count)
                for agent, scheme, name, count in self._unit.connection.execute(grouped)
            ]
        return found

    def knowledge(self, start: datetime, end: datetime) -> Sequence[Counted]:
        c, i = article_uses.c, interactions.c
        used = sa.and_(i.id == c.interaction_id, _made(article_uses, start, end))
        return self._count("articles_used", i.agent_id, _NO_TEAM, c.use, used)

    def _count(self, figure: str, agent_id: Any, team: Any, of: Any, condition: Any) -> list[Counted]:
        wanted = sa.select(agent_id.label("agent"), team.label("team"), of.label("of"), sa.func.count())
        grouped = wanted.where(condition).group_by("agent", "team", "of")
        rows = self._unit.connection.execute(grouped)
        return [Counted(agent, own, figure, str(kind), count) for agent, own, kind, count in rows]

    def _promises(self, whose: str, agent_id: Any, team: Any, clocks: Any, condition: Any) -> list[Counted]:
        kind, state, join = self._clock(clocks)  # labelled as no column is: GROUP BY takes the column for the name
        wanted = sa.select(
            agent_id.label("agent"), team.label("team"), kind.label("promise"), state.label("stands"), sa.func.count()
        )
        grouped = wanted.select_from(clocks.table.join(join, sa.true())).where(condition)
        rows = self._unit.connection.execute(grouped.group_by("agent", "team", "promise", "stands"))
        return [
            Counted(agent, own, _PROMISES[SlaState(now)], f"{whose}.{what}", count)
            for agent, own, what, now, count in rows
            if SlaState(now) in _PROMISES
        ]

    def _clock(self, clocks: Any) -> tuple[Any, Any, Any]:
        """Each promise's kind and state, and what to join to have them."""
        if self._unit.is_postgres:
            each = sa.func.jsonb_array_elements(clocks).table_valued("value").lateral()
            return each.c.value.op("->>")("kind"), each.c.value.op("->>")("state"), each
        listed = sa.func.json_each(clocks).table_valued("value")
        return sa.func.json_extract(listed.c.value, "$.kind"), sa.func.json_extract(listed.c.value, "$.state"), listed


def _made(table: sa.Table, start: datetime, end: datetime) -> Any:
    return sa.and_(table.c.id >= first_id(start), table.c.id < first_id(end))


def _was_open(end: datetime) -> Any:
    """Open before `end`; the history is asked only of those that were not settled for good by then."""
    c, e = cases.c, case_entries.c
    turn = (
        sa.select(e.kind)
        .where(e.case_id == c.id, e.id < first_id(end), e.kind.in_(_TURNS))
        .order_by(e.id.desc())
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )
    settled = sa.func.coalesce(c.resolved_at < end, sa.false())
    return sa.and_(c.id < first_id(end), ~settled, sa.func.coalesce(turn, "").not_in(_ENDS))
