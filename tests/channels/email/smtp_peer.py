"""A real mail server on the other side, whose answers the test chooses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from typing_extensions import override

Envelopes = list[tuple[str, list[str], bytes]]


@dataclass
class Peer:
    """A mail server whose answers the test chooses; `drop_at` names the hook at which it cuts the connection."""

    answers: dict[str, str] = field(default_factory=dict)
    drop_at: str = ""
    taken: Envelopes = field(default_factory=list)
    connections: int = 0
    transports: list[asyncio.BaseTransport] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def mail_number(self, number: int) -> bytes:
        """Wait for a mail, counted from one."""
        async with asyncio.timeout(20):
            while len(self.taken) < number:
                self.changed.clear()
                await self.changed.wait()
        return self.taken[number - 1][2]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._maybe_drop("MAIL", server)
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 ok")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._maybe_drop("RCPT", server)
        answer = self.answers.get(address, self.answers.get("RCPT", "250 ok"))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 ok")
        if answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.taken.append((envelope.mail_from or "", envelope.rcpt_tos, content))
            self.changed.set()
        self._maybe_drop("DATA", server)
        return answer

    def _maybe_drop(self, hook: str, server: SMTP) -> None:
        if self.drop_at == hook:
            self.drop_at = ""
            assert server.transport is not None
            cast("asyncio.Transport", server.transport).abort()


@asynccontextmanager
async def mail_server(peer: Peer, authenticator: Callable[..., AuthResult] | None = None) -> AsyncIterator[int]:
    """Run it on a port of its own."""
    loop = asyncio.get_running_loop()

    class Server(SMTP):
        @override
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            peer.connections += 1
            peer.transports.append(transport)
            super().connection_made(transport)

    def protocol() -> SMTP:
        return Server(peer, loop=loop, auth_require_tls=False, authenticator=authenticator)

    server = await loop.create_server(protocol, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for transport in peer.transports:
            transport.close()
        await server.wait_closed()
