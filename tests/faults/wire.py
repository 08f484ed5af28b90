"""The wire between one process and its PostgreSQL, on which every commit is seen before and after it is durable."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

# A simple query "COMMIT;" (https://www.postgresql.org/docs/current/protocol-message-formats.html).
_COMMIT = b"Q\x00\x00\x00\x0cCOMMIT;\x00"


class Moment(StrEnum):
    """When a commit is interfered with: before the server hears of it, or when it is durable and nobody knows yet."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Wire:
    """Forwards to `target`; at commit number `fatal`, counted from arming, it calls `strike` and falls silent."""

    target: tuple[str, int]
    port: int = 0
    commits: int = 0
    fatal: int | None = None
    moment: Moment = Moment.BEFORE
    strike: Callable[[], None] = lambda: None
    struck: asyncio.Event = field(default_factory=asyncio.Event)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.flowing.set()

    def arm(self, fatal: int, moment: Moment, strike: Callable[[], None]) -> None:
        """Strike at the so-manieth commit from now."""
        self.commits, self.fatal, self.moment, self.strike = 0, fatal, moment, strike

    def cut(self) -> None:
        """End all connections."""
        for writer in self._open:
            writer.transport.abort()

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        up_reader, up_writer = await asyncio.open_connection(*self.target)
        both = {writer, up_writer}
        self._open |= both
        committing = asyncio.Event()
        try:
            await asyncio.gather(
                self._asks(reader, up_writer, committing), self._answers(up_reader, writer, committing)
            )
        finally:
            self._open -= both
            for each in both:
                each.transport.abort()

    async def _asks(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self.flowing.wait()
                if _COMMIT in data:
                    self.commits += 1
                    if self.commits == self.fatal and self.moment is Moment.BEFORE:
                        self._strike()
                        await self.flowing.wait()
                    if self.commits == self.fatal and self.moment is Moment.AFTER:
                        committing.set()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def _answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if committing.is_set() and b"COMMIT\x00" in data:
                    committing.clear()
                    self._strike()
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    def _strike(self) -> None:
        self.flowing.clear()
        self.strike()
        self.struck.set()


@asynccontextmanager
async def running_wire(host: str, port: int) -> AsyncIterator[Wire]:
    """A wire on a free port of this machine."""
    wire = Wire(target=(host, port))
    server = await asyncio.start_server(wire.forward, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.flowing.set()
        wire.cut()
