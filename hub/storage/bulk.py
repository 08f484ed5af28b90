"""Many rows in one statement on PostgreSQL: they travel as one JSON parameter, which spares a round a row.

`json_populate_recordset` reads them back with the table's own types
(https://www.postgresql.org/docs/current/functions-json.html).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from hub.domain.time import require_utc
from hub.storage.tables.columns import Tokens

Row = Mapping[str, Any]
_LEAST = 4  # below this many rows the plain statement costs as much
_AT_ONCE = 2_000
_PLAIN = (sa.Text, sa.String, sa.Integer, sa.BigInteger, sa.Boolean, sa.Float, sa.JSON)


def is_worth_it(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> bool:
    """Whether these rows can and should travel together."""
    return len(rows) >= _LEAST and connection.dialect.name == "postgresql" and _is_plain(table)


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, or_ignore: bool = False) -> None:
    """Insert rows, in order, that all have the same columns; with `or_ignore` leave out those already there."""
    for start in range(0, len(rows), _AT_ONCE):
        piece = rows[start : start + _AT_ONCE]
        connection.execute(_insert(table, tuple(piece[0]), or_ignore), {"rows": _dump(piece)})


def update_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, only: str = "") -> None:
    """Write all given columns of the rows with these ids, each id at most once; `only` is a further condition."""
    for start in range(0, len(rows), _AT_ONCE):
        piece = rows[start : start + _AT_ONCE]
        connection.execute(_update(table, tuple(piece[0]), only), {"rows": _dump(piece)})


@cache
def _is_plain(table: sa.Table) -> bool:
    """Whether every column is read back from JSON as it was; binary data and search tokens are not."""
    return all(_is_plain_type(each.type) for each in table.c)


def _is_plain_type(kind: Any) -> bool:
    inner = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    return isinstance(inner, _PLAIN) and not isinstance(kind, Tokens)


@cache
def _insert(table: sa.Table, columns: tuple[str, ...], or_ignore: bool) -> sa.TextClause:  # noqa: FBT001 - a cache key
    names = ", ".join(_quoted(each) for each in columns)
    chosen = ", ".join(f"r.{_quoted(each)}" for each in columns)
    ending = " ON CONFLICT DO NOTHING" if or_ignore else ""
    return sa.text(f"INSERT INTO {table.name} ({names}) SELECT {chosen} FROM {_rows_of(table)}{ending}")


@cache
def _update(table: sa.Table, columns: tuple[str, ...], only: str) -> sa.TextClause:
    changes = ", ".join(f"{_quoted(each)} = r.{_quoted(each)}" for each in columns if each != "id")
    which = f"{table.name}.id = r.id" + (f" AND {only}" if only else "")
    return sa.text(f"UPDATE {table.name} SET {changes} FROM {_rows_of(table)} WHERE {which}")


def _rows_of(table: sa.Table) -> str:
    return f"json_populate_recordset(NULL::{table.name}, CAST(:rows AS json)) AS r"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _dump(rows: Sequence[Row]) -> str:
    return orjson.dumps(rows, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return require_utc(value).isoformat()
    raise TypeError(f"{type(value).__name__} cannot travel as JSON")
