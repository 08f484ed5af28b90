"""Asks a running hub the same kind of question many times, one after another, as one agent would."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import partial

import aiohttp

from benchmarks.hubs import Site, site
from benchmarks.log_fill import fill
from benchmarks.results import Result, percentile, result

Answer = dict[str, list[object]]


def filled_site(kind: str, *, indexed: bool) -> AbstractContextManager[Site]:
    """Run a hub whose log has been there for years."""
    return site(kind, before=partial(fill, indexed=indexed))


def measured(place: Site, name: str, paths: Iterable[str], *, expects: Callable[[int], bool]) -> tuple[Result, Result]:
    """Median and 95th percentile of fetching each path; `expects` judges how many items an answer has."""
    took = asyncio.run(_fetch_all(place, list(paths), name, expects))
    return (
        result(f"{name}, p50", [percentile(took, 0.5)], "ms"),
        result(f"{name}, p95", [percentile(took, 0.95)], "ms"),
    )


async def _fetch_all(place: Site, paths: list[str], name: str, expects: Callable[[int], bool]) -> list[float]:
    headers = {"Cookie": f"hub_session={place.cookies[0]}"}
    took = []
    async with aiohttp.ClientSession(f"{place.hub.url}/", headers=headers) as client:
        for path in paths:
            begun = time.perf_counter()
            async with client.get(f"/api/v1{path}") as response:
                response.raise_for_status()
                answer: Answer = await response.json()
            took.append(1000 * (time.perf_counter() - begun))
            if not expects(len(answer["items"])):
                raise SystemExit(f"{name}: {len(answer['items'])} items of {path}")
    return took
