"""Calls from end to end: a real carrier, real routing, telephones that ring, hear and hang up."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub.demo.carrier import Action, Fault, Ring
from hub.demo.carrier.lines import Sound
from hub.domain.calls import LegState
from hub.domain.interactions import Direction
from hub.domain.messages import MessageKind
from hub.domain.plans import Strategy
from hub.errors import ConflictError
from hub.ports.call_line import CallLine
from hub.ports.calls import CallAction
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.routing_setup.queues import edit_queue
from tests.support.call_house import all_quiet, calls_out, connected, lifts, presses_1
from tests.support.whole_hub import CUSTOMER, LINE, WholeHub, whole_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[WholeHub]:
    async with whole_hub(tmp_path) as hub:
        yield hub


async def answered(hub: WholeHub, name: str = "Anna") -> str:
    """Take the waiting call as a person would."""
    await hub.ready(name)
    await hub.accept(name)
    await lifts(hub, name)
    return (await hub.until_state("active")).id


async def test_a_caller_hears_music_and_the_place_in_line_then_talks_to_the_agent(hub: WholeHub) -> None:
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("You are next in line")
    await hub.customer.until_hears("music.wav")
    interaction_id = await answered(hub)
    hub.customer.say("my bicycle is broken")
    await hub.phone_of("Anna").until_hears("my bicycle is broken")
    hub.phone_of("Anna").say("let me see")
    await hub.customer.until_hears("let me see")
    [interaction] = [each for each in await hub.interactions() if each.id == interaction_id]
    assert interaction.customer_id is not None
    assert interaction.address == CUSTOMER


async def test_whoever_hangs_up_ends_the_call_for_both(hub: WholeHub) -> None:
    await connected(hub)
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")
    await connected(hub)
    hub.phone_of("Anna").hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")


async def test_hold_and_mute_are_what_the_conference_says(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    agent = hub.agents["Anna"].id
    await hub.parts.calls.act(interaction_id, CallAction.HOLD, by=agent)
    await hub.customer.until_held()
    await hub.until_state("held")
    await hub.parts.calls.act(interaction_id, CallAction.UNHOLD, by=agent)
    await hub.customer.until_held(held=False)
    await hub.until_state("active")
    await hub.parts.calls.act(interaction_id, CallAction.MUTE, by=agent)
    await hub.phone_of("Anna").until_muted()
    await hub.parts.calls.act(interaction_id, CallAction.UNMUTE, by=agent)
    await hub.phone_of("Anna").until_muted(muted=False)
    await hub.parts.calls.act(interaction_id, CallAction.HANG_UP, by=agent)
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")


async def test_a_mailbox_does_not_win_the_caller(hub: WholeHub) -> None:
    hub.phone_of("Anna").ring = Ring.MAILBOX
    await hub.ready("Anna")
    hub.customer.place_call(LINE)
    await hub.accept("Anna")
    await hub.phone_of("Anna").until_hears("Press 1")
    await hub.phone_of("Anna").until_ended()
    await hub.until_state("waiting")
    assert hub.customer.state == "connected"
    assert not hub.customer.heard(hub.phone_of("Anna").greeting)
    await answered(hub, "Li")


@pytest.mark.parametrize("ring", [Ring.BUSY, Ring.UNREACHABLE])
async def test_an_agent_who_cannot_be_reached_gives_the_caller_back(hub: WholeHub, ring: Ring) -> None:
    hub.phone_of("Anna").ring = ring
    await hub.ready("Anna")
    hub.customer.place_call(LINE)
    await hub.accept("Anna")
    await hub.until_state("waiting")
    await answered(hub, "Li")


async def test_an_agent_who_hangs_up_at_the_question_gives_the_caller_back(hub: WholeHub) -> None:
    """asterisk#1557: whoever answered drops out before the caller is connected, and the others ring again."""
    await hub.ready("Anna")
    hub.customer.place_call(LINE)
    await hub.accept("Anna")
    phone = hub.phone_of("Anna")
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Press 1")
    phone.hang_up()
    await hub.until_state("waiting")
    await answered(hub, "Li")
    hub.customer.say("at last")
    await hub.phone_of("Li").until_hears("at last")


async def test_of_two_who_take_a_call_one_telephone_rings(hub: WholeHub) -> None:
    """asterisk#176: everything rings, two answer, and both are told that the call is theirs."""
    now = hub.parts.clock.now()
    rings: dict[str, object] = {"strategy": Strategy.RING_ALL, "ring": 2}
    await hub.parts.database.write(lambda tx: edit_queue(tx, hub.queue.id, rings, expected_version=None, at=now))
    await hub.ready("Anna")
    await hub.ready("Li")
    hub.customer.place_call(LINE)
    first, second = await hub.offer_to("Anna"), await hub.offer_to("Li")
    await hub.parts.assignment.accept(first.id, hub.agents["Anna"].id)
    with pytest.raises(ConflictError):
        await hub.parts.assignment.accept(second.id, hub.agents["Li"].id)
    await lifts(hub, "Anna")
    assert not hub.phone_of("Li").lines


async def test_a_caller_who_leaves_while_the_agent_rings_leaves_no_ringing_phone(hub: WholeHub) -> None:
    await hub.ready("Anna")
    hub.customer.place_call(LINE)
    await hub.accept("Anna")
    await hub.phone_of("Anna").until_rings()
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("abandoned")


async def test_a_caller_who_leaves_the_queue_is_abandoned(hub: WholeHub) -> None:
    hub.customer.place_call(LINE)
    await hub.until_state("waiting")
    hub.customer.hang_up()
    await hub.until_state("abandoned")


async def test_an_agent_calls_a_customer_through_the_hubs_number(hub: WholeHub) -> None:
    await calls_out(hub)
    await presses_1(hub, "Anna")
    line = await hub.customer.until_rings()
    assert line.peer == LINE
    hub.customer.answer()
    active = await hub.until_state("active")
    assert active.direction is Direction.OUT
    hub.customer.say("hello?")
    await hub.phone_of("Anna").until_hears("hello?")
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")


async def test_a_customer_who_does_not_answer_leaves_nobody_waiting(hub: WholeHub) -> None:
    hub.customer.ring = Ring.BUSY
    await calls_out(hub)
    await presses_1(hub, "Anna")
    await hub.phone_of("Anna").until_hears("no answer")
    await hub.phone_of("Anna").until_ended()
    await hub.until_state("closed")


async def test_a_customer_whom_the_network_refuses_to_dial_leaves_nobody_waiting(hub: WholeHub) -> None:
    await calls_out(hub)
    await hub.phone_of("Anna").until_rings()
    hub.carrier.faults.add("Calls.create", Fault(action=Action.FAIL, status=400, code=21215))
    hub.phone_of("Anna").answer()
    await hub.phone_of("Anna").until_hears("Press 1")
    hub.phone_of("Anna").press("1")
    await hub.phone_of("Anna").until_hears("no answer")
    await hub.phone_of("Anna").until_ended()
    await hub.until_state("closed")


async def test_voicemail_is_a_playable_recording_that_becomes_work(tmp_path: Path) -> None:
    async with whole_hub(tmp_path, phone={"voicemail_max_s": 30}) as hub:
        await shorten_queue(hub, max_wait_s=0)
        hub.customer.place_call(LINE)
        await hub.customer.until_hears("leave a message")
        await hub.until("the tone", lambda _: any(each.sound is Sound.BEEP for each in hub.customer.hear()))
        hub.customer.say("please call me back about order 1183")
        hub.customer.press("#")

        def voicemail(tx: Tx) -> object:
            newest = tx.interactions.page(InteractionFilter(), after=None, limit=1)
            entries = tx.messages.of_interaction(newest[0].id) if newest else []
            return next((each for each in entries if each.kind is MessageKind.VOICEMAIL), None)

        message = await hub.until("a voicemail", voicemail)
        [recording] = message.attachments
        data = await hub.parts.web.blobs.get(recording.blob)
        assert data[:4] == b"RIFF"
        assert data[8:12] == b"WAVE"
        await hub.ready("Anna")
        offer = await hub.accept("Anna")
        assert offer.interaction_id == message.interaction_id
        await hub.until_state("active")


async def test_the_keypad_menu_repeats_then_takes_the_default(tmp_path: Path) -> None:
    menu = {"prompt": {"en": "Sales press 1, service press 2."}, "digits": ["1", "2"], "timeout_s": 2, "tries": 2}
    async with whole_hub(tmp_path, phone={"menu": menu, "greeting": {"en": "Welcome to Harbour."}}) as hub:
        hub.customer.place_call(LINE)
        await hub.customer.until_hears("Welcome to Harbour.")
        await hub.customer.until_hears("Sales press 1")
        hub.customer.press("9")
        await hub.customer.until_hears("not one of the choices")
        await hub.until_state("waiting")
        hub.customer.hang_up()
        await hub.until_state("abandoned")
        hub.customer.place_call(LINE)
        await hub.customer.until_hears("Sales press 1")
        hub.customer.press("2")
        interaction = await hub.until_state("waiting")
        assert interaction.attributes["digits"] == "2"


async def test_no_leg_is_left_in_the_books(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until(
        "ended legs",
        lambda tx: all(each.state is LegState.ENDED for each in tx.call_legs.of_interaction(interaction_id)),
    )


async def test_a_call_whose_end_routing_never_heard_of_is_ended(hub: WholeHub) -> None:
    hub.customer.place_call(LINE)
    interaction = await hub.until_state("waiting")
    line = hub.parts.channels.get("line")
    assert isinstance(line, CallLine)

    def die_after_the_leg(tx: Tx) -> None:
        [leg] = tx.call_legs.of_interaction(interaction.id)
        tx.call_legs.update(replace(leg, state=LegState.ENDED, updated_at=leg.updated_at - timedelta(minutes=2)))

    await hub.parts.database.write(die_after_the_leg)
    await hub.parts.calls.sweep(line)
    await hub.until_state("abandoned")


async def shorten_queue(hub: WholeHub, *, max_wait_s: int) -> None:
    """Let callers wait at most this long."""
    queue = hub.queue
    changed = replace(queue, version=queue.version + 1, max_wait_s=max_wait_s)
    await hub.parts.database.write(lambda tx: tx.queues.update(changed, queue.version))
