"""The running demo with a browser before it: windows, pictures, and what the people of the demo do."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, BrowserContext, Error, Page, expect

from hub.demo.people import PEOPLE, Person
from hub.demo.staff import STAFF, Member

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "screenshots"
WAIT_S, ASK_EVERY_S = 180, 0.3  # other programs may keep the machine busy
PAGE_MS = 120_000
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


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
        context.set_default_timeout(PAGE_MS)
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

    async def call_of(self, number: str) -> dict[str, Any] | None:
        """The last call of a telephone, as its owner hears it."""
        async with self.session.get(f"{self.carrier}/control/phones/{number}") as answer:
            call: dict[str, Any] | None = (await answer.json())["call"]
        return call

    async def mail(self, person: Person, subject: str, text: str) -> None:
        """Let a customer write a mail."""
        body = {"name": person.name, "subject": subject, "text": text}
        async with self.session.post(f"{self.play}/mail/{person.email}", json=body) as answer:
            answer.raise_for_status()


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
    await expect(page.get_by_role("navigation")).to_be_visible(timeout=PAGE_MS)
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
