"""Opens the database that a URL names: the one place that tells SQLite from PostgreSQL."""

import fcntl
import os
from pathlib import Path

import sqlalchemy as sa

from hub.errors import Problem, StartUpError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.storage.faults import root_of
from hub.storage.migrations.run import FIELD, migrate_postgres, migrate_sqlite, require_head
from hub.storage.postgres import PostgresDatabase, hot_pool, postgres_engine
from hub.storage.sqlite import SqliteDatabase


async def open_database(url: str, clock: Clock) -> Database:
    """Open `sqlite:///path/hub.db` (made and migrated when needed) or `postgresql://user@host/name`.

    Raises `StartUpError` when the file is served by another process, or PostgreSQL is away or behind.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(_prepared(parsed), clock)
    return await _open_postgres(parsed, clock)


async def migrate(url: str) -> None:
    """Bring the database to this version's tables; several processes may ask at once."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        path = _prepared(parsed)
        lock = _lock(path)
        try:
            migrate_sqlite(path)
        finally:
            os.close(lock)
        return
    # Not from a snapshot: who waited for the lock must see what the one before has made.
    engine = postgres_engine(parsed, pool_size=1).execution_options(isolation_level="READ COMMITTED")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate_postgres)
    except Exception as error:
        raise _unusable(parsed, error) from error
    finally:
        await engine.dispose()


def _open_sqlite(path: Path, clock: Clock) -> Database:
    lock = _lock(path)
    try:
        migrate_sqlite(path)
        return SqliteDatabase(path, clock, lock)
    except BaseException:
        os.close(lock)
        raise


async def _open_postgres(url: sa.URL, clock: Clock) -> Database:
    engine = postgres_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(require_head)
        pool = await hot_pool(url)
    except Exception as error:
        await engine.dispose()
        raise _unusable(url, error) from error
    return PostgresDatabase(url, engine, pool, clock)


def _unusable(url: sa.URL, error: Exception) -> Exception:
    if isinstance(error, StartUpError):
        return error
    message = f"{url.render_as_string()} cannot be used: {root_of(error)}"
    return StartUpError([Problem(field=FIELD, message=message)])


def _prepared(url: sa.URL) -> Path:
    path = Path(url.database or "").absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


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
    return StartUpError([Problem(field=FIELD, message=message)])


def _lock(path: Path) -> int:
    """Keep other processes off the file for as long as the descriptor is open."""
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        message = f"{path} is served by another process: stop it, or use PostgreSQL for several"
        raise StartUpError([Problem(field=FIELD, message=message)]) from error
    return descriptor
