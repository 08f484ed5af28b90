"""Claims, absences and weekly lists."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.pools import Absence, CallState, Claim, Pool, WeeklyCall
from hub.domain.tasks import TaskState
from hub.ports.repositories.pools import PoolFilter, PoolLine, Prospect
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.customers import customers
from hub.storage.tables.log import interactions
from hub.storage.tables.outbound import consents
from hub.storage.tables.pools import absences, pool_claims, weekly_calls, weekly_lists, weekly_turn
from hub.storage.tables.routing import agents
from hub.storage.tables.tasks import tasks
from hub.storage.tables.value import customer_figures

CLAIM = Codec(pool_claims, Claim)
ABSENCE = Codec(absences, Absence)
CALL = Codec(weekly_calls, WeeklyCall)
_UNMERGED = customers.c.merged_into.is_(None)
_STANDS = pool_claims.c.ended_at.is_(None)
_OPEN = weekly_calls.c.state == sa.literal_column(f"'{CallState.OPEN.value}'")
_SPENT = sa.func.coalesce(customer_figures.c.spent, 0)
_WITH_FIGURES = customers.outerjoin(customer_figures, customer_figures.c.owner_id == customers.c.id)


def _by_value(after: tuple[int, str] | None) -> Any:
    """Beyond a place in the order of falling value, then of ids."""
    if after is None:
        return sa.true()
    worth, (spent, customer_id) = _SPENT, after
    return sa.or_(worth < spent, sa.and_(worth == spent, customers.c.id > customer_id))


class Pools:
    """Implements `hub.ports.repositories.pools.Pools`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def open_claim(self, customer_id: str) -> Claim | None:
        return self._unit.one(CLAIM, pool_claims.c.owner_id == customer_id, _STANDS)

    def open_claims(self, customer_ids: Sequence[str]) -> dict[str, Claim]:
        found: dict[str, Claim] = {}
        for ids in chunks(customer_ids):
            wanted = sa.select(pool_claims).where(pool_claims.c.owner_id.in_(ids), _STANDS)
            found |= {each.owner_id: each for each in self._unit.list(CLAIM, wanted)}
        return found

    def add_claim(self, claim: Claim) -> bool:
        return self._unit.add_new(CLAIM, claim)

    def put_claim(self, claim: Claim) -> None:
        self._unit.put(CLAIM, claim)

    def expired(self, at: datetime, *, limit: int) -> Sequence[Claim]:
        over = sa.select(pool_claims).where(_STANDS, pool_claims.c.expires_at <= at)
        return self._unit.list(CLAIM, over.order_by(pool_claims.c.expires_at, pool_claims.c.id).limit(limit))

    def count_of(self, agent_id: str) -> int:
        """Writing the agent's row makes a second transaction wait, and then begin anew with what the first wrote."""
        same = sa.update(agents).where(agents.c.id == agent_id).values(team=agents.c.team)
        self._unit.connection.execute(same)
        mine = sa.select(sa.func.count()).where(pool_claims.c.agent_id == agent_id, _STANDS)
        return int(self._unit.connection.execute(mine).scalar_one())

    def worked_at(self, customer_id: str, agent_id: str, since: datetime) -> datetime | None:
        i, t = interactions.c, tasks.c
        contact = sa.select(sa.func.max(i.created_at)).where(
            i.customer_id == customer_id, i.agent_id == agent_id, i.created_at >= since
        )
        done = sa.select(sa.func.max(t.ended_at)).where(
            t.customer_id == customer_id,
            t.owner_agent_id == agent_id,
            t.state == TaskState.DONE.value,
            t.ended_at >= since,
        )
        times = [self._unit.connection.execute(each).scalar() for each in (contact, done)]
        return max((each for each in times if each is not None), default=None)

    def counts(self) -> dict[str, int]:
        c = customers.c
        found = self._unit.connection.execute(
            sa.select(c.lifecycle, sa.func.count()).where(_UNMERGED).group_by(c.lifecycle)
        )
        return {row[0]: row[1] for row in found}

    def owners(self) -> dict[str, int]:
        c = customers.c
        owned = sa.select(c.owner_agent_id, sa.func.count()).where(_UNMERGED, c.owner_agent_id.is_not(None))
        return {row[0]: row[1] for row in self._unit.connection.execute(owned.group_by(c.owner_agent_id))}

    def page(self, wanted: PoolFilter, *, after: tuple[int, str] | None, limit: int) -> Sequence[PoolLine]:
        c = customers.c
        conditions = [_UNMERGED, _by_value(after)]
        if wanted.pool is not None:
            conditions.append(c.lifecycle == wanted.pool)
        if wanted.owner_agent_id is not None:
            conditions.append(
                c.owner_agent_id == wanted.owner_agent_id if wanted.owner_agent_id else c.owner_agent_id.is_(None)
            )
        listed = sa.select(c.id, _SPENT).select_from(_WITH_FIGURES).where(*conditions)
        rows = self._unit.connection.execute(listed.order_by(_SPENT.desc(), c.id).limit(limit))
        return [PoolLine._make(row) for row in rows]


class Absences:
    """Implements `hub.ports.repositories.pools.Absences`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def all(self, *, since: date) -> Sequence[Absence]:
        lasting = sa.select(absences).where(absences.c.last_day >= since.isoformat())
        return self._unit.list(ABSENCE, lasting.order_by(absences.c.first_day, absences.c.id))

    def add(self, absence: Absence) -> None:
        self._unit.add(ABSENCE, [absence])

    def get(self, absence_id: str) -> Absence | None:
        return self._unit.one(ABSENCE, absences.c.id == absence_id)

    def remove(self, absence_id: str) -> None:
        self._unit.connection.execute(sa.delete(absences).where(absences.c.id == absence_id))


class Weekly:
    """Implements `hub.ports.repositories.pools.Weekly`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def begin(self, key: str, at: datetime) -> bool:
        turn = self._unit.insert(weekly_turn).values(id="turn", taken=1)
        taken = turn.on_conflict_do_update(index_elements=["id"], set_={"taken": weekly_turn.c.taken + 1})
        self._unit.connection.execute(taken)
        made = self._unit.insert(weekly_lists).values(id=key, made_at=at, customers=0).on_conflict_do_nothing()
        return bool(self._unit.connection.execute(made).rowcount)

    def forget(self, key: str) -> None:
        self._unit.connection.execute(sa.delete(weekly_lists).where(weekly_lists.c.id == key))

    def is_made(self, keys: Sequence[str]) -> set[str]:
        wanted = sa.select(weekly_lists.c.id).where(weekly_lists.c.id.in_(keys))
        return set(self._unit.connection.execute(wanted).scalars())

    def prospects(self, *, not_since: datetime, after: tuple[int, str] | None, limit: int) -> Sequence[Prospect]:
        c = customers.c
        said = sa.exists().where(
            consents.c.customer_id == c.id, consents.c.kind == "phone", consents.c.status == "granted"
        )
        listed = sa.exists().where(weekly_calls.c.customer_id == c.id, weekly_calls.c.created_at > not_since)
        wanted = (
            sa.select(c.id, customer_figures.c.spent)
            .join(customer_figures, customer_figures.c.owner_id == c.id)
            .where(
                _UNMERGED,
                c.lifecycle == Pool.DORMANT.value,
                c.owner_agent_id.is_(None),
                said,
                ~listed,
                _by_value(after),
            )
            .order_by(customer_figures.c.spent.desc(), c.id)
            .limit(limit)
        )
        return [Prospect._make(row) for row in self._unit.connection.execute(wanted)]

    def add_calls(self, calls: Sequence[WeeklyCall]) -> None:
        self._unit.add(CALL, calls)

    def get(self, call_id: str) -> WeeklyCall | None:
        return self._unit.one(CALL, weekly_calls.c.id == call_id)

    def by_task(self, task_id: str) -> WeeklyCall | None:
        return self._unit.one(CALL, weekly_calls.c.task_id == task_id)

    def update(self, call: WeeklyCall, expected_version: int) -> None:
        self._unit.update_version(CALL, CALL.row(call), expected_version)

    def of_week(self, week: date | None, agent_id: str | None, *, limit: int) -> Sequence[WeeklyCall]:
        c = weekly_calls.c
        wanted = sa.select(weekly_calls).order_by(c.week.desc(), c.agent_id, c.place, c.id).limit(limit)
        if week is not None:
            wanted = wanted.where(c.week == week.isoformat())
        if agent_id is not None:
            wanted = wanted.where(c.agent_id == agent_id)
        return self._unit.list(CALL, wanted)

    def open_of(self, customer_id: str) -> Sequence[WeeklyCall]:
        mine = sa.select(weekly_calls).where(weekly_calls.c.customer_id == customer_id, _OPEN)
        return self._unit.list(CALL, mine.order_by(weekly_calls.c.id))

    def overdue(self, at: datetime, *, limit: int) -> Sequence[WeeklyCall]:
        over = sa.select(weekly_calls).where(_OPEN, weekly_calls.c.expires_at <= at)
        return self._unit.list(CALL, over.order_by(weekly_calls.c.expires_at, weekly_calls.c.id).limit(limit))

    def ended_tasks(self, *, limit: int) -> Sequence[WeeklyCall]:
        ended = sa.select(tasks.c.id).where(tasks.c.state != TaskState.OPEN.value)
        wanted = sa.select(weekly_calls).where(_OPEN, weekly_calls.c.task_id.in_(ended))
        return self._unit.list(CALL, wanted.order_by(weekly_calls.c.id).limit(limit))
