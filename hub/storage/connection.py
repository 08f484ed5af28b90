"""A synchronous connection inside a transaction, with the few statements that every repository uses."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from hub.domain.events import NewEvent
from hub.domain.time import require_utc
from hub.errors import NotFoundError, StaleVersionError
from hub.storage import bulk
from hub.storage.rows import Codec

T = TypeVar("T")
_NEW = "new_"  # keeps a row's values apart from the columns
_CHUNK = 5_000  # below the 32,766 parameters of SQLite and the 32,767 of PostgreSQL


class Unit:
    """One transaction's connection, the database's time, and what has to happen after the commit."""

    def __init__(self, connection: sa.Connection, now: Callable[[], datetime], *, read_only: bool = False) -> None:
        """Use `now` where the database has no clock that other processes share (SQLite)."""
        self.connection = connection
        self.is_postgres = connection.dialect.name == "postgresql"
        self.events: list[NewEvent] = []
        self.written_events = 0
        self.wakes: set[str] = set()
        self._read_only = read_only
        self._now = now
        self._gathered: bulk.Gathered | None = None

    def keep_event(self, event: NewEvent) -> None:
        """Keep an event until the end of the transaction, which writes them together."""
        if self._read_only:
            raise RuntimeError(f"{event.type} in a read-only transaction")
        self.events.append(event)

    def now(self) -> datetime:
        """Return the time by which leases, sessions and limits are judged: PostgreSQL's own on PostgreSQL."""
        if not self.is_postgres:
            return self._now()
        return require_utc(self.connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one())

    def insert(self, table: sa.Table) -> Any:
        """Return an INSERT that knows ON CONFLICT."""
        return postgresql.insert(table) if self.is_postgres else sqlite.insert(table)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let writes of rows travel together, at the latest at the end; reading inside does not show them.

        SQLite has no way to travel, and writes at once.
        """
        if not self.is_postgres:
            yield
            return
        self._gathered = bulk.Gathered(self.connection)
        try:
            yield
            self._gathered.send()
        finally:
            self._gathered = None

    def send(self, part: bulk.Part) -> None:
        """Carry out a part of a statement, with others if there are any."""
        if self._gathered is not None:
            self._gathered.add(part)
        else:
            bulk.run(self.connection, [part])

    def so_far(self) -> None:
        """Carry out what has been gathered before what follows."""
        if self._gathered is not None:
            self._gathered.send()

    def travels(self, table: sa.Table, rows: int) -> bool:
        """Whether so many rows can and should travel as JSON."""
        enough = rows >= (bulk.LEAST if self._gathered is None else 1)
        return enough and self.is_postgres and bulk.is_plain(table)

    def add(self, codec: Codec[T], values: Iterable[T]) -> None:
        """Insert rows; a broken rule of the database raises SQLAlchemy's error, which the engine translates."""
        held = list(values)
        if not self.travels(codec.table, len(held)):
            self.add_rows(codec.table, [codec.row(each) for each in held])
            return
        for piece in chunks(held):
            self.send(bulk.insertion(codec.table, codec.plain_rows(piece)))

    def add_rows(self, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, or_ignore: bool = False) -> None:
        """Insert rows that have the same columns; with `or_ignore` leave out those that are there already."""
        if not rows:
            return
        if self.travels(table, len(rows)):
            for piece in chunks(rows):
                self.send(bulk.insertion(table, piece, or_ignore=or_ignore))
            return
        statement = self.insert(table).on_conflict_do_nothing() if or_ignore else sa.insert(table)
        self.connection.execute(statement, list(rows))

    def add_new(self, codec: Codec[T], value: T) -> bool:
        """Insert one row unless it breaks a unique rule; whether it was inserted. The transaction stays usable."""
        statement = self.insert(codec.table).values(codec.row(value)).on_conflict_do_nothing()
        return bool(self.connection.execute(statement).rowcount)

    def put(self, codec: Codec[T], value: T, *, by: Sequence[str] = ("id",)) -> None:
        """Insert, or replace the row that has the same `by`."""
        row = codec.row(value)
        statement = self.insert(codec.table).values(row)
        changes = {name: statement.excluded[name] for name in row if name not in by}
        self.connection.execute(statement.on_conflict_do_update(index_elements=list(by), set_=changes))

    def put_version(self, codec: Codec[T], value: T, expected_version: int | None) -> None:
        """Insert when `expected_version` is None, else replace the row that has it."""
        if expected_version is None:
            self.add(codec, [value])
        else:
            self.update_version(codec, codec.row(value), expected_version)

    def update_version(self, codec: Codec[T], row: Mapping[str, Any], expected_version: int) -> None:
        """Write `row` over the row with its id; raise `StaleVersionError` unless that one has `expected_version`."""
        table = codec.table
        statement = (
            sa.update(table).where(table.c.id == row["id"], table.c.version == expected_version).values(dict(row))
        )
        if self.connection.execute(statement).rowcount != 1:
            self._complain(table, str(row["id"]), expected_version)

    def _complain(self, table: sa.Table, row_id: str, expected_version: int) -> None:
        version = self.connection.execute(sa.select(table.c.version).where(table.c.id == row_id)).scalar()
        if version is None:
            raise NotFoundError(f"{table.name} {row_id} does not exist")
        raise StaleVersionError(
            f"{table.name} {row_id} is at version {version}, not {expected_version}: read it again", field="version"
        )

    def overwrite(self, codec: Codec[T], values: Sequence[T], columns: Sequence[str] = ()) -> None:
        """Write existing rows, by id, with one statement for all: all columns, or only these."""
        wanted = ("id", *columns) if columns else codec.columns
        if not self.travels(codec.table, len(values)):
            rows = (codec.row(each) for each in values)
            self.update_rows(codec.table, [{name: row[name] for name in wanted} for row in rows])
            return
        for piece in chunks(values):
            self.send(bulk.update(codec.table, codec.plain_rows(piece, columns)))

    def update_rows(self, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, only: str = "") -> None:
        """Write the given columns over the rows with the same ids; `only` is a further condition, as SQL."""
        if not rows:
            return
        if self.travels(table, len(rows)):
            for piece in chunks(rows):
                self.send(bulk.update(table, piece, only=only))
            return
        changes: dict[str, Any] = {name: sa.bindparam(f"{_NEW}{name}") for name in rows[0] if name != "id"}
        named = [{f"{_NEW}{name}": value for name, value in each.items()} for each in rows]
        same = table.c.id == sa.bindparam(f"{_NEW}id")
        self.connection.execute(sa.update(table).where(same, *([sa.text(only)] if only else [])).values(changes), named)

    def prune(self, key: sa.Column[str], condition: Any, *, limit: int) -> int:
        """Delete up to `limit` rows that fit; return how many."""
        old = sa.select(key).where(condition).limit(limit)
        return self.connection.execute(sa.delete(key.table).where(key.in_(old))).rowcount

    def locked(self, table: sa.Table, ids: Iterable[str], *columns: str) -> dict[str, tuple[Any, ...]]:
        """Read these columns by id, and keep others from changing the rows (SQLite has one writer at a time anyway)."""
        wanted = [table.c[name] for name in columns]
        found: dict[str, tuple[Any, ...]] = {}
        for piece in chunks(sorted(ids)):
            mine = sa.select(table.c.id, *wanted).where(table.c.id.in_(piece)).order_by(table.c.id).with_for_update()
            found |= {row[0]: tuple(row[1:]) for row in self.connection.execute(mine)}
        return found

    def one(self, codec: Codec[T], *conditions: Any) -> T | None:
        """Return the value of the only row that fits, or None."""
        row = self.connection.execute(sa.select(codec.table).where(*conditions)).mappings().first()
        return None if row is None else codec.value(row)

    def list(self, codec: Codec[T], statement: Any) -> list[T]:
        """Return the values of all rows of a SELECT of the whole table."""
        return [codec.value_of(row) for row in self.connection.execute(statement)]

    def list_many(self, codec: Codec[T], statement: Any) -> Sequence[T]:
        """Do so for very many rows: on PostgreSQL each comes as one JSON text, which spares much a column."""
        if not self.is_postgres:
            return self.list(codec, statement)
        source = statement.subquery("row")
        row = sa.cast(sa.func.row_to_json(sa.column("row")), sa.Text)
        texts = self.connection.execute(sa.select(row).select_from(source))
        return [codec.raw_value(orjson.loads(text)) for (text,) in texts]

    def rows(self, statement: Any) -> Sequence[Mapping[str, Any]]:
        """Return all rows of a statement."""
        return self.connection.execute(statement).mappings().all()  # type: ignore[return-value]


def chunks(ids: Sequence[T]) -> Iterable[Sequence[T]]:
    """Cut a list so that each piece fits into one statement's parameters."""
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
