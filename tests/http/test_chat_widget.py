"""The widget in a real browser on a foreign site with a strict policy: people chat, lose the network, come back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, FrameLocator, Page, expect

from hub.ports.repositories.log import InteractionFilter
from tests.channels.webchat.jwt import signed_identity
from tests.http.chat import IDENTITY_SECRET, ChatHub, running_chat

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Shop:
    """Somebody else's web site: its styles are loud, its policy allows the hub's script and frame and no more."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.hub_origin = ""
        self.attributes = ""
        self.violations: list[str] = []
        app = web.Application()
        app.router.add_get("/", self.page)
        app.router.add_get("/style.css", self.style)
        app.router.add_get("/favicon.ico", self.icon)
        self.server = TestServer(app, host=host)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.server.port}"

    async def page(self, request: web.Request) -> web.Response:
        script = f'<script async src="{self.hub_origin}/chat/widget.js" data-channel="chat" {self.attributes}></script>'
        policy = (
            f"default-src 'self'; script-src {self.hub_origin}; frame-src {self.hub_origin};"
            " require-trusted-types-for 'script'"
        )
        head = '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css">'
        text = f'<!doctype html>{head}<h1>Bikes</h1><a href="/x">more</a>{script}'
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def icon(self, request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def style(self, request: web.Request) -> web.Response:
        loud = "* { color: purple !important } button { width: 300px !important; background: red !important }"
        return web.Response(text=loud, content_type="text/css")


@asynccontextmanager
async def open_shop(folder: Path, host: str = "127.0.0.1") -> AsyncIterator[tuple[ChatHub, Shop]]:
    shop = Shop(host)
    await shop.server.start_server()
    url = f"sqlite:///{folder / 'hub.db'}"
    async with shop.server, running_chat(url, folder, allowed_origins=(shop.origin,)) as chat:
        shop.hub_origin = chat.hub.origin
        yield chat, shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[tuple[ChatHub, Shop]]:
    async with open_shop(tmp_path) as opened:
        await opened[0].somebody_is_ready()
        yield opened


async def visit(context: BrowserContext, shop: Shop) -> Page:
    page = await context.new_page()
    page.on("console", lambda message: shop.violations.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: shop.violations.append(str(error)))
    await page.goto(shop.origin)
    return page


async def open_chat(page: Page, label: str = "Open chat") -> FrameLocator:
    await page.get_by_role("button", name=label).click()
    return page.frame_locator("iframe")


async def say(frame: FrameLocator, text: str) -> None:
    box = frame.get_by_role("textbox", name="Write a message")
    await box.fill(text)
    await box.press("Enter")


async def conversation_of(chat: ChatHub) -> str:
    [interaction] = await chat.hub.database.read(
        lambda tx: tx.interactions.page(InteractionFilter(), after=None, limit=10)
    )
    return interaction.id


async def test_a_visitor_and_an_agent_talk_on_a_foreign_page(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    chat, site = shop
    page = await visit(await browser.new_context(), site)
    frame = await open_chat(page)
    await say(frame, "Is the red one in stock?")
    await frame.get_by_text("✓ Sent").wait_for()
    await chat.answer(await conversation_of(chat), "Yes, see https://example.com/red.")
    link = frame.get_by_role("link", name="https://example.com/red")
    await link.wait_for()
    assert await link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert site.violations == []


async def test_unsent_words_survive_a_cut_and_arrive_once(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    chat, site = shop
    page = await visit(await browser.new_context(), site)
    frame = await open_chat(page)
    await say(frame, "before")
    await frame.get_by_text("✓ Sent").wait_for()
    chat.host.away = True
    await say(frame, "while the hub is away")
    await frame.get_by_text("Sending").wait_for()
    assert await frame.get_by_text("✓ Sent").count() == 1
    for socket in set(chat.room.sockets):
        await socket.close(code=1012)
    chat.host.away = False
    await frame.get_by_text("Sending").wait_for(state="hidden")
    stored = await chat.messages(await conversation_of(chat))
    assert [each.text for each in stored] == ["before", "while the hub is away"]


async def test_a_reloaded_page_shows_the_conversation_and_what_came_meanwhile(
    browser: Browser, shop: tuple[ChatHub, Shop]
) -> None:
    chat, site = shop
    page = await visit(await browser.new_context(), site)
    await say(await open_chat(page), "my bike rattles")
    await page.frame_locator("iframe").get_by_text("✓ Sent").wait_for()
    await page.goto("about:blank")
    await chat.answer(await conversation_of(chat), "bring it in")
    await page.goto(site.origin)
    await page.get_by_role("button", name="Open chat: 1 unread").wait_for()
    frame = await open_chat(page, "Open chat: 1 unread")
    await frame.get_by_text("bring it in").wait_for()
    assert await frame.get_by_text("my bike rattles").count() == 1
    await page.get_by_role("button", name="Open chat", exact=True).wait_for()


async def test_where_the_browser_keeps_nothing_for_other_sites_one_can_still_chat(
    browser: Browser, tmp_path: Path
) -> None:
    """Another site than the hub's, in a private window: Chromium then denies the frame its storage."""
    async with open_shop(tmp_path, "localhost") as (chat, site):
        await chat.somebody_is_ready()
        page = await visit(await browser.new_context(), site)
        frame = await open_chat(page)
        await say(frame, "my bike rattles")
        await frame.get_by_text("✓ Sent").wait_for()
        await chat.answer(await conversation_of(chat), "bring it in")
        await frame.get_by_text("bring it in").wait_for()
        assert site.violations == []


async def test_a_picture_goes_and_is_seen(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    chat, site = shop
    page = await visit(await browser.new_context(), site)
    frame = await open_chat(page)
    await expect(frame.get_by_role("button", name="Attach a file")).to_be_enabled()
    await frame.locator("input[type=file]").set_input_files({"name": "red.png", "mimeType": "image/png", "buffer": PNG})
    await frame.get_by_role("button", name="Remove red.png").wait_for()
    await frame.locator("progress").wait_for(state="detached")
    await frame.get_by_role("button", name="Send message").click()
    await frame.get_by_text("✓ Sent").wait_for()
    [message] = await chat.messages(await conversation_of(chat))
    assert [each.name for each in message.attachments] == ["red.png"]
    picture = frame.get_by_role("img", name="red.png")
    await picture.wait_for()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


async def test_when_nobody_is_there_it_asks_for_a_mail_address(browser: Browser, tmp_path: Path) -> None:
    async with open_shop(tmp_path) as (chat, site):
        site.attributes = 'data-language="zh-CN"'
        page = await visit(await browser.new_context(), site)
        frame = await open_chat(page, "打开在线客服")
        await frame.get_by_label("邮箱").fill("wang@example.cn")
        await frame.get_by_role("button", name="继续").click()
        box = frame.get_by_role("textbox", name="请输入消息")
        await box.fill("明天送货吗？")
        await box.press("Enter")
        await frame.get_by_text("我们会通过邮件回复您：wang@example.cn").wait_for()
        await frame.get_by_text("✓ 已发送").wait_for()
        answer = await chat.answer(await conversation_of(chat), "明天送。")
        delivery = await chat.hub.database.read(lambda tx: tx.deliveries.get(answer.id))
        assert delivery is not None
        assert delivery.address == "wang@example.cn"


async def test_the_site_signs_who_the_visitor_is(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    chat, site = shop
    site.attributes = f'data-identity="{signed_identity({"sub": "7", "name": "Anna Ruiz"}, IDENTITY_SECRET)}"'
    page = await visit(await browser.new_context(), site)
    frame = await open_chat(page)
    await say(frame, "my bike rattles")
    await frame.get_by_text("✓ Sent").wait_for()
    interaction = await chat.interaction(await conversation_of(chat))
    assert interaction.address == "user:7"
    await page.evaluate("HubChat.reset()")
    await frame.get_by_text("✓ Sent").wait_for(state="detached")
    assert await frame.get_by_text("my bike rattles").count() == 0


async def test_the_keyboard_alone_opens_writes_and_closes(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    _, site = shop
    page = await visit(await browser.new_context(), site)
    launcher = page.get_by_role("button", name="Open chat")
    await launcher.wait_for()
    await launcher.focus()
    await page.keyboard.press("Enter")
    frame = page.frame_locator("iframe")
    box = frame.get_by_role("textbox", name="Write a message")
    await box.wait_for()
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    assert await box.input_value() == "one\ntwo"
    await page.keyboard.press("Enter")
    await frame.get_by_text("✓ Sent").wait_for()
    await page.keyboard.press("Escape")
    await box.wait_for(state="hidden")
    assert await launcher.get_attribute("aria-expanded") == "false"
    assert await page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON"


async def test_on_a_phone_it_fills_the_screen_and_keeps_the_page_out_of_reach(
    browser: Browser, shop: tuple[ChatHub, Shop]
) -> None:
    _, site = shop
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = await visit(context, site)
    frame = await open_chat(page)
    await frame.get_by_role("textbox", name="Write a message").wait_for()
    box = await page.locator("iframe").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.tagName") != "A"
    await frame.get_by_role("button", name="Close chat").click()
    await page.get_by_role("button", name="Open chat").wait_for()


async def test_a_site_that_is_not_allowed_gets_no_chat(browser: Browser, shop: tuple[ChatHub, Shop]) -> None:
    chat, _ = shop
    stranger = Shop()
    stranger.hub_origin = chat.hub.origin
    async with stranger.server:
        page = await browser.new_page()
        async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            await page.goto(stranger.origin)
        assert await page.get_by_role("button", name="Open chat").count() == 0
