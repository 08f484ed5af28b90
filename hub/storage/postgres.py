"""PostgreSQL: pooled transactions at repeatable read; a use case sees one state and is run again after a race."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import asyncpg
import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncTransaction, create_async_engine

from hub.domain.events import Event
from hub.errors import BusyError, ConflictError
from hub.ports.clock import Clock
from hub.ports.intake import IntakeDecide, IntakeItem, IntakeResult
from hub.ports.repositories import Tx
from hub.storage.connection import Unit
from hub.storage.event_tail import EventTail
from hub.storage.faults import is_away, is_race, translated
from hub.storage.gate import Gate
from hub.storage.intake_postgres import write_batch
from hub.storage.integration import Events, write_events
from hub.storage.numbering import CHANNEL, Numberer
from hub.storage.routing import COMMANDS_WAKE
from hub.storage.tables.columns import dump_json
from hub.storage.transaction import StorageTx
from hub.storage.waiting import EventBell

T = TypeVar("T")
_POOL = 10
_HOT_POOL = 3  # two batches and the numberer
_ATTEMPTS = 8
_COMMAND_TIMEOUT_S = 30
_CONNECT_TIMEOUT_S = 5
# Compiling a statement takes longer than any of ours: https://www.postgresql.org/docs/current/jit-decision.html
_SETTINGS = {"timezone": "UTC", "application_name": "hub", "jit": "off"}
# The hot statements always look up a batch's keys by index: planning them anew for each batch costs more than running
# them. https://www.postgresql.org/docs/current/runtime-config-query.html
_HOT_SETTINGS = {
    **_SETTINGS,
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    # Who stops dead while numbering events must not keep everybody else's from being numbered.
    "idle_in_transaction_session_timeout": "5s",
}
_RING_EVERYWHERE = sa.select(sa.func.pg_notify(CHANNEL, ""))


def driver_url(url: sa.URL) -> str:
    """Return the URL as asyncpg takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def postgres_engine(url: sa.URL, *, pool_size: int = _POOL) -> AsyncEngine:
    """Make the pooled engine."""
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        isolation_level="REPEATABLE READ",
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # a connection that has just been used has its statements prepared
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": _CONNECT_TIMEOUT_S,
            "command_timeout": _COMMAND_TIMEOUT_S,
            "server_settings": _SETTINGS,
        },
    )


async def hot_pool(url: sa.URL) -> Any:
    """Make the small pool of plain connections for batches and numbering."""
    return await asyncpg.create_pool(
        driver_url(url),
        min_size=1,
        max_size=_HOT_POOL,
        timeout=_CONNECT_TIMEOUT_S,
        command_timeout=_COMMAND_TIMEOUT_S,
        server_settings=_HOT_SETTINGS,
        reset=_tidied,
    )


async def _tidied(_connection: Any) -> None:
    """Spare the round trip of the driver's own reset: batches and numbering leave nothing in the session.

    What was interrupted within a transaction the driver rolls back before it calls this.
    """


class _CommitUnknownError(Exception):
    """The connection was lost while the commit was under way."""


class PostgresDatabase:
    """Implements `hub.ports.database.Database` on a PostgreSQL database. Made on the event loop that uses it."""

    def __init__(self, url: sa.URL, engine: AsyncEngine, pool: Any, clock: Clock) -> None:
        """Use what `hub.storage.engine` has connected and checked."""
        self._engine = engine
        self._pool = pool
        self._clock = clock
        self._closed = False
        self._gate = Gate(_POOL, "database")
        self._hot_gate = Gate(_HOT_POOL - 1, "log's writer")
        self._bell = EventBell()
        self._tail = EventTail(self.events_after)
        self._numberer = Numberer(pool, driver_url(url), self._bell)

    async def write(self, work: Callable[[Tx], T]) -> T:
        async with self._gate:
            unit, value = await self._again(lambda: self._write_once(work))
        if unit.events:
            self._numberer.kick()
        if unit.wakes:
            self._bell.ring()
        return value

    async def read(self, work: Callable[[Tx], T]) -> T:
        async with self._gate:
            return await self._again(lambda: self._read_once(work))

    async def intake(self, items: Sequence[IntakeItem], decide: IntakeDecide) -> Sequence[IntakeResult]:
        self._refuse_when_closed()
        async with self._hot_gate:
            results = await write_batch(self._pool, items, decide)
        self._numberer.kick()
        return results

    async def number_events(self) -> int:
        return await self._numberer.number()

    async def wait_for_events(self, after: int, timeout_s: float) -> int:
        return await self._bell.wait(after, timeout_s)

    async def events_after(self, after: int, limit: int) -> Sequence[Event]:
        return await self.read(lambda tx: Events(tx.unit).after(after, limit))  # type: ignore[attr-defined]

    async def follow_events(self, after: int, limit: int) -> Sequence[Event]:
        return await self._tail.after(after, limit)

    async def ping(self) -> None:
        await self.read(lambda tx: tx.events.newest())

    async def close(self) -> None:
        self._closed = True
        await self._numberer.close()
        await self._pool.close()
        await self._engine.dispose()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise BusyError("the database is closed")

    async def _again(self, once: Callable[[], Awaitable[T]]) -> T:
        """Run a transaction until it meets no race; a lost connection is tried once more, unless it was committing."""
        self._refuse_when_closed()
        lost = conflicts = 0
        for attempt in range(_ATTEMPTS):
            try:
                return await once()
            except _CommitUnknownError as error:
                raise BusyError("the database went away while committing: the outcome is unknown") from error
            except Exception as error:
                lost += is_away(error)
                conflicts += isinstance(translated(error), ConflictError) and not isinstance(error, ConflictError)
                again = is_race(error) or (is_away(error) and lost == 1) or (conflicts == 1 and not is_away(error))
                if not again or attempt == _ATTEMPTS - 1:
                    raise translated(error) from error
            await asyncio.sleep(random.random() * 0.002 * 2**attempt)  # noqa: S311 - spreads those who met
        raise AssertionError

    async def _write_once(self, work: Callable[[Tx], T]) -> tuple[Unit, T]:
        async with self._engine.connect() as connection:
            async with connection.begin() as transaction:
                unit, value = await connection.run_sync(self._write_with, work)
                if COMMANDS_WAKE in unit.wakes:
                    await connection.execute(_RING_EVERYWHERE)
                await self._commit(transaction)
            return unit, value

    async def _commit(self, transaction: AsyncTransaction) -> None:
        try:
            await transaction.commit()
        except Exception as error:
            if is_away(error):
                raise _CommitUnknownError from error
            raise

    async def _read_once(self, work: Callable[[Tx], T]) -> T:
        async with self._engine.connect() as connection:
            reader = await connection.execution_options(postgresql_readonly=True)
            async with reader.begin():
                return await reader.run_sync(self._read_with, work)

    def _write_with(self, connection: sa.Connection, work: Callable[[Tx], T]) -> tuple[Unit, T]:
        unit = Unit(connection, self._clock.now)
        value = work(StorageTx(unit))
        write_events(unit)
        return unit, value

    def _read_with(self, connection: sa.Connection, work: Callable[[Tx], T]) -> T:
        return work(StorageTx(Unit(connection, self._clock.now, read_only=True)))
