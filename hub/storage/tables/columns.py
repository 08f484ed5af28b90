"""What all tables share: one MetaData and the column types that both databases understand."""

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Column, Dialect, MetaData, String, Text, TypeDecorator
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, TSVECTOR
from typing_extensions import override

from hub.domain.time import require_utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def to_text(value: datetime) -> str:
    """Format as SQLite stores it: always 32 characters in UTC, so that text order is time order."""
    return require_utc(value).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """Parse what `to_text` or PostgreSQL's JSON wrote."""
    return require_utc(datetime.fromisoformat(text))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; a naive value raises. `timestamptz` on PostgreSQL, fixed-width ISO 8601 text on SQLite."""

    impl = String(32)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return require_utc(value) if dialect.name == "postgresql" else to_text(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo is UTC else value.astimezone(UTC)
        return from_text(value)


class Tokens(TypeDecorator[str]):
    """Search tokens separated by blanks: a `tsvector` on PostgreSQL, plain text on SQLite."""

    impl = Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


Document = JSON(none_as_null=True)


def dump_json(value: Any) -> str:
    """Serialise for a JSON column."""
    return orjson.dumps(value).decode()


def text(name: str) -> Column[str]:
    """Make a column for text that is never null."""
    return Column(name, Text, nullable=False)


def optional(name: str) -> Column[str]:
    """Make a column for text that may be null."""
    return Column(name, Text)


def at(name: str) -> Column[datetime]:
    """Make a column for a time that is never null."""
    return Column(name, UtcDateTime, nullable=False)


def maybe_at(name: str) -> Column[datetime]:
    """Make a column for a time that may be null."""
    return Column(name, UtcDateTime)


def json(name: str) -> Column[Any]:
    """Make a column for JSON that is never null."""
    return Column(name, Json, nullable=False)


def document(name: str, *, nullable: bool = False) -> Column[Any]:
    """Make a column for JSON that is only ever read whole: PostgreSQL keeps its text, which costs less than `jsonb`."""
    return Column(name, Document, nullable=nullable)


def maybe_json(name: str) -> Column[Any]:
    """Make a column for JSON that may be null."""
    return Column(name, Json)


def key(name: str = "id") -> Column[str]:
    """Make a text primary key."""
    return Column(name, Text, primary_key=True)


def partial(condition: str) -> dict[str, Any]:
    """Limit an index to some rows, on both databases."""
    return {"sqlite_where": sql_text(condition), "postgresql_where": sql_text(condition)}
