"""Transfers of live calls, cold and warm: at each step who is in the conference, and who hears whom."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub.demo.carrier import Action, Fault, Ring
from hub.domain.calls import LegMode, LegState
from hub.domain.interactions import Interaction
from hub.domain.work import LegRole, WorkItem, WorkItemState
from hub.errors import ConflictError, ForbiddenError
from hub.ports.call_line import CallLine
from hub.ports.calls import CallAction
from hub.ports.repositories import Tx
from hub.services.routing_setup.queues import edit_queue
from tests.support.call_house import all_quiet, calls_out, connected, hears, in_conference, lifts
from tests.support.whole_hub import WholeHub, whole_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[WholeHub]:
    async with whole_hub(tmp_path) as hub:
        yield hub


async def asked(hub: WholeHub) -> str:
    """Anna talks to the customer, and asks Li."""
    interaction_id = await connected(hub)
    await hub.ready("Li")
    await hub.parts.calls.consult(
        interaction_id, by=hub.agents["Anna"].id, agent_id=hub.agents["Li"].id, note="wants a discount"
    )
    return interaction_id


async def consulting(hub: WholeHub) -> str:
    """Anna and Li talk, the customer hears music."""
    interaction_id = await asked(hub)
    await hub.accept("Li")
    await lifts(hub, "Li")
    await hears(hub, "Anna", "Li")
    await hears(hub, "Li", "Anna")
    await hears(hub, "customer", music=True)
    return interaction_id


async def act(hub: WholeHub, interaction_id: str, action: CallAction, by: str = "Anna") -> None:
    await hub.parts.calls.act(interaction_id, action, by=hub.agents[by].id)


async def until_owned(hub: WholeHub, interaction_id: str, name: str) -> Interaction:
    """Wait until the call is an agent's, being talked to."""

    def find(tx: Tx) -> Interaction | None:
        found = tx.interactions.get(interaction_id)
        is_so = found and found.agent_id == hub.agents[name].id and found.state.value == "active"
        return found if is_so else None

    owned: Interaction = await hub.until(f"a call of {name}", find)
    return owned


async def side_legs(hub: WholeHub, interaction_id: str) -> list[WorkItem]:
    found = await hub.parts.database.read(lambda tx: tx.work_items.of_interaction(interaction_id))
    return [each for each in found if each.parent_id]


async def test_while_a_colleague_is_asked_the_customer_and_who_asks_hear_music(hub: WholeHub) -> None:
    interaction_id = await asked(hub)
    await hears(hub, "customer", music=True)
    await hears(hub, "Anna", music=True)
    offer = await hub.offer_to("Li")
    assert offer.interaction_id == interaction_id
    notes = [each.text for each in await hub.messages(interaction_id)]
    assert "wants a discount" in notes
    await hub.accept("Li")
    phone = hub.phone_of("Li")
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Anna asks you")
    assert in_conference(hub, interaction_id) == {"customer", "Anna"}
    phone.press("1")
    await hears(hub, "Anna", "Li")
    await hears(hub, "Li", "Anna")
    await hears(hub, "customer", music=True)
    hub.phone_of("Anna").say("he wants too much")
    await phone.until_hears("he wants too much")
    assert not hub.customer.heard("he wants too much")
    assert in_conference(hub, interaction_id) == {"customer", "Anna", "Li"}


async def test_completing_gives_the_customer_to_the_colleague(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.COMPLETE)
    await hub.phone_of("Anna").until_ended()
    await hears(hub, "customer", "Li")
    await hears(hub, "Li", "customer")
    await until_owned(hub, interaction_id, "Li")
    assert in_conference(hub, interaction_id) == {"customer", "Li"}
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")
    closed = await hub.until_state("closed")
    assert closed.agent_id == hub.agents["Li"].id


async def test_who_handed_over_wraps_up_while_the_call_goes_on(hub: WholeHub) -> None:
    now = hub.parts.clock.now()
    wrap_up: dict[str, object] = {"wrap_up_s": {"phone": 60}}
    await hub.parts.database.write(lambda tx: edit_queue(tx, hub.queue.id, wrap_up, expected_version=None, at=now))
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.COMPLETE)
    await hub.phone_of("Anna").until_ended()
    await hub.parts.assignment.close(interaction_id, by=hub.agents["Anna"].id, disposition="solved")
    [before, after] = await hub.parts.database.read(lambda tx: tx.work_items.of_interaction(interaction_id))
    assert (before.state, before.disposition) == (WorkItemState.COMPLETED, "solved")
    assert (after.state, after.role) == (WorkItemState.ACTIVE, LegRole.MAIN)
    hub.phone_of("Li").say("I am still here")
    await hub.customer.until_hears("I am still here")
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")
    await hub.until_state("wrapping")


async def test_cancelling_sends_the_colleague_away(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.CANCEL)
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    owned = await until_owned(hub, interaction_id, "Anna")
    assert owned.state.value == "active"
    hub.phone_of("Anna").hang_up()
    await all_quiet(hub, "Anna", "Li")


async def test_cancelling_while_the_colleagues_phone_rings_leaves_nobody_ringing(hub: WholeHub) -> None:
    interaction_id = await asked(hub)
    await hub.accept("Li")
    await hub.phone_of("Li").until_rings()
    await act(hub, interaction_id, CallAction.CANCEL)
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")


async def test_a_phone_dialled_after_the_cancellation_is_hung_up(hub: WholeHub) -> None:
    """A leg that comes into being only after it was called off: freeswitch#2529."""
    interaction_id = await asked(hub)
    hub.carrier.faults.add("Calls.create", Fault(action=Action.DELAY, seconds=10))
    await hub.accept("Li")

    def is_dialled(tx: Tx) -> bool:
        return any(each.agent_id == hub.agents["Li"].id for each in tx.call_legs.of_interaction(interaction_id))

    await hub.until("a leg of Li", is_dialled)
    await act(hub, interaction_id, CallAction.CANCEL)
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")


async def test_three_together_and_whoever_stays_last_has_the_customer(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.CONFERENCE)
    await hears(hub, "customer", "Anna", "Li")
    await hears(hub, "Anna", "customer", "Li")
    await hears(hub, "Li", "customer", "Anna")
    hub.phone_of("Anna").hang_up()
    await hears(hub, "customer", "Li")
    await until_owned(hub, interaction_id, "Li")
    hub.phone_of("Li").hang_up()
    await all_quiet(hub, "Anna", "Li")


async def test_a_colleague_may_leave_the_three_and_who_asked_goes_on(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.CONFERENCE)
    await hears(hub, "customer", "Anna", "Li")
    await act(hub, interaction_id, CallAction.HANG_UP, by="Li")
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")
    await until_owned(hub, interaction_id, "Anna")
    assert in_conference(hub, interaction_id) == {"customer", "Anna"}


async def test_who_asked_goes_back_and_forth(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.SWAP)
    await hears(hub, "customer", "Anna")
    await hears(hub, "Li", music=True)
    await act(hub, interaction_id, CallAction.SWAP)
    await hears(hub, "customer", music=True)
    await hears(hub, "Li", "Anna")


async def test_a_colleague_who_declines_leaves_the_customer_where_they_were(hub: WholeHub) -> None:
    interaction_id = await asked(hub)
    await hears(hub, "customer", music=True)
    offer = await hub.offer_to("Li")
    await hub.parts.assignment.reject(offer.id, hub.agents["Li"].id, "busy")
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    [side] = await side_legs(hub, interaction_id)
    assert (side.role, side.state) == (LegRole.CONSULT, WorkItemState.CANCELED)
    await until_owned(hub, interaction_id, "Anna")


@pytest.mark.parametrize("ring", [Ring.BUSY, Ring.MAILBOX])
async def test_a_colleague_who_cannot_be_reached_leaves_the_customer_where_they_were(hub: WholeHub, ring: Ring) -> None:
    hub.phone_of("Li").ring = ring
    interaction_id = await asked(hub)
    await hub.accept("Li")
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")
    await until_owned(hub, interaction_id, "Anna")


async def test_an_agent_lost_while_consulting_leaves_the_customer_to_the_colleague(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    hub.phone_of("Anna").hang_up()
    await hears(hub, "customer", "Li")
    await hears(hub, "Li", "customer")
    await until_owned(hub, interaction_id, "Li")


async def test_an_agent_lost_while_nobody_has_come_gives_the_customer_back_a_step_ahead(hub: WholeHub) -> None:
    interaction_id = await asked(hub)
    await hub.offer_to("Li")
    before = await hub.until_state("active")
    hub.phone_of("Anna").hang_up()
    await hears(hub, "customer", music=True)

    def is_back(tx: Tx) -> WorkItem | None:
        main = tx.work_items.live_of(interaction_id)
        return main if main and main.agent_id is None else None

    main = await hub.until("the customer back in line", is_back)
    assert main.priority > before.priority
    assert main.queued_at == before.queued_at
    await hub.accept("Li")
    await lifts(hub, "Li")
    await hears(hub, "customer", "Li")


async def test_a_colleague_who_hangs_up_leaves_the_customer_to_who_asked(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    hub.phone_of("Li").hang_up()
    await hears(hub, "customer", "Anna")
    await until_owned(hub, interaction_id, "Anna")


async def test_a_customer_who_hangs_up_ends_it_for_all(hub: WholeHub) -> None:
    await consulting(hub)
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")
    await hub.until_state("closed")


async def test_a_customer_who_hangs_up_while_the_colleague_rings_leaves_nobody_ringing(hub: WholeHub) -> None:
    await asked(hub)
    await hub.accept("Li")
    await hub.phone_of("Li").until_rings()
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")
    await hub.until_state("closed")


async def test_only_one_consultation_at_a_time_and_only_who_asks_decides(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    anna, li = hub.agents["Anna"].id, hub.agents["Li"].id
    with pytest.raises(ConflictError):
        await hub.parts.calls.consult(interaction_id, by=anna, queue_id=hub.queue.id)
    with pytest.raises(ForbiddenError):
        await hub.parts.calls.act(interaction_id, CallAction.COMPLETE, by=li)
    with pytest.raises(ConflictError, match="swap"):
        await hub.parts.calls.act(interaction_id, CallAction.HOLD, by=anna)
    await hears(hub, "customer", music=True)


async def test_a_consultation_asked_of_a_queue_finds_somebody_else(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    await hub.parts.calls.consult(interaction_id, by=hub.agents["Anna"].id, queue_id=hub.queue.id)
    await hears(hub, "customer", music=True)
    await hub.ready("Li")
    await hub.accept("Li")
    await lifts(hub, "Li")
    await hears(hub, "Li", "Anna")


async def test_a_customer_on_hold_is_back_after_the_consultation(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    await act(hub, interaction_id, CallAction.HOLD)
    await hears(hub, "customer", music=True)
    await hub.ready("Li")
    await hub.parts.calls.consult(interaction_id, by=hub.agents["Anna"].id, agent_id=hub.agents["Li"].id)
    await hub.offer_to("Li")
    await act(hub, interaction_id, CallAction.CANCEL)
    await hears(hub, "customer", "Anna")


async def test_a_call_that_an_agent_began_is_handed_over_like_any_other(hub: WholeHub) -> None:
    begun = await calls_out(hub)
    await lifts(hub, "Anna")
    await hears(hub, "Anna", music=True)
    await hub.customer.until_rings()
    hub.customer.answer()
    await hears(hub, "customer", "Anna")
    await until_owned(hub, begun, "Anna")
    await hub.ready("Li")
    await hub.parts.calls.consult(begun, by=hub.agents["Anna"].id, agent_id=hub.agents["Li"].id)
    await hears(hub, "customer", music=True)
    await hub.accept("Li")
    await lifts(hub, "Li")
    await hears(hub, "Li", "Anna")
    await act(hub, begun, CallAction.COMPLETE)
    await hears(hub, "customer", "Li")
    await until_owned(hub, begun, "Li")
    assert in_conference(hub, begun) == {"customer", "Li"}
    hub.phone_of("Li").hang_up()
    await all_quiet(hub, "Anna", "Li")


async def test_cold_transfer_keeps_the_agent_until_the_colleague_is_there(hub: WholeHub) -> None:
    """The agent who transfers stays with the customer meanwhile: flex-project-template#476."""
    interaction_id = await connected(hub)
    await hub.ready("Li")
    await hub.parts.assignment.transfer(interaction_id, by=hub.agents["Anna"].id, agent_id=hub.agents["Li"].id)
    await hub.accept("Li")
    await hub.phone_of("Li").until_rings()
    await hears(hub, "customer", "Anna")
    await lifts(hub, "Li")
    await hub.phone_of("Anna").until_ended()
    await hears(hub, "customer", "Li")
    await until_owned(hub, interaction_id, "Li")
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")


async def test_what_a_process_that_died_left_undone_is_done_by_the_next_look(hub: WholeHub) -> None:
    """The three were brought together in the rows, and nothing was told to the network."""
    interaction_id = await consulting(hub)
    line = hub.parts.channels.get("line")
    assert isinstance(line, CallLine)

    def die_after_the_row(tx: Tx) -> None:
        legs = tx.call_legs.of_interaction(interaction_id)
        [leg] = [each for each in legs if each.agent_id == hub.agents["Li"].id]
        tx.call_legs.update(replace(leg, mode=LegMode.CONFERENCE, updated_at=leg.updated_at - timedelta(minutes=2)))

    await hub.parts.database.write(die_after_the_row)
    await hub.parts.calls.sweep(line)
    await hears(hub, "customer", "Anna", "Li")


async def test_a_hold_that_the_network_refuses_is_no_hold(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    hub.carrier.faults.add("Participants.update", Fault(action=Action.FAIL, status=400, code=20001, times=1))
    with pytest.raises(ConflictError, match="refused"):
        await act(hub, interaction_id, CallAction.HOLD)
    await hears(hub, "customer", "Anna")
    await until_owned(hub, interaction_id, "Anna")


async def test_no_leg_of_a_transferred_call_is_left_in_the_books(hub: WholeHub) -> None:
    interaction_id = await consulting(hub)
    await act(hub, interaction_id, CallAction.COMPLETE)
    await hub.phone_of("Anna").until_ended()
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Li")
    await hub.until(
        "ended legs",
        lambda tx: all(each.state is LegState.ENDED for each in tx.call_legs.of_interaction(interaction_id)),
    )
