"""Runs the migrations: at start on SQLite, by command on PostgreSQL."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from hub.errors import Problem, StartUpError
from hub.storage.sqlite import sqlite_engine

FIELD = "database.url"
_FOLDER = Path(__file__).parent
_LOCK = 0x48_55_42_01  # any number, the same in every process


def migrate_sqlite(path: Path) -> None:
    """Bring a file to this version's tables, in one transaction; make it when there is none."""
    engine = sqlite_engine(path)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            _upgrade(connection)
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
    engine.dispose()


def migrate_postgres(connection: sa.Connection) -> None:
    """Bring a database to this version's tables inside the caller's transaction; a second process waits."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    _upgrade(connection)


def require_head(connection: sa.Connection) -> None:
    """Raise `StartUpError` unless the database has this version's tables."""
    current = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    if current != head:
        message = f"the database is at revision {current or 'none'}, this version needs {head}: run `hub migrate`"
        raise StartUpError([Problem(field=FIELD, message=message)])


def _upgrade(connection: sa.Connection) -> None:
    try:
        command.upgrade(_config(connection), "head")
    except CommandError as error:
        message = f"the database cannot be brought to this version: {error}. Was it used by a newer one?"
        raise StartUpError([Problem(field=FIELD, message=message)]) from error


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
