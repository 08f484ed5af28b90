"""The hot write of the log on PostgreSQL: one statement reads what a batch needs, one writes all its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import asyncpg
import orjson
import sqlalchemy as sa

from hub.ports.intake import IntakeDecide, IntakeItem, IntakePlan, IntakeResult, IntakeRows
from hub.storage.customers import CUSTOMER, POINT
from hub.storage.faults import is_away, translated
from hub.storage.intake_view import Found, Lookups, customers_with_points, lookups_of, view_of
from hub.storage.integration import NEW_EVENT
from hub.storage.log import ATTACHMENT, INTERACTION, MESSAGE, RAW
from hub.storage.outbound import CONSENT
from hub.storage.routing import WORK_ITEM
from hub.storage.rows import Codec
from hub.storage.search_text import customer_tokens, message_tokens
from hub.storage.tables.columns import Document, UtcDateTime

T = TypeVar("T")
_ATTEMPTS = 3
# What another process may have done meanwhile: stored the same, changed the same (the guard divides by zero), met us.
_RACES = (
    asyncpg.UniqueViolationError,
    asyncpg.DivisionByZeroError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)

_FIND = """
WITH points AS MATERIALIZED (
  SELECT p.* FROM unnest($3::text[], $4::text[]) k(k0, k1) JOIN contact_points p ON p.kind = k0 AND p.value = k1
), owners AS MATERIALIZED (
  SELECT DISTINCT customer_id AS id FROM points WHERE identifies
), threads AS MATERIALIZED (
  SELECT 'id' AS how, i.id AS k0, '' AS k1, i.* FROM unnest($5::text[]) k(id) JOIN interactions i USING (id)
  UNION ALL
  SELECT 'mail', k0, k1, i.* FROM unnest($6::text[], $7::text[]) k(k0, k1)
  JOIN messages m ON m.channel = k0 AND m.mail_id = k1 JOIN interactions i ON i.id = m.interaction_id
  UNION ALL
  SELECT 'key', k0, k1, i.* FROM unnest($8::text[], $9::text[]) k(k0, k1) CROSS JOIN LATERAL (
    SELECT n.* FROM interactions n WHERE n.channel = k0 AND n.thread_key = k1 ORDER BY n.id DESC LIMIT 1) i
)
SELECT
  (SELECT json_agg(r) FROM (
    SELECT m.channel, m.provider_id, m.id, m.interaction_id, m.seq, i.customer_id
    FROM unnest($1::text[], $2::text[]) k(k0, k1) JOIN messages m ON m.channel = k0 AND m.provider_id = k1
    JOIN interactions i ON i.id = m.interaction_id) r) AS repeats,
  (SELECT json_agg(p) FROM points p) AS points,
  (SELECT json_agg(c) FROM owners JOIN customers c USING (id)) AS customers,
  (SELECT json_agg(p ORDER BY p.id) FROM owners o JOIN contact_points p ON p.customer_id = o.id) AS siblings,
  (SELECT json_agg(t ORDER BY t.id) FROM threads t) AS threads,
  (SELECT json_agg(w) FROM (SELECT DISTINCT id FROM threads) t CROSS JOIN LATERAL (
    SELECT n.* FROM work_items n WHERE n.interaction_id = t.id ORDER BY n.id DESC LIMIT 1) w) AS work_items,
  (SELECT json_agg(s) FROM (
    SELECT DISTINCT ON (c.kind, c.address) c.kind, c.address, c.status
    FROM unnest($4::text[]) k(address) JOIN consents c USING (address)
    WHERE c.purpose IS NULL ORDER BY c.kind, c.address, c.at DESC, c.id DESC) s) AS statements
"""


async def write_batch(pool: Any, items: Sequence[IntakeItem], decide: IntakeDecide) -> list[IntakeResult]:
    """Store a batch in one statement; when it fails as a whole, store each item alone."""
    try:
        return await _store_patiently(pool, items, decide)
    except Exception as error:
        if is_away(error):
            raise translated(error) from error
        if len(items) == 1:
            return [IntakeResult(outcome=None, error=translated(error))]
        return [result for item in items for result in await write_batch(pool, [item], decide)]


async def _store_patiently(pool: Any, items: Sequence[IntakeItem], decide: IntakeDecide) -> list[IntakeResult]:
    for _ in range(_ATTEMPTS - 1):
        try:
            return await _store(pool, items, decide)
        except _RACES:
            continue  # a fresh view shows what the other process did
    return await _store(pool, items, decide)


async def _store(pool: Any, items: Sequence[IntakeItem], decide: IntakeDecide) -> list[IntakeResult]:
    keys = lookups_of(items)
    async with pool.acquire() as connection:
        plan: IntakePlan = decide(items, view_of(_found(await connection.fetchrow(_FIND, *_arguments(keys)))))
        statement = _Statement(plan.rows)
        if statement.parts:
            await connection.fetchval(_sql(tuple(statement.parts)), *statement.arguments)
    return [IntakeResult(outcome=outcome) for outcome in plan.outcomes]


def _arguments(keys: Lookups) -> list[list[str]]:
    pairs = [*_columns(keys.provider_ids), *_columns(keys.addresses)]
    return [*pairs, keys.interaction_ids, *_columns(keys.mail_ids), *_columns(keys.thread_keys)]


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [first for first, _ in pairs], [second for _, second in pairs]


def _found(row: asyncpg.Record) -> Found:
    return Found(**{name: orjson.loads(value) if value else () for name, value in row.items()})


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of a part: its array's type, its conversion, and whether it is never null."""

    name: str
    type: str = "text"
    cast: str = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One INSERT or UPDATE of the statement; `{source}` gives the rows as `u`."""

    columns: tuple[_Column, ...]
    sql: str


class _Statement:
    """The parts of the write that have rows, each with its arrays, one a column."""

    def __init__(self, rows: IntakeRows) -> None:
        self.parts: list[str] = []
        self.arguments: list[Any] = []
        changes = sorted(rows.changes, key=lambda each: each.after.id)  # one order everywhere: no deadlock
        self._add("customers", _encoded(CUSTOMER, rows.customers))
        self._add("contact_points", _encoded(POINT, rows.contact_points))
        self._add("interactions", _encoded(INTERACTION, rows.interactions))
        self._add(
            "changes",
            [[*INTERACTION.raw_row(each.after, native_times=True), each.expected_version] for each in changes],
        )
        self._add("messages", _encoded(MESSAGE, rows.messages))
        self._add("attachments", _encoded(ATTACHMENT, [file for each in rows.messages for file in each.attachments]))
        self._add("work_items", _encoded(WORK_ITEM, rows.work_items))
        self._add("consents", _encoded(CONSENT, rows.consents))
        self._add("raws", _encoded(RAW, rows.raws))
        if rows.events:
            self.parts.append("batch")
            self.arguments += [len(rows.events), max(event.at for event in rows.events)]
        self._add("events", [(place, *row) for place, row in enumerate(_encoded(NEW_EVENT, rows.events))])
        self._add("seen", list(rows.seen_contact_points.items()))
        marks = {(mark.name, channel): mark.value for channel, mark in rows.bookmarks}
        self._add("bookmarks", [(*key, value) for key, value in marks.items()])
        self._add("search", list(_entries(rows)))

    def _add(self, part: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self.parts.append(part)
            first, *others = zip(*rows, strict=True)
            self.arguments.append(first)  # whole, because it says how many rows there are
            self.arguments.extend(map(_short, others, _PARTS[part].columns[1:]))


def _short(values: Sequence[Any], column: _Column) -> Sequence[Any]:
    """Leave out what the statement fills in: the value that all rows share in a required column, or only nulls.

    The driver's encoding of arrays costs as much as all else here, and most columns of a batch hold one value.
    """
    if column.required or values[0] is None:
        return values[:1] if values.count(values[0]) == len(values) else values
    return values


def _encoded(codec: Codec[T], values: Iterable[T]) -> list[list[Any]]:
    return [codec.raw_row(each, native_times=True) for each in values]


def _entries(rows: IntakeRows) -> Iterable[tuple[str, str, str]]:
    for customer in customers_with_points(rows):
        if tokens := customer_tokens(customer):
            yield customer.id, "customer", tokens
    for message in rows.messages:
        if tokens := message_tokens(message):
            yield message.id, "message", tokens


@cache
def _sql(parts: tuple[str, ...]) -> str:
    """Return the statement for these parts. Its single row divides by zero unless every change met its version."""
    clauses, guard, first = [], "1", 1
    for name in parts:
        if name == "batch":
            clauses.append(_BATCH.format(size=first, at=first + 1))
            first += 2
            continue
        part = _PARTS[name]
        clauses.append(f"{name}_ AS ({part.sql.format(source=_source(part.columns, first))} RETURNING 1)")
        if name == "changes":
            guard = f"1 / (CASE WHEN (SELECT count(*) FROM changes_) = cardinality(${first}) THEN 1 ELSE 0 END)"
        first += len(part.columns)
    return f"WITH {', '.join(clauses)} SELECT {guard}"


def _source(columns: Sequence[_Column], first: int) -> str:
    """Return the rows of a part's arrays.

    `unnest` pads the shorter of several arrays with nulls, which in a required column stand for its only value.
    https://www.postgresql.org/docs/current/functions-array.html
    """
    arrays = [f"${first + place}::{column.type}[]" for place, column in enumerate(columns)]
    values = [
        (f'coalesce(r."{column.name}", ({array})[1])' if column.required else f'r."{column.name}"')
        + f'{column.cast} AS "{column.name}"'
        for column, array in zip(columns, arrays, strict=True)
    ]
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f"(SELECT {', '.join(values)} FROM unnest({', '.join(arrays)}) r({names})) u"


def _columns_of(codec: Codec[Any]) -> tuple[_Column, ...]:
    return tuple(
        _Column(
            name=name,
            type=_type(codec.table.c[name]),
            cast=_cast(codec.table.c[name].type),
            required=not codec.table.c[name].nullable,
        )
        for name in codec.columns
    )


def _cast(kind: Any) -> str:
    """JSON travels as text."""
    if not isinstance(kind, sa.JSON):
        return ""
    return "::json" if kind is Document else "::jsonb"


def _type(column: sa.Column[Any]) -> str:
    if isinstance(column.type, UtcDateTime):
        return "timestamptz"
    kinds = {sa.Boolean: "bool", sa.BigInteger: "bigint", sa.Integer: "int", sa.LargeBinary: "bytea"}
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "text")


def _insert(codec: Codec[Any], tail: str = "") -> _Part:
    names = ", ".join(f'"{name}"' for name in codec.columns)
    sql = f"INSERT INTO {codec.table.name} ({names}) SELECT {names} FROM {{source}}{tail}"
    return _Part(columns=_columns_of(codec), sql=sql)


def _change() -> _Part:
    settings = ", ".join(f'"{name}" = u."{name}"' for name in INTERACTION.columns)
    sql = f"UPDATE interactions t SET {settings} FROM {{source}} WHERE t.id = u.id AND t.version = u.expected"
    return _Part(columns=(*_columns_of(INTERACTION), _Column(name="expected", type="int")), sql=sql)


_BATCH = (
    "batch_ AS (INSERT INTO event_batches (size, newest_at) VALUES (${size}::int, ${at}::timestamptz) RETURNING id)"
)
_PARTS: dict[str, _Part] = {
    "customers": _insert(CUSTOMER),
    "contact_points": _insert(POINT),
    "interactions": _insert(INTERACTION),
    "changes": _change(),
    "messages": _insert(MESSAGE),
    "attachments": _insert(ATTACHMENT),
    "work_items": _insert(WORK_ITEM),
    "consents": _insert(CONSENT),
    "raws": _insert(RAW, " ON CONFLICT (channel, provider_id) DO NOTHING"),
    "events": _Part(
        columns=(_Column(name="position", type="int"), *_columns_of(NEW_EVENT)),
        sql="INSERT INTO events (batch_id, position, type, data, subject_id, audience, at)"
        " SELECT b.id, u.position, u.type, u.data, u.subject_id, u.audience, u.at FROM batch_ b, {source}",
    ),
    "seen": _Part(
        columns=(_Column(name="id"), _Column(name="at", type="timestamptz")),
        sql="UPDATE contact_points t SET last_seen_at = u.at FROM {source} WHERE t.id = u.id",
    ),
    "bookmarks": _Part(
        columns=(_Column(name="name"), _Column(name="channel"), _Column(name="value")),
        sql="INSERT INTO bookmarks (name, channel, value) SELECT name, channel, value FROM {source}"
        " ON CONFLICT (channel, name) DO UPDATE SET value = excluded.value",
    ),
    "search": _Part(
        columns=(_Column(name="ref_id"), _Column(name="type"), _Column(name="tokens")),
        sql="INSERT INTO search_entries (ref_id, type, tokens)"
        " SELECT ref_id, type, array_to_tsvector(string_to_array(tokens, ' ')) FROM {source}",
    ),
}
