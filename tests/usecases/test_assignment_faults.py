"""Routing while its database is away: nothing is decided twice, nothing is lost, and it goes on by itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from typing_extensions import override

from hub.clock import SystemClock
from hub.errors import BusyError
from hub.storage.engine import open_database
from tests.support.postgres import PostgresServer
from tests.usecases.routed_house import House, MovableClock


class Cable:
    """The wire to a server, which can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _carry(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        far, ask = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers |= {answer, ask}
        await asyncio.gather(self._pump(near, ask), self._pump(far, answer))
        self._writers -= {answer, ask}

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()


class Heard(logging.Handler):
    """Lets a test wait for a log line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.event = asyncio.Event()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if self._text in record.getMessage():
            self.event.set()


@contextlib.contextmanager
def hearing(text: str) -> Iterator[asyncio.Event]:
    """Listen to routing's log."""
    handler = Heard(text)
    logger = logging.getLogger("hub.services.assignment.domain")
    logger.addHandler(handler)
    yield handler.event
    logger.removeHandler(handler)


@pytest.fixture
async def cable(postgres_server: PostgresServer) -> AsyncIterator[Cable]:
    made = Cable(postgres_server.port)
    await made.mend()
    yield made
    await made.cut()


@pytest.fixture
async def house(postgres_url: str, postgres_server: PostgresServer, cable: Cable) -> AsyncIterator[House]:
    through = postgres_url.replace(f":{postgres_server.port}/", f":{cable.port}/")
    database = await open_database(through, SystemClock())
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()
    await database.close()


async def test_an_outage_delays_but_loses_and_doubles_nothing(house: House, cable: Cable) -> None:
    ann, bob = await house.employ("ann", "bob")
    router = house.router()
    await house.ready(router, ann, bob)
    waiting = [await house.arrive() for _ in range(12)]
    offers = [await house.offered(each) for each in waiting[:10]]

    with hearing("routing begins again") as failed, hearing("cannot be reached") as away:
        await cable.cut()
        accepts = [asyncio.create_task(router.accept(each.id, each.agent_id)) for each in offers[:4]]
        await failed.wait()
        await away.wait()
        await cable.mend()
    answers = await asyncio.gather(*accepts, return_exceptions=True)
    assert all(each is None or isinstance(each, BusyError) for each in answers)

    for offer in offers[:4]:
        await router.accept(offer.id, offer.agent_id)
    legs = [await house.leg(each) for each in waiting]
    assert [each.state for each in legs if each] == ["active"] * 4 + ["offered"] * 6 + ["waiting"] * 2
    made = await house.database.read(lambda tx: [len(tx.offers.of_interaction(each)) for each in waiting])
    assert made == [1] * 10 + [0] * 2
    await router.close(offers[0].interaction_id, by=offers[0].agent_id)
    await house.offered(waiting[10], offers[0].agent_id)
