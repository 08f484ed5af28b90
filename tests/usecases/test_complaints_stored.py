"""What users of other engines suffer when several act at once, against the database (docs/routing.md has the table)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.clock import SystemClock
from hub.domain.ids import new_id
from hub.domain.queues import Queue
from hub.errors import HubError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from tests.usecases.routed_house import House, MovableClock


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


async def offers_of(house: House, interaction_id: str) -> list[str]:
    """The states of all offers ever made for a contact."""
    made = await house.database.read(lambda tx: tx.offers.of_interaction(interaction_id))
    return [each.state.value for each in made]


async def test_hints_and_processes_at_once_make_one_offer(house: House) -> None:
    """chatwoot#14495: one conversation is assigned dozens of times in a row."""
    ann, bob = await house.employ("ann", "bob")
    first, second = house.router(), house.router()
    await house.ready(first, ann, bob)
    contacts = [await house.arrive() for _ in range(4)]
    for contact in contacts * 25:
        first.hint(contact)
        second.hint(contact)
    for contact in contacts:
        await house.offered(contact)
    last = await house.arrive()
    await house.offered(last)
    assert [await offers_of(house, contact) for contact in contacts] == [["pending"]] * 4


async def test_clicks_that_race_have_one_winner_and_the_others_are_told(house: House) -> None:
    """chatwoot#15275: automation, clicks and automatic assignment race each other."""
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann, bob)
    contact = await house.arrive()
    offer = await house.offered(contact)
    answers = await asyncio.gather(
        router.accept(offer.id, offer.agent_id),
        router.reject(offer.id, offer.agent_id, "busy"),
        router.abandon(contact),
        router.accept(offer.id, offer.agent_id),
        return_exceptions=True,
    )
    assert all(each is None or isinstance(each, HubError) for each in answers)
    states = await offers_of(house, contact)
    assert states[0] in {"accepted", "rejected", "cancelled"}
    assert len([each for each in states if each == "accepted"]) <= 1
    legs = await house.database.read(lambda tx: tx.work_items.of_interaction(contact))
    assert len(legs) == 1
    assert (legs[0].agent_id is not None) == ("accepted" in states)


async def test_listing_many_queues_does_not_keep_work_waiting(house: House) -> None:
    """asterisk#1214, #1215: with tens of thousands of queues a list of them stalls the engine."""
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    now = house.clock.now()
    queues = [Queue(id=new_id(), name=f"queue {number}", created_at=now, updated_at=now) for number in range(500)]

    def add(tx: Tx) -> None:
        for each in queues:
            tx.queues.add(each)

    await house.database.write(add)

    listing = asyncio.gather(*(house.database.read(lambda tx: len(list(tx.queues.all()))) for _ in range(10)))
    contact = await house.arrive()
    await house.offered(contact, ann)
    assert await listing == [501] * 10


async def test_of_many_who_claim_one_conversation_one_has_it(house: House) -> None:
    """fazer-ai/chatwoot#359: 878 claims for 799 conversations on one day, most pairs within seconds."""
    agents = await house.employ(*(f"agent {number}" for number in range(8)))
    first, second = house.router(), house.router()
    await house.ready(first, *agents)
    contact = await house.arrive()
    offer = await house.offered(contact)
    claims = await asyncio.gather(
        *((first, second)[number % 2].accept(offer.id, agent) for number, agent in enumerate(agents)),
        return_exceptions=True,
    )
    assert [each for each in claims if each is None] == [None]
    assert all(each is None or isinstance(each, HubError) for each in claims)
    assert (await house.interaction(contact)).agent_id == offer.agent_id
    assert await offers_of(house, contact) == ["accepted"]
