"""Our own mail server: it says 250 only when the mail is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from typing_extensions import override

from hub.channels.email.reply_tokens import plain_mailbox
from hub.channels.email.settings import ListenerSettings, Protocol
from hub.errors import BusyError

_log = logging.getLogger(__name__)
_LONGEST_LINE = 256 * 1024  # RFC 5321 allows 1000, mail in the wild does not care
_TIMEOUT_S = 60.0
_IDENT = "Contact Hub"

Take = Callable[[bytes, str, tuple[str, ...]], Awaitable[None]]
"""Stores a mail with its envelope's sender and recipients; returns after the commit."""


class MailListener:
    """Takes mail for some mailboxes."""

    def __init__(self, settings: ListenerSettings, mailboxes: frozenset[str], max_bytes: int, take: Take) -> None:
        self._settings = settings
        self._handler = _Handler(mailboxes, take, is_lmtp=settings.protocol is Protocol.LMTP)
        self._max_bytes = max_bytes
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()

    @property
    def port(self) -> int:
        """The port it listens on; the configured one before it does."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else self._settings.port

    async def start(self) -> None:
        """Begin to listen; raises `OSError` when the port cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self._settings.host, self._settings.port)

    async def check(self) -> str:
        """Say how the port is; raises `OSError` when somebody else has it."""
        place = f"{self._settings.host}:{self.port}"
        if self._server is not None:
            return f"{place} takes mail"
        try:
            await self.start()
        except OSError:
            if await _is_hub(self._settings.host, self._settings.port):
                return f"{place} is served by the hub that runs"
            raise
        await self.close()
        return f"{place} is free"

    async def close(self) -> None:
        """Stop to listen; what is being taken is answered first, or the client sends it again."""
        if self._server is None:
            return
        self._server.close()
        await self._handler.settled()
        for transport in tuple(self._open):
            transport.close()
        await self._server.wait_closed()
        self._server = None

    def _protocol(self) -> asyncio.Protocol:
        kind = _Lmtp if self._settings.protocol is Protocol.LMTP else _Smtp
        protocol: asyncio.Protocol = kind(
            self._handler,
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            ident=_IDENT,
            timeout=_TIMEOUT_S,
            loop=asyncio.get_running_loop(),
            open_connections=self._open,
            most_connections=self._settings.connections,
        )
        return protocol


async def _is_hub(host: str, port: int) -> bool:
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection(host, port)
        greeting = await reader.readline()
        writer.close()
    return _IDENT.encode() in greeting


class _Smtp(SMTP):
    """SMTP for anybody. Long lines are read, and too many connections are asked to come again."""

    line_length_limit = _LONGEST_LINE

    def __init__(
        self, handler: Any, *, open_connections: set[asyncio.BaseTransport], most_connections: int, **options: Any
    ) -> None:
        super().__init__(handler, **options)
        self._open = open_connections
        self._most = most_connections
        self._mine: asyncio.BaseTransport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._open) >= self._most:
            cast("asyncio.Transport", transport).write(b"421 4.3.2 too many connections, come again later\r\n")
            transport.close()
            return
        self._mine = transport
        self._open.add(transport)
        super().connection_made(transport)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        if self._mine is not None:
            self._open.discard(self._mine)
            super().connection_lost(error)


class _Lmtp(_Smtp, LMTP):
    """LMTP for the mail server in front of us (RFC 2033)."""


class _Handler:
    """What the protocol asks at each step; the names are the library's."""

    def __init__(self, mailboxes: frozenset[str], take: Take, *, is_lmtp: bool) -> None:
        self._mailboxes = mailboxes
        self._take = take
        self._is_lmtp = is_lmtp
        self._taking = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if plain_mailbox(address) not in self._mailboxes:
            return "550 5.1.1 there is no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._stored(envelope)
        # RFC 2033 section 4.2: one answer for each recipient that was accepted.
        return "\r\n".join([answer] * len(envelope.rcpt_tos)) if self._is_lmtp else answer

    async def handle_exception(self, error: Exception) -> str:
        _log.error("mail session failed", exc_info=error)
        return "451 4.3.0 something failed here, send it again"

    async def settled(self) -> None:
        """Wait until no mail is between its last byte and its answer."""
        await self._idle.wait()

    async def _stored(self, envelope: Envelope) -> str:
        self._taking += 1
        self._idle.clear()
        try:
            await self._take(_bytes(envelope.content), envelope.mail_from or "", tuple(envelope.rcpt_tos))
        except BusyError as error:
            _log.warning("a mail was put off", extra={"error": str(error)})
            return "451 4.3.2 cannot store mail now, send it again"
        except Exception:  # noqa: BLE001 - a lost mail would be worse than one that comes again
            _log.exception("a mail could not be stored")
            return "451 4.3.0 cannot store mail now, send it again"
        finally:
            self._taking -= 1
            if not self._taking:
                self._idle.set()
        return "250 2.0.0 stored"


def _bytes(content: str | bytes | None) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content or b""
