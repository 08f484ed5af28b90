"""A hub in memory that keeps the promises of the port, and the context that a channel gets."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from hub.channels.email.settings import EmailSettings
from hub.errors import BusyError
from hub.ports.channels import (
    CallRef,
    CallStep,
    ChannelContext,
    DeliveryStatus,
    Inbound,
    LinkState,
    Outcome,
    OutcomeKind,
)
from tests.support.hands import HandClock

SECRET = b"0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


async def _nothing(_: Inbound) -> None:
    return


class MemoryHub:
    """Stores each provider id once, with its bookmark, as one transaction would."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], Inbound] = {}
        self.repeats = 0
        self.bookmarks: dict[tuple[str, str], str] = {}
        self.statuses: list[DeliveryStatus] = []
        self.states: list[tuple[LinkState, str]] = []
        self.is_poison: Callable[[Inbound], bool] = lambda _: False
        self.is_away = False
        self.after_commit: Callable[[Inbound], Awaitable[None]] = _nothing
        self._changed = asyncio.Condition()
        self._announcements: set[asyncio.Task[None]] = set()

    @property
    def mails(self) -> list[Inbound]:
        return list(self.stored.values())

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.mails]

    async def deliver(self, inbound: Inbound) -> Outcome:
        if self.is_away or (self.is_poison(inbound) and inbound.unparsed is None):
            raise BusyError("cannot store")
        key = (inbound.channel, inbound.provider_id)
        known = key in self.stored
        self.repeats += known
        self.stored.setdefault(key, inbound)
        if inbound.bookmark is not None:
            self.bookmarks[inbound.channel, inbound.bookmark.name] = inbound.bookmark.value
        await self.after_commit(inbound)
        await self._announce()
        return Outcome(kind=OutcomeKind.REPEATED if known else OutcomeKind.STORED)

    async def report(self, status: DeliveryStatus) -> None:
        self.statuses.append(status)

    async def next_step(self, call: CallRef) -> CallStep:
        raise NotImplementedError

    async def bookmark(self, channel: str, name: str) -> str | None:
        if self.is_away:
            raise BusyError("the database is away")
        return self.bookmarks.get((channel, name))

    def note_state(self, state: LinkState, detail: str = "") -> None:
        self.states.append((state, detail))
        self._announcements.add(asyncio.get_running_loop().create_task(self._announce()))

    async def until(self, holds: Callable[["MemoryHub"], bool]) -> None:
        """Wait for the event, at most 20 seconds."""
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: holds(self))

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def context(hub: MemoryHub, name: str = "mail") -> ChannelContext:
    nothing: Any = None
    return ChannelContext(
        name=name,
        host=hub,
        clock=HandClock(NOW),
        blobs=nothing,
        http=nothing,
        public_url="https://hub.example",
        secret=SECRET,
        state=hub.note_state,
    )


def settings(**sections: Any) -> EmailSettings:
    """Settings as the configuration file would give them."""
    return EmailSettings.model_validate({"address": "support@shop.example", **sections})
