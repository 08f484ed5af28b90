"""The real servers that tests run against, started once and shared where that is safe."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page
from xdist.remote import Producer

from hub.clock import SystemClock
from hub.ports.database import Database
from hub.storage.engine import open_database
from tests.support.browser import running_browser
from tests.support.databases import Shelf, blank_sqlite
from tests.support.dovecot import DovecotServer, Mailbox, running_dovecot
from tests.support.network import forbid_other_machines
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.workers import TogetherScheduling

forbid_other_machines()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherScheduling:
    """Let tests that start much share a worker."""
    return TogetherScheduling(config, log)


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
def postgres_shelf(postgres_server: PostgresServer) -> Shelf:
    """Databases with this version's tables."""
    return Shelf(postgres_server)


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer, postgres_shelf: Shelf) -> AsyncIterator[str]:
    """An empty database with this version's tables."""
    name = await postgres_shelf.take()
    yield postgres_server.url(name)
    await postgres_shelf.put_back(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty file with this version's tables."""
    path = tmp_path / "hub.db"
    path.write_bytes(blank_sqlite())
    return f"sqlite:///{path}"


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
