"""A fair queue in front of a pool: first come, first served, and closed while its oldest entry has waited too long."""

import asyncio
import time
from types import TracebackType

from hub.storage.faults import OVERDUE_S, overdue


class Gate:
    """Lets `size` in at once. SQLAlchemy's own pool is unfair under overload."""

    def __init__(self, size: int, what: str) -> None:
        """Name what is behind the gate for the error message."""
        self._free = asyncio.Semaphore(size)
        self._what = what
        self._waiting: dict[int, float] = {}
        self._next = 0

    async def __aenter__(self) -> None:
        """Wait for a place; raise `BusyError` when others have waited too long."""
        oldest = next(iter(self._waiting.values()), None)
        if oldest is not None and time.monotonic() - oldest > OVERDUE_S:
            raise overdue(self._what)
        number, self._next = self._next, self._next + 1
        self._waiting[number] = time.monotonic()
        try:
            await self._free.acquire()
        finally:
            del self._waiting[number]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the place to the next."""
        self._free.release()
