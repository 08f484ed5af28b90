"""Supervisors act on the floor: each deed works on both databases, and is audited in its own commit."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.domain.events import SUPERVISORS, Event, EventType
from hub.domain.ids import new_id
from hub.domain.interactions import Requirement
from hub.domain.queues import Queue, QueueMember
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.database import Database
from hub.ports.repositories.access import AuditEntry, AuditFilter
from hub.services.routing_setup.agents import edit_agent
from tests.usecases.routed_house import House, MovableClock

BOSS = "user:boss"


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


async def audited(house: House, action: str) -> AuditEntry:
    entries = await house.database.read(lambda tx: tx.audit.page(AuditFilter(), after=None, limit=50))
    [found] = [each for each in entries if each.action == action]
    assert found.actor == BOSS
    return found


async def other_queue(house: House, name: str, *agent_ids: str) -> str:
    now = house.clock.now()
    members = tuple(QueueMember(agent_id=each) for each in agent_ids)
    queue = Queue(id=new_id(), name=name, members=members, wrap_up_s={}, created_at=now, updated_at=now)
    await house.database.write(lambda tx: tx.queues.add(queue))
    return queue.id


async def test_waiting_work_is_assigned_to_one_agent(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    interaction_id = await house.arrive()
    await house.ready(router, bob)
    offer = await house.offered(interaction_id, bob)
    await house.ready(router, ann)

    await router.assign(interaction_id, ann, ignore_capacity=False, by=BOSS)

    assert (await house.offered(interaction_id, ann)).id != offer.id
    entry = await audited(house, "routing.assign")
    assert (entry.subject, entry.detail["agent_id"]) == (interaction_id, ann)


async def test_work_in_hand_is_taken_over_by_another(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann)
    await house.ready(router, bob)

    await router.assign(interaction_id, bob, ignore_capacity=False, by=BOSS)

    await house.offered(interaction_id, bob)
    with pytest.raises(InvalidError):
        await router.assign(interaction_id, new_id(), ignore_capacity=False, by=BOSS)


async def test_work_moves_to_another_queue(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    late = await other_queue(house, "late", bob)
    router = house.router()
    await house.ready(router, bob, ann)
    waiting = await house.arrive(kind="phone")

    await router.move(waiting, late, by=BOSS)

    assert (await house.interaction(waiting)).queue_id == late
    assert (await audited(house, "routing.move")).detail["queue_id"] == late
    with pytest.raises(InvalidError):
        await router.move(waiting, new_id(), by=BOSS)


async def test_work_goes_back_to_its_queue(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann)
    await house.ready(router, bob)

    await router.requeue(interaction_id, by=BOSS)

    await house.offered(interaction_id, bob)
    assert (await audited(house, "routing.requeue")).detail["agent_id"] == ann
    await router.close(interaction_id, by=BOSS)
    with pytest.raises(ConflictError):
        await router.requeue(interaction_id, by=BOSS)


async def test_an_offer_is_taken_back_without_blame(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive()
    offer = await house.offered(interaction_id, ann)

    await router.rescind(offer.id, by=BOSS)

    stored = await house.database.read(lambda tx: tx.offers.get(offer.id))
    agent = await house.database.read(lambda tx: tx.agents.get(ann))
    assert stored is not None
    assert agent is not None
    assert (stored.state, agent.presence.state, agent.presence.missed_offers) == ("rescinded", "ready", 0)
    assert (await audited(house, "routing.rescind")).subject == interaction_id
    with pytest.raises(NotFoundError):
        await router.rescind(new_id(), by=BOSS)


async def test_a_priority_acts_on_the_place_in_line_at_once(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.arrive()
    later = await house.arrive()

    await router.reprioritise(later, 5, by=BOSS)
    await house.ready(router, ann)

    assert (await house.interaction(later)).priority == 5
    assert (await house.offered(later, ann)).agent_id == ann
    entry = await audited(house, "routing.reprioritise")
    assert (entry.detail["before"], entry.detail["after"]) == (0, 5)


async def test_a_forced_presence_is_audited_and_an_own_one_is_not(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await router.set_presence(ann, PresenceState.READY, by=ann)
    await router.set_presence(ann, PresenceState.NOT_READY, "meeting", by=BOSS)
    entry = await audited(house, "agent.presence")
    assert (entry.subject, entry.detail) == (ann, {"state": "not_ready", "reason": "meeting"})


async def the_event(house: House, kind: EventType) -> Event:
    """Wait for the first event of a kind."""
    while True:
        newest = await house.database.read(lambda tx: tx.events.newest())
        found = [each for each in await house.database.events_after(0, 1_000) if each.type is kind]
        if found:
            return found[0]
        await house.database.wait_for_events(newest, 0.05)


async def test_the_floor_shows_what_waits(house: House) -> None:
    await house.employ("ann")
    router = house.router()
    first = await house.arrive(requirements=(Requirement(skill="spanish", level=5),))
    second = await house.arrive(priority=2)
    await router.explain(first)  # answered once routing has read both
    await router.explain(second)

    floor: Any = await router.floor()

    shown = {each["interaction_id"]: each for each in floor["waiting"]}
    assert floor["waiting_total"] == 2
    assert shown[first]["requirements"] == [{"skill": "spanish", "level": 5}]
    assert (shown[second]["priority"], shown[second]["position"]) == (2, 1)
    assert shown[first]["queue_id"] == house.queue_id


@pytest.mark.timeout(30)
async def test_work_that_nobody_can_take_raises_one_alarm_until_somebody_can(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    now, spanish = house.clock.now(), dict[str, object](skills={"spanish": 7})
    await house.database.write(lambda tx: edit_agent(tx, bob, spanish, expected_version=None, region=None, at=now))
    router = house.router()
    await house.ready(router, ann)
    stuck = await house.arrive(requirements=(Requirement(skill="spanish", level=5),))

    raised = await the_event(house, EventType.ALARM_RAISED)
    floor: Any = await router.floor()
    assert raised.data["alarm"] == "unroutable"
    assert raised.data["interaction_ids"] == [stuck]
    assert raised.data["needs"] == [{"skill": "spanish", "at_least": 5, "at_most": 10}]
    assert raised.data["nobody_configured"] is False
    assert raised.audience == (SUPERVISORS,)
    assert [each["interaction_ids"] for each in floor["alarms"]] == [[stuck]]

    await house.ready(router, bob)
    cleared = await the_event(house, EventType.ALARM_CLEARED)
    assert cleared.data["id"] == raised.data["id"]
    await house.offered(stuck, bob)


async def test_work_moves_to_a_queue_that_was_made_this_moment(house: House) -> None:
    await house.employ("ann")
    router = house.router()
    interaction_id = await house.arrive()
    await router.explain(interaction_id)
    new = await other_queue(house, "new")  # no event tells of it

    await router.move(interaction_id, new, by=BOSS)

    assert (await house.interaction(interaction_id)).queue_id == new
