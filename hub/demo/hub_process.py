"""The hub as a child process, which never outlives the demo."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from hub.demo.places import Places

READY_S = 120.0
STOP_S = 12.0
_ASK_EVERY_S = 0.1
_PR_SET_PDEATHSIG = 1
_SHOWN_LOG = 3000


class HubFailedError(Exception):
    """The hub did not start, or ended; the text has the end of its log."""


class HubProcess:
    """`hub serve` on the demo's configuration."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start; its log goes to a file in the data folder."""
        self._places.data.mkdir(parents=True, exist_ok=True)
        with self._places.log.open("wb") as log:
            # A session of its own: Ctrl-C reaches the demo alone, which then takes everything down in order.
            self._process = await asyncio.create_subprocess_exec(
                *self._command("serve"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
                preexec_fn=_dies_with_us if sys.platform == "linux" else None,
            )

    async def until_ready(self, session: aiohttp.ClientSession) -> None:
        """Return when `/readyz` says 200; raises `HubFailedError`."""
        try:
            async with asyncio.timeout(READY_S):
                while not await self._is_ready(session):  # noqa: ASYNC110 - another process tells nothing by itself
                    await asyncio.sleep(_ASK_EVERY_S)
        except TimeoutError:
            raise HubFailedError(f"the hub is not ready after {READY_S:.0f} s:\n{self._log_end()}") from None

    async def until_ended(self) -> None:
        """Wait until the hub ends by itself, which it should not; raises `HubFailedError`."""
        if self._process is not None:
            code = await self._process.wait()
            raise HubFailedError(f"the hub ended with {code}:\n{self._log_end()}")

    async def stop(self) -> None:
        """Ask it to stop; kill it when it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        if self._process is None or self._process.returncode is not None:
            raise HubFailedError(f"the hub did not start:\n{self._log_end()}")
        try:
            async with session.get(f"{self._places.hub}/readyz", timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "hub", *words, "--config", str(self._places.config)]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._places.environment()}

    def _log_end(self) -> str:
        return _tail(self._places.log)


@contextlib.asynccontextmanager
async def hub_process(places: Places) -> AsyncIterator[HubProcess]:
    """A hub that runs while the block does."""
    process = HubProcess(places)
    try:
        await process.start()
        yield process
    finally:
        await process.stop()


def _dies_with_us() -> None:
    """Even when the demo is killed, the kernel ends the hub (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-_SHOWN_LOG:] if log.exists() else ""
