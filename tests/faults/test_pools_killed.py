"""kill -9 while weekly lists are made and customers claimed, by two processes on PostgreSQL: all or nothing, once."""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hub.clock import SystemClock
from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.domain.pools import Claim, WeeklyCall
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.storage.engine import open_database
from tests.usecases.test_weekly_lists import MONDAY, Shop

START = MONDAY.replace(hour=9)
SIZE, LIVES = 2, 3


async def begin(url: str, start: str, agent_id: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.faults.pools_process", url, start, agent_id)
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


async def kill_after(process: asyncio.subprocess.Process, weeks: int, dice: random.Random) -> str:
    """Kill it somewhere within a week after it has told of so many; the last week it told of."""
    assert process.stdout is not None
    told = ""
    for _ in range(weeks):
        told = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    await asyncio.sleep(dice.random() * 0.03)  # any moment will do
    process.kill()
    await process.wait()
    return told


async def filled(database_url: str) -> tuple[list[str], list[str]]:
    """Two agents, sleepers for many weeks, and some who never bought."""
    database = await open_database(database_url, SystemClock())
    shop = Shop(database)
    await shop.rule(weekly_size=SIZE, away_days=10_000, claim_days=14)
    agents = [await shop.hire(name) for name in ("anna", "ben")]
    for spent in range(1, 41):
        await shop.sleeper(spent)
    newcomers = [Customer(id=new_id(), lifecycle="public", created_at=MONDAY, updated_at=MONDAY) for _ in range(6)]

    def work(tx: Tx) -> None:
        for each in newcomers:
            tx.customers.add(each)

    await database.write(work)
    await database.close()
    return agents, [each.id for each in newcomers]


async def look(database: Database, newcomers: Sequence[str]) -> None:
    """Nothing is half done, and nobody is anywhere twice."""
    calls = await database.read(lambda tx: tx.weekly.of_week(None, None, limit=1000))
    tasks = await database.read(lambda tx: tx.tasks.page(TaskFilter(kinds=("weekly_call",)), after=None, limit=1000))
    claims: dict[str, Claim] = await database.read(lambda tx: tx.pools.open_claims(newcomers))
    customers = await database.read(lambda tx: tx.customers.get_many(newcomers))

    assert {each.task_id for each in calls} == {each.id for each in tasks}
    check_lists(calls)
    owners = {key: each.owner_agent_id for key, each in customers.items() if each.owner_agent_id}
    assert {key: each.agent_id for key, each in claims.items()} == owners


def check_lists(calls: Sequence[WeeklyCall]) -> None:
    assert set(Counter((each.week, each.agent_id) for each in calls).values()) <= {SIZE}
    by_customer: dict[str, list[WeeklyCall]] = {}
    for each in sorted(calls, key=lambda call: call.created_at):
        by_customer.setdefault(each.customer_id, []).append(each)
    gaps = [
        later.created_at - earlier.created_at for listed in by_customer.values() for earlier, later in pairwise(listed)
    ]
    assert all(gap >= timedelta(days=90) for gap in gaps)


async def test_lists_and_claims_are_whole_whenever_processes_die(database_url: str) -> None:
    dice = random.Random(7)
    agents, newcomers = await filled(database_url)
    count = 2 if database_url.startswith("postgres") else 1
    start = START.isoformat()
    for _ in range(LIVES):
        processes = [await begin(database_url, start, agents[number]) for number in range(count)]
        told = await asyncio.gather(*(kill_after(each, dice.randrange(1, 4), dice) for each in processes))
        start = max(told)
        database = await open_database(database_url, SystemClock())
        try:
            await look(database, newcomers)
        finally:
            await database.close()
