"""Lets followers sleep until an event may be there."""

import asyncio


class EventBell:
    """Rings when events were numbered; a hint, since the table is the truth. Used on the event loop only."""

    def __init__(self) -> None:
        """Know of no event."""
        self.newest = 0
        self._rung = asyncio.Event()

    def ring(self, newest: int | None = None) -> None:
        """Wake all who wait; `newest` is the highest number when it is known."""
        self.newest = max(self.newest, newest or 0)
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, after: int, timeout_s: float) -> int:
        """Wait for a ring, unless an event above `after` is known already; return the newest number known."""
        if self.newest <= after:
            rung = self._rung
            try:
                async with asyncio.timeout(timeout_s):
                    await rung.wait()
            except TimeoutError:
                return self.newest
        return self.newest
