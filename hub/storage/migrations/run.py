"""Runs the migrations: at start on SQLite, by command on PostgreSQL."""

from pathlib import Path

from hub.storage.search import CREATE_FTS
from hub.storage.sqlite import sqlite_engine
from hub.storage.tables import metadata


def migrate_sqlite(path: Path) -> None:
    """Bring a file to this version's tables, making it when there is none."""
    engine = sqlite_engine(path)
    with engine.connect() as connection:
        metadata.create_all(connection)
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'search_fts'").first():
            connection.exec_driver_sql(CREATE_FTS)
            connection.exec_driver_sql("INSERT INTO event_counter (id, last) VALUES (1, 0)")
    engine.dispose()
