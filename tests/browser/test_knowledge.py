"""What the house knows, in a real browser: written, found by two characters, sent; canned replies and macros."""

import re
from datetime import UTC, datetime

import aiohttp
from playwright.async_api import Page, expect

from hub.domain.canned import CannedReply, CannedText, Reach
from hub.domain.ids import new_id
from hub.domain.macros import Macro, MacroAction, MacroStep
from hub.ports.repositories import Tx
from tests.browser.house import House
from tests.support.whole_hub import LINE

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


async def write_article(page: Page, title: str, text: str) -> None:
    """A supervisor writes an article in Chinese, for everybody, and publishes it."""
    await page.get_by_role("link", name="Knowledge").click()
    await page.get_by_role("button", name="New article").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("combobox", name="Language").select_option("zh-CN")
    await form.get_by_role("combobox", name="Kind").select_option("technique")
    await form.get_by_role("textbox", name="Title").fill(title)
    await form.get_by_role("textbox", name="Text", exact=True).fill(text)
    await form.get_by_role("combobox", name="Who may read it").select_option("public")
    await form.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Publish", exact=True).click()
    await expect(page.get_by_role("button", name="Copy link")).to_be_visible()


async def test_an_article_is_found_by_two_characters_and_sent(house: House) -> None:
    sam = await house.supervisor()
    await write_article(sam.page, "退款政策", "七天内可以**退款**。")
    desk = await house.at_work()
    house.hub.customer.send_sms(LINE, "你好，我想退款")
    await desk.accept()
    suggested = desk.page.get_by_role("group", name="May help")
    await expect(suggested.get_by_role("button", name="退款政策")).to_be_visible()

    await desk.message("你好，我想退款").wait_for()
    await desk.page.keyboard.press("i")
    await desk.page.get_by_role("textbox", name="Find an article").fill("退款")
    await desk.page.get_by_role("dialog").get_by_role("button", name="Insert link").click()
    await expect(desk.composer).to_have_value(re.compile(r"/kb/"))
    link = await desk.composer.input_value()
    await desk.composer.press("Control+Enter")

    await house.hub.customer.until_text(link)
    async with aiohttp.ClientSession() as session, session.get(link) as answer:
        assert "七天内可以<strong>退款</strong>。" in await answer.text()
    await sam.page.get_by_role("button", name="Versions").click()
    await expect(sam.page.get_by_role("dialog")).to_contain_text("Version 1")


def furnish(tx: Tx) -> None:
    """A canned reply that asks for a case, and a macro that thanks and closes."""
    thanks = CannedReply(
        id=new_id(),
        name="Thank you",
        shortcut="thanks",
        reach=Reach(),
        texts=(CannedText(locale="en", text="Thank you, {{ customer.name or 'dear customer' }}."),),
        created_at=NOW,
        updated_at=NOW,
    )
    case = CannedReply(
        id=new_id(),
        name="Case number",
        shortcut="case",
        reach=Reach(),
        texts=(CannedText(locale="en", text="Your case: {{ case.number }}"),),
        created_at=NOW,
        updated_at=NOW,
    )
    actions = (
        MacroAction(step=MacroStep.REPLY, ref_id=thanks.id),
        MacroAction(step=MacroStep.NOTE, text="{{ agent.name }} said thanks"),
        MacroAction(step=MacroStep.CLOSE, value="solved"),
    )
    tx.canned_replies.put(thanks, None)
    tx.canned_replies.put(case, None)
    tx.macros.put(
        Macro(id=new_id(), name="Thank and close", reach=Reach(), actions=actions, created_at=NOW, updated_at=NOW), None
    )


async def test_gaps_are_filled_before_a_text_leaves_and_a_macro_ends_the_contact(house: House) -> None:
    await house.hub.parts.database.write(furnish)
    desk = await house.at_work()
    house.hub.customer.send_sms(LINE, "Is my bicycle ready?")
    await desk.accept()

    await desk.composer.press_sequentially("/ca")
    await expect(desk.page.get_by_role("option", name="Case number")).to_be_visible()
    await desk.composer.press("Enter")
    await expect(desk.composer).to_have_value("Your case: ⟦case.number⟧")
    await expect(desk.page.get_by_role("alert")).to_contain_text("case.number")
    await expect(desk.button("Send")).to_be_disabled()
    await desk.composer.fill("Your case: C-1")
    await desk.composer.press("Control+Enter")
    await house.hub.customer.until_text("Your case: C-1")

    await desk.composer.blur()
    await desk.page.keyboard.press("m")
    await desk.page.get_by_role("menuitem", name="Thank and close").click()
    await expect(desk.page.get_by_role("dialog")).to_contain_text("Anna said thanks")
    await desk.page.keyboard.press("Enter")

    closed = await house.hub.until_state("closed", "sms")
    assert closed.disposition == "solved"
    assert [each.text for each in await house.hub.messages(closed.id)][-1] == "Anna said thanks"
