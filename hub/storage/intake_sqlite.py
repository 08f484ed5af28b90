"""The hot write of the log on SQLite: set-based statements on the writer's own connection."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import orjson

from hub.errors import StaleVersionError
from hub.ports.intake import IntakeDecide, IntakeItem, IntakePlan, IntakeResult, IntakeRows
from hub.storage.connection import Unit
from hub.storage.customers import CUSTOMER, POINT
from hub.storage.faults import translated
from hub.storage.intake_view import Found, Lookups, Row, customers_with_points, lookups_of, view_of
from hub.storage.log import ATTACHMENT, INTERACTION, MESSAGE, RAW
from hub.storage.outbound import CONSENT
from hub.storage.routing import WORK_ITEM
from hub.storage.rows import Codec
from hub.storage.search import FTS_TABLE
from hub.storage.search_text import customer_tokens, message_tokens
from hub.storage.tables.columns import to_text

T = TypeVar("T")

# CROSS JOIN keeps the keys outside and the indexed table inside: https://www.sqlite.org/optoverview.html#crossjoin
_PAIRS = "(SELECT value ->> 0 AS k0, value ->> 1 AS k1 FROM json_each(?)) k CROSS JOIN"
_REPEATS = f"""SELECT m.channel, m.provider_id, m.id, m.interaction_id, m.seq, i.customer_id
FROM {_PAIRS} messages m ON m.channel = k0 AND m.provider_id = k1 JOIN interactions i ON i.id = m.interaction_id"""
_POINTS = f"SELECT p.* FROM {_PAIRS} contact_points p ON p.kind = k0 AND p.value = k1"
_CUSTOMERS = "SELECT c.* FROM json_each(?) k CROSS JOIN customers c ON c.id = k.value"
_SIBLINGS = "SELECT p.* FROM json_each(?) k CROSS JOIN contact_points p ON p.customer_id = k.value ORDER BY p.id"
_BY_KEY = f"""SELECT 'key' AS how, k0, k1, i.* FROM {_PAIRS} interactions i ON i.id = (
SELECT n.id FROM interactions n WHERE n.channel = k0 AND n.thread_key = k1 ORDER BY n.id DESC LIMIT 1)"""
_BY_MAIL = f"""SELECT 'mail' AS how, k0, k1, i.* FROM {_PAIRS} messages m ON m.channel = k0 AND m.mail_id = k1
JOIN interactions i ON i.id = m.interaction_id ORDER BY i.id"""
_BY_ID = "SELECT 'id' AS how, i.id AS k0, '' AS k1, i.* FROM json_each(?) k CROSS JOIN interactions i ON i.id = k.value"
_WORK_ITEMS = """SELECT w.* FROM json_each(?) k CROSS JOIN work_items w ON w.id = (
SELECT n.id FROM work_items n WHERE n.interaction_id = k.value ORDER BY n.id DESC LIMIT 1)"""
_STATEMENTS = """SELECT c.kind, c.address, c.status FROM json_each(?) k CROSS JOIN consents c ON c.address = k.value
WHERE c.purpose IS NULL ORDER BY c.at, c.id"""

# SQLite writes the index entries of every column in SET anew, whatever its value: what a message never changes is left
# out, which takes an eighth off the whole.
_FIXED = frozenset({"id", "channel", "thread_key", "created_at"})
_CHANGING = [(place, name) for place, name in enumerate(INTERACTION.columns) if name not in _FIXED]
_CHANGE = f"""UPDATE interactions SET {", ".join(f'"{name}" = ?' for _, name in _CHANGING)}
WHERE id = ? AND version = ?"""


def write_batch(unit: Unit, items: Sequence[IntakeItem], decide: IntakeDecide) -> list[IntakeResult]:
    """Store a batch inside the writer's transaction; when it fails as a whole, store each item alone."""
    raw: sqlite3.Connection = unit.connection.connection.dbapi_connection  # type: ignore[assignment]
    try:
        plan = _guarded(raw, lambda: _store(raw, items, decide))
    except Exception as error:
        if not raw.in_transaction:
            raise
        if len(items) == 1:
            return [IntakeResult(outcome=None, error=translated(error))]
        return [result for item in items for result in write_batch(unit, [item], decide)]
    unit.events.extend(plan.rows.events)
    return [IntakeResult(outcome=outcome) for outcome in plan.outcomes]


def _guarded(raw: sqlite3.Connection, work: Callable[[], T]) -> T:
    raw.execute("SAVEPOINT intake")
    try:
        result = work()
    except Exception:
        if raw.in_transaction:
            raw.execute("ROLLBACK TO intake")
            raw.execute("RELEASE intake")
        raise
    raw.execute("RELEASE intake")
    return result


def _store(raw: sqlite3.Connection, items: Sequence[IntakeItem], decide: IntakeDecide) -> IntakePlan:
    plan = decide(items, view_of(_find(raw, lookups_of(items))))
    _write(raw, plan.rows)
    return plan


def _find(raw: sqlite3.Connection, keys: Lookups) -> Found:
    points = _rows(raw, _POINTS, keys.addresses)
    owners = list({row["customer_id"] for row in points if row["identifies"]})
    threads = [
        *_rows(raw, _BY_ID, keys.interaction_ids),
        *_rows(raw, _BY_MAIL, keys.mail_ids),
        *_rows(raw, _BY_KEY, keys.thread_keys),
    ]
    return Found(
        repeats=_rows(raw, _REPEATS, keys.provider_ids),
        points=points,
        customers=_rows(raw, _CUSTOMERS, owners),
        siblings=_rows(raw, _SIBLINGS, owners),
        threads=threads,
        work_items=_rows(raw, _WORK_ITEMS, list({row["id"] for row in threads})),
        statements=_newest(_rows(raw, _STATEMENTS, [value for _, value in keys.addresses])),
    )


def _newest(statements: Iterable[Row]) -> list[Row]:
    return list({(row["kind"], row["address"]): row for row in statements}.values())


def _rows(raw: sqlite3.Connection, sql: str, keys: Sequence[Any]) -> list[Row]:
    if not keys:
        return []
    cursor = raw.execute(sql, (orjson.dumps(keys).decode(),))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _write(raw: sqlite3.Connection, rows: IntakeRows) -> None:
    _insert(raw, CUSTOMER, rows.customers)
    _insert(raw, POINT, rows.contact_points)
    _insert(raw, INTERACTION, rows.interactions)
    _change(raw, rows)
    _insert(raw, MESSAGE, rows.messages)
    _insert(raw, ATTACHMENT, [file for message in rows.messages for file in message.attachments])
    _insert(raw, WORK_ITEM, rows.work_items)
    _insert(raw, CONSENT, rows.consents)
    _insert(raw, RAW, rows.raws, verb="INSERT OR IGNORE")
    _see(raw, rows)
    _bookmark(raw, rows)
    _index(raw, rows)


def _insert(raw: sqlite3.Connection, codec: Codec[T], values: Sequence[T], *, verb: str = "INSERT") -> None:
    if values:
        marks = ", ".join("?" * len(codec.columns))
        names = ", ".join(f'"{name}"' for name in codec.columns)
        rows = [codec.raw_row(each, native_times=False) for each in values]
        raw.executemany(f"{verb} INTO {codec.table.name} ({names}) VALUES ({marks})", rows)


def _change(raw: sqlite3.Connection, rows: IntakeRows) -> None:
    for change in rows.changes:
        values = INTERACTION.raw_row(change.after, native_times=False)
        key = (change.after.id, change.expected_version)
        cursor = raw.execute(_CHANGE, [*(values[place] for place, _ in _CHANGING), *key])
        if cursor.rowcount != 1:
            raise StaleVersionError(f"interaction {change.after.id} is not at version {change.expected_version}")


def _see(raw: sqlite3.Connection, rows: IntakeRows) -> None:
    seen = [(to_text(at), point_id) for point_id, at in rows.seen_contact_points.items()]
    raw.executemany("UPDATE contact_points SET last_seen_at = ? WHERE id = ?", seen)


def _bookmark(raw: sqlite3.Connection, rows: IntakeRows) -> None:
    marks = [(channel, mark.name, mark.value) for channel, mark in rows.bookmarks]
    raw.executemany("INSERT OR REPLACE INTO bookmarks (channel, name, value) VALUES (?, ?, ?)", marks)


def _index(raw: sqlite3.Connection, rows: IntakeRows) -> None:
    entries = [("customer", each.id, customer_tokens(each), True) for each in customers_with_points(rows)]
    entries += [("message", each.id, message_tokens(each), False) for each in rows.messages]
    last = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'search_entries'").fetchone()
    first = (last[0] if last else 0) + 1
    numbered = list(enumerate((entry for entry in entries if entry[2]), first))
    raw.executemany(
        "INSERT INTO search_entries (num, type, ref_id, tokens) VALUES (?, ?, ?, ?)",
        [(num, kind, ref, tokens if keep else None) for num, (kind, ref, tokens, keep) in numbered],
    )
    raw.executemany(
        f"INSERT INTO {FTS_TABLE} (rowid, tokens) VALUES (?, ?)",
        [(num, tokens) for num, (_, _, tokens, _) in numbered],
    )
