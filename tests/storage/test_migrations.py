"""The migrations lead to the tables that the code describes, on both databases."""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from hub.clock import SystemClock
from hub.errors import StartUpError
from hub.storage.engine import migrate, open_database
from hub.storage.search import CREATE_FTS
from hub.storage.tables import metadata
from tests.support.postgres import PostgresServer

# Made by migrations only: Alembic's own table, the virtual table and its shadows.
_NOT_OURS = ("alembic_version", "search_fts", "sqlite_")

_COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2"""
_INDEXES = """SELECT tablename, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2"""
_CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass ORDER BY 1, 2"""


def described(path: Path) -> dict[str, object]:
    """Describe a SQLite file's tables with their columns, keys and indexes."""
    with sqlite3.connect(path) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith(_NOT_OURS)
        ]
        indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        found: dict[str, object] = {name: " ".join(sql.replace('"', "").split()) for name, sql in indexes}
        for name in names:
            columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
            keys = connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            found[name] = [(*column[1:4], *column[5:]) for column in columns], sorted(key[2:] for key in keys)
    connection.close()
    return found


async def test_sqlite_gets_the_tables_of_the_code(tmp_path: Path) -> None:
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    await migrate(f"sqlite:///{migrated}")
    engine = sa.create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()
    assert described(migrated) == described(made)


async def test_sqlite_gets_the_virtual_table_and_the_counter(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path / 'hub.db'}")
    connection = sqlite3.connect(tmp_path / "hub.db")
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'search_fts'").fetchone()
    assert sql == CREATE_FTS
    assert connection.execute("SELECT * FROM event_counter").fetchall() == [(1, 0)]
    connection.close()


async def test_postgresql_gets_the_tables_of_the_code(postgres_url: str, empty_postgres_url: str) -> None:
    engine = create_async_engine(empty_postgres_url.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE alembic_version ()")
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    migrated, made = await asyncpg.connect(postgres_url), await asyncpg.connect(empty_postgres_url)
    for query in (_COLUMNS, _INDEXES, _CONSTRAINTS):
        assert await migrated.fetch(query) == await made.fetch(query)
    await migrated.close()
    await made.close()


async def test_postgresql_refuses_to_serve_until_it_is_migrated(empty_postgres_url: str) -> None:
    with pytest.raises(StartUpError, match="run `hub migrate`"):
        await open_database(empty_postgres_url, SystemClock())
    await asyncio.gather(*(migrate(empty_postgres_url) for _ in range(3)))
    await (await open_database(empty_postgres_url, SystemClock())).close()


async def test_a_newer_database_is_refused(tmp_path: Path, postgres_url: str) -> None:
    file = f"sqlite:///{tmp_path / 'hub.db'}"
    await migrate(file)
    with sqlite3.connect(tmp_path / "hub.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StartUpError, match="used by a newer one"):
        await open_database(file, SystemClock())
    other = await asyncpg.connect(postgres_url)
    await other.execute("UPDATE alembic_version SET version_num = '9999'")
    await other.close()
    with pytest.raises(StartUpError, match="9999"):
        await open_database(postgres_url, SystemClock())
    with pytest.raises(StartUpError, match="used by a newer one"):
        await migrate(postgres_url)


async def test_a_database_that_is_away_is_named(postgres_server: PostgresServer) -> None:
    with pytest.raises(StartUpError, match="cannot be used"):
        await open_database(postgres_server.url("none").replace("hub@", "hub:secret@"), SystemClock())
    with pytest.raises(StartUpError) as away:
        await migrate("postgresql://hub:secret@127.0.0.1:1/none")
    assert "secret" not in str(away.value)
