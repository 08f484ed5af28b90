"""Opens the database that a URL names: the one place that tells SQLite from PostgreSQL."""

import fcntl
import os
from pathlib import Path

import sqlalchemy as sa

from hub.errors import Problem, StartUpError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.storage.migrations.run import migrate_sqlite
from hub.storage.sqlite import SqliteDatabase

_FIELD = "database.url"


async def open_database(url: str, clock: Clock) -> Database:
    """Open `sqlite:///path/hub.db` (made and migrated when needed) or `postgresql://user@host/name`.

    Raises `StartUpError` when the file is served by another process, or PostgreSQL is away or behind.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "").absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(path)
        migrate_sqlite(path)
        return SqliteDatabase(path, clock, lock)
    raise _unknown(url)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise _unknown(url) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql") or not parsed.database:
        raise _unknown(url)
    return parsed


def _unknown(url: str) -> StartUpError:
    message = f"{url!r} is no database: use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
    return StartUpError([Problem(field=_FIELD, message=message)])


def _lock(path: Path) -> int:
    """Keep other processes off the file for as long as the descriptor is open."""
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        message = f"{path} is served by another process: stop it, or use PostgreSQL for several"
        raise StartUpError([Problem(field=_FIELD, message=message)]) from error
    return descriptor
