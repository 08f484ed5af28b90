"""An agent's work in the pictures: a text, a mail, an offer, a call with its transfer and wrap-up."""

import shutil
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload, Page

from hub.demo.api import Api, ApiError
from hub.demo.places import OUR_NUMBER
from tools.sample_words import SCRIPTS, Script
from tools.studio import OUTPUT, ROOT, Studio, customer, person_of_staff, signed_in, until

COVER = ROOT / "docs" / "images" / "desk.png"
AGENTS = {"en": "anna", "zh-CN": "li"}


async def desk_pages(studio: Studio, language: str) -> None:
    """An agent with a conversation, an offer, a mail and a call, who gets what the story gives and nothing else."""
    member = person_of_staff(AGENTS[language])
    await studio.phone(member.phone, "set", ring="press", keys="1")
    state = await signed_in(studio, member.login)
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(Api(studio.hub))
        user = await api.sign_in(member.login, member.password)
        office = await stack.enter_async_context(Api(studio.hub, token=studio.token))
        await offer_nothing_else(office, user["agent_id"])
        pages = {}
        for name, size, dark in (("wide", "wide", False), ("narrow", "narrow", False), ("dark", "wide", True)):
            context = await studio.window(size, language, state=state, dark=dark)
            stack.push_async_callback(context.close)
            pages[name] = await context.new_page()
            await pages[name].goto(f"{studio.hub}/inbox")
            await pages[name].locator(".presence").wait_for()
        await shoot_all(studio, pages, language, "desk-away")
        shift = Shift(studio=studio, api=api, office=office, agent_id=user["agent_id"], pages=pages, language=language)
        await work(shift)
        await api.put(f"/agents/{user['agent_id']}/presence", {"state": "not_ready", "reason": "break"})


async def offer_nothing_else(office: Api, agent_id: str) -> None:
    """An agent without units is given work by a supervisor only; simulated customers wait for the others."""
    await set_units(office, agent_id)


async def set_units(office: Api, agent_id: str, *, room_for: str | None = None) -> None:
    """No units at all, or as many as are used and one contact of a kind more."""
    agent = await office.get(f"/agents/{agent_id}")
    capacity = agent["capacity"]
    units = agent["load"]["units_used"] + capacity["costs"][room_for] if room_for else 0
    await office.patch(f"/agents/{agent_id}", {"capacity": {**capacity, "units": units}})


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One agent's work in the pictures."""

    studio: Studio
    api: Api
    office: Api
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
        """Take one contact, once it has come in."""
        interaction: dict[str, Any] = await until(lambda: self.take(address, kind), f"{kind} of {address}")
        return interaction

    async def take(self, address: str, kind: str) -> dict[str, Any] | None:
        """One step towards having the contact: it is given, accepted, or here."""
        desk = await self.api.get("/desk")
        mine = next((each for each in desk["interactions"] if is_from(each, address, kind)), None)
        if mine is None and await self.offered_now(desk, address, kind):
            [offer] = [each for each in desk["offers"] if is_from(each["interaction"], address, kind)]
            await self.settle(self.api, f"/offers/{offer['id']}/accept", {})
        return mine

    async def be_ready(self) -> None:
        """Whoever missed an offer is not ready any more."""
        agent = await self.office.get(f"/agents/{self.agent_id}")
        if agent["presence"]["state"] == "not_ready":
            await self.api.put(f"/agents/{self.agent_id}/presence", {"state": "ready"})

    async def offered(self, address: str, kind: str) -> None:
        """Put a contact first in line and make room for one, so that it is offered like any other; leave it so."""

        async def found() -> bool:
            desk = await self.api.get("/desk")
            if any(is_from(each["interaction"], address, kind) for each in desk["offers"]):
                return True
            for each in await self.office.all("/interactions", state="waiting"):
                if is_from(each, address, kind):
                    await self.settle(self.office, f"/interactions/{each['id']}/reprioritise", {"priority": 100})
                    await set_units(self.office, self.agent_id, room_for=kind)
            return False

        await until(found, f"an offer of {kind} of {address}")

    async def offered_now(self, desk: dict[str, Any], address: str, kind: str) -> bool:
        """Whether it is offered; while it is not, a supervisor gives it to this agent."""
        if any(is_from(each["interaction"], address, kind) for each in desk["offers"]):
            return True
        waiting = await self.office.all("/interactions", state="waiting")
        for each in waiting:
            if is_from(each, address, kind):
                body = {"agent_id": self.agent_id, "ignore_capacity": True}
                await self.settle(self.office, f"/interactions/{each['id']}/assign", body)
        return False

    async def settle(self, api: Api, path: str, body: dict[str, Any]) -> None:
        try:
            await api.post(path, body)
        except ApiError as error:  # it has moved on meanwhile; the next look tells where
            print(f"    {error}", file=sys.stderr)


def is_from(interaction: dict[str, Any], address: str, kind: str) -> bool:
    return (interaction["address"], interaction["kind"]) == (address, kind)


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
    await shift.offered(offered.phone, "sms")
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
    call = await taken_call(shift, caller.phone)
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


async def taken_call(shift: Shift, number: str) -> dict[str, Any]:
    """A call in which the agent is. A caller who was sent away, or whom nobody reached in time, calls again."""
    studio = shift.studio
    pressed: set[str] = set()

    async def taken() -> dict[str, Any] | None:
        call = await studio.call_of(number)
        if call is None or call["state"] == "ended":
            await studio.phone(number, "call", to=OUR_NUMBER)
        elif call["sid"] not in pressed and any("3" in heard["text"] for heard in call["heard"]):
            pressed.add(call["sid"])
            await studio.phone(number, "press", keys="3")
        await shift.be_ready()
        mine = await shift.take(number, "phone")
        return mine if mine and mine["call"] and mine["call"]["state"] == "connected" else None

    found: dict[str, Any] = await until(taken, f"a call of {number}")
    return found


async def shoot_all(studio: Studio, pages: dict[str, Page], language: str, name: str) -> None:
    for size, page in pages.items():
        await studio.shoot(page, f"{language}/{size}/{name}")
