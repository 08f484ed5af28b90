"""How fast decisions become durable on PostgreSQL: steady load, a whole house signing in, and then full work."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from time import perf_counter
from typing import Any, cast

import asyncpg
import uvloop

from benchmarks.results import Result, percentile, result
from benchmarks.scale import sized
from hub.clock import SteadyClock, SystemClock
from hub.domain.agents import Agent, Capacity, Presence, PresenceState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem
from hub.errors import HubError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.assignment.collector import collect_in_small_steps
from hub.services.assignment.router import Assignment
from hub.services.assignment.rows import write_decided
from hub.storage.engine import migrate, open_database
from hub.storage.log import INTERACTION
from hub.storage.routing import AGENT, WORK_ITEM
from hub.storage.rows import Codec
from tests.support.postgres import running_postgres

KIND = InteractionKind.WEBCHAT
AGENTS = int(os.environ.get("HUB_BENCH_AGENTS", sized("10000", quick="100")))
WAITING = int(os.environ.get("HUB_BENCH_WAITING", sized("100000", quick="1000")))
QUEUES = max(1, AGENTS // 10)
RATE = 250
STEADY_S = sized(20.0, quick=2.0)
WORK_S = sized(15.0, quick=2.0)
AT_ONCE = 256


class Watched:
    """The database as routing sees it: notes how long each decision takes to be stored, and which offers it made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.stored_ms: list[float] = []
        self.offers = asyncio.Queue[Offer]()
        self.made = 0
        self._more = asyncio.Condition()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def write(self, work: Callable[[Tx], Any]) -> Any:
        begun = perf_counter()
        done = await self._database.write(work)
        if isinstance(work, partial) and work.func is write_decided:
            self.stored_ms.append((perf_counter() - begun) * 1000)
            for each in work.keywords["decided"].effect.new_offers:
                self.made += 1
                if each.ended_at is None:
                    self.offers.put_nowait(each)
            async with self._more:
                self._more.notify_all()
        return done

    async def until(self, made: int) -> None:
        """Wait until so many offers have been committed."""
        async with self._more:
            await self._more.wait_for(lambda: self.made >= made)


@dataclass(kw_only=True)
class Site:
    """A house on PostgreSQL (fsync on), and the process that routes it."""

    url: str
    watched: Watched
    router: Assignment
    agents: list[str]


def run() -> Iterable[Result]:
    """Measure; each figure comes from a database of its own. Loop and garbage collection are as in a serving hub."""
    collect_in_small_steps()
    yield from uvloop.run(_steady())
    yield from uvloop.run(_storm())


# ---------------------------------------------------------------- steady load


async def _steady() -> list[Result]:
    """Accept and close at a fixed rate, timed from the planned moment to the answer, which comes after the commit."""
    async with _site(agents=sized(1_000, quick=100), waiting=int(RATE * STEADY_S)) as site:
        await _sign_in(site)
        await _offered(site, len(site.agents))
        site.watched.stored_ms.clear()
        asks = await _paced(site)
        stored, bare = site.watched.stored_ms, await _bare(site)
    name = f"assignment at {RATE} asks/s"
    shares = (("p99", 0.99), ("p50", 0.5))
    durable = [_beside(f"{name}, decision to commit, {word}", stored, bare, share) for word, share in shares]
    return [*durable, result(f"{name}, ask to answer, p99", [percentile(asks, 0.99)], "ms")]


def _beside(name: str, ours: list[float], bare: list[float], share: float) -> Result:
    return result(name, [percentile(ours, share)], "ms", [percentile(bare, share)], less=True)


async def _paced(site: Site) -> list[float]:
    taken: list[float] = []

    async def event(moment: float, _number: int) -> None:
        offer = await site.watched.offers.get()
        await site.router.accept(offer.id, offer.agent_id)
        taken.append((perf_counter() - moment) * 1000)
        again = perf_counter()
        await site.router.close(offer.interaction_id, by=offer.agent_id)
        taken.append((perf_counter() - again) * 1000)

    await _at_rate(event, per_second=RATE / 2, seconds=STEADY_S)
    return taken


async def _bare(site: Site) -> list[float]:
    """A transaction that updates a row by key and inserts two: the least that a durable step can cost."""
    taken: list[float] = []
    pool = await asyncpg.create_pool(site.url.replace("postgresql+asyncpg", "postgresql"), min_size=8, max_size=8)
    async with pool.acquire() as connection:
        await connection.execute("CREATE TABLE bare (id int PRIMARY KEY, state text, data jsonb)")
        await connection.execute("CREATE TABLE bare_events (id bigserial PRIMARY KEY, data jsonb)")
        await connection.execute("INSERT INTO bare SELECT n, 'new', '{}' FROM generate_series(0, 9999) n")

    async def event(moment: float, number: int) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE bare SET state = 'next' WHERE id = $1", number % 10_000)
            await connection.execute("INSERT INTO bare_events (data) VALUES ('{}'), ('{}')")
        taken.append((perf_counter() - moment) * 1000)

    await _at_rate(event, per_second=RATE, seconds=STEADY_S / 2)
    await pool.close()
    return taken


async def _at_rate(event: Callable[[float, int], Awaitable[None]], *, per_second: float, seconds: float) -> None:
    """Begin events at planned moments whatever the ones before do."""
    start, tasks = perf_counter(), []
    for number in range(int(per_second * seconds)):
        moment = start + number / per_second
        await asyncio.sleep(max(0.0, moment - perf_counter()))
        tasks.append(asyncio.ensure_future(event(moment, number)))
    await asyncio.gather(*tasks)


# ---------------------------------------------------------------- a house signs in


async def _storm() -> list[Result]:
    """Everybody signs in to a full house; then everybody works as fast as offers come."""
    async with _site(agents=AGENTS, waiting=WAITING) as site:
        start = perf_counter()
        await _sign_in(site)
        await _offered(site, AGENTS)
        took = perf_counter() - start
        rate = await _work(site)
    return [
        result(f"assignment, {AGENTS} agents sign in to {WAITING} waiting, until all are offered", [took], "s"),
        result("assignment, offers with accept, wrap-up and completion", [rate], "1/s"),
    ]


async def _work(site: Site) -> float:
    before, start = site.watched.made, perf_counter()

    async def hand() -> None:
        while True:
            offer = await site.watched.offers.get()
            try:
                await site.router.accept(offer.id, offer.agent_id)
                await site.router.end(offer.interaction_id, by=offer.agent_id)
                await site.router.close(offer.interaction_id, by=offer.agent_id, disposition="done")
            except HubError:
                continue  # the offer's time was up while its turn came

    hands = [asyncio.create_task(hand()) for _ in range(AT_ONCE)]
    await asyncio.sleep(WORK_S)
    rate = (site.watched.made - before) / (perf_counter() - start)
    for each in hands:
        each.cancel()
    await asyncio.gather(*hands, return_exceptions=True)
    return rate


# ---------------------------------------------------------------- what both need


async def _sign_in(site: Site) -> None:
    """All at once, as after an outage."""
    waves = iter(site.agents)
    while wave := list(islice(waves, 1_000)):
        await asyncio.gather(*(site.router.set_presence(each, PresenceState.READY, by=each) for each in wave))


async def _offered(site: Site, wanted: int) -> None:
    await site.watched.until(wanted)


@asynccontextmanager
async def _site(*, agents: int, waiting: int) -> AsyncIterator[Site]:
    with running_postgres(durable=True) as server:
        url = server.url(await server.create())
        await migrate(url)
        database = await open_database(url, SystemClock())
        people = await _populate(database, agents, waiting)
        watched = Watched(database)
        router = Assignment(database=cast("Database", watched), clock=SteadyClock())
        router.start()
        await router.set_presence(people[0], PresenceState.OFFLINE, by=people[0])  # answered once somebody routes
        yield Site(url=url, watched=watched, router=router, agents=people)
        await router.stop()
        await database.close()


async def _populate(database: Database, agents: int, waiting: int) -> list[str]:
    now = SystemClock().now()
    capacity = Capacity(kinds={KIND: 1}, costs={KIND: 100})
    people = [
        Agent(
            id=new_id(),
            name=f"Agent {n}",
            capacity=capacity,
            presence=Presence(since=now),
            created_at=now,
            updated_at=now,
        )
        for n in range(agents)
    ]
    count = max(1, min(QUEUES, agents // 10))
    ids = [new_id() for _ in range(count)]
    queues = [
        Queue(
            id=queue_id,
            name=f"Queue {n}",
            members=tuple(QueueMember(agent_id=each.id) for each in people[n::count]),
            wrap_up_s={KIND: 30},
            offer_timeout_s={KIND: 600},
            max_wait_s=86_400,
            created_at=now,
            updated_at=now,
        )
        for n, queue_id in enumerate(ids)
    ]

    def open_queues(tx: Tx) -> None:
        for each in queues:
            tx.queues.add(each)

    await database.write(open_queues)
    await _insert(database, AGENT, people)
    pairs = [_work_in(queue_id) for queue_id in islice(cycle(ids), waiting)]
    await _insert(database, INTERACTION, [each for each, _ in pairs])
    await _insert(database, WORK_ITEM, [each for _, each in pairs])
    return [each.id for each in people]


def _work_in(queue_id: str) -> tuple[Interaction, WorkItem]:
    now = SystemClock().now()
    interaction_id, leg_id = new_id(), new_id()
    interaction = Interaction(
        id=interaction_id,
        channel="chat",
        kind=KIND,
        state=InteractionState.WAITING,
        queue_id=queue_id,
        work_item_id=leg_id,
        created_at=now,
        updated_at=now,
        queued_at=now,
    )
    leg = WorkItem(
        id=leg_id,
        interaction_id=interaction_id,
        kind=KIND,
        queue_id=queue_id,
        queued_at=now,
        state_at=now,
        created_at=now,
    )
    return interaction, leg


async def _insert(database: Database, codec: Codec[Any], values: Iterable[object]) -> None:
    rows = iter(values)
    while piece := list(islice(rows, 5_000)):

        def work(tx: Tx, piece: list[object] = piece) -> None:
            tx.unit.add(codec, piece)  # type: ignore[attr-defined]

        await database.write(work)
