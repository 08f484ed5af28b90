"""The real servers that tests run against, started once and shared where that is safe."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page
from sqlalchemy.ext.asyncio import create_async_engine

from hub.clock import SystemClock
from hub.ports.database import Database
from hub.storage.engine import open_database
from hub.storage.migrations.run import migrate_postgres
from tests.support.browser import running_browser
from tests.support.dovecot import DovecotServer, Mailbox, running_dovecot
from tests.support.network import forbid_other_machines
from tests.support.postgres import PostgresServer, running_postgres

forbid_other_machines()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture
async def empty_postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """A new database without any table."""
    name = await postgres_server.create()
    yield postgres_server.url(name)
    await postgres_server.drop(name)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A migrated database to copy: that takes a tenth of the time of migrating each."""

    async def make() -> str:
        name = await postgres_server.create()
        engine = create_async_engine(postgres_server.url(name).replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.begin() as connection:
            await connection.run_sync(migrate_postgres)
        await engine.dispose()
        return name

    with ThreadPoolExecutor(1) as thread:  # the test's own loop may be running here
        return thread.submit(asyncio.run, make()).result()


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> AsyncIterator[str]:
    """A new database with this version's tables."""
    name = await postgres_server.create(template=postgres_template)
    yield postgres_server.url(name)
    await postgres_server.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that is made when it is opened."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database with this version's tables: a test that uses this runs on both kinds."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The open database."""
    opened = await open_database(database_url, SystemClock())
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[DovecotServer]:
    """One IMAP server for all tests of this process."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot_server: DovecotServer) -> Mailbox:
    """A fresh, empty mailbox."""
    return dovecot_server.mailbox()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of this test's own."""
    async with running_browser() as browser:
        yield browser


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a fresh browser context, with the desktop's size."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    yield await context.new_page()
    await context.close()
