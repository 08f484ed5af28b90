"""The process that routes is killed at every commit, paused and woken, cut off, and told a wrong time."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from subprocess import Popen

import asyncpg
import pytest

from hub.clock import SystemClock
from hub.errors import BusyError
from hub.services.assignment.router import Assignment
from hub.storage.engine import open_database
from tests.faults.watcher import watched
from tests.faults.wire import Moment, Wire, running_wire
from tests.support.children import start, stop
from tests.support.hub_process import ROOT
from tests.support.postgres import PostgresServer
from tests.usecases.routed_house import House, MovableClock

TAKEN_OVER_S = 6.0
PAUSE_S = 10.0


@dataclass
class Scene:
    """A house on PostgreSQL whose owner is another process, on a wire of its own; `standby` is in this one."""

    house: House
    url: str
    wire: Wire
    folder: Path
    agents: list[str] = field(default_factory=list)
    process: Popen[bytes] | None = None

    @property
    def standby(self) -> Assignment:
        return self.house.routers[-1]

    async def begin(self, name: str = "owner", **environ: str) -> None:
        """Start the process and wait until it owns the domain."""
        through = self.url.replace(f":{self.wire.target[1]}/", f":{self.wire.port}/")
        self.process = start(
            [sys.executable, "-m", "tests.faults.routing_process", through, name],
            log=self.folder / f"{name}.log",
            env={**os.environ, **environ},
            cwd=ROOT,
        )
        await self.owned_by(name)

    async def owned_by(self, name: str) -> None:
        async with asyncio.timeout(30):
            while await self.owner() != name:  # noqa: ASYNC110 - the lease is a row
                await asyncio.sleep(0.05)

    async def owner(self) -> str | None:
        """Who has the lease now."""
        connection = await asyncpg.connect(self.url)
        try:
            found: str | None = await connection.fetchval(
                "SELECT owner FROM routing_leases WHERE until > clock_timestamp()"
            )
        finally:
            await connection.close()
        return found

    async def says(self, text: str) -> None:
        """Wait until the process has logged this."""
        async with asyncio.timeout(20):
            while text not in (self.folder / "owner.log").read_text(encoding="utf-8"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """As `kill -9` does."""
        self.signal(signal.SIGKILL)

    def end(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            stop(self.process, how=signal.SIGKILL)


async def insist(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask as a desk does: again while nobody routes."""
    async with asyncio.timeout(30):
        while True:
            try:
                await ask()
            except BusyError:
                continue
            return


@pytest.fixture
async def scene(postgres_url: str, postgres_server: PostgresServer, tmp_path: Path) -> AsyncIterator[Scene]:
    """Two agents who take one call each; nobody routes yet."""
    async with running_wire("127.0.0.1", postgres_server.port) as wire, watched(postgres_url, limit=1):
        database = await open_database(postgres_url, SystemClock())
        house = House(database, MovableClock(SystemClock()))
        made = Scene(house=house, url=postgres_url, wire=wire, folder=tmp_path)
        made.agents = await house.employ("ann", "bob", offer_timeout_s={"phone": 600})
        try:
            yield made
        finally:
            made.end()
            await house.stop()
            await database.close()


async def calls_served(scene: Scene, count: int = 3) -> None:
    """Two agents; a third call is served by whoever is free first, whatever happens to the owner."""
    house = scene.house
    calls = [await house.arrive(kind="phone", tell=False) for _ in range(count)]
    served = [asyncio.create_task(serve(scene, call)) for call in calls]
    for task in served:
        await task
    assert [(await house.interaction(call)).state for call in calls] == ["closed"] * count


async def serve(scene: Scene, call: str) -> None:
    """Take the call, talk, and close it."""
    standby = scene.standby
    offer = await scene.house.offered(call)
    await insist(lambda: standby.accept(offer.id, offer.agent_id))
    await insist(lambda: standby.connected(call, offer.agent_id))
    await insist(lambda: standby.close(call, by=offer.agent_id))


async def dies_at(scene: Scene, number: int, moment: Moment, *, calls: int = 3) -> bool:
    """Live through some calls with the owner killed at that commit; False when there were not so many."""
    await scene.begin()
    scene.house.router("standby")
    await scene.house.ready(scene.standby, *scene.agents)
    scene.wire.arm(number, moment, scene.kill)
    await calls_served(scene, calls)
    return scene.wire.struck.is_set()


@pytest.mark.parametrize(("number", "moment"), [(2, Moment.BEFORE), (3, Moment.AFTER)])
async def test_killed_at_a_commit_the_calls_are_served_once(scene: Scene, number: int, moment: Moment) -> None:
    assert await dies_at(scene, number, moment)


@pytest.mark.soak
@pytest.mark.parametrize("moment", [*Moment])
@pytest.mark.parametrize(
    "number", range(1, 17)
)  # one call comes to some fifteen commits, renewals of the lease included
async def test_killed_at_every_commit_the_call_is_served_once(scene: Scene, number: int, moment: Moment) -> None:
    await dies_at(scene, number, moment, calls=1)
    await calls_served(scene, 1)


async def test_a_paused_owner_that_wakes_after_the_takeover_commits_nothing(scene: Scene) -> None:
    await scene.begin()
    scene.house.router("standby")
    await scene.house.ready(scene.standby, *scene.agents)
    await scene.house.offered(await scene.house.arrive(kind="phone", tell=False))

    scene.signal(signal.SIGSTOP)
    paused = time.monotonic()
    call = await scene.house.arrive(kind="phone", tell=False)
    await scene.house.offered(call)
    assert time.monotonic() - paused < TAKEN_OVER_S

    waiting = [await scene.house.arrive(kind="phone", tell=False) for _ in range(3)]
    scene.signal(signal.SIGCONT)  # it still believes that the domain is its own, and sees all that is new
    await serve(scene, call)
    for each in waiting:
        await serve(scene, each)
    assert await scene.owner() == "standby"
    made = await scene.house.database.read(lambda tx: [len(tx.offers.of_interaction(each)) for each in waiting])
    assert made == [1, 1, 1]

    await scene.standby.stop()
    await scene.owned_by("owner")  # it has found out, and takes its turn again


@pytest.mark.parametrize(
    "number", [4, *(pytest.param(number, marks=pytest.mark.soak) for number in (1, 2, 3, 5, 6, 7, 8))]
)
async def test_an_owner_paused_in_the_middle_of_a_commit_keeps_nobody_from_taking_over(
    scene: Scene, number: int
) -> None:
    await scene.begin()
    scene.house.router("standby")
    await scene.house.ready(scene.standby, *scene.agents)
    scene.wire.arm(number, Moment.BEFORE, lambda: scene.signal(signal.SIGSTOP))
    call = await scene.house.arrive(kind="phone", tell=False)
    await scene.wire.struck.wait()
    paused = time.monotonic()
    await scene.house.offered(call)
    assert time.monotonic() - paused < TAKEN_OVER_S
    scene.signal(signal.SIGCONT)
    scene.wire.flowing.set()
    await serve(scene, call)
    await calls_served(scene)


async def test_asks_that_come_twice_and_out_of_order_from_another_process(scene: Scene) -> None:
    await scene.begin()
    standby = scene.house.router("standby")
    other = scene.house.router("third")
    await scene.house.ready(standby, *scene.agents)
    calls = [await scene.house.arrive(kind="phone", tell=False) for _ in range(2)]
    for call in calls:
        offer = await scene.house.offered(call)
        await asyncio.gather(
            standby.close(call, by=offer.agent_id),
            standby.connected(call, offer.agent_id),
            *(each.accept(offer.id, offer.agent_id) for each in (standby, other) * 3),
            other.end(call, by=offer.agent_id),
            return_exceptions=True,
        )
        await insist(partial(standby.close, call, by=offer.agent_id))
        assert (await scene.house.interaction(call)).state == "closed"
    await calls_served(scene)


def deceived(file: Path) -> dict[str, str]:
    """Add the offset in a file (libfaketime); monotonic time stays true, as when somebody sets the machine's clock."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    assert library is not None, "libfaketime is missing: run `make setup`"
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


@pytest.mark.parametrize("jump", ["+1h", "-1h"])
async def test_a_clock_that_jumps_an_hour_changes_nothing(scene: Scene, tmp_path: Path, jump: str) -> None:
    offset = tmp_path / "offset"
    offset.write_text("+0")
    await scene.begin(**deceived(offset))
    scene.house.router("standby")
    await scene.house.ready(scene.standby, *scene.agents)
    calls = [await scene.house.arrive(kind="phone", tell=False) for _ in range(3)]
    offers = [await scene.house.offered(call) for call in calls[:2]]

    offset.write_text(jump)
    await scene.says("clock jumped")
    for call in calls:
        await serve(scene, call)
    made = await scene.house.database.read(lambda tx: [tx.offers.of_interaction(each) for each in calls])
    assert [[each.state for each in offers] for offers in made] == [["accepted"]] * 3
    assert [each[0].id for each in made[:2]] == [each.id for each in offers]
    assert abs(made[2][0].created_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert await scene.owner() == "owner"


@pytest.mark.soak
async def test_a_database_that_pauses_delays_and_neither_reorders_nor_doubles(scene: Scene) -> None:
    await scene.begin()
    asker = scene.house.router("standby")
    await scene.house.ready(asker, *scene.agents)
    await asker.stop()
    scene.house.routers.clear()
    first = [await scene.house.arrive(kind="phone", tell=False) for _ in range(4)]
    for call in first[:2]:
        await scene.house.offered(call)
    scene.wire.flowing.clear()
    behind = [await scene.house.arrive(kind="phone", tell=False) for _ in range(2)]
    await asyncio.sleep(PAUSE_S)  # the pause is the fault itself
    scene.wire.flowing.set()
    scene.house.router("standby")
    for call in (*first, *behind):
        await serve(scene, call)
    made = await scene.house.database.read(lambda tx: [tx.offers.of_interaction(each) for each in (*first, *behind)])
    assert [len(each) for each in made] == [1] * 6
    times = [each[0].created_at for each in made]
    assert times == sorted(times)
