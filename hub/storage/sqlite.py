"""SQLite: one writer thread that commits together what has queued up, and a few readers."""

import asyncio
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from hub.domain.events import Event, NewEvent
from hub.errors import BusyError
from hub.ports.clock import Clock
from hub.ports.intake import IntakeDecide, IntakeItem, IntakeResult
from hub.ports.repositories import Tx
from hub.storage.connection import Unit
from hub.storage.event_tail import EventTail
from hub.storage.faults import OVERDUE_S, overdue, translated
from hub.storage.intake_sqlite import write_batch
from hub.storage.integration import NEW_EVENT, Events
from hub.storage.tables.columns import dump_json, to_text
from hub.storage.transaction import StorageTx
from hub.storage.waiting import EventBell

T = TypeVar("T")
_READERS = 4
_MAX_BATCH = 512
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "busy_timeout=5000", "temp_store=MEMORY", "cache_size=-32768")
_CLOSED = "the database is closed"


def sqlite_engine(path: Path, *, read_only: bool = False) -> sa.Engine:
    """Make an engine whose transactions are begun and ended by hand; every connection is the caller's own."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"cached_statements": 512},
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA query_only=ON" if read_only else "PRAGMA journal_mode=WAL").fetchall()

    return engine


@dataclass(kw_only=True)
class _Job:
    """A transaction that waits for the writer."""

    work: Callable[[StorageTx], Any]
    future: asyncio.Future[Any]
    since: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, kw_only=True)
class _Done:
    """What became of a job."""

    job: _Job
    value: Any = None
    error: Exception | None = None


class _TransactionLostError(Exception):
    """SQLite rolled the whole batch back."""


class SqliteDatabase:
    """Implements `hub.ports.database.Database` on one file. Made on the event loop that uses it."""

    def __init__(self, path: Path, clock: Clock, lock: int) -> None:
        """Start the writer thread; the file must exist with all its tables. `lock` is closed at the end."""
        self._lock = lock
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._bell = EventBell()
        self._tail = EventTail(self.events_after)
        self._jobs: deque[_Job] = deque()
        self._there_is_work = threading.Condition()
        self._closing = False
        self._write_engine = sqlite_engine(path)
        self._read_engine = sqlite_engine(path, read_only=True)
        self._local = threading.local()
        self._read_connections: list[sa.Connection] = []
        self._reads: dict[int, float] = {}
        self._next_read = 0
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="hub-read")
        self._writer = threading.Thread(target=self._write_loop, name="hub-write", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Tx], T]) -> T:
        return await self._submit(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        self._refuse_overdue_reads()
        number, self._next_read = self._next_read, self._next_read + 1
        self._reads[number] = time.monotonic()
        try:
            return await self._loop.run_in_executor(self._readers, self._read, number, work)
        finally:
            self._reads.pop(number, None)

    async def intake(self, items: Sequence[IntakeItem], decide: IntakeDecide) -> Sequence[IntakeResult]:
        return await self._submit(lambda tx: write_batch(tx.unit, items, decide))

    async def number_events(self) -> int:
        return 0  # the writer numbers before it commits

    async def wait_for_events(self, after: int, timeout_s: float) -> int:
        return await self._bell.wait(after, timeout_s)

    async def events_after(self, after: int, limit: int) -> Sequence[Event]:
        return await self.read(lambda tx: Events(tx.unit).after(after, limit))  # type: ignore[attr-defined]

    async def follow_events(self, after: int, limit: int) -> Sequence[Event]:
        return await self._tail.after(after, limit)

    async def ping(self) -> None:
        await self.read(lambda tx: tx.events.newest())

    async def close(self) -> None:
        with self._there_is_work:
            self._closing = True
            self._there_is_work.notify()
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._read_connections:
            connection.close()
        os.close(self._lock)
        await asyncio.sleep(0)  # lets the writer's last answers arrive

    async def _submit(self, work: Callable[[StorageTx], T]) -> T:
        future: asyncio.Future[T] = self._loop.create_future()
        with self._there_is_work:
            if self._closing:
                raise BusyError(_CLOSED)
            if self._jobs and time.monotonic() - self._jobs[0].since > OVERDUE_S:
                raise overdue("database's writer")
            self._jobs.append(_Job(work=work, future=future))
            self._there_is_work.notify()
        return await future

    def _refuse_overdue_reads(self) -> None:
        if self._closing:
            raise BusyError(_CLOSED)
        oldest = next(iter(self._reads.values()), None)
        if oldest is not None and time.monotonic() - oldest > OVERDUE_S:
            raise overdue("database's readers")

    # On a reader's thread

    def _read(self, number: int, work: Callable[[Tx], T]) -> T:
        self._reads.pop(number, None)
        connection: sa.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._read_engine.connect()
            self._read_connections.append(connection)
        connection.exec_driver_sql("BEGIN")
        try:
            return work(StorageTx(Unit(connection, self._clock.now, read_only=True)))
        except Exception as error:
            raise translated(error) from error
        finally:
            connection.exec_driver_sql("ROLLBACK")

    # On the writer's thread

    def _write_loop(self) -> None:
        with self._write_engine.connect() as connection:
            writer = _Writer(connection, self._clock)
            while batch := self._next_batch():
                writer.woke = False
                done = writer.commit(batch)
                self._loop.call_soon_threadsafe(self._answer, done, writer.newest_event if writer.woke else None)

    def _next_batch(self) -> list[_Job]:
        with self._there_is_work:
            while not self._jobs and not self._closing:
                self._there_is_work.wait()
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), _MAX_BATCH))]

    def _answer(self, done: Sequence[_Done], newest_event: int | None) -> None:
        for each in done:
            if each.job.future.done():
                continue
            if each.error is not None:
                each.job.future.set_exception(each.error)
            else:
                each.job.future.set_result(each.value)
        if newest_event is not None:
            self._bell.ring(newest_event)


class _Writer:
    """Commits one batch on the writer's connection."""

    def __init__(self, connection: sa.Connection, clock: Clock) -> None:
        self._connection = connection
        self._raw: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
        self._clock = clock
        self.newest_event = 0
        self.woke = False

    def commit(self, jobs: Sequence[_Job]) -> list[_Done]:
        """Commit all jobs together; when that fails, each alone."""
        try:
            return self._together(jobs)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must fail alone and not end the writer
            self._roll_back()
            if len(jobs) == 1:
                lost = error.__cause__ if isinstance(error, _TransactionLostError) else None
                return [_Done(job=jobs[0], error=_as_told(lost or error))]
            return [done for job in jobs for done in self.commit([job])]

    def _together(self, jobs: Sequence[_Job]) -> list[_Done]:
        self._raw.execute("BEGIN IMMEDIATE")
        unit = Unit(self._connection, self._clock.now)
        tx = StorageTx(unit)
        done = [self._run(job, tx) for job in jobs]
        newest = write_numbered(self._raw, unit.events) if unit.events else self.newest_event
        self._raw.execute("COMMIT")
        self.woke |= bool(unit.events or unit.wakes)
        self.newest_event = newest
        return done

    def _run(self, job: _Job, tx: StorageTx) -> _Done:
        self._raw.execute("SAVEPOINT job")
        kept = len(tx.unit.events)
        try:
            value = job.work(tx)
        except BaseException as error:
            if not self._raw.in_transaction:
                raise _TransactionLostError from error
            self._raw.execute("ROLLBACK TO job")
            self._raw.execute("RELEASE job")
            del tx.unit.events[kept:]
            return _Done(job=job, error=_as_told(error))
        self._raw.execute("RELEASE job")
        return _Done(job=job, value=value)

    def _roll_back(self) -> None:
        if self._raw.in_transaction:
            with suppress(sqlite3.Error):  # the file is in trouble; the next BEGIN says so to whoever waits for it
                self._raw.execute("ROLLBACK")


def write_numbered(connection: sqlite3.Connection, events: Sequence[NewEvent]) -> int:
    """Write the events of a commit with their numbers, which only this writer gives; return the highest."""
    (last,) = connection.execute("UPDATE event_counter SET last = last + ? RETURNING last", (len(events),)).fetchone()
    batch = (len(events), to_text(max(event.at for event in events)), last)
    insert = "INSERT INTO event_batches (size, newest_at, last_seq) VALUES (?, ?, ?)"
    batch_id = connection.execute(insert, batch).lastrowid
    names = ", ".join(NEW_EVENT.columns)
    marks = ", ".join("?" * len(NEW_EVENT.columns))
    rows = ((batch_id, place, *NEW_EVENT.raw_row(event, native_times=False)) for place, event in enumerate(events))
    connection.executemany(f"INSERT INTO events (batch_id, position, {names}) VALUES (?, ?, {marks})", rows)
    return int(last)


def _as_told(error: BaseException) -> Exception:
    """Return what the waiting caller is raised: a future takes neither StopIteration nor what ends a thread."""
    if not isinstance(error, Exception) or isinstance(error, StopIteration):
        told: Exception = RuntimeError(f"a transaction ended with {error!r}")
    else:
        told = translated(error)
    if told is not error:
        told.__cause__ = error
    return told
