"""Keeps long-running parts running: one that breaks is logged and started again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_FIRST_S = 0.5
_LONGEST_S = 30.0


class Keeper:
    """Owns background tasks, and ends them all."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run until `stop`; after a failure again, with growing pauses."""
        self._tasks.append(asyncio.create_task(_kept(name, run), name=name))

    async def stop(self) -> None:
        """Cancel all and wait for them."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _kept(name: str, run: Callable[[], Awaitable[None]]) -> None:
    pause = _FIRST_S
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await run()
        except Exception:  # noqa: BLE001 - whatever breaks a part, the others and the next try go on
            _log.exception("a part broke; starting it again", extra={"part": name})
        if loop.time() - began > _LONGEST_S:
            pause = _FIRST_S
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_S)
