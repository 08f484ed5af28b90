"""The desk as a person at the screen uses it: finds things by their names and waits until they are there."""

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Locator, Page, expect


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One browser window."""

    page: Page

    # --- what is on the screen ---

    @property
    def offer(self) -> Locator:
        """What is offered."""
        return self.page.get_by_role("region", name="Offer")

    @property
    def conversation(self) -> Locator:
        """The middle column."""
        return self.page.get_by_role("region", name="Conversation")

    @property
    def composer(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def work(self) -> Locator:
        """What is mine."""
        return self.page.get_by_role("list", name="My interactions")

    @property
    def call_status(self) -> Locator:
        """How far a consultation is, on the call bar."""
        return self.page.get_by_role("group", name="Call").get_by_role("status")

    @property
    def waiting(self) -> Locator:
        """Who waits, in a supervisor's live view."""
        return self.page.get_by_role("list", name="Waiting", exact=True).get_by_role("listitem")

    def message(self, text: str) -> Locator:
        """A message of the conversation, with its delivery mark."""
        return self.conversation.get_by_role("article").filter(has_text=text)

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    # --- what is done ---

    async def sign_in(self, login: str, password: str) -> None:
        """Fill in the form and wait for the desk."""
        await self.page.get_by_role("textbox", name="Login").fill(login)
        await self.page.get_by_role("textbox", name="Password").fill(password)
        await self.button("Sign in").click()
        await self.page.get_by_role("region", name="My work").wait_for()

    async def choose_presence(self, name: Literal["Ready", "Offline", "Break"]) -> None:
        """Choose from the presence menu and see it taken."""
        await self.button("Presence").click()
        await self.page.get_by_role("menuitem", name=name).click()
        await expect(self.page.locator("#presence-state")).to_contain_text(name)

    async def accept(self) -> None:
        """Accept with the key, and see the conversation open."""
        await self.offer.wait_for()
        await self.page.keyboard.press("Enter")
        await self.composer.wait_for()
        await expect(self.offer).to_have_count(0)

    async def answer(self, text: str) -> None:
        """Write and send."""
        await self.composer.fill(text)
        await self.composer.press("Control+Enter")

    async def close_with(self, result: str, note: str = "") -> None:
        """Fill in the wrap-up bar, and see the interaction leave the list."""
        bar = self.page.get_by_role("form", name="Wrap-up")
        await bar.get_by_role("combobox", name="Result").click()
        await self.page.get_by_role("option", name=result).click()
        await bar.get_by_role("textbox", name="Note for colleagues").fill(note)
        await bar.get_by_role("button", name="Done, next").click()
        await bar.wait_for(state="detached")
