"""Start the demo, drive it as a person would, and take a picture of every page in both languages and two sizes."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, BrowserContext, Error, FilePayload, Page, async_playwright, expect

from hub.demo.api import Api, ApiError
from hub.demo.people import PEOPLE, Person
from hub.demo.places import HOST, OUR_NUMBER
from hub.demo.run import TOKEN_FILE
from hub.demo.staff import STAFF, Member
from tools.running_demo import running_demo
from tools.sample_words import SCRIPTS, Script

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "screenshots"
COVER = ROOT / "docs" / "images" / "desk.png"
WAIT_S, ASK_EVERY_S = 60, 0.3
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
ADMIN_TABS = ("users", "queues", "entry-rules", "channels", "templates", "care", "webhooks")
AGENTS = {"en": "anna", "zh-CN": "li"}


@dataclass(kw_only=True)
class Studio:
    """The running demo, and where pictures go."""

    browser: Browser
    session: aiohttp.ClientSession
    hub: str
    carrier: str
    play: str
    token: str
    taken: list[str] = field(default_factory=list)

    async def window(self, size: str, language: str, *, state: Any = None, dark: bool = False) -> BrowserContext:
        """A browser window in a language; `state` are the cookies of somebody signed in."""
        width, height = SIZES[size]
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            storage_state=state,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        await context.add_init_script(f"localStorage.setItem('hub.language', '{language}')")
        return context

    async def shoot(self, page: Page, name: str) -> None:
        """Take a picture once nothing is loading."""
        try:
            await page.wait_for_load_state("networkidle", timeout=3000)
        except Error:
            print(f"    {name}: the network does not come to rest", file=sys.stderr)
        await page.evaluate("document.fonts.ready")
        path = OUTPUT / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=path, animations="disabled")
        self.taken.append(name)

    async def phone(self, number: str, action: str, **body: Any) -> None:
        """Do something with a telephone of the local carrier."""
        url = f"{self.carrier}/control/phones/{number}/{action}"
        async with self.session.post(url, json=body) as answer:
            answer.raise_for_status()

    async def mail(self, person: Person, subject: str, text: str) -> None:
        """Let a customer write a mail."""
        body = {"name": person.name, "subject": subject, "text": text}
        async with self.session.post(f"{self.play}/mail/{person.email}", json=body) as answer:
            answer.raise_for_status()


# ---------------------------------------------------------------- pages without a story


async def sign_in_pages(studio: Studio, language: str) -> None:
    for size in SIZES:
        context = await studio.window(size, language)
        page = await context.new_page()
        await page.goto(studio.hub)
        await page.locator("input[autocomplete=username]").wait_for()
        await studio.shoot(page, f"{language}/{size}/sign-in")
        await page.locator("input[autocomplete=username]").fill("anna")
        await page.locator("input[type=password]").fill("wrong")
        await page.locator("button[type=submit]").click()
        await page.get_by_role("alert").wait_for()
        await studio.shoot(page, f"{language}/{size}/sign-in-wrong")
        await context.close()


async def office_pages(studio: Studio, language: str) -> None:
    """What supervisors and administrators see."""
    for login, paths in (
        ("sam", {"live": "/live", "staffing": "/staffing"}),
        ("admin", {f"admin-{tab}": f"/admin/{tab}" for tab in ADMIN_TABS} | {"customers": "/customers"}),
    ):
        state = await signed_in(studio, login)
        for size in SIZES:
            context = await studio.window(size, language, state=state)
            page = await context.new_page()
            for name, path in paths.items():
                await page.goto(f"{studio.hub}{path}")
                await page.get_by_role("main").wait_for()
                await studio.shoot(page, f"{language}/{size}/{name}")
            if login == "admin":
                await customer_pages(studio, page, f"{language}/{size}")
            await context.close()


async def customer_pages(studio: Studio, page: Page, place: str) -> None:
    """One customer, looked at and edited; and the box that finds everything."""
    await page.goto(f"{studio.hub}/customers/new")
    await page.get_by_role("dialog").wait_for()
    await studio.shoot(page, f"{place}/customer-new")
    await page.goto(f"{studio.hub}/customers")
    await page.get_by_text("Rosa María", exact=False).first.click()
    await page.locator(".card-head").first.wait_for()
    await studio.shoot(page, f"{place}/customer")
    await page.locator(".card-head button").first.click()
    await page.get_by_role("dialog").wait_for()
    await studio.shoot(page, f"{place}/customer-edit")
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.keyboard.press("Control+k")
    await page.get_by_role("searchbox").last.fill("Glide")
    await page.get_by_role("option").first.wait_for()
    await studio.shoot(page, f"{place}/search")


async def outside_pages(studio: Studio, language: str) -> None:
    """The play page, and the widget on the sample shop."""
    for size in SIZES:
        context = await studio.window(size, language)
        page = await context.new_page()
        await page.goto(studio.play)
        await page.locator("#you button, #you label").first.wait_for()
        await studio.shoot(page, f"{language}/{size}/play")
        await page.goto(f"{studio.play}/shop?as=alex.rivera&language={language}")
        await page.get_by_role("button", name="打开在线客服" if language == "zh-CN" else "Open chat").click()
        await page.frame_locator("iframe").get_by_role("textbox").first.wait_for()
        await studio.shoot(page, f"{language}/{size}/widget")
        await context.close()


# ---------------------------------------------------------------- the desk at work


async def desk_pages(studio: Studio, language: str) -> None:
    """An agent with a conversation, an offer, a mail and a call."""
    member = person_of_staff(AGENTS[language])
    await studio.phone(member.phone, "set", ring="press", keys="1")
    state = await signed_in(studio, member.login)
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(Api(studio.hub))
        user = await api.sign_in(member.login, member.password)
        await make_room(studio, user["agent_id"])
        pages = {}
        for name, size, dark in (("wide", "wide", False), ("narrow", "narrow", False), ("dark", "wide", True)):
            context = await studio.window(size, language, state=state, dark=dark)
            stack.push_async_callback(context.close)
            pages[name] = await context.new_page()
            await pages[name].goto(f"{studio.hub}/inbox")
            await pages[name].locator(".presence").wait_for()
        await shoot_all(studio, pages, language, "desk-away")
        await work(Shift(studio=studio, api=api, agent_id=user["agent_id"], pages=pages, language=language))
        await api.put(f"/agents/{user['agent_id']}/presence", {"state": "not_ready", "reason": "break"})


async def make_room(studio: Studio, agent_id: str) -> None:
    """Let an agent hold enough at once for the pictures, whatever simulated customers want meanwhile."""
    async with Api(studio.hub, token=studio.token) as api:
        capacity = (await api.get(f"/agents/{agent_id}"))["capacity"]
        kinds = {**capacity["kinds"], "sms": 6, "email": 6, "webchat": 6}
        await api.patch(f"/agents/{agent_id}", {"capacity": {**capacity, "units": 200, "kinds": kinds}})


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One agent's work in the pictures."""

    studio: Studio
    api: Api
    agent_id: str
    pages: dict[str, Page]
    language: str

    @property
    def script(self) -> Script:
        return SCRIPTS[self.language]

    async def look_at(self, interaction_id: str) -> None:
        for page in self.pages.values():
            await page.goto(f"{self.studio.hub}/inbox/{interaction_id}")
            await page.locator(".conversation-head").wait_for()

    async def accept(self, address: str, kind: str) -> dict[str, Any]:
        """Take what is offered until that one is among it; other calls are declined, for they would fill the agent."""

        async def taken() -> dict[str, Any] | None:
            desk = await self.api.get("/desk")
            for offer in desk["offers"]:
                is_wanted = offer["interaction"]["address"] == address or offer["interaction"]["kind"] != "phone"
                await (self.take(offer) if is_wanted else self.decline(offer))
            mine: list[dict[str, Any]] = desk["interactions"]
            return next((each for each in mine if (each["address"], each["kind"]) == (address, kind)), None)

        interaction: dict[str, Any] = await until(taken, f"{kind} of {address}")
        return interaction

    async def offered(self, address: str) -> None:
        """Wait for an offer, and decline every other."""

        async def found() -> bool:
            desk = await self.api.get("/desk")
            offers: list[dict[str, Any]] = desk["offers"]
            for offer in offers:
                if offer["interaction"]["address"] == address:
                    return True
                await self.decline(offer)
            return False

        await until(found, f"an offer of {address}")

    async def take(self, offer: dict[str, Any]) -> None:
        await self.settle(f"/offers/{offer['id']}/accept", {})

    async def decline(self, offer: dict[str, Any]) -> None:
        await self.settle(f"/offers/{offer['id']}/reject", {"reason": "busy"})

    async def settle(self, path: str, body: dict[str, Any]) -> None:
        try:
            await self.api.post(path, body)
        except ApiError as error:  # it was withdrawn meanwhile
            print(f"    {error}", file=sys.stderr)


async def work(shift: Shift) -> None:
    studio, script, api = shift.studio, shift.script, shift.api
    texter, mailer = customer(script.texter), customer(script.mailer)
    await studio.phone(texter.phone, "text", to=OUR_NUMBER, body=script.text)
    await studio.mail(mailer, script.subject, script.mail)
    await api.put(f"/agents/{shift.agent_id}/presence", {"state": "ready"})
    text = await shift.accept(texter.phone, "sms")
    await api.post(f"/interactions/{text['id']}/messages", {"kind": "note", "text": script.note})
    await api.post(f"/interactions/{text['id']}/messages", {"kind": "reply", "text": script.answer})
    mail = await shift.accept(mailer.email, "email")
    await shift.look_at(text["id"])
    offered = customer(script.offered)
    await studio.phone(offered.phone, "text", to=OUR_NUMBER, body=script.offer)
    await shift.offered(offered.phone)
    for page in shift.pages.values():
        await page.locator(".offer").first.wait_for()
    await shoot_all(studio, shift.pages, shift.language, "desk-offer")
    await narrow_steps(shift)
    if shift.language == "en":
        COVER.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(OUTPUT / "en" / "wide" / "desk-offer.png", COVER)
    await shift.accept(offered.phone, "sms")
    await mail_pages(shift, mail["id"])
    await call_pages(shift)


async def narrow_steps(shift: Shift) -> None:
    """On a phone the three columns are three steps; the picture before this showed the second."""
    page, place = shift.pages["narrow"], f"{shift.language}/narrow"
    await page.locator(".steps button").nth(2).click()
    await shift.studio.shoot(page, f"{place}/desk-customer")
    await page.locator(".steps button").nth(0).click()
    await page.locator(".offer").first.wait_for()
    await shift.studio.shoot(page, f"{place}/desk-list")


async def mail_pages(shift: Shift, interaction_id: str) -> None:
    await shift.look_at(interaction_id)
    for page in shift.pages.values():
        box = page.locator(".composer textarea").first
        await box.wait_for()
        await box.fill(shift.script.draft)
        file: FilePayload = {
            "name": "invoice-1183-corrected.pdf",
            "mimeType": "application/pdf",
            "buffer": b"%PDF-1.7\n" * 9000,
        }
        await page.locator("input[type=file]").set_input_files(file)
    await shoot_all(shift.studio, shift.pages, shift.language, "desk-mail")


async def call_pages(shift: Shift) -> None:
    """A call from the offer to the wrap-up; the transfer sheet on the way."""
    studio, caller = shift.studio, customer(shift.script.caller)
    await studio.phone(caller.phone, "call", to=OUR_NUMBER)

    async def heard_menu() -> bool:
        async with studio.session.get(f"{studio.carrier}/control/phones/{caller.phone}") as answer:
            call = (await answer.json())["call"]
        return any("3" in heard["text"] for heard in call["heard"])

    await until(heard_menu, "the menu")
    await studio.phone(caller.phone, "press", keys="3")
    call = await shift.accept(caller.phone, "phone")

    async def connected() -> bool:
        found = await shift.api.get(f"/interactions/{call['id']}")
        return bool(found["call"]) and found["call"]["state"] == "connected"

    await until(connected, "the agent's phone")
    await shift.look_at(call["id"])
    await shift.api.post(f"/interactions/{call['id']}/call", {"action": "hold"})
    for page in shift.pages.values():
        await page.locator(".call-person.held").wait_for()
    await shoot_all(studio, shift.pages, shift.language, "desk-call")
    for page in shift.pages.values():
        await page.keyboard.press("t")
        await page.get_by_role("dialog").wait_for()
    await shoot_all(studio, shift.pages, shift.language, "desk-transfer")
    await shift.api.post(f"/interactions/{call['id']}/call", {"action": "hang_up"})
    for page in shift.pages.values():
        await page.keyboard.press("Escape")
        await page.locator(".wrap-up").wait_for()
        await page.keyboard.press("Escape")
    await shoot_all(studio, shift.pages, shift.language, "desk-wrap-up")
    await shift.api.post(f"/interactions/{call['id']}/close", {"disposition": "solved"})


async def shoot_all(studio: Studio, pages: dict[str, Page], language: str, name: str) -> None:
    for size, page in pages.items():
        await studio.shoot(page, f"{language}/{size}/{name}")


# ---------------------------------------------------------------- who and what


def customer(key: str) -> Person:
    return next(person for person in PEOPLE if person.key == key)


def person_of_staff(login: str) -> Member:
    return next(member for member in STAFF if member.login == login)


async def signed_in(studio: Studio, login: str) -> Any:
    """Cookies of somebody who has signed in through the form."""
    context = await studio.window("wide", "en")
    page = await context.new_page()
    await page.goto(studio.hub)
    await page.get_by_role("textbox", name="Login").fill(login)
    await page.get_by_role("textbox", name="Password").fill(person_of_staff(login).password)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("navigation")).to_be_visible(timeout=20_000)
    state = await context.storage_state()
    await context.close()
    return {"cookies": state["cookies"], "origins": []}


async def until(find: Callable[[], Awaitable[Any]], what: str) -> Any:
    try:
        async with asyncio.timeout(WAIT_S):
            while not (found := await find()):  # noqa: ASYNC110 - another process tells nothing by itself
                await asyncio.sleep(ASK_EVERY_S)
            return found
    except TimeoutError:
        raise SystemExit(f"screenshots: waited in vain for {what}") from None


async def main() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    taken = 0
    for language in AGENTS:
        taken += await pictures_of(language)
    print(f"{taken} pictures in {OUTPUT.relative_to(ROOT)}/, the README's in {COVER.relative_to(ROOT)}")


async def pictures_of(language: str) -> int:
    """Each language has a demo of its own: nobody's contact is still with the other agent."""
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        port = await stack.enter_async_context(running_demo(data))
        playwright = await stack.enter_async_context(async_playwright())
        program = shutil.which("chromium") or "/usr/bin/chromium"
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        stack.push_async_callback(browser.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        hub, carrier, play = (f"http://{HOST}:{port + step}" for step in range(3))
        token = (data / TOKEN_FILE).read_text().strip()
        studio = Studio(browser=browser, session=session, hub=hub, carrier=carrier, play=play, token=token)
        for pages in (sign_in_pages, office_pages, outside_pages, desk_pages):
            await pages(studio, language)
            print(f"  {language}: {pages.__name__.replace('_', ' ')}", flush=True)
        return len(studio.taken)


if __name__ == "__main__":
    asyncio.run(main())
