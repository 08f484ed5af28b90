"""A warm transfer of a call between two desks: what each agent sees, and at every step who hears whom."""

import re

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.house import House
from tests.support.call_house import all_quiet, hears, in_conference, lifts
from tests.support.whole_hub import LINE


async def test_a_call_is_handed_over_after_the_colleague_was_asked(house: House) -> None:
    hub = house.hub
    anna, li, interaction_id = await _asked(house)
    await expect(anna.call_status).to_have_text("Asking Li: the customer hears music")
    await hears(hub, "customer", music=True)
    await hears(hub, "Anna", music=True)
    assert in_conference(hub, interaction_id) == {"customer", "Anna"}
    await expect(li.offer).to_contain_text("Anna asks you")
    await li.accept()
    await li.message("wants a discount").wait_for()
    await expect(anna.call_status).to_have_text("Li's phone is ringing: the customer hears music")
    await expect(li.call_status).to_have_text("Anna asks you: answer your phone, press 1")
    await lifts(hub, "Li")
    await expect(anna.call_status).to_have_text("You talk to Li: the customer hears music")
    await expect(li.call_status).to_have_text("You talk to Anna: the customer hears music")
    await hears(hub, "customer", music=True)
    await hears(hub, "Anna", "Li")
    await hears(hub, "Li", "Anna")
    assert in_conference(hub, interaction_id) == {"customer", "Anna", "Li"}
    await anna.page.keyboard.press("w")
    await expect(anna.call_status).to_have_text("You talk to the customer: Li hears music")
    await hears(hub, "customer", "Anna")
    await hears(hub, "Li", music=True)
    await anna.button("Bring all together").click()
    await expect(li.call_status).to_have_text("All three of you talk")
    await hears(hub, "customer", "Anna", "Li")
    await anna.button("Hand over now").click()
    await hub.phone_of("Anna").until_ended()
    await hears(hub, "customer", "Li")
    await hears(hub, "Li", "customer")
    assert in_conference(hub, interaction_id) == {"customer", "Li"}
    await expect(li.page.get_by_role("group", name="Call")).to_contain_text("Connected")
    await anna.close_with("Call back later", "asked Li")
    await expect(anna.work.get_by_role("link")).to_have_count(0)
    assert in_conference(hub, interaction_id) == {"customer", "Li"}
    await li.button("Hang up").click()
    await all_quiet(hub, "Anna", "Li")
    await li.close_with("Solved", "10 % agreed")
    closed = await hub.until_state("closed", "phone")
    assert (closed.agent_id, closed.disposition) == (hub.agents["Li"].id, "solved")


async def test_a_colleague_who_declines_or_leaves_gives_the_customer_back(house: House) -> None:
    hub = house.hub
    anna, li, interaction_id = await _asked(house)
    await li.offer.wait_for()
    await li.page.keyboard.press("Escape")
    await li.page.get_by_role("menuitem", name=re.compile("busy", re.IGNORECASE)).click()
    await hears(hub, "customer", "Anna")
    await expect(anna.page.get_by_role("group", name="Call")).to_contain_text("Connected")
    await li.choose_presence("Ready")
    await _ask(anna)
    await li.accept()
    await lifts(hub, "Li")
    await hears(hub, "Li", "Anna")
    await li.button("Leave").click()
    await hub.phone_of("Li").until_ended()
    await hears(hub, "customer", "Anna")
    assert in_conference(hub, interaction_id) == {"customer", "Anna"}
    await expect(li.work.get_by_role("link")).to_have_count(0)
    await anna.button("Hang up").click()
    await all_quiet(hub, "Anna", "Li")


async def _asked(house: House) -> tuple[Desk, Desk, str]:
    """Anna talks to the customer, and asks Li at her desk."""
    hub = house.hub
    anna = await house.at_work("Anna")
    hub.customer.place_call(LINE)
    await anna.accept()
    await lifts(hub, "Anna")
    active = await hub.until_state("active")
    await hears(hub, "customer", "Anna")
    li = await house.at_work("Li")
    await _ask(anna)
    return anna, li, active.id


async def _ask(anna: Desk) -> None:
    await anna.page.keyboard.press("t")
    await anna.page.get_by_role("radio", name="Li").click()
    await anna.page.get_by_role("textbox", name="Note for whoever takes it").fill("wants a discount")
    await anna.button("Ask first").click()
