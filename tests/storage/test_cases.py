"""Cases in storage: filters on lists, the plans of the first screen of the day; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from hub.domain.cases import Case, CaseState, Department
from hub.domain.ids import new_id
from hub.domain.sla import SlaClock, SlaKind
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.cases import CaseFilter
from hub.storage.transaction import StorageTx

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _case(number: int, **fields: object) -> Case:
    made = Case(id=new_id(), number=number, kind="request", subject="x", created_at=AT, updated_at=AT)
    return replace(made, **fields)  # type: ignore[arg-type]


async def test_lists_are_searched_inside(database: Database) -> None:
    sales = Department(id="sales", name="Sales", created_at=AT, updated_at=AT)
    cases = [
        _case(1, tags=("vip", "a'b"), department_ids=("sales",)),
        _case(2, tags=("vi",), state=CaseState.CLOSED),
        _case(3, owner_agent_id="anna", team="care"),
    ]

    def add(tx: Tx) -> None:
        tx.departments.add(sales)
        for each in cases:
            tx.cases.add(each)

    await database.write(add)

    async def numbers(**wanted: object) -> list[int]:
        filter_ = CaseFilter(**wanted)  # type: ignore[arg-type]
        found = await database.read(lambda tx: tx.cases.page(filter_, after=None, limit=10))
        return [each.number for each in found]

    assert await numbers() == [3, 2, 1]
    assert await numbers(tag="vip") == [1]
    assert await numbers(tag="a'b") == [1]
    assert await numbers(department_id="sales") == [1]
    assert await numbers(states=("new", "open")) == [3, 1]
    assert await numbers(has_owner=False, states=("closed",)) == [2]
    assert await numbers(owner_agent_id="anna", team="care") == [3]
    assert await database.read(lambda tx: list(tx.departments.all())) == [sales]


async def test_the_next_promise_is_found_and_the_most_urgent_comes_first(database: Database) -> None:
    def promised(number: int, hours: int) -> Case:
        due = AT + timedelta(hours=hours)
        clock = SlaClock(kind=SlaKind.FIRST_REPLY, policy_id="x", target_s=60, started_at=AT, due_at=due)
        return _case(number, owner_agent_id="anna", clocks=(clock,))

    late, soon, other = promised(1, 1), promised(2, 2), replace(promised(3, 1), owner_agent_id="bob")

    def add(tx: Tx) -> None:
        for each in (soon, late, other, _case(4, owner_agent_id="anna")):
            tx.cases.add(each)

    await database.write(add)
    due = await database.read(lambda tx: tx.cases.promised_before(AT + timedelta(hours=1), 10))
    mine = await database.read(lambda tx: tx.cases.urgent("anna", limit=10))

    assert set(due) == {late.id, other.id}
    assert [each.number for each in mine] == [1, 2]


async def test_what_is_at_risk_does_not_walk_through_a_life_of_contacts(database: Database) -> None:
    def plan(tx: Tx) -> str:
        assert isinstance(tx, StorageTx)
        is_postgres = tx.unit.is_postgres
        if is_postgres:
            tx.unit.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN" if is_postgres else "EXPLAIN QUERY PLAN"
        query = "SELECT * FROM interactions WHERE coalesce(agent_id, '') = 'anna' AND sla_state <> '' ORDER BY sla_at"
        rows = tx.unit.connection.execute(sa.text(f"{explain} {query}"))
        return "\n".join(" ".join(map(str, row)) for row in rows)

    assert "ix_interactions_sla" in await database.read(plan)
