"""Repeats a transaction whose rows somebody else changed meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from hub.errors import StaleVersionError
from hub.ports.database import Database
from hub.ports.repositories import Tx

T = TypeVar("T")
_TRIES = 6


async def again_when_stale(database: Database, work: Callable[[Tx], T]) -> T:
    """Run `work`, which reads what it changes, again when a version it read was overtaken; at most six times."""
    for _ in range(_TRIES - 1):
        try:
            return await database.write(work)
        except StaleVersionError:
            continue
    return await database.write(work)
