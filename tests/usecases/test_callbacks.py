"""Callers who are called back: the place they keep, the tries, and that nobody is called twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.demo.carrier import Ring
from hub.domain.interactions import Interaction
from hub.domain.queues import CallbackRule
from hub.domain.work import WorkItem, WorkItemState
from hub.ports.calls import CallAction
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.routing_setup.queues import edit_queue
from tests.support.call_house import all_quiet, hears, lifts
from tests.support.whole_hub import CUSTOMER, LINE, WholeHub, whole_hub

OTHER = "+12125550177"


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[WholeHub]:
    async with whole_hub(tmp_path) as hub:
        await offer_callbacks(hub)
        yield hub


async def offer_callbacks(hub: WholeHub, **rule: int) -> None:
    wanted = CallbackRule(digit="7", **rule)
    now = hub.parts.clock.now()
    await hub.parts.database.write(
        lambda tx: edit_queue(tx, hub.queue.id, {"callback": wanted}, expected_version=None, at=now)
    )


async def asked(hub: WholeHub) -> WorkItem:
    """The customer waits, presses 7, agrees, and hangs up."""
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("press 7")
    hub.customer.press("7")
    await hub.customer.until_hears("We will call")
    hub.customer.press("1#")
    await hub.customer.until_hears("You keep your place")
    await hub.customer.until_ended()
    return await the_callback(hub)


async def the_callback(hub: WholeHub) -> WorkItem:
    def find(tx: Tx) -> WorkItem | None:
        return next(iter(tx.work_items.callbacks(hub.queue.id)), None)

    found: WorkItem = await hub.until("a callback", find)
    return found


async def until_work(hub: WholeHub, item: WorkItem, state: WorkItemState) -> WorkItem:
    def find(tx: Tx) -> WorkItem | None:
        found = tx.work_items.get(item.id)
        return found if found and found.state is state else None

    changed: WorkItem = await hub.until(f"work that is {state.value}", find)
    return changed


async def calls(hub: WholeHub, state: str) -> list[Interaction]:
    wanted = InteractionFilter(kind="phone", states=(state,))
    return list(await hub.parts.database.read(lambda tx: tx.interactions.page(wanted, after=None, limit=10)))


async def test_a_caller_keeps_the_place_is_tried_again_and_reached(hub: WholeHub) -> None:
    """The line rests ten seconds before the first try; the agent is on the line before the customer's phone rings."""
    await offer_callbacks(hub, retry_s=1)
    item = await asked(hub)
    [waiting] = await calls(hub, "waiting")
    assert waiting.attributes["callback"] == CUSTOMER
    assert waiting.queued_at == item.queued_at
    assert (item.state, item.callback and item.callback.number) == (WorkItemState.PARKED, CUSTOMER)
    hub.customer.ring = Ring.BUSY
    await hub.ready("Anna")
    offer = await hub.accept("Anna")
    assert (offer.created_at - item.state_at).total_seconds() >= 10
    assert offer.work_item_id == item.id
    await lifts(hub, "Anna")
    await hub.phone_of("Anna").until_hears("no answer")
    await hub.phone_of("Anna").until_ended()
    tried = await until_work(hub, item, WorkItemState.PARKED)
    assert tried.queued_at == item.queued_at
    assert tried.callback is not None
    assert tried.callback.attempts == 1
    hub.customer.ring = Ring.MANUAL
    await hub.accept("Anna")
    phone = hub.phone_of("Anna")
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Call back")
    phone.press("1")
    await hears(hub, "Anna", music=True)
    line = await hub.customer.until_rings()
    assert line.peer == LINE
    hub.customer.answer()
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    await hub.until_state("active")
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")


async def test_after_the_last_try_it_ends_for_all_to_see(hub: WholeHub) -> None:
    await offer_callbacks(hub, retry_s=1, max_attempts=1)
    item = await asked(hub)
    hub.customer.ring = Ring.MAILBOX
    await hub.ready("Anna")
    await hub.accept("Anna")
    await lifts(hub, "Anna")
    await hub.until_state("active")
    await hears(hub, "Anna", "customer")
    await hub.parts.calls.act(item.interaction_id, CallAction.NO_ANSWER, by=hub.agents["Anna"].id)
    await all_quiet(hub, "Anna")
    await until_work(hub, item, WorkItemState.EXPIRED)
    [closed] = await calls(hub, "closed")
    events = await hub.parts.database.events_after(0, 500)
    last = [each for each in events if each.data.get("id") == closed.id][-1]
    assert last.data["state"] == "closed"


async def test_calling_again_takes_over_the_place(hub: WholeHub) -> None:
    item = await asked(hub)
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("press 7")
    await until_work(hub, item, WorkItemState.CANCELED)

    def find(tx: Tx) -> Any:
        newest = tx.interactions.page(InteractionFilter(kind="phone"), after=None, limit=1)[0]
        return tx.work_items.live_of(newest.id)

    again: WorkItem = await hub.until("the new call in line", find)
    assert again.queued_at == item.queued_at
    assert again.callback is None
    await hub.ready("Anna")
    await hub.accept("Anna")
    await lifts(hub, "Anna")
    await hears(hub, "customer", "Anna")


async def test_one_number_is_called_back_once(hub: WholeHub) -> None:
    await asked(hub)
    stranger = hub.carrier.phone(OTHER)
    stranger.place_call(LINE)
    await stranger.until_hears("press 7")
    stranger.press("7")
    await stranger.until_hears("We will call")
    stranger.press(f"{CUSTOMER.removeprefix('+1')}#")
    await stranger.until_hears(" ".join(CUSTOMER))
    stranger.press("1#")
    await stranger.until_hears("already")
    found = await hub.parts.database.read(lambda tx: list(tx.work_items.callbacks(hub.queue.id)))
    assert len(found) == 1


async def test_another_number_may_be_entered(hub: WholeHub) -> None:
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("press 7")
    hub.customer.press("7")
    await hub.customer.until_hears("We will call")
    hub.customer.press("12#")
    await hub.customer.until_hears("cannot be called")
    hub.customer.press(f"{OTHER.removeprefix('+1')}#")
    await hub.customer.until_hears(" ".join(OTHER))
    hub.customer.press("1#")
    await hub.customer.until_ended()
    item = await the_callback(hub)
    assert item.callback is not None
    assert item.callback.number == OTHER


async def test_who_waits_with_the_key_is_fetched_when_an_agent_is_there(hub: WholeHub) -> None:
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("press 7")
    await hub.ready("Anna")
    await hub.accept("Anna")
    await lifts(hub, "Anna")
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    hub.customer.hang_up()
    await all_quiet(hub, "Anna")
    await hub.until_state("closed")
