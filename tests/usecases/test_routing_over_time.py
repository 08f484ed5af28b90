"""What happens in routing as time goes by, stored on both databases: delivery, plans, overflow, hands changing."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.domain.plans import Plan, PlanStep, Term
from hub.domain.queues import Destination, DestinationKind, Overflow, Queue, Trigger, WrapUpMode, WrapUpRule
from hub.domain.work import LegRole, Offer, Preference, WorkItem
from hub.errors import ConflictError, NotFoundError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import RoutingFact
from hub.services.assignment.router import Assignment
from hub.services.routing_setup.plans import PLANS, create_plan
from hub.services.routing_setup.queues import create_queue
from hub.services.shapes import agents_wrapping
from tests.usecases.routed_house import House, MovableClock


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


async def pass_time(house: House, router: Assignment, **by: float) -> None:
    """Let time pass, and routing notice it."""
    house.clock.push(**by)
    with pytest.raises(NotFoundError):
        await router.acknowledge("nothing", "nobody")


async def legs_of(house: House, interaction_id: str) -> dict[LegRole, WorkItem]:
    legs = await house.database.read(lambda tx: tx.work_items.of_interaction(interaction_id))
    return {each.role: each for each in legs if not each.state.is_terminal}


async def test_an_offer_that_no_desk_shows_goes_to_somebody_else(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    for agent_id in (ann, bob):
        await router.set_presence(agent_id, PresenceState.READY, by=agent_id)
        await router.connection_restored(agent_id, acknowledges=True)
    interaction_id = await house.arrive()
    first = await house.offered(interaction_id)
    await pass_time(house, router, seconds=4)
    second = await house.offered(interaction_id, bob if first.agent_id == ann else ann)
    await router.acknowledge(second.id, second.agent_id)
    await pass_time(house, router, seconds=10)

    def look(tx: Tx) -> tuple[Offer | None, Offer | None]:
        return tx.offers.get(first.id), tx.offers.get(second.id)

    failed, shown = await house.database.read(look)
    assert failed is not None
    assert shown is not None
    assert (failed.state, failed.cause) == ("failed", "not_delivered")
    assert (shown.state, shown.acked_at is not None) == ("pending", True)


async def test_what_an_agent_was_kept_from_is_remembered_by_the_next_owner(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive()
    offer = await house.offered(interaction_id, ann)
    await router.rescind(offer.id, by="supervisor")
    leg = await house.leg(interaction_id)
    assert leg is not None
    assert [(each.agent_id, each.hard) for each in leg.exclusions] == [(ann, True)]
    await router.stop()
    again = house.router()
    await pass_time(house, again, seconds=1)
    assert (await house.interaction(interaction_id)).state == "waiting", "not to ann again at once"
    await house.ready(again, bob)
    await house.offered(interaction_id, bob)


async def test_a_plan_is_followed_and_its_edit_acts_at_once(house: House) -> None:
    now = house.clock.now()
    steps = (PlanStep(at_s=0, needs=((Term(skill="fr"),),)), PlanStep(at_s=3600, needs=((),)))
    plan: Plan = await house.database.write(lambda tx: create_plan(tx, {"name": "French", "steps": steps}, at=now))
    [ann] = await house.employ("ann", plan_id=plan.id)
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.arrive()
    await pass_time(house, router, seconds=1)
    leg = await house.leg(interaction_id)
    assert leg is not None
    assert (leg.state, leg.plan_id, leg.plan_step) == ("waiting", plan.id, 1)

    anybody = {"steps": (PlanStep(at_s=0, needs=((),)),)}
    await house.database.write(lambda tx: PLANS.edit(tx, plan.id, anybody, expected_version=None, at=house.clock.now()))
    await house.offered(interaction_id, ann)


async def test_work_that_overflows_is_shown_in_its_new_queue(house: House) -> None:
    [ann] = await house.employ("ann")
    fields: dict[str, object] = {"name": "help"}
    to: Queue = await house.database.write(lambda tx: create_queue(tx, fields, at=house.clock.now()))
    on = Overflow(
        on=Trigger.MAX_WAIT,
        to=(Destination(kind=DestinationKind.QUEUE, queue_id=to.id),),
    )

    def configure(tx: Tx) -> None:
        queue = tx.queues.get(house.queue_id)
        assert queue is not None
        tx.queues.update(replace(queue, version=2, overflow=(on,), max_wait_s=60), 1)

    await house.database.write(configure)
    router = house.router()
    await router.set_presence(ann, PresenceState.NOT_READY, by=ann)
    interaction_id = await house.arrive()
    await house.until(lambda tx: (leg := tx.work_items.live_of(interaction_id)) and leg.due_at)
    await pass_time(house, router, seconds=61)

    def is_moved(tx: Tx) -> bool:
        interaction = tx.interactions.get(interaction_id)
        return interaction is not None and interaction.queue_id == to.id

    await house.until(is_moved)
    leg = await house.leg(interaction_id)
    assert leg is not None
    assert leg.visited_queue_ids == (house.queue_id,)


async def test_a_message_is_told_to_who_writes_it_with_what_set_it_off(house: House) -> None:
    sorry = Destination(kind=DestinationKind.MESSAGE, text="Sorry, it takes longer today.")
    full = Overflow(on=Trigger.FULL, to=(sorry,))
    await house.employ(overflow=(full,), max_length=0)
    router = house.router()
    await pass_time(house, router, seconds=0)
    await house.arrive()
    await house.until(lambda _: any(each.fact is RoutingFact.OVERFLOWED for each in house.news))
    [news] = [each for each in house.news if each.fact is RoutingFact.OVERFLOWED]
    assert (news.cause, news.detail) == ("overflow_message", "full")


async def test_a_contact_changes_hands_in_one_commit_and_the_first_agent_wraps_up(house: House) -> None:
    rule = {"phone": WrapUpRule(mode=WrapUpMode.OPTIONAL, extension_s=30)}
    ann, bob = await house.employ("ann", "bob", wrap_up_s={"phone": 30}, wrap_up_rules=rule)
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann, kind="phone")
    await router.connected(interaction_id, ann)
    await house.ready(router, bob)
    await router.consult(interaction_id, by=ann, agent_id=bob)
    await router.accept((await house.offered(interaction_id, bob)).id, bob)
    await router.connected(interaction_id, bob)
    assert (await house.interaction(interaction_id)).agent_id == ann, "the log shows who has the customer"

    await router.complete_consult(interaction_id, by=ann)
    shown, legs = await house.interaction(interaction_id), await legs_of(house, interaction_id)
    assert (shown.agent_id, shown.state) == (bob, "active")
    assert shown.work_item_id == legs[LegRole.MAIN].id
    assert (legs[LegRole.TRANSFER].agent_id, legs[LegRole.TRANSFER].state) == (ann, "wrapping")

    assert list(agents_wrapping(shown)) == [ann]
    await router.extend_wrap_up(interaction_id, by=ann)
    with pytest.raises(ConflictError, match="extended already"):
        await router.extend_wrap_up(interaction_id, by=ann)
    await router.close(interaction_id, by=ann, disposition="handed over")
    assert list(await legs_of(house, interaction_id)) == [LegRole.MAIN]
    after = await house.interaction(interaction_id)
    assert (after.state, agents_wrapping(after)) == ("active", {})


async def test_a_hand_over_that_loses_a_race_changes_neither_leg(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann, kind="phone")
    await router.connected(interaction_id, ann)
    await house.ready(router, bob)
    await router.consult(interaction_id, by=ann, agent_id=bob)
    await router.accept((await house.offered(interaction_id, bob)).id, bob)
    await router.connected(interaction_id, bob)

    def meddle(tx: Tx) -> None:
        leg = tx.work_items.live_of(interaction_id)
        assert leg is not None
        assert tx.work_items.update(replace(leg, epoch=leg.epoch + 1), leg.epoch, leg.state.value)

    await house.database.write(meddle)
    with pytest.raises(ConflictError):
        await router.complete_consult(interaction_id, by=ann)
    legs = await legs_of(house, interaction_id)
    assert {role: leg.agent_id for role, leg in legs.items()} == {LegRole.MAIN: ann, LegRole.CONSULT: bob}
    await router.complete_consult(interaction_id, by=ann)
    assert (await house.interaction(interaction_id)).agent_id == bob


async def test_a_new_owner_finds_the_leg_beside_the_contact(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    interaction_id = await house.accepted(router, ann, kind="phone")
    await router.connected(interaction_id, ann)
    await house.ready(router, bob)
    await router.consult(interaction_id, by=ann, agent_id=bob)
    offer = await house.offered(interaction_id, bob)
    await router.stop()
    again = house.router()
    await again.accept(offer.id, bob)
    await again.connected(interaction_id, bob)
    await again.complete_consult(interaction_id, by=ann)
    assert (await house.interaction(interaction_id)).agent_id == bob


async def test_a_priority_given_by_a_plan_is_not_undone_by_the_log(house: House) -> None:
    now = house.clock.now()
    steps = (PlanStep(at_s=30, priority=5),)
    plan: Plan = await house.database.write(lambda tx: create_plan(tx, {"name": "Rise", "steps": steps}, at=now))
    [ann] = await house.employ("ann", plan_id=plan.id)
    router = house.router()
    await router.set_presence(ann, PresenceState.NOT_READY, by=ann)
    interaction_id = await house.arrive()
    await house.until(lambda tx: (leg := tx.work_items.live_of(interaction_id)) and leg.plan_id)
    house.clock.push(seconds=31)
    router.hint(interaction_id)
    await house.customer_writes(interaction_id)
    await pass_time(house, router, seconds=1)
    await pass_time(house, router, seconds=1)
    leg, shown = await house.leg(interaction_id), await house.interaction(interaction_id)
    assert leg is not None
    assert (leg.priority, shown.priority) == (5, 5)


async def test_a_preferred_agent_who_is_busy_is_waited_for(house: House) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann)
    call = await house.accepted(router, ann, kind="phone")
    await router.connected(call, ann)
    await house.ready(router, bob)
    wanted = (Preference(agent_id=ann),)
    interaction_id = await house.arrive(kind="phone", preferences=wanted)

    def held_for(tx: Tx) -> str | None:
        leg = tx.work_items.live_of(interaction_id)
        return leg.preferred_agent_id if leg and leg.preferred_until else None

    assert await house.until(held_for) == ann
    await pass_time(house, router, minutes=2)
    await house.offered(interaction_id, bob)
