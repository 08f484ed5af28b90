"""Run the demo on free ports of this machine, for as long as a tool needs it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.demo.places import is_free

ROOT = Path(__file__).resolve().parent.parent
START_S = 120


@asynccontextmanager
async def running_demo(data: Path) -> AsyncIterator[int]:
    """Run `hub demo` on free ports; the first of them."""
    port = free_block(5)
    environment = {**os.environ, "HUB_PORT": str(port), "HUB_DATA": str(data)}
    command = [sys.executable, "-m", "hub", "demo", "--pace", "4"]  # calm: the story of the pictures is told here
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        async with asyncio.timeout(START_S):
            while b"API token" not in (line := await process.stdout.readline()):
                if not line:
                    raise SystemExit("screenshots: the demo did not start; its own words are above")
        drain = asyncio.create_task(process.stdout.read())
        yield port
        drain.cancel()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await process.wait()


def free_block(count: int) -> int:
    """A port after which the next ones are free, too: the demo takes them in order.

    Below the range from which Linux takes ports of outgoing connections, so that nothing else takes one meanwhile.
    """
    block = range(20_000, 30_000, count)
    return next(port for port in block if all(is_free(port + step) for step in range(count)))
