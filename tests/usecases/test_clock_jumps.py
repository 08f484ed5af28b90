"""Somebody sets the machine's clock while the hub runs: intake follows it at once, routing does not."""

import time
from collections.abc import AsyncIterator

import pytest

from hub.clock import SteadyClock, SystemClock
from hub.ports.database import Database
from hub.services.assignment.router import Assignment
from tests.usecases.routed_house import House, MovableClock


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


def steady_router(house: House) -> Assignment:
    return house.router(clock=SteadyClock(wall=house.clock.now, elapsed=time.monotonic))


@pytest.mark.parametrize("hours", [1, -1])
async def test_an_answer_after_the_jump_still_wakes_what_waits_for_it(house: House, hours: int) -> None:
    [ann] = await house.employ("ann")
    router = steady_router(house)
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann)
    house.clock.push(hours=hours)
    await router.pend(interaction_id, by=ann)

    await house.customer_writes(interaction_id)

    assert (await house.becomes(interaction_id, "active")).agent_id == ann


@pytest.mark.parametrize("hours", [1, -1])
async def test_who_comes_after_the_jump_comes_after_who_was_there(house: House, hours: int) -> None:
    [ann] = await house.employ("ann")
    router = steady_router(house)
    first = await house.arrive(kind="phone")
    await router.explain(first)
    house.clock.push(hours=hours)
    second = await house.arrive(kind="phone")
    await router.explain(second)

    await house.ready(router, ann)

    assert (await house.offered(first)).agent_id == ann
    assert (await router.explain(second))["waited_s"] in {0, 1, 2, 3, 4, 5}


async def test_a_hold_for_the_own_agent_is_as_long_as_ever(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = steady_router(house)
    await house.ready(router, bob)
    house.clock.push(hours=-1)
    until = house.clock.now().replace(microsecond=0)
    held = await house.arrive(preferred_agent_id=ann, preferred_until=until.replace(year=until.year + 1))
    await router.explain(held)
    assert await house.database.read(lambda tx: tx.offers.of_interaction(held)) == []
    await house.ready(router, ann)
    assert (await house.offered(held)).agent_id == ann
