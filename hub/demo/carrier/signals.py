"""Waiting for something to become true, without polling."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes whoever waits for a condition whenever something changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._watchers: set[Callable[[], None]] = set()

    def poke(self) -> None:
        """Something changed."""
        self._changed.set()
        self._changed = asyncio.Event()
        for watcher in list(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` at every change; the answer stops it."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    async def until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Return as soon as `holds()` is true; raise `TimeoutError` after that many real seconds."""
        async with asyncio.timeout(seconds):
            while True:
                changed = self._changed
                if holds():
                    return
                await changed.wait()
