"""Any sequence of merges, un-merges, edits and new contacts keeps every contact with exactly one living customer."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.errors import ConflictError, InvalidError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.merge_chain import sweep
from hub.services.customers.merging import merge, undo
from hub.services.customers.records import edit
from tests.storage.values import NOW, an_interaction

PEOPLE = 5
Step = tuple[str, int, int]

steps = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "undo", "edit", "contact", "late"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=16,
)


@dataclass
class World:
    """The same history told simply: a tree of records, and for each contact the record that it came to."""

    ids: list[str] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    merges: dict[str, tuple[str, str]] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, set[str]] = field(default_factory=dict)

    def survivor(self, customer_id: str) -> str:
        while customer_id in self.parents:
            customer_id = self.parents[customer_id]
        return customer_id

    def owners(self) -> dict[str, str]:
        return {contact: self.survivor(came_to) for contact, came_to in self.contacts.items()}


def begin(tx: Tx) -> World:
    world = World()
    for number in range(PEOPLE):
        customer = Customer(id=new_id(), name=f"P{number}", tags=(f"t{number}",), created_at=NOW, updated_at=NOW)
        tx.customers.add(customer)
        world.ids.append(customer.id)
        world.tags[customer.id] = {f"t{number}"}
        contact(tx, world, customer.id)
    return world


def contact(tx: Tx, world: World, customer_id: str) -> None:
    talk = an_interaction(customer_id=customer_id)
    tx.interactions.add(talk)
    world.contacts[talk.id] = customer_id


def take(tx: Tx, world: World, step: Step) -> None:
    what, first, second = step
    one, other = world.ids[first], world.ids[second % PEOPLE]
    if what == "merge":
        try:
            journal, _ = merge(tx, one, other, reason="", by="bo", expected_version=None, at=NOW)
        except (ConflictError, InvalidError):
            assert one == other or {one, other} & world.parents.keys()
            return
        world.parents[other] = one
        world.merges[journal.id] = (one, other)
    elif what == "undo" and world.merges:
        merge_id = list(world.merges)[second % len(world.merges)]
        undo(tx, merge_id, by="bo", at=NOW)
        _, source = world.merges.pop(merge_id)
        del world.parents[source]
    elif what == "edit":
        living = world.survivor(one)
        edit(tx, living, {"notes": f"note {second}"}, expected_version=None, at=NOW)
    elif what == "contact":
        contact(tx, world, world.survivor(one))
    elif what == "late":
        contact(tx, world, one)
        sweep(tx, at=NOW)


def check(tx: Tx, world: World) -> None:
    found = tx.interactions.get_many(list(world.contacts))
    assert {each.id: each.customer_id for each in found.values()} == world.owners()
    records = tx.customers.get_many(world.ids)
    assert {each.id: each.merged_into for each in records.values() if each.merged_into} == world.parents
    for customer_id in world.ids:
        if customer_id not in world.parents:
            mine = {each for each in world.ids if world.survivor(each) == customer_id}
            assert set(records[customer_id].tags) == set().union(*(world.tags[each] for each in mine))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_every_contact_stays_with_exactly_one_customer_and_none_is_lost(
    database: Database, steps: list[Step]
) -> None:
    def work(tx: Tx) -> None:
        world = begin(tx)
        for step in steps:
            take(tx, world, step)
            check(tx, world)
        for merge_id in reversed(list(world.merges)):
            undo(tx, merge_id, by="bo", at=NOW)
            _, source = world.merges.pop(merge_id)
            del world.parents[source]
        check(tx, world)

    await database.write(work)


async def test_a_message_stored_just_after_a_merge_ends_at_the_surviving_record(database: Database) -> None:
    """Another process had looked the sender up before the merge, and commits after it."""
    world = await database.write(begin)
    first, second = world.ids[:2]
    journal, _ = await database.write(
        lambda tx: merge(tx, first, second, reason="", by="bo", expected_version=None, at=NOW)
    )
    talk = an_interaction(customer_id=second)
    await database.write(lambda tx: tx.interactions.add(talk))

    swept = await database.write(lambda tx: sweep(tx, at=NOW))
    again = await database.write(lambda tx: sweep(tx, at=NOW))
    found = await database.read(lambda tx: tx.interactions.get(talk.id))
    await database.write(lambda tx: undo(tx, journal.id, by="bo", at=NOW))
    back = await database.read(lambda tx: tx.interactions.get(talk.id))

    assert (swept, again) == (1, 0)
    assert found is not None
    assert back is not None
    assert (found.customer_id, back.customer_id) == (first, second)
