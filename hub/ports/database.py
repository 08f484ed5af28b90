"""Transactions: a plain function of a `Tx`, so that nothing slow can be awaited inside."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from hub.domain.events import Event
from hub.ports.intake import IntakeDecide, IntakeItem, IntakeResult
from hub.ports.repositories import Tx

T = TypeVar("T")


class Database(Protocol):
    """The hub's storage."""

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in one durable transaction; it may be run again after a serialization failure, so it must be
        free of outside effects.

        Raises `BusyError` when the database is away or the queue of writers is too long.
        """

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on one consistent snapshot; writing raises."""

    async def intake(self, items: Sequence[IntakeItem], decide: IntakeDecide) -> Sequence[IntakeResult]:
        """Commit a batch of inbound messages in one transaction; see `hub.ports.intake`.

        A failed batch is retried item by item; an item that fails alone carries its error in the result.
        """

    async def number_events(self) -> int:
        """Give numbers to committed events that have none yet; return how many. Safe from several processes."""

    async def wait_for_events(self, after: int, timeout_s: float) -> int:
        """Wait until an event above `after` may exist or the time is up; return the newest number known: a hint."""

    async def events_after(self, after: int, limit: int) -> Sequence[Event]:
        """Read numbered events above `after` in order."""

    async def follow_events(self, after: int, limit: int) -> Sequence[Event]:
        """Read the next events above `after`, which followers of one process share: not always up to the newest, but
        never nothing when there is one.
        """

    async def ping(self) -> None:
        """Raise `BusyError` when the database does not answer."""

    async def close(self) -> None:
        """Finish what is queued and disconnect."""
