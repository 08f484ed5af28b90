"""How routing commits: one after another, what comes meanwhile together, and over what others have written."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.assignment.rows import write_decided
from tests.usecases.routed_house import House, MovableClock


class Gate:
    """A database whose commits of decisions can be held up, and which counts them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = asyncio.Event()
        self.commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def write(self, work: Callable[[Tx], Any]) -> Any:
        if isinstance(work, partial) and work.func is write_decided:
            self.commits += 1
            if not self.open.is_set():
                self.waiting.set()
                await self.open.wait()
        return await self._database.write(work)


@pytest.fixture
def gate(database: Database) -> Gate:
    return Gate(database)


@pytest.fixture
async def house(gate: Gate) -> AsyncIterator[House]:
    made = House(cast("Database", gate), MovableClock(SystemClock()))
    yield made
    gate.open.set()
    await made.stop()


async def test_what_is_asked_while_a_commit_is_under_way_is_committed_together(house: House, gate: Gate) -> None:
    first, *others = await house.employ("ann", "bob", "cy", "di", "ed")
    router = house.router()
    await house.ready(router, first, *others)
    gate.open.clear()
    before = gate.commits
    asked = [asyncio.create_task(router.set_presence(first, PresenceState.NOT_READY, by=first))]
    await gate.waiting.wait()
    asked += [asyncio.create_task(router.set_presence(each, PresenceState.NOT_READY, by=each)) for each in others]
    agents = await house.database.read(lambda tx: tx.agents.all())
    assert {each.presence.state for each in agents} == {PresenceState.READY}
    assert not any(each.done() for each in asked)
    gate.open.set()
    await asyncio.gather(*asked)
    agents = await house.database.read(lambda tx: tx.agents.all())
    assert {each.presence.state for each in agents} == {PresenceState.NOT_READY}
    assert gate.commits == before + 2


async def test_what_is_on_its_way_is_seen_by_those_who_ask_for_it(house: House, gate: Gate) -> None:
    """Closing twice is no error, also while the first closing is being stored."""
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    talk = await house.accepted(router, ann)
    gate.open.clear()
    asked = [asyncio.create_task(router.close(talk, by=ann))]
    await gate.waiting.wait()
    asked.append(asyncio.create_task(router.close(talk, by=ann)))
    gate.open.set()
    await asyncio.gather(*asked)
    assert (await house.interaction(talk)).state == "closed"


async def test_what_others_wrote_between_two_decisions_stays(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    talk = await house.accepted(router, ann)
    accepted = await house.interaction(talk)
    named = replace(accepted, version=accepted.version + 1, subject="a new bell")
    await house.database.write(lambda tx: tx.interactions.update(named, accepted.version))
    await router.close(talk, by=ann)
    closed = await house.interaction(talk)
    assert (closed.state, closed.subject) == ("closed", "a new bell")
    assert closed.version > named.version
    await house.database.number_events()
    events = await house.database.events_after(0, 1_000)
    told = [each.data for each in events if each.subject_id == talk and each.data.get("state") == "closed"]
    assert [(each["subject"], each["version"]) for each in told] == [("a new bell", closed.version)]


async def test_a_lease_that_ran_out_unnoticed_is_no_new_beginning(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    [ann] = await house.employ("ann")
    router = house.router("router")
    await house.ready(router, ann)

    def run_out(tx: Tx) -> None:
        tx.routing.release_lease("default", "router")
        taken = tx.routing.take_lease("default", "router", 60)
        assert taken is not None
        assert taken.epoch == 2

    await house.database.write(run_out)
    talk = await house.accepted(router, ann)
    assert (await house.interaction(talk)).agent_id == ann
    assert "routing begins again" not in caplog.text
