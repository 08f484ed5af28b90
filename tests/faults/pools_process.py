"""A process that makes weekly lists, one week after the other, and claims whom it can: something to kill."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from typing_extensions import override

from hub.errors import ConflictError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories.pools import PoolFilter
from hub.services.conflicts import again_when_stale
from hub.services.value.pools import ByWhom, Claims, claim, release
from hub.services.value.weekly_lists import WeeklyLists
from hub.storage.engine import open_database


@dataclass
class SetClock(Clock):
    """Shows what it was set to."""

    at: datetime

    @override
    def now(self) -> datetime:
        return self.at

    @override
    def monotonic(self) -> float:
        return self.at.timestamp()


async def live(url: str, start: str, agent_id: str) -> None:
    """Work until killed; say each week that is done."""
    clock = SetClock(datetime.fromisoformat(start))
    database = await open_database(url, clock)
    lists = WeeklyLists(database=database, clock=clock, zone="UTC")
    claims = Claims(database=database, clock=clock)
    while True:
        await lists.tick()
        await claims.tick()
        await grab(database, agent_id, clock.at)
        print(clock.at.isoformat(), flush=True)  # noqa: T201 - the test reads it
        clock.at += timedelta(days=7)


async def grab(database: Database, agent_id: str, at: datetime) -> None:
    """Claim everybody in the public pool, and give every other one back."""
    lines = await database.read(
        lambda tx: tx.pools.page(PoolFilter(pool="public", owner_agent_id=""), after=None, limit=50)
    )
    who = ByWhom(actor=agent_id, agent_id=agent_id, supervises=False, at=at)
    for number, (customer_id, _) in enumerate(lines):
        try:
            await again_when_stale(database, lambda tx, key=customer_id: claim(tx, key, agent_id, who))  # type: ignore[misc]
        except ConflictError:
            continue
        if number % 2:
            await again_when_stale(database, lambda tx, key=customer_id: release(tx, key, who))  # type: ignore[misc]


if __name__ == "__main__":
    asyncio.run(live(*sys.argv[1:]))
