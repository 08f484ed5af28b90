"""Routing through its port, on both databases: one owner decides, commits, tells; others ask and take over."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState, Requirement
from hub.domain.queues import QueueMember
from hub.domain.work import Offer, OfferState, WorkItemState
from hub.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.routing import Lease
from hub.ports.router import RoutingFact
from hub.services.routing_setup.agents import create_agent, edit_agent
from hub.services.routing_setup.queues import create_queue, edit_queue
from tests.usecases.routed_house import House, MovableClock


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


async def test_a_text_reaches_the_agent_and_is_answered_for(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive()
    offer = await house.offered(interaction_id)
    assert offer.agent_id == ann
    assert offer.why is not None
    assert offer.why["rule"] in {"longest_idle", "next_in_line"}
    assert (await house.interaction(interaction_id)).state == "offered"

    await router.accept(offer.id, ann)
    taken = await house.interaction(interaction_id)
    assert (taken.state, taken.agent_id) == ("active", ann)
    assert taken.accepted_at is not None

    await router.close(interaction_id, by=ann, disposition="sold")
    done = await house.interaction(interaction_id)
    assert (done.state, done.disposition, done.agent_id) == ("closed", "sold", ann)
    assert done.closed_at is not None
    assert await house.leg(interaction_id) is None


async def test_work_is_found_by_its_event_alone(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive(tell=False)
    await house.offered(interaction_id, ann)


async def test_work_and_agents_stored_before_the_start_are_matched(house: House) -> None:
    [ann] = await house.employ("ann")
    interaction_id = await house.arrive()
    router = house.router()
    await house.ready(router, ann)
    await house.offered(interaction_id, ann)


async def test_each_change_is_an_event_with_the_whole_shape(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann)
    await house.database.number_events()
    events = await house.database.events_after(0, 500)
    types = [each.type for each in events]
    assert EventType.OFFER_CREATED in types
    assert EventType.OFFER_UPDATED in types
    last = [each for each in events if each.type is EventType.INTERACTION_UPDATED][-1]
    assert (last.subject_id, last.data["state"], last.data["agent_id"]) == (interaction_id, "active", ann)
    assert last.data["queue_name"] == "sales"
    agent = [each for each in events if each.type is EventType.AGENT_UPDATED][-1]
    assert agent.data["load"] == {"units_used": 20, "units": 100, "by_kind": {"sms": 1}}
    offer = next(each for each in events if each.type is EventType.OFFER_CREATED)
    assert f"agent:{ann}" in offer.audience


async def test_listeners_hear_what_was_committed(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    call = await house.accepted(router, ann, kind="phone")
    await router.connected(call, ann)
    await router.end(call, by=ann)
    await router.stop()
    assert [each.fact for each in house.news if each.interaction_id == call] == [
        RoutingFact.ACCEPTED,
        RoutingFact.CONNECTED,
        RoutingFact.ENDED,
    ]
    assert {each.agent_id for each in house.news} == {ann}


async def test_repeats_are_harmless_and_late_comers_are_told(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann, bob)
    interaction_id = await house.arrive()
    offer = await house.offered(interaction_id)
    other = bob if offer.agent_id == ann else ann
    with pytest.raises(ForbiddenError):
        await router.accept(offer.id, other)
    await router.accept(offer.id, offer.agent_id)
    await router.accept(offer.id, offer.agent_id)
    with pytest.raises(ConflictError, match="accepted"):
        await router.reject(offer.id, offer.agent_id, "too late")
    with pytest.raises(NotFoundError):
        await router.accept("no-such-offer", ann)
    with pytest.raises(NotFoundError):
        await router.close("no-such-interaction", by=ann)
    with pytest.raises(ForbiddenError):
        await router.close(interaction_id, by=other)
    await router.close(interaction_id, by=offer.agent_id)
    await router.close(interaction_id, by=offer.agent_id)
    with pytest.raises(ConflictError, match="closed"):
        await router.pend(interaction_id, by=offer.agent_id)


async def test_a_missed_offer_goes_on_by_itself(house: House) -> None:
    ann, bob = await house.employ("ann", "bob", offer_timeout_s={"sms": 1})
    router = house.router()
    await house.ready(router, ann, bob)
    interaction_id = await house.arrive()
    assert (await house.offered(interaction_id)).agent_id == ann
    assert (await house.offered(interaction_id, bob)).agent_id == bob
    [first, _] = await house.database.read(lambda tx: tx.offers.of_interaction(interaction_id))
    assert (first.state, first.cause) == ("timed_out", "timed_out")
    assert first.ended_at is not None


async def test_waiting_for_the_customer_and_the_answer(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann)
    await router.pend(interaction_id, by=ann)
    leg = await house.leg(interaction_id)
    assert leg is not None
    assert leg.state is WorkItemState.PENDING
    assert leg.due_at is not None
    assert leg.due_at - leg.state_at == timedelta(hours=24)
    await house.customer_writes(interaction_id)
    assert (await house.becomes(interaction_id, "active")).agent_id == ann


async def test_snooze_wakes_and_silence_closes(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    snoozed = await house.accepted(router, ann)
    silent = await house.accepted(router, ann)
    await router.snooze(snoozed, house.clock.now() + timedelta(hours=25), by=ann)
    await router.pend(silent, by=ann)
    house.clock.push(hours=26)
    await router.set_presence(ann, PresenceState.READY, by=ann)
    assert (await house.becomes(snoozed, "active")).agent_id == ann
    assert (await house.becomes(silent, "closed")).closed_at is not None


async def test_transfer_to_an_agent_makes_a_new_leg(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann, bob)
    interaction_id = await house.accepted(router, ann)
    await router.transfer(interaction_id, by=ann, agent_id=bob, note="wants a refund")
    offer = await house.offered(interaction_id, bob)
    await router.accept(offer.id, bob)
    legs = await house.database.read(lambda tx: tx.work_items.of_interaction(interaction_id))
    assert [(each.state, each.agent_id) for each in legs] == [("completed", ann), ("active", bob)]
    assert legs[1].parent_id == legs[0].id
    messages = await house.database.read(lambda tx: tx.messages.of_interaction(interaction_id))
    assert [(each.text, each.author.name) for each in messages] == [("wants a refund", "ann")]
    assert (await house.interaction(interaction_id)).agent_id == bob
    with pytest.raises(InvalidError):
        await router.transfer(interaction_id, by=bob, agent_id="nobody")


async def test_wrap_up_asks_for_a_result_code_and_never_strands(house: House) -> None:
    [ann] = await house.employ("ann", wrap_up_s={"phone": 2}, disposition_required=True)
    router = house.router()
    await house.ready(router, ann)
    call = await house.accepted(router, ann, kind="phone")
    await router.connected(call, ann)
    await router.end(call, by=ann)
    wrapping = await house.interaction(call)
    assert wrapping.state == "wrapping"
    assert wrapping.ended_at is not None
    with pytest.raises(InvalidError, match="result code"):
        await router.close(call, by=ann)
    assert (await house.becomes(call, "closed")).disposition == "unset"


async def test_a_caller_who_hangs_up_or_goes_to_voicemail_leaves_the_line(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    left = await house.arrive(kind="phone")
    offer = await house.offered(left)
    await router.abandon(left)
    assert (await house.interaction(left)).state == "abandoned"
    ended = await house.database.read(lambda tx: tx.offers.get(offer.id))
    assert ended is not None
    assert ended.state == "cancelled"
    await router.abandon(left)

    spoken = await house.arrive(kind="phone")
    await house.offered(spoken)
    await router.divert(spoken, "voicemail")
    assert (await house.interaction(spoken)).state == "voicemail"


async def test_outbound_work_belongs_to_its_agent(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive(state=WorkItemState.COMPLETED)
    await router.start_outbound(interaction_id, ann)
    await router.start_outbound(interaction_id, ann)
    taken = await house.interaction(interaction_id)
    assert (taken.state, taken.agent_id) == ("active", ann)
    leg = await house.leg(interaction_id)
    assert leg is not None
    assert (leg.state, leg.agent_id) == ("active", ann)


async def test_what_routing_never_heard_of_can_be_closed(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    now = house.clock.now()
    stranded = Interaction(
        id=new_id(),
        channel="sms",
        kind=InteractionKind.SMS,
        direction=Direction.OUT,
        state=InteractionState.ACTIVE,
        agent_id=ann,
        created_at=now,
        updated_at=now,
    )
    await house.database.write(lambda tx: tx.interactions.add(stranded))

    await router.close(stranded.id, by=ann, disposition="sold")

    done = await house.interaction(stranded.id)
    assert (done.state, done.disposition, done.closed_at is not None) == ("closed", "sold", True)


async def test_explanations_name_the_obstacle(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await router.set_presence(ann, PresenceState.NOT_READY, "lunch", by=ann)
    interaction_id = await house.arrive()
    await router.set_presence(bob, PresenceState.OFFLINE, by=bob)
    told = await router.explain(interaction_id)
    assert (told["state"], told["position"], told["queue_name"]) == ("waiting", 1, "sales")
    candidates = told["candidates"]
    assert isinstance(candidates, list)
    assert {each["name"]: each["block"]["blocker"] for each in candidates} == {"ann": "not_ready", "bob": "offline"}
    agent = await router.explain_agent(ann)
    kinds = agent["kinds"]
    assert isinstance(kinds, dict)
    assert kinds["sms"]["detail"] == "lunch"
    with pytest.raises(NotFoundError):
        await router.explain_agent("nobody")


async def test_a_standby_asks_the_owner_and_takes_over(house: House) -> None:
    [ann] = await house.employ("ann")
    first = house.router()
    await house.ready(first, ann)
    second = house.router()
    waits = await house.arrive()
    offer = await house.offered(waits, ann)
    assert (first.is_owner, second.is_owner) == (True, False)
    await second.accept(offer.id, ann)
    with pytest.raises(ConflictError):
        await second.reject(offer.id, ann, "")
    assert (await house.interaction(waits)).state == "active"

    await first.stop()
    next_one = await house.arrive()
    offer = await house.offered(next_one, ann)
    assert second.is_owner
    await second.accept(offer.id, ann)
    assert (await house.interaction(next_one)).agent_id == ann
    await second.close(waits, by=ann)
    assert (await house.interaction(waits)).state == "closed"


async def test_an_owner_whose_lease_was_taken_commits_nothing_until_it_has_it_back(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router("router")
    await house.ready(router, ann)

    def usurp(tx: Tx) -> Lease | None:
        tx.routing.release_lease("default", "router")
        return tx.routing.take_lease("default", "usurper", 1.5)

    usurped = await house.database.write(usurp)
    assert usurped is not None
    interaction_id = await house.arrive()
    offer = await house.offered(interaction_id, ann)
    assert offer.created_at > usurped.until
    await router.accept(offer.id, ann)
    assert (await house.interaction(interaction_id)).state == "active"


async def test_a_leg_that_somebody_else_changed_is_read_again(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    call = await house.arrive(kind="phone")
    offer = await house.offered(call)

    def interfere(tx: Tx) -> bool:
        leg = tx.work_items.live_of(call)
        assert leg is not None
        gone = replace(leg, state=WorkItemState.CANCELED)
        tx.offers.end(offer.id, OfferState.CANCELLED, "interfered", house.clock.now())
        return tx.work_items.update(gone, leg.epoch, leg.state)

    assert await house.database.write(interfere)
    with pytest.raises(ConflictError):
        await router.accept(offer.id, ann)
    legs = await house.database.read(lambda tx: tx.work_items.of_interaction(call))
    assert [each.state for each in legs] == ["canceled"]
    following = await house.arrive(kind="phone")
    await house.offered(following, ann)


async def test_edited_agents_and_queues_count_at_once(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann, bob)
    needs = (Requirement(skill="fr", level=3),)
    interaction_id = await house.arrive(requirements=needs)
    now = house.clock.now()
    fields: dict[str, object] = {"skills": {"fr": 5}}
    await house.database.write(lambda tx: edit_agent(tx, bob, fields, expected_version=None, region=None, at=now))
    await house.offered(interaction_id, bob)

    queue = await house.database.write(lambda tx: create_queue(tx, {"name": "help"}, at=now))
    house.queue_id = queue.id
    other = await house.arrive()
    members: dict[str, object] = {"members": (QueueMember(agent_id=ann),)}
    await house.database.write(lambda tx: edit_queue(tx, queue.id, members, expected_version=None, at=now))
    await house.offered(other, ann)


async def test_a_new_agent_can_work_at_once(house: House) -> None:
    await house.employ("ann")
    router = house.router()
    now = house.clock.now()
    bob = await house.database.write(lambda tx: create_agent(tx, {"name": "bob"}, region=None, at=now))
    await house.ready(router, bob.id)
    found = await house.database.read(lambda tx: tx.agents.get(bob.id))
    assert found is not None
    assert found.presence.state == "ready"


async def test_a_hundred_contacts_at_once_go_to_ten_agents_within_their_limits(house: House) -> None:
    agents = await house.employ(*(f"agent {number}" for number in range(10)))
    router = house.router()
    await house.ready(router, *agents)
    arrived = [await house.arrive() for _ in range(100)]

    def all_offered(tx: Tx) -> list[Offer] | None:
        pending = list(tx.offers.pending("default"))
        return pending if len(pending) == 50 else None

    pending = await house.until(all_offered)
    assert Counter(each.agent_id for each in pending) == dict.fromkeys(agents, 5)
    assert sorted(each.interaction_id for each in pending) == sorted(arrived)[:50]
    await asyncio.gather(*(router.accept(each.id, each.agent_id) for each in pending))
    await asyncio.gather(*(router.close(each.interaction_id, by=each.agent_id) for each in pending))
    await house.until(all_offered)
