"""Keeps the newest events that were read, so that the followers of one process read each event once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from hub.domain.events import Event

_KEPT = 2_000
Read = Callable[[int, int], Awaitable[Sequence[Event]]]


class EventTail:
    """A run of events without a gap, from above `_lower` on; who asks for what it does not hold reads the table.

    Numbers are given in the order in which they become visible, so nothing can appear inside the run later.
    """

    def __init__(self, read: Read) -> None:
        """Read with `read(after, limit)`."""
        self._read = read
        self._reading = asyncio.Lock()
        self._lower = 0
        self._events: list[Event] = []

    async def after(self, seq: int, limit: int) -> Sequence[Event]:
        """List numbered events above `seq` in order; several who ask at once share one read."""
        if not (held := self._held(seq, limit)):
            async with self._reading:
                held = self._held(seq, limit)
                if not held:
                    held = await self._read(seq, limit)
                    self._keep(seq, held)
        return held

    def _held(self, seq: int, limit: int) -> Sequence[Event]:
        if not self._events or not self._lower <= seq < self._events[-1].seq:
            return ()
        first = seq - self._lower
        return self._events[first : first + limit]

    def _keep(self, seq: int, found: Sequence[Event]) -> None:
        """Go on with what was read, unless it is older, or was not all there (pruned in between)."""
        if not found or found[0].seq != seq + 1 or found[-1].seq - seq != len(found):
            return
        newest = self._events[-1].seq if self._events else 0
        if seq == newest and self._events:
            self._events.extend(found)
        elif seq > newest or not self._events:
            self._lower, self._events = seq, list(found)
        surplus = len(self._events) - _KEPT
        if surplus > 0:
            self._lower += surplus
            del self._events[:surplus]
