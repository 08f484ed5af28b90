"""A PostgreSQL that goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import sqlalchemy as sa

from hub.clock import SystemClock
from hub.domain.ids import new_id
from hub.errors import BusyError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.storage.engine import open_database
from tests.storage.deciding import an_item, decide
from tests.storage.values import a_customer, an_event


class Line:
    """A TCP line to the server that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def cut(self) -> None:
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def close(self) -> None:
        assert self._server is not None
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        self._writers -= {writer, far_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@pytest.fixture
async def line(postgres_url: str) -> AsyncIterator[Line]:
    """A line to the test's database."""
    port = sa.make_url(postgres_url).port
    assert port is not None
    line = Line(port)
    yield line
    await line.close()


@pytest.fixture
async def far(postgres_url: str, line: Line) -> AsyncIterator[Database]:
    """The database behind the line."""
    url = sa.make_url(postgres_url).set(port=await line.open())
    database = await open_database(url.render_as_string(hide_password=False), SystemClock())
    yield database
    line.mend()
    await database.close()


async def test_a_lost_connection_is_replaced_without_an_error(far: Database, line: Line) -> None:
    await far.ping()
    line.cut()
    line.mend()
    await far.write(lambda tx: tx.customers.add(a_customer()))
    await far.read(lambda tx: tx.customers.page(after=None, limit=1))


async def test_while_the_database_is_away_callers_are_told_to_come_again(far: Database, line: Line) -> None:
    line.cut()
    for attempt in (
        far.ping(),
        far.write(lambda tx: tx.customers.add(a_customer())),
        far.intake([an_item("SM1")], decide),
        far.number_events(),
    ):
        with pytest.raises(BusyError, match="away"):
            await attempt
    line.mend()
    (result,) = await far.intake([an_item("SM1")], decide)
    assert result.outcome is not None
    await far.ping()


async def test_a_commit_without_an_answer_is_not_tried_again(far: Database, line: Line) -> None:
    """Whether it was stored nobody knows, so the caller must look."""
    runs = []

    def work(tx: Tx) -> None:
        runs.append(new_id())
        tx.customers.add(a_customer())
        asyncio.get_running_loop().call_soon(line.cut)  # after the last statement, before the answer to the commit

    with pytest.raises(BusyError):
        await far.write(work)
    assert len(runs) <= 2
    line.mend()
    stored = await far.read(lambda tx: tx.customers.page(after=None, limit=9))
    assert len(stored) <= 1


async def test_followers_hear_again_after_the_line_was_cut(far: Database, line: Line, postgres_url: str) -> None:
    near = await open_database(postgres_url, SystemClock())
    line.cut()
    line.mend()
    await near.write(lambda tx: tx.events.add(an_event(n=1)))
    async with asyncio.timeout(10):
        after = 0
        while not after:
            await far.wait_for_events(0, 1)
            after = next((event.seq for event in await far.events_after(0, 9)), 0)
        await near.write(lambda tx: tx.events.add(an_event(n=2)))
        while not await far.events_after(after, 9):
            await far.wait_for_events(after, 10)
    await near.close()
