"""Turns the drivers' errors into the hub's own, once."""

import asyncio
import sqlite3

import asyncpg
from sqlalchemy import exc

from hub.errors import BusyError, ConflictError

OVERDUE_S = 2.0
# Classes 08 (connection), 57P (shut down), 53 (resources): https://www.postgresql.org/docs/current/errcodes-appendix.html
_AWAY = ("08", "57P", "53", "58")
_RACES = ("40001", "40P01")


def translated(error: Exception) -> Exception:
    """Return the hub's error for a driver's; every other error is returned as it is."""
    if isinstance(error, exc.StatementError) and not isinstance(error, exc.DBAPIError):
        # A value that no column takes, such as a naive time: the original says it best.
        return error.orig if isinstance(error.orig, Exception) else error
    cause = root_of(error)
    if is_away(error):
        return BusyError(f"the database is away: {cause}")
    if is_race(error):
        return BusyError("others kept changing the same rows")
    if isinstance(cause, sqlite3.IntegrityError | asyncpg.IntegrityConstraintViolationError):
        return ConflictError(f"the database refuses this: {cause}")
    return error


def root_of(error: BaseException) -> BaseException:
    """Return the driver's own exception below SQLAlchemy's wrappers."""
    while True:
        inner = error.orig if isinstance(error, exc.StatementError) else error.__cause__
        # Behind a time-out is the cancellation that made it: the time-out says what happened.
        if inner is None or inner is error or isinstance(inner, asyncio.CancelledError):
            return error
        error = inner


def is_away(error: BaseException) -> bool:
    """Whether the database did not answer, so that coming again may help."""
    if isinstance(error, exc.TimeoutError) or (isinstance(error, exc.DBAPIError) and error.connection_invalidated):
        return True
    cause = root_of(error)
    if isinstance(cause, asyncpg.PostgresError):
        return str(cause.sqlstate or "").startswith(_AWAY)
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause).startswith(("database is locked", "disk I/O error", "database or disk is full"))
    return isinstance(cause, OSError | asyncpg.InterfaceError | asyncio.TimeoutError)


def is_race(error: BaseException) -> bool:
    """Whether running the same transaction again may succeed (serialization failure, deadlock)."""
    cause = root_of(error)
    return isinstance(cause, asyncpg.PostgresError) and cause.sqlstate in _RACES


def overdue(what: str) -> BusyError:
    """Return the error for a queue whose oldest entry has waited too long."""
    return BusyError(f"the {what} is overloaded: its oldest entry has waited more than {OVERDUE_S:.0f} s")
