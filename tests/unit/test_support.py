"""The servers that the other tests rely on really serve, and the network guard really guards."""

import asyncio
import socket

import asyncpg
import pytest
from playwright.async_api import Page

from tests.support.databases import Shelf
from tests.support.dovecot import Mailbox
from tests.support.network import OutsideNetworkError
from tests.support.postgres import PostgresServer


async def test_postgres_database_is_fresh_and_knows_chinese_letters(empty_postgres_url: str) -> None:
    connection = await asyncpg.connect(empty_postgres_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        assert await connection.fetchval("SELECT to_tsvector('simple', '退订')::text") == "'退订':1"
    finally:
        await connection.close()


async def test_a_lent_database_is_fresh_for_the_next(postgres_server: PostgresServer, postgres_shelf: Shelf) -> None:
    async def use(name: str, statements: str) -> list[int]:
        connection = await asyncpg.connect(postgres_server.url(name))
        try:
            await connection.execute(statements)
            tables = ("event_batches", "event_counter")
            return [await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608
        finally:
            await connection.close()

    name = await postgres_shelf.take()
    assert await use(
        name, "DELETE FROM event_counter; INSERT INTO event_batches (size, newest_at) VALUES (1, now())"
    ) == [1, 0]
    await postgres_shelf.put_back(name)
    assert await postgres_shelf.take() == name
    assert await use(name, "SELECT 1") == [0, 1]
    await use(name, "ALTER TABLE event_batches ADD COLUMN more text")
    await postgres_shelf.put_back(name)
    assert await postgres_shelf.take() != name


def test_mailbox_takes_and_shows_a_message(mailbox: Mailbox) -> None:
    mailbox.deliver(b"Subject: hello\r\n\r\ntext\r\n")

    assert mailbox.flags() == [frozenset({"\\Recent"})]


async def test_browser_renders_a_page(page: Page) -> None:
    await page.set_content("<h1>你好</h1>")

    assert await page.inner_text("h1") == "你好"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("203.0.113.9", 443)])
def test_another_machine_cannot_be_reached(address: tuple[str, int]) -> None:
    with socket.socket() as peer, pytest.raises(OutsideNetworkError, match="start the peer on 127"):
        peer.connect(address)


async def test_another_machine_cannot_be_looked_up() -> None:
    with pytest.raises(OutsideNetworkError):
        await asyncio.get_running_loop().getaddrinfo("example.com", 443)
