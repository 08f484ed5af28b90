"""A host for channel tests: keeps what a channel delivered and reported, and can be told to be away."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.errors import BusyError
from hub.ports.channels import CallRef, CallStep, DeliveryStatus, Inbound, Outcome, OutcomeKind


@dataclass
class RecordingHost:
    """Implements the channels' `Host` in memory, with the contract's one promise: a repeat is told as such."""

    inbound: list[Inbound] = field(default_factory=list)
    statuses: list[DeliveryStatus] = field(default_factory=list)
    bookmarks: dict[tuple[str, str], str] = field(default_factory=dict)
    away: bool = False
    refused: list[Inbound | DeliveryStatus] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def deliver(self, inbound: Inbound) -> Outcome:
        if self.away:
            await self._note(self.refused, inbound)
            raise BusyError("the database is away")
        known = [each for each in self.inbound if each.provider_id == inbound.provider_id]
        if inbound.bookmark:
            self.bookmarks[inbound.channel, inbound.bookmark.name] = inbound.bookmark.value
        if known:
            return Outcome(kind=OutcomeKind.REPEATED)
        await self._note(self.inbound, inbound)
        kind = OutcomeKind.UNPARSED if inbound.unparsed else OutcomeKind.STORED
        return Outcome(kind=kind, interaction_id="i", message_id="m", seq=len(self.inbound))

    async def report(self, status: DeliveryStatus) -> None:
        if self.away:
            await self._note(self.refused, status)
            raise BusyError("the database is away")
        await self._note(self.statuses, status)

    async def next_step(self, call: CallRef) -> CallStep:
        return CallStep(instructions=())

    async def bookmark(self, channel: str, name: str) -> str | None:
        return self.bookmarks.get((channel, name))

    async def until(self, holds: Callable[["RecordingHost"], bool]) -> None:
        """Wait until something that was delivered or reported makes `holds` true."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: holds(self))

    async def _note(self, kept: list, value: Inbound | DeliveryStatus) -> None:  # type: ignore[type-arg]
        kept.append(value)
        async with self.changed:
            self.changed.notify_all()
