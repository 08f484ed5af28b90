"""From a webhook to a frame on one of 50 desks, open loop at half the highest rate, timed from the planned send."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import orjson

from benchmarks.hubs import QUEUES, Site, site
from benchmarks.results import Result, percentile, result
from benchmarks.scale import sized
from benchmarks.webhooks import closed_loop, requests

ROUNDS = sized(5, quick=1)
SECONDS = sized(4.0, quick=1.0)
WARM_UP = sized(3_000, quick=200)
CONNECTIONS = 32


@dataclass
class Screens:
    """When each text was first seen on any desk, by its provider id."""

    seen: dict[str, float] = field(default_factory=dict)

    async def watch(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Read a desk's frames until it is closed."""
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT or '"message.created"' not in frame.data:
                continue
            now = time.perf_counter()
            self.seen.setdefault(orjson.loads(frame.data)["data"]["provider_id"], now)


def run() -> list[Result]:
    """Measure both databases."""
    results: list[Result] = []
    for kind in ("postgresql", "sqlite"):
        with site(kind) as place:
            results += asyncio.run(_measure(place, kind))
    return results


async def _measure(place: Site, kind: str) -> list[Result]:
    delays: list[float] = []
    missing = 0
    async with _desks(place) as screens:
        # The highest rate is that of a hub with its desks connected.
        warm = await closed_loop(place.hub.url, _texts(place, WARM_UP), CONNECTIONS)
        rate = warm.rate / 2
        for _ in range(ROUNDS):
            planned = await _open_loop(place, rate)
            await _until_seen(screens, planned)
            missing += sum(sid not in screens.seen for sid in planned)
            delays += [(screens.seen[sid] - at) * 1000 for sid, at in planned.items() if sid in screens.seen]
    name = f"screen, {kind}, {rate:.0f} texts/s, 50 desks"
    return [
        result(f"{name}, p50", [percentile(delays, 0.5)], "ms"),
        result(f"{name}, p99", [percentile(delays, 0.99)], "ms"),
        result(f"{name}, not seen", [missing], "texts"),
    ]


def _texts(place: Site, number: int) -> list[bytes]:
    """Make texts for all queues in turn."""
    return [requests(_url(place, each % QUEUES), 1, ours=f"+1415555010{each % QUEUES}")[0] for each in range(number)]


@asynccontextmanager
async def _desks(place: Site) -> AsyncIterator[Screens]:
    screens = Screens()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        watchers = []
        for cookie in place.cookies:
            headers = {"Cookie": f"hub_session={cookie}", "Origin": place.hub.url}
            socket = await stack.enter_async_context(http.ws_connect(f"{place.hub.url}/ws/desk", headers=headers))
            watchers.append(asyncio.create_task(screens.watch(socket)))
        yield screens
        for watcher in watchers:
            watcher.cancel()


async def _open_loop(place: Site, rate: float) -> dict[str, float]:
    """Send at planned instants, whether or not earlier requests are answered; return the plan."""
    number = int(rate * SECONDS)
    made = _texts(place, number)
    planned: dict[str, float] = {}
    tasks = []
    begin = time.perf_counter() + 0.2
    for index, request in enumerate(made):
        at = begin + index / rate
        planned[_sid(request)] = at
        tasks.append((at, request))
    lanes = [asyncio.create_task(_lane(place, tasks[lane::CONNECTIONS])) for lane in range(CONNECTIONS)]
    await asyncio.gather(*lanes)
    return planned


async def _lane(place: Site, tasks: list[tuple[float, bytes]]) -> None:
    """One kept connection with its share of the plan; pipelining keeps it open-loop."""
    reader, writer = await asyncio.open_connection("127.0.0.1", place.hub.port)
    for at, request in tasks:
        wait = at - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        writer.write(request)
    for _ in tasks:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()


async def _until_seen(screens: Screens, planned: dict[str, float]) -> None:
    deadline = time.perf_counter() + 10
    while time.perf_counter() < deadline and not planned.keys() <= screens.seen.keys():  # noqa: ASYNC110 - polled rarely
        await asyncio.sleep(0.05)


def _url(place: Site, number: int) -> str:
    return f"{place.hub.url}/hooks/texts{number}"


def _sid(request: bytes) -> str:
    return request.split(b"MessageSid=", 1)[1].split(b"&", 1)[0].decode()
