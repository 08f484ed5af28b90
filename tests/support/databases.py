"""Databases with this version's tables, lent to one test after the other: making one takes longer than most tests."""

import tempfile
from functools import cache
from pathlib import Path

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from hub.storage.migrations.run import migrate_postgres, migrate_sqlite
from tests.support.postgres import PostgresServer

# Knows the rows and the tables that a fresh database has, and can make an own copy of it fresh again.
_PRISTINE = """
CREATE SCHEMA pristine;
CREATE FUNCTION pristine.shape() RETURNS text LANGUAGE sql AS $$
  SELECT md5(string_agg(concat_ws(' ', c.oid, relname, attname, atttypid, attnotnull), ',' ORDER BY c.oid, attnum))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
$$;
CREATE TABLE pristine.shape AS SELECT pristine.shape() AS digest;
DO $$
  DECLARE name text; filled boolean;
  BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
      IF filled THEN EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', 'rows_' || name, name); END IF;
    END LOOP;
  END
$$;
CREATE FUNCTION pristine.restore() RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE name text; filled boolean;
  BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign key asks in which order
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
      IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
      IF to_regclass('pristine.rows_' || name) IS NOT NULL THEN
        EXECUTE format('INSERT INTO public.%I TABLE pristine.%I', name, 'rows_' || name);
      END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
      EXECUTE format('ALTER SEQUENCE public.%I RESTART', name);
    END LOOP;
    RETURN pristine.shape() = (SELECT digest FROM pristine.shape);
  END
$$;
"""
_CUT_OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@cache
def blank_sqlite() -> bytes:
    """The content of a migrated, empty file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        migrate_sqlite(path)
        return path.read_bytes()


class Shelf:
    """Migrated databases of one server; one that comes back is made fresh again."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._template = ""
        self._free: list[str] = []

    async def take(self) -> str:
        """Return the name of a database that nobody else uses."""
        if not self._template:
            self._template = await self._make_template()
        return self._free.pop() if self._free else await self._server.create(template=self._template)

    async def put_back(self, name: str) -> None:
        """Empty it for the next; one whose tables a test has changed is dropped."""
        connection = await asyncpg.connect(self._server.url(name))
        try:
            await connection.execute(_CUT_OTHERS)
            fresh = await connection.fetchval("SELECT pristine.restore()")
        finally:
            await connection.close()
        if fresh:
            self._free.append(name)
        else:
            await self._server.drop(name)

    async def _make_template(self) -> str:
        name = await self._server.create()
        engine = create_async_engine(self._server.url(name).replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.begin() as connection:
            await connection.run_sync(migrate_postgres)
        await engine.dispose()
        plain = await asyncpg.connect(self._server.url(name))
        try:
            await plain.execute(_PRISTINE)
        finally:
            await plain.close()
        return name
