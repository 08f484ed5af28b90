"""The desk in a real browser, against a whole hub: what an agent does is what the customer sees."""

import re
from email import message_from_bytes, policy

from playwright.async_api import expect

from hub.demo.carrier import Media, Texts
from hub.domain.deliveries import DeliveryState
from tests.browser.desk import Desk
from tests.browser.house import PASSWORD, House
from tests.http.test_chat_widget import PNG
from tests.support.proxy import running_proxy
from tests.support.whole_hub import LINE


async def test_a_text_is_offered_accepted_answered_delivered_closed_and_found(house: House) -> None:
    desk = await house.desk()
    page = desk.page
    await page.get_by_role("textbox", name="Login").fill("anna")
    await page.get_by_role("textbox", name="Password").fill("a wrong one")
    await desk.button("Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text("Login or password is wrong.")
    await desk.sign_in("anna", PASSWORD)
    house.hub.customer.send_sms(LINE, "Is my bicycle ready?")
    await desk.choose_presence("Ready")
    await expect(desk.offer).to_contain_text("Is my bicycle ready?")
    await expect(desk.offer).to_contain_text("Support")
    await expect(desk.offer.get_by_role("timer", name="Time left to accept")).to_have_text(re.compile(r"^\d\d$"))
    await desk.accept()
    await desk.message("Is my bicycle ready?").wait_for()
    await desk.answer("Yes, until six.")
    await house.hub.customer.until_text("Yes, until six.")
    await expect(desk.message("Yes, until six.")).to_contain_text("Delivered")
    await _write_a_note(desk, "called twice before")
    await desk.button("Close").click()
    await desk.close_with("Solved", "wants a new saddle")
    closed = await house.hub.until_state("closed", "sms")
    assert closed.disposition == "solved"
    await _search(desk, "bicycle")
    stored = [each.text for each in await house.hub.messages(closed.id)]
    assert stored == ["Is my bicycle ready?", "Yes, until six.", "called twice before", "wants a new saddle"]
    assert [text.body for text in house.hub.customer.inbox] == ["Yes, until six."]


async def _write_a_note(desk: Desk, text: str) -> None:
    await desk.page.get_by_role("tab", name="Note").click()
    await desk.composer.fill(text)
    await desk.button("Save note").click()
    await expect(desk.message(text)).to_contain_text("only for staff")


async def _search(desk: Desk, word: str) -> None:
    """Find an old message from anywhere and open its conversation."""
    await desk.page.keyboard.press("Control+k")
    await desk.page.get_by_role("searchbox", name="Search").fill(word)
    await desk.page.get_by_role("option").filter(has_text="Is my bicycle ready?").click()
    await expect(desk.conversation.get_by_text("Closed", exact=True).first).to_be_visible()
    await desk.message("wants a new saddle").wait_for()


async def test_a_picture_comes_in_by_text_and_a_file_goes_out_by_mail(house: House) -> None:
    desk = await house.at_work()
    picture = Media(content_type="image/png", data=PNG)
    house.hub.customer.send_sms(LINE, "look at this", media=(picture,))
    await desk.accept()
    tile = desk.message("look at this").get_by_role("img")
    assert await tile.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await house.customer_mails("Li Na <li.na@example.com>", "Invoice", "Please send me the invoice.")
    await desk.accept()
    await desk.conversation.get_by_role("heading", name="Li Na").wait_for()
    await desk.page.locator("input[type=file]").set_input_files(
        {"name": "invoice.txt", "mimeType": "text/plain", "buffer": b"42 dollars"}
    )
    await desk.button("Remove invoice.txt").wait_for()
    await desk.answer("Here it is.")
    mail = message_from_bytes(await house.mail.mail_number(1), policy=policy.default)
    assert mail["To"].addresses[0].addr_spec == "li.na@example.com"
    assert mail["Subject"] == "Re: Invoice"
    assert [part.get_content() for part in mail.iter_attachments()] == ["42 dollars"]
    sent = desk.message("Here it is.")
    await expect(sent).to_contain_text("Sent")
    await sent.get_by_role("link", name="Download invoice.txt").wait_for()


async def test_a_cut_loses_nothing_in_either_direction(house: House) -> None:
    host, port = house.hub.url.removeprefix("http://").split(":")
    async with running_proxy(host, int(port)) as proxy:
        desk = await house.at_work(url=f"http://127.0.0.1:{proxy.port}")
        house.hub.customer.send_sms(LINE, "hello")
        await desk.accept()
        proxy.cut()
        await desk.page.get_by_role("status").filter(has_text="No connection").wait_for()
        house.hub.customer.send_sms(LINE, "are you there?")
        [interaction] = await house.hub.interactions()
        await house.hub.until("the second text", lambda tx: len(tx.messages.of_interaction(interaction.id)) == 2)
        await desk.answer("one moment")
        await expect(desk.message("one moment")).to_contain_text("waits for the connection")
        assert await desk.message("are you there?").count() == 0
        proxy.restore()
        await desk.message("are you there?").wait_for()
        await house.hub.customer.until_text("one moment")
        await expect(desk.message("one moment")).to_contain_text("Delivered")
    stored = [each.text for each in await house.hub.messages(interaction.id)]
    assert stored == ["hello", "are you there?", "one moment"]
    assert len(house.hub.customer.inbox) == 1


async def test_a_call_is_held_resumed_transferred_and_wrapped_up(house: House) -> None:
    hub, customer = house.hub, house.hub.customer
    anna = await house.at_work("Anna")
    customer.place_call(LINE)
    await anna.accept()
    await _answer_the_phone(house, "Anna")
    await anna.button("Hold").click()
    await customer.until_held()
    await anna.page.get_by_text("On hold: the customer hears music").wait_for()
    assert not hub.phone_of("Anna").line.on_hold
    await anna.button("Resume call").click()
    await customer.until_held(held=False)
    await anna.button("Mute").click()
    await hub.phone_of("Anna").until_muted()
    await anna.button("Unmute").click()
    await hub.phone_of("Anna").until_muted(muted=False)
    li = await house.at_work("Li")
    await anna.button("Transfer").click()
    await anna.page.get_by_role("radio", name="Li").click()
    await anna.page.get_by_role("textbox", name="Note for whoever takes it").fill("wants a discount")
    await anna.button("Hand over").click()
    await li.accept()
    await li.message("wants a discount").wait_for()
    await _answer_the_phone(house, "Li")
    await hub.phone_of("Anna").until_ended()
    customer.say("are you Li?")
    await hub.phone_of("Li").until_hears("are you Li?")
    await anna.close_with("Solved", "handed to Li")
    await expect(anna.work.get_by_role("link")).to_have_count(0)
    await li.button("Hang up").click()
    await customer.until_ended()
    await hub.phone_of("Li").until_ended()
    await li.close_with("Call back later", "10 % agreed")
    closed = await hub.until_state("closed", "phone")
    assert (closed.agent_id, closed.disposition) == (hub.agents["Li"].id, "later")


async def _answer_the_phone(house: House, name: str) -> None:
    """Take the receiver up, press 1, and be connected with the customer."""
    phone = house.hub.phone_of(name)
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Press 1")
    phone.press("1")
    await phone.until_in_conference()
    await house.hub.until_state("active")


async def test_the_keyboard_alone_does_a_whole_piece_of_work(house: House) -> None:
    """Counts keys as the documentation states them; letters of what is written are not counted."""
    desk = await house.desk()
    keys = Keys(desk)
    await expect(desk.page.get_by_role("textbox", name="Login")).to_be_focused()
    await keys.write("anna")
    await keys.press("Tab")
    await keys.write(PASSWORD)
    await keys.press("Enter")
    await desk.page.get_by_role("region", name="My work").wait_for()
    await keys.press("Control+k")
    await expect(desk.page.get_by_role("searchbox", name="Search")).to_be_focused()
    await keys.write("ready")
    await desk.page.get_by_role("option", name="Presence: Ready").wait_for()
    await keys.press("Enter")
    await expect(desk.page.locator("#presence-state")).to_contain_text("Ready")
    house.hub.customer.send_sms(LINE, "Is my bicycle ready?")
    await desk.offer.wait_for()
    await keys.press("Enter")
    await desk.message("Is my bicycle ready?").wait_for()
    await keys.press("r")
    await expect(desk.composer).to_be_focused()
    await keys.write("Yes.")
    await keys.press("Control+Enter")
    await house.hub.customer.until_text("Yes.")
    await keys.press("Escape", "n")
    await desk.button("Save note").wait_for()
    await keys.write("wants a saddle")
    await keys.press("Control+Enter")
    await desk.message("wants a saddle").wait_for()
    await keys.press("Escape", "e")
    await keys.until_focused("Result")
    await keys.write("Sol")
    await desk.page.get_by_role("option", name="Solved").wait_for()
    await keys.press("Enter")
    await desk.page.get_by_role("option", name="Solved").wait_for(state="hidden")
    await keys.press("Enter")
    closed = await house.hub.until_state("closed", "sms")
    assert closed.disposition == "solved"
    assert keys.pressed == 14


class Keys:
    """A keyboard that counts."""

    def __init__(self, desk: Desk) -> None:
        self._page = desk.page
        self.pressed = 0

    async def press(self, *names: str) -> None:
        for name in names:
            await self._page.keyboard.press(name)
            self.pressed += 1

    async def write(self, text: str) -> None:
        await self._page.keyboard.type(text)

    async def until_focused(self, name: str) -> None:
        await expect(self._page.get_by_role("combobox", name=name)).to_be_focused()


async def test_the_desk_speaks_chinese_and_remembers_it(house: House) -> None:
    desk = await house.at_work()
    page = desk.page
    await page.get_by_role("button", name="Signed in as Anna").click()
    await page.get_by_text("简体中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.get_by_role("button", name="状态").wait_for()
    await page.keyboard.press("Escape")
    house.hub.customer.send_sms(LINE, "我的自行车修好了吗？")
    offer = page.get_by_role("region", name="来件")
    await expect(offer).to_contain_text("我的自行车修好了吗？")
    await offer.get_by_role("button", name="接受").click()
    box = page.get_by_role("textbox", name="消息")
    await box.fill("修好了。")
    await box.press("Control+Enter")
    await house.hub.customer.until_text("修好了。")
    await page.get_by_role("article").filter(has_text="修好了。").get_by_text("已送达").wait_for()
    elsewhere = await house.desk()
    await elsewhere.page.get_by_role("textbox", name="Login").fill("anna")
    await elsewhere.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await elsewhere.button("Sign in").click()
    await elsewhere.page.get_by_role("region", name="我的工作").wait_for()


async def test_a_text_that_cannot_be_delivered_says_so_and_can_be_sent_again(house: House) -> None:
    desk = await house.at_work()
    house.hub.customer.send_sms(LINE, "hello")
    await desk.accept()
    house.hub.customer.texts_become = Texts.UNDELIVERED
    await desk.answer("good morning")
    failed = desk.message("good morning")
    await expect(failed).to_contain_text("Not delivered")
    await expect(failed).to_contain_text("30003")
    house.hub.customer.texts_become = Texts.DELIVERED
    await failed.get_by_role("button", name="Send again").click()
    await house.hub.customer.until_text("good morning")
    await expect(desk.conversation.get_by_text("Delivered", exact=True)).to_be_visible()
    [interaction] = await house.hub.interactions()
    messages = await house.hub.messages(interaction.id)
    states = [each.delivery.state for each in messages if each.delivery is not None]
    assert states == [DeliveryState.UNDELIVERED, DeliveryState.DELIVERED]
