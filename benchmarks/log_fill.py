"""Writes the log of `benchmarks.log_rows` into a hub's database: the rows that the hub would have made, but in bulk."""

import asyncio
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, TypeVar

import asyncpg

from benchmarks import log_rows
from benchmarks.log_rows import Contact
from hub.domain.customers import Customer
from hub.storage.customers import POINT
from hub.storage.log import INTERACTION, MESSAGE
from hub.storage.rows import Codec
from hub.storage.search import FTS_TABLE
from hub.storage.search_text import customer_tokens, message_tokens
from hub.storage.tables.customers import customers

T = TypeVar("T")
Rows = list[Sequence[Any]]
Found = tuple[str, str, str]  # type, id, tokens
Write = Callable[[Codec[Any], Iterable[Any]], None]

_TOGETHER = 5_000
# Nobody is to be compared with everybody else while the benchmark measures.
_CUSTOMER = Codec(customers, Customer, extra={"birthday_key": lambda _: None, "unsifted": lambda _: False})
_INDEX = "ix_search_entries_tokens"
_STAGE = "CREATE TEMPORARY TABLE stage (num bigint, type text, ref_id text, tokens text)"
_UNSTAGE = (
    "INSERT INTO search_entries (num, type, ref_id, tokens)"
    " SELECT num, type, ref_id, array_to_tsvector(string_to_array(tokens, ' ')) FROM stage ORDER BY num"
)


def fill(url: str, *, indexed: bool) -> None:
    """Write everything; without `indexed` nothing of it can be searched."""
    if url.startswith("sqlite"):
        _fill_sqlite(url.removeprefix("sqlite:///"), indexed=indexed)
    else:
        asyncio.run(_fill_postgres(url, indexed=indexed))


def _some(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while some := list(itertools.islice(iterator, _TOGETHER)):
        yield some


def _rows_of(values: list[Customer] | list[Contact]) -> Iterator[tuple[Codec[Any], list[Any]]]:
    if isinstance(values[0], Customer):
        yield _CUSTOMER, values
        yield POINT, [point for each in values for point in each.contact_points]
    else:
        yield INTERACTION, [each.interaction for each in values]
        yield MESSAGE, [message for each in values for message in each.messages]


def _found_by(values: list[Customer] | list[Contact]) -> Iterator[Found]:
    for each in values:
        if isinstance(each, Customer):
            yield "customer", each.id, customer_tokens(each)
        else:
            yield from (("message", message.id, message_tokens(message)) for message in each.messages)


def _parts() -> Iterator[list[Customer] | list[Contact]]:
    yield from _some(log_rows.customers())
    yield from _some(log_rows.contacts())


def _fill_sqlite(path: str, *, indexed: bool) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-262144")
        last = 0
        for values in _parts():
            database.execute("BEGIN")
            for codec, held in _rows_of(values):
                rows = [codec.raw_row(each, native_times=False) for each in held]
                places = ", ".join("?" * len(codec.columns))
                insert = f"INSERT INTO {codec.table.name} ({', '.join(codec.columns)}) VALUES ({places})"  # noqa: S608
                database.executemany(insert, rows)
            if indexed:
                last = _index_sqlite(database, list(_found_by(values)), last)
            database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _index_sqlite(database: sqlite3.Connection, found: list[Found], last: int) -> int:
    entries = list(enumerate(found, last + 1))
    database.executemany(
        "INSERT INTO search_entries (num, type, ref_id, tokens) VALUES (?, ?, ?, ?)",
        [(num, kind, ref, None if kind == "message" else tokens) for num, (kind, ref, tokens) in entries],
    )
    database.executemany(
        f"INSERT INTO {FTS_TABLE} (rowid, tokens) VALUES (?, ?)",  # noqa: S608
        [(num, tokens) for num, (_, _, tokens) in entries],
    )
    return last + len(entries)


async def _fill_postgres(url: str, *, indexed: bool) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_STAGE)
        numbers = itertools.count(1)
        for values in _parts():
            for codec, held in _rows_of(values):
                rows = [codec.raw_row(each, native_times=True) for each in held]
                await connection.copy_records_to_table(codec.table.name, records=rows, columns=codec.columns)
            if indexed:
                found = [(next(numbers), *each) for each in _found_by(values)]
                await connection.copy_records_to_table("stage", records=found)
        if indexed:
            await _index_postgres(connection)
        # What autovacuum does in the course of time.
        await connection.execute("VACUUM (ANALYZE)", timeout=300)
    finally:
        await connection.close()


async def _index_postgres(connection: Any) -> None:
    """Make the index when all is there, which is quicker."""
    definition = await connection.fetchval("SELECT indexdef FROM pg_indexes WHERE indexname = $1", _INDEX)
    await connection.execute(f"DROP INDEX {_INDEX}")
    await connection.execute(_UNSTAGE)
    await connection.execute("SELECT setval(pg_get_serial_sequence('search_entries', 'num'), max(num)) FROM stage")
    await connection.execute("SET maintenance_work_mem = '256MB'")
    await connection.execute(definition)
