"""Points in time: aware UTC inside, RFC 3339 at the edges."""

from datetime import UTC, datetime


def require_utc(value: datetime) -> datetime:
    """Return `value` in UTC; a naive value is a programming error and raises `ValueError`."""
    if value.tzinfo is None:
        message = f"naive datetime {value!r}: attach a time zone first"
        raise ValueError(message)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def to_rfc3339(value: datetime) -> str:
    """Format as RFC 3339 in UTC with milliseconds: `2026-11-22T08:05:00.000Z`."""
    return require_utc(value).isoformat(timespec="milliseconds")[:-6] + "Z"  # the end is always +00:00


def from_rfc3339(text: str) -> datetime:
    """Parse RFC 3339; raise `ValueError` when the text is no time or names no zone."""
    return require_utc(datetime.fromisoformat(text))
