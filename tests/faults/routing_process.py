"""A process that routes and does nothing else: something to kill, to pause and to deceive about the time."""

import asyncio
import logging
import sys

from hub.clock import SteadyClock, SystemClock
from hub.routing import Policy
from hub.services.assignment.router import Assignment
from hub.storage.engine import open_database


async def route(url: str, name: str) -> None:
    """Route until killed."""
    database = await open_database(url, SystemClock())
    router = Assignment(database=database, clock=SteadyClock(), policy=Policy(), name=name)
    router.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asyncio.run(route(*sys.argv[1:]))
