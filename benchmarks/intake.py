"""Signed SMS webhooks to everything that intake commits, against a bare handler with one INSERT a request."""

import asyncio
import sqlite3
from typing import Any

import asyncpg

from benchmarks.hubs import Site, site
from benchmarks.results import Result, percentile, result
from benchmarks.scale import sized
from benchmarks.webhooks import Load, closed_loop, requests

ROUNDS = sized(5, quick=1)
SIZE = sized({"postgresql": 10_000, "sqlite": 8_000}, quick={"postgresql": 500, "sqlite": 300})
CONNECTIONS = {"postgresql": (32, 128), "sqlite": (32,)}


def run() -> list[Result]:
    """Measure both databases; rows are counted afterwards."""
    results: list[Result] = []
    for kind, counts in CONNECTIONS.items():
        for connections in counts:
            with site(kind) as place:
                results += asyncio.run(_measure(place, kind, connections))
    return results


async def _measure(place: Site, kind: str, connections: int) -> list[Result]:
    ours: list[Load] = []
    bare: list[Load] = []
    for _ in range(ROUNDS):
        bare.append(await closed_loop(place.bare_url, requests(place.bare_url, SIZE[kind]), connections))
        ours.append(await closed_loop(place.url, requests(place.url, SIZE[kind]), connections))
    stored = await _stored(place, kind)
    answered = sum(len(each.latencies) for each in ours)
    assert stored == answered, f"{answered} were acknowledged, {stored} are in the log"
    name = f"intake, {kind}, {connections} connections"
    return [
        result(f"{name}, rate", [each.rate for each in ours], "1/s", [each.rate for each in bare]),
        result(
            f"{name}, p99",
            [percentile(each.latencies, 0.99) * 1000 for each in ours],
            "ms",
            [percentile(each.latencies, 0.99) * 1000 for each in bare],
            less=True,
        ),
        result(f"{name}, refused", [sum(each.failed for each in ours)], "requests"),
    ]


async def _stored(place: Site, kind: str) -> int:
    if kind == "postgresql":
        connection = await asyncpg.connect(place.database_url)
        count: Any = await connection.fetchval("SELECT count(*) FROM messages")
        await connection.close()
        return int(count)
    with sqlite3.connect(f"file:{place.database_url.removeprefix('sqlite:///')}?mode=ro", uri=True) as file:
        return int(file.execute("SELECT count(*) FROM messages").fetchone()[0])
