"""Merging gives every row of one customer to another; un-merging gives exactly those back."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.consent import Consent, ConsentStatus
from hub.domain.customers import Merge
from hub.domain.ids import new_id
from hub.errors import StaleVersionError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.storage.merges import owned_tables
from hub.storage.tables import metadata
from tests.storage.values import NOW, a_customer, a_delivery, a_point, an_interaction, storing

Ownership = dict[str, dict[str, str]]


def ownership(tx: Tx) -> Ownership:
    """Who owns each row that has an owner."""
    execute = tx.unit.connection.execute  # type: ignore[attr-defined]
    return {
        table.name: {row.id: row.customer_id for row in execute(sa.select(table.c.id, table.c.customer_id))}
        for table in owned_tables()
    }


def fill(tx: Tx, customer_id: str, rows: tuple[int, int, int, int]) -> None:
    """Give a customer rows of every kind."""
    points, talks, deliveries, consents = rows
    for _ in range(points):
        tx.customers.add_contact_point(a_point(customer_id, f"{new_id()}@example.com"))
    for _ in range(talks):
        tx.interactions.add(an_interaction(customer_id=customer_id))
    for _ in range(deliveries):
        tx.deliveries.add(a_delivery(customer_id=customer_id))
    for _ in range(consents):
        tx.consents.add(
            Consent(
                id=new_id(), customer_id=customer_id, kind="sms", status=ConsentStatus.GRANTED, source="form", at=NOW
            )
        )


def test_every_table_that_names_a_customer_is_moved() -> None:
    assert {table.name for table in owned_tables()} >= {"contact_points", "interactions", "deliveries", "consents"}
    assert all("id" in table.c for table in owned_tables())
    assert {table.name for table in metadata.sorted_tables if "customer_id" in table.c} == {
        table.name for table in owned_tables()
    }


counts = st.tuples(*[st.integers(0, 2)] * 4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(counts, min_size=3, max_size=3), later=counts, undo_first=st.sampled_from([0, 1]))
async def test_undone_merges_leave_the_rows_where_they_were(
    database: Database,
    before: list[tuple[int, int, int, int]],
    later: tuple[int, int, int, int],
    undo_first: int,
) -> None:
    """Two merges into one target, undone in any order; rows that came after stay with whom they came to."""
    target, *sources = (a_customer() for _ in range(3))
    everyone = [target, *sources]

    def prepare(tx: Tx) -> Ownership:
        for customer, rows in zip(everyone, before, strict=True):
            tx.customers.add(customer)
            fill(tx, customer.id, rows)
        return ownership(tx)

    owned = await database.write(prepare)
    moved = [
        await database.write(lambda tx, source=source: tx.merges.move(source.id, target.id))  # type: ignore[misc]
        for source in sources
    ]
    gone = {source.id for source in sources}
    merged = await database.read(ownership)
    assert not any(owner in gone for rows in merged.values() for owner in rows.values())
    await database.write(lambda tx: fill(tx, target.id, later))
    came_later = {
        name: {row: owner for row, owner in rows.items() if row not in owned[name]}
        for name, rows in (await database.read(ownership)).items()
    }
    order = [undo_first, 1 - undo_first]
    for place in order:
        await database.write(lambda tx, place=place: tx.merges.move_back(moved[place], sources[place].id))  # type: ignore[misc]
    after = await database.read(ownership)
    assert after == {name: {**owned[name], **came_later[name]} for name in owned}


async def test_rows_that_travelled_on_come_back(database: Database) -> None:
    """A is merged into B and B into C; undoing the first returns A's rows from C."""
    a, b, c = (a_customer(f"{name}@example.com") for name in "abc")
    await database.write(storing(a, b, c))
    moved = await database.write(lambda tx: tx.merges.move(a.id, b.id))
    await database.write(lambda tx: tx.merges.move(b.id, c.id))
    await database.write(lambda tx: tx.merges.move_back(moved, a.id))
    found = await database.read(lambda tx: tx.customers.get_many([a.id, b.id, c.id]))
    assert [len(found[each.id].contact_points) for each in (a, b, c)] == [1, 0, 2]


async def test_who_read_a_row_before_the_merge_must_read_it_again(database: Database) -> None:
    source, target = a_customer("a@example.com"), a_customer("b@example.com")
    await database.write(storing(source, target))
    talk = an_interaction(customer_id=source.id)
    await database.write(lambda tx: tx.interactions.add(talk))
    await database.write(lambda tx: tx.merges.move(source.id, target.id))
    with pytest.raises(StaleVersionError):
        await database.write(lambda tx: tx.interactions.update(replace(talk, version=2, subject="late"), 1))
    found = await database.read(lambda tx: tx.interactions.get(talk.id))
    assert found is not None
    assert found.customer_id == target.id


async def test_the_journal_comes_back(database: Database) -> None:
    merge = Merge(
        id=new_id(),
        target_id="t",
        source_id="s",
        moved={"contact_points": ["1", "2"]},
        before={"source": {"name": "Ann"}},
        by="bo",
        at=NOW,
    )
    await database.write(lambda tx: tx.merges.add(merge))
    assert await database.read(lambda tx: tx.merges.get(merge.id)) == merge
    assert [*await database.read(lambda tx: tx.merges.of_customer("s"))] == [merge]
    assert [*await database.read(lambda tx: tx.merges.of_customer("t"))] == [merge]
    await database.write(lambda tx: tx.merges.set_undone(merge.id, NOW))
    undone = await database.read(lambda tx: tx.merges.get(merge.id))
    assert undone is not None
    assert undone.undone_at == NOW
