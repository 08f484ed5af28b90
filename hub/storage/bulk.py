"""Many rows in one statement on PostgreSQL: they travel as one JSON parameter, which spares a round a row.

`json_populate_recordset` reads them back with the table's own types
(https://www.postgresql.org/docs/current/functions-json.html). A column of whole documents travels beside it as an
array of text: taking apart a document within a document costs the server more than all other columns. Writes to
several tables can travel together, as the parts of one statement
(https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from hub.storage.rows import as_json, dump_rows
from hub.storage.tables.columns import Document, Tokens

Row = Mapping[str, Any]
LEAST = 4  # below this many rows the plain statement costs as much
_PLAIN = (sa.Text, sa.String, sa.Integer, sa.BigInteger, sa.Boolean, sa.Float, sa.JSON)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a statement does to one table, after the clauses in `first`.

    `{n}` in the SQL stands for a number that keeps the parameters of several parts apart.
    """

    verb: str
    table: str
    sql: str
    first: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Gathered:
    """Parts that wait to travel together. What would be done to a table a second time goes in a second statement;
    inserting and updating rows of one table may go together, in no order.
    """

    def __init__(self, connection: sa.Connection) -> None:
        """Begin with none."""
        self._connection = connection
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Take a part in."""
        if any((each.table, each.verb) == (part.table, part.verb) for each in self._parts):
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


def insertion(table: sa.Table, rows: Sequence[Row], *, or_ignore: bool = False) -> Part:
    """Insert rows that all have the same columns; with `or_ignore` leave out those already there."""
    sql = _insert(table, tuple(rows[0]), or_ignore)
    return Part(verb="INSERT", table=table.name, sql=sql, parameters=_parameters(table, rows))


def update(table: sa.Table, rows: Sequence[Row], *, only: str = "") -> Part:
    """Write these columns of the rows with these ids, each id at most once; `only` is a further condition."""
    sql = _update(table, tuple(rows[0]), only)
    return Part(verb="UPDATE", table=table.name, sql=sql, parameters=_parameters(table, rows))


def insertion_with_batch(table: sa.Table, rows: Sequence[Row], batch: Mapping[str, Any]) -> Part:
    """Insert events whose `batch_id` is that of a new row of `event_batches`."""
    names, values = ", ".join(batch), ", ".join(f":{each}{{n}}" for each in batch)
    columns = tuple(rows[0])
    return Part(
        verb="INSERT",
        table=table.name,
        first=f"batch AS (INSERT INTO event_batches ({names}) VALUES ({values}) RETURNING id)",
        sql=f"INSERT INTO {table.name} (batch_id, {_listed(columns)}) "
        f"SELECT batch.id, {_chosen(table, columns)} FROM batch, {_rows_of(table, columns)}",
        parameters={**_parameters(table, rows), **batch},
    )


def _parameters(table: sa.Table, rows: Sequence[Row]) -> dict[str, Any]:
    document = _document_of(table, tuple(rows[0]))
    if document is None:
        return {"rows": dump_rows(table, rows)}
    documents = [None if each[document] is None else as_json(each[document]) for each in rows]
    return {"rows": dump_rows(table, [{**each, document: None} for each in rows]), "documents": documents}


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
    chosen, ending = _chosen(table, columns), " ON CONFLICT DO NOTHING" if or_ignore else ""
    return f"INSERT INTO {table.name} ({_listed(columns)}) SELECT {chosen} FROM {_rows_of(table, columns)}{ending}"


@cache
def _update(table: sa.Table, columns: tuple[str, ...], only: str) -> str:
    changes = ", ".join(f'"{each}" = {_chosen(table, (each,))}' for each in columns if each != "id")
    which = f"{table.name}.id = r.id" + (f" AND {only}" if only else "")
    return f"UPDATE {table.name} SET {changes} FROM {_rows_of(table, columns)} WHERE {which}"


@cache
def _document_of(table: sa.Table, columns: tuple[str, ...]) -> str | None:
    return next((each for each in columns if table.c[each].type is Document), None)


def _rows_of(table: sa.Table, columns: tuple[str, ...]) -> str:
    rows = f"json_populate_recordset(NULL::{table.name}, CAST(:rows{{n}} AS json))"
    if _document_of(table, columns) is None:
        return f"{rows} AS r"
    return f"ROWS FROM ({rows}, unnest(CAST(:documents{{n}} AS text[]))) AS r"


def _chosen(table: sa.Table, columns: tuple[str, ...]) -> str:
    document = _document_of(table, columns)
    return ", ".join("r.unnest::json" if each == document else f'r."{each}"' for each in columns)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{each}"' for each in columns)


def _is_plain_type(kind: Any) -> bool:
    inner = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    return isinstance(inner, _PLAIN) and not isinstance(kind, Tokens)
