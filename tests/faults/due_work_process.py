"""A process that does what is due for cases and tasks, and says each batch: something to kill."""

import asyncio
import sys
from datetime import datetime

from hub.services.cases.due_work import DueWork
from hub.storage.engine import open_database
from tests.support.hands import HandClock


async def live(url: str, at: str) -> None:
    """Work until nothing is left."""
    clock = HandClock(datetime.fromisoformat(at))
    database = await open_database(url, clock)
    due = DueWork(database=database, clock=clock)
    print("begun", flush=True)  # noqa: T201 - the test reads it
    while await due.do_due():
        print("done", flush=True)  # noqa: T201
    await database.close()


if __name__ == "__main__":
    asyncio.run(live(*sys.argv[1:]))
