"""Routing as agents and a supervisor see it: a plan that relaxes, offers that fail, why, and a supervisor's move."""

from datetime import UTC, datetime

from playwright.async_api import expect

from hub.domain.agents import PresenceState
from hub.domain.plans import PlanStep, Term
from hub.domain.queues import QueueMember
from hub.domain.work import OfferState
from hub.ports.repositories import Tx
from hub.services.routing_setup.agents import edit_agent
from hub.services.routing_setup.plans import create_plan
from hub.services.routing_setup.queues import create_queue, edit_queue
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.support.whole_hub import LINE

RELAXES_AFTER_S = 15  # long enough to read why it waits, on a slow machine
ACCEPT_WITHIN_S = 12


async def test_a_plan_relaxes_until_somebody_takes_it_and_every_step_is_told(house: House) -> None:
    await _skills_and_plan(house)
    li = house.hub.agents["Li"]
    await house.hub.parts.assignment.set_presence(li.id, PresenceState.OFFLINE, by=li.id)
    sam = await house.supervisor()
    anna = await house.at_work("Anna")
    house.hub.customer.send_sms(LINE, "Hola, ¿abren hoy?")
    await _nobody_can_take_it_yet(sam)
    await expect(anna.offer).to_contain_text("Hola, ¿abren hoy?", timeout=40_000)
    await expect(sam.page.get_by_role("list", name="Alarms")).to_have_count(0)
    await _declined_by_one_and_missed_by_the_other(house, anna)
    await anna.accept()
    await anna.answer("Sí, hasta las seis.")
    await house.hub.customer.until_text("Sí, hasta las seis.")
    await _closed_only_with_a_result(anna)
    await _the_past_is_told(house, sam)


async def _nobody_can_take_it_yet(sam: Desk) -> None:
    """The alarm says what is missing, and the explanation what would have to change."""
    alarms = sam.page.get_by_role("list", name="Alarms")
    await expect(alarms).to_contain_text("needs spanish ≥ 5: nobody who is signed in can take it")
    await expect(sam.waiting).to_contain_text("step 1 of 2; next in")
    await sam.page.keyboard.press("j")
    await sam.page.keyboard.press("w")
    why = sam.page.get_by_role("dialog")
    await expect(why.get_by_role("listitem").filter(has_text="Anna")).to_contain_text("spanish 3, needs 5")
    await sam.page.keyboard.press("Escape")
    await why.wait_for(state="detached")


async def _declined_by_one_and_missed_by_the_other(house: House, anna: Desk) -> None:
    await anna.page.keyboard.press("Escape")
    await anna.page.get_by_role("menuitem", name="Busy just now").click()
    await expect(anna.offer).to_have_count(0)
    li = await house.at_work("Li")
    await li.offer.wait_for()
    [interaction] = await house.hub.interactions()

    def missed(tx: Tx) -> bool:
        return any(each.state is OfferState.TIMED_OUT for each in tx.offers.of_interaction(interaction.id))

    await house.hub.until("an offer that Li misses", missed)
    await li.choose_presence("Break")


async def _closed_only_with_a_result(anna: Desk) -> None:
    await anna.button("Close").click()
    bar = anna.page.get_by_role("form", name="Wrap-up")
    await bar.get_by_role("button", name="Done, next").click()
    await bar.get_by_text("Choose a result first").wait_for()
    await anna.close_with("Solved")


async def _the_past_is_told(house: House, sam: Desk) -> None:
    """Long after, the supervisor reads who was asked, what became of it, and why it was them."""
    [interaction] = await house.hub.interactions()
    assert (interaction.state.value, interaction.disposition) == ("closed", "solved")
    await sam.page.goto(f"{house.hub.url}/inbox/{interaction.id}")
    await sam.button("Why is this here?").click()
    why = sam.page.get_by_role("dialog")
    await why.get_by_role("tab", name="How it came here").click()
    offers = why.get_by_role("listitem").filter(has_text="Offered to")
    await expect(offers.first).to_contain_text("Offered to Anna declined after")
    await expect(offers.nth(1)).to_contain_text("Offered to Li not answered after")
    await expect(offers.last).to_contain_text("Offered to Anna accepted after")
    await expect(offers.last).to_contain_text("plan step 2")


async def test_a_supervisor_moves_a_contact_by_keys_and_takes_it_back(house: House) -> None:
    await _skills_and_plan(house)
    sam = await house.supervisor()
    house.hub.customer.send_sms(LINE, "Where do I send it back to?")
    await expect(sam.waiting).to_contain_text("Support")
    await sam.page.keyboard.press("j")
    await sam.page.keyboard.press("q")
    dialog = sam.page.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Returns").click()
    await dialog.get_by_role("button", name="Move").click()
    await expect(sam.waiting).to_contain_text("Returns")
    await sam.button("Undo").click()
    await expect(sam.waiting).to_contain_text("Support")
    await sam.page.keyboard.press("q")
    await dialog.get_by_role("radio", name="Returns").click()
    await dialog.get_by_role("button", name="Move").click()
    await expect(sam.waiting).to_contain_text("Returns")
    li = await house.at_work("Li")
    await expect(li.offer).to_contain_text("Returns")
    await li.accept()
    await expect(sam.waiting).to_have_count(0)
    agents = sam.page.get_by_role("list", name="Agents")
    await expect(agents.get_by_role("listitem").filter(has_text="Li")).to_contain_text("+1 212 555 0123")


# --- what they work with ---


async def _skills_and_plan(house: House) -> None:
    """Li speaks Spanish well, Anna a little; after a while a little is enough. Returns are Li's alone."""
    now = datetime.now(UTC)

    def work(tx: Tx) -> None:
        for name, level in (("Anna", 3), ("Li", 8)):
            agent_id = house.hub.agents[name].id
            edit_agent(tx, agent_id, {"skills": {"spanish": level}}, expected_version=None, region=None, at=now)
        steps = (
            PlanStep(at_s=0, needs=((Term(skill="spanish", at_least=5),),)),
            PlanStep(at_s=RELAXES_AFTER_S, needs=((Term(skill="spanish"),),)),
        )
        plan = create_plan(tx, {"name": "Spanish", "steps": steps}, at=now)
        changes: dict[str, object] = {"plan_id": plan.id, "offer_timeout_s": {"sms": ACCEPT_WITHIN_S}}
        edit_queue(tx, house.hub.queue.id, changes, expected_version=None, at=now)
        members = (QueueMember(agent_id=house.hub.agents["Li"].id),)
        create_queue(tx, {"name": "Returns", "members": members}, at=now)

    await house.hub.parts.database.write(work)
