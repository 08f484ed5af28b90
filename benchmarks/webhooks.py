"""A load of signed Twilio webhooks over kept connections, prepared before the clock starts."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import urlencode, urlsplit

from typing_extensions import override

from hub.channels._twilio.signature import signature

TOKEN = "0123456789abcdef0123456789abcdef"
OURS = "+14155550100"
_serial = count(1)


def requests(url: str, number: int, *, ours: str = OURS) -> list[bytes]:
    """Make HTTP requests with 20 fields each, from 2,000 customers, no two the same."""
    parts = urlsplit(url)
    made = []
    for _ in range(number):
        serial = next(_serial)
        form = _form(serial, ours)
        body = urlencode(form).encode()
        head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: {signature(url, form, TOKEN)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def _form(serial: int, ours: str) -> list[tuple[str, str]]:
    sid = f"SM{serial:032d}"
    empty = ["FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry"]
    return [
        ("MessageSid", sid),
        ("SmsSid", sid),
        ("SmsMessageSid", sid),
        ("AccountSid", "AC" + "0" * 32),
        ("From", f"+1212{2000000 + serial * 7919 % 2000:07d}"),
        ("To", ours),
        ("Body", f"Hello, is my order {serial} ready? 我的订单好了吗"),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsStatus", "received"),
        ("ApiVersion", "2010-04-01"),
        ("MessagingServiceSid", ""),
        *((name, "") for name in empty),
    ]


@dataclass
class Load:
    """What happened to the requests of one run."""

    latencies: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return len(self.latencies) / self.seconds


class _Connection(asyncio.Protocol):
    """One kept connection: a request, its answer, the next request."""

    def __init__(self, source: Iterator[bytes], load: Load, done: "asyncio.Future[None]") -> None:
        self._source = source
        self._load = load
        self._done = done
        self._buffer = bytearray()
        self._began = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        length = 0
        if b"content-length:" in head:
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._buffer) < end + 4 + length:
            return
        if head.startswith((b"http/1.1 200", b"http/1.1 204")):
            self._load.latencies.append(time.perf_counter() - self._began)
        else:
            self._load.failed += 1
        del self._buffer[: end + 4 + length]
        self._next()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        request = next(self._source, None)
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]


async def closed_loop(url: str, made: Sequence[bytes], connections: int) -> Load:
    """Send all requests over so many connections, each waiting for its answer."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    load, source = Load(), iter(made)
    ends = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    for end in ends:
        made_for = partial(_Connection, source, load, end)
        await loop.create_connection(made_for, parts.hostname or "", parts.port or 80)
    await asyncio.gather(*ends)
    load.seconds = time.perf_counter() - began
    return load
