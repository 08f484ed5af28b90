"""Many rows in one statement on PostgreSQL: they travel as one JSON parameter, which spares a round a row.

`json_populate_recordset` reads them back with the table's own types
(https://www.postgresql.org/docs/current/functions-json.html). Writes to several tables can travel together, as the
parts of one statement (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from hub.storage.tables.columns import Tokens

LEAST = 4  # below this many rows the plain statement costs as much
_PLAIN = (sa.Text, sa.String, sa.Integer, sa.BigInteger, sa.Boolean, sa.Float, sa.JSON)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a statement does to one table, after the clauses in `first`.

    `{n}` in the SQL stands for a number that keeps the parameters of several parts apart.
    """

    table: str
    sql: str
    first: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Gathered:
    """Parts that wait to travel together; a table that comes a second time comes in a second statement."""

    def __init__(self, connection: sa.Connection) -> None:
        """Begin with none."""
        self._connection = connection
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Take a part in."""
        if any(each.table == part.table for each in self._parts):
            self.send()
        self._parts.append(part)

    def send(self) -> None:
        """Carry out what has been gathered."""
        parts, self._parts = self._parts, []
        if parts:
            run(self._connection, parts)


def run(connection: sa.Connection, parts: Sequence[Part]) -> None:
    """Carry out the parts, each about another table, in one statement."""
    named = {f"{name}{place}": value for place, part in enumerate(parts) for name, value in part.parameters.items()}
    connection.execute(_statement(tuple((each.first, each.sql) for each in parts)), named)


@cache
def is_plain(table: sa.Table) -> bool:
    """Whether every column is read back from JSON as it was; binary data and search tokens are not."""
    return all(_is_plain_type(each.type) for each in table.c)


def insertion(table: sa.Table, columns: Sequence[str], rows: str, *, or_ignore: bool = False) -> Part:
    """Insert rows that all have these columns; with `or_ignore` leave out those already there."""
    return Part(table=table.name, sql=_insert(table, tuple(columns), or_ignore), parameters={"rows": rows})


def update(table: sa.Table, columns: Sequence[str], rows: str, *, only: str = "") -> Part:
    """Write these columns of the rows with these ids, each id at most once; `only` is a further condition."""
    return Part(table=table.name, sql=_update(table, tuple(columns), only), parameters={"rows": rows})


def insertion_with_batch(table: sa.Table, columns: Sequence[str], rows: str, batch: Mapping[str, Any]) -> Part:
    """Insert events whose `batch_id` is that of a new row of `event_batches`."""
    names, values = ", ".join(batch), ", ".join(f":{each}{{n}}" for each in batch)
    return Part(
        table=table.name,
        first=f"batch AS (INSERT INTO event_batches ({names}) VALUES ({values}) RETURNING id)",
        sql=f"INSERT INTO {table.name} (batch_id, {_listed(columns)}) "
        f"SELECT batch.id, {_listed(columns, 'r.')} FROM batch, {_rows_of(table)}",
        parameters={"rows": rows, **batch},
    )


@cache
def _statement(parts: tuple[tuple[str, str], ...]) -> sa.TextClause:
    if len(parts) == 1 and not parts[0][0]:
        return sa.text(_numbered(parts[0][1], 0))
    clauses = [
        _numbered(clause, place)
        for place, (first, sql) in enumerate(parts)
        for clause in ([first] if first else []) + [f"part{{n}} AS ({sql})"]
    ]
    return sa.text(f"WITH {', '.join(clauses)} SELECT 1")


def _numbered(sql: str, place: int) -> str:
    return sql.replace("{n}", str(place))


@cache
def _insert(table: sa.Table, columns: tuple[str, ...], or_ignore: bool) -> str:  # noqa: FBT001 - a cache key
    chosen, ending = _listed(columns, "r."), " ON CONFLICT DO NOTHING" if or_ignore else ""
    return f"INSERT INTO {table.name} ({_listed(columns)}) SELECT {chosen} FROM {_rows_of(table)}{ending}"


@cache
def _update(table: sa.Table, columns: tuple[str, ...], only: str) -> str:
    changes = ", ".join(f'"{each}" = r."{each}"' for each in columns if each != "id")
    which = f"{table.name}.id = r.id" + (f" AND {only}" if only else "")
    return f"UPDATE {table.name} SET {changes} FROM {_rows_of(table)} WHERE {which}"


def _rows_of(table: sa.Table) -> str:
    return f"json_populate_recordset(NULL::{table.name}, CAST(:rows{{n}} AS json)) AS r"


def _listed(columns: Sequence[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{each}"' for each in columns)


def _is_plain_type(kind: Any) -> bool:
    inner = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    return isinstance(inner, _PLAIN) and not isinstance(kind, Tokens)
