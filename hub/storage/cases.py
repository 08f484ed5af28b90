"""Cases, their history and kinds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.cases import Case, CaseEntry, CaseKind, Department
from hub.domain.interactions import Interaction
from hub.domain.sla import next_look, worst_state
from hub.ports.repositories.cases import CaseFilter
from hub.storage.connection import Unit, chunks
from hub.storage.log import INTERACTION
from hub.storage.rows import Codec
from hub.storage.tables.cases import case_counter, case_entries, case_kinds, cases, departments
from hub.storage.tables.log import interactions

_COUNTER = "cases"
_IS_OPEN = sa.text("cases.state NOT IN ('resolved', 'closed')")


def _sla_state(case: Case) -> str:
    worst = worst_state(case.clocks)
    return worst.value if worst else ""


def _sla_at(case: Case) -> datetime | None:
    return next_look(case.clocks)


CASE = Codec(cases, Case, extra={"sla_state": _sla_state, "sla_at": _sla_at})
ENTRY = Codec(case_entries, CaseEntry)
KIND = Codec(case_kinds, CaseKind)
DEPARTMENT = Codec(departments, Department)


class Cases:
    """Implements `hub.ports.repositories.cases.Cases`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def next_number(self) -> int:
        statement = self._unit.insert(case_counter).values(id=_COUNTER, last=1)
        raised = statement.on_conflict_do_update(index_elements=["id"], set_={"last": case_counter.c.last + 1})
        return int(self._unit.connection.execute(raised.returning(case_counter.c.last)).scalar_one())

    def get(self, case_id: str) -> Case | None:
        return self._unit.one(CASE, cases.c.id == case_id)

    def get_many(self, case_ids: Sequence[str]) -> dict[str, Case]:
        found: dict[str, Case] = {}
        for ids in chunks(sorted(set(case_ids))):
            found.update({each.id: each for each in self._unit.list(CASE, sa.select(cases).where(cases.c.id.in_(ids)))})
        return found

    def add(self, case: Case) -> None:
        self._unit.add(CASE, [case])

    def update(self, case: Case, expected_version: int) -> None:
        self._unit.update_version(CASE, CASE.row(case), expected_version)

    def lock_many(self, case_ids: Sequence[str]) -> dict[str, Case]:
        found: dict[str, Case] = {}
        for ids in chunks(sorted(set(case_ids))):
            wanted = sa.select(cases).where(cases.c.id.in_(ids)).order_by(cases.c.id).with_for_update()
            found.update({each.id: each for each in self._unit.list(CASE, wanted)})
        return found

    def page(self, wanted: CaseFilter, *, after: str | None, limit: int) -> Sequence[Case]:
        statement = sa.select(cases).where(*_conditions(wanted, is_postgres=self._unit.is_postgres))
        if after is not None:
            statement = statement.where(cases.c.id < after)
        return self._unit.list(CASE, statement.order_by(cases.c.id.desc()).limit(limit))

    def promised_before(self, at: datetime, limit: int) -> Sequence[str]:
        due = sa.select(cases.c.id).where(cases.c.sla_at <= at).order_by(cases.c.sla_at).limit(limit)
        return self._unit.connection.execute(due).scalars().all()

    def urgent(self, owner_agent_id: str, *, limit: int) -> Sequence[Case]:
        # Few promises are open at a time: the index by owner, which the function shuts out, has all of them.
        own = sa.func.coalesce(cases.c.owner_agent_id, "") == owner_agent_id
        mine = sa.select(cases).where(own, sa.text("cases.sla_state <> ''"))
        return self._unit.list(CASE, mine.order_by(cases.c.sla_at.asc().nulls_first(), cases.c.id).limit(limit))

    def add_entry(self, entry: CaseEntry) -> None:
        self._unit.add(ENTRY, [entry])

    def entries(self, case_id: str, *, after: str | None, limit: int) -> Sequence[CaseEntry]:
        wanted = sa.select(case_entries).where(case_entries.c.case_id == case_id)
        if after is not None:
            wanted = wanted.where(case_entries.c.id < after)
        return self._unit.list(ENTRY, wanted.order_by(case_entries.c.id.desc()).limit(limit))

    def tied(self, case_id: str, *, limit: int) -> Sequence[Interaction]:
        wanted = sa.select(interactions).where(interactions.c.case_id == case_id)
        return self._unit.list(INTERACTION, wanted.order_by(interactions.c.id.desc()).limit(limit))

    def tied_since(self, since: datetime, *, limit: int) -> Sequence[Interaction]:
        tied = sa.text("interactions.case_id IS NOT NULL")
        wanted = sa.select(interactions).where(tied, interactions.c.updated_at >= since)
        return self._unit.list(INTERACTION, wanted.order_by(interactions.c.updated_at, interactions.c.id).limit(limit))


class CaseKinds:
    """Implements `hub.ports.repositories.cases.CaseKinds`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, kind_id: str) -> CaseKind | None:
        return self._unit.one(KIND, case_kinds.c.id == kind_id)

    def all(self) -> Sequence[CaseKind]:
        return self._unit.list(KIND, sa.select(case_kinds).order_by(case_kinds.c.id))

    def add(self, kind: CaseKind) -> None:
        self._unit.add(KIND, [kind])

    def update(self, kind: CaseKind, expected_version: int) -> None:
        self._unit.update_version(KIND, KIND.row(kind), expected_version)


def _conditions(wanted: CaseFilter, *, is_postgres: bool) -> list[Any]:
    c = cases.c
    exact = ("customer_id", "owner_agent_id", "team", "kind", "number")
    conditions: list[Any] = [c[name] == value for name in exact if (value := getattr(wanted, name)) is not None]
    if wanted.has_owner is not None:
        conditions.append(c.owner_agent_id.is_not(None) if wanted.has_owner else c.owner_agent_id.is_(None))
    if wanted.states:
        conditions.append(c.state.in_(wanted.states))
        if not {"resolved", "closed"} & set(wanted.states):
            conditions.append(_IS_OPEN)  # said literally, so that both planners may use the partial index
    if wanted.sla_states:
        conditions += [c.sla_state.in_(wanted.sla_states), sa.text("cases.sla_state <> ''")]
    listed = (("department_ids", wanted.department_id), ("tags", wanted.tag))
    conditions += [_holds(name, value, is_postgres=is_postgres) for name, value in listed if value is not None]
    return conditions


def _holds(name: str, value: str, *, is_postgres: bool) -> Any:
    """Whether a JSON list has a text."""
    if is_postgres:
        return sa.text(f"cases.{name} @> jsonb_build_array(CAST(:{name} AS text))").bindparams(**{name: value})
    return sa.text(f"EXISTS (SELECT 1 FROM json_each(cases.{name}) WHERE value = :{name})").bindparams(**{name: value})
