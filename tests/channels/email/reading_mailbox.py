"""Reads a real mailbox into a hub in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from hub.channels.email.imap import ImapSource, Sleep
from hub.channels.email.reading import MailReader
from hub.channels.email.settings import EmailSettings
from tests.channels.email.mails import mail
from tests.channels.email.peers import SECRET, MemoryHub, context, settings
from tests.support.dovecot import Mailbox


def numbered(number: int, sender: str = "li@example.com") -> bytes:
    return mail(f"Subject: {number}", f"Message-ID: <{number}@example.com>", sender=sender, body=f"text {number}\r\n")


def mailbox_settings(mailbox: Mailbox, **changes: Any) -> EmailSettings:
    top = {key: changes.pop(key) for key in ("max_bytes", "address") if key in changes}
    imap = {
        "host": mailbox.host,
        "port": mailbox.port,
        "security": "none",
        "username": mailbox.user,
        "password": mailbox.password,
        "poll_s": 60,
        **changes,
    }
    return settings(imap=imap, **top)


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


async def for_ever(_: float) -> None:
    await asyncio.Event().wait()


def source(hub: MemoryHub, mailbox: Mailbox, name: str = "mail", sleep: Sleep = _at_once, **changes: Any) -> ImapSource:
    configured = mailbox_settings(mailbox, **changes)
    assert configured.imap is not None
    reader = MailReader(name, configured, SECRET)
    return ImapSource(configured.imap, context(hub, name), reader, configured.max_bytes, sleep=sleep)


@asynccontextmanager
async def reading(hub: MemoryHub, mailbox: Mailbox, name: str = "mail", **changes: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(source(hub, mailbox, name, **changes).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def read_until(hub: MemoryHub, mailbox: Mailbox, holds: Callable[[MemoryHub], bool], **changes: Any) -> None:
    async with reading(hub, mailbox, **changes):
        await hub.until(holds)


async def flags_until(mailbox: Mailbox, count: int) -> None:
    """Flags are set after the commit: ask until they are."""
    async with asyncio.timeout(20):
        while sum("\\Seen" in flags for flags in await asyncio.to_thread(mailbox.flags)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def cut_wire(mailbox: Mailbox) -> AsyncIterator[tuple[int, Callable[[], Awaitable[None]]]]:
    """A wire to the mailbox that can be cut."""
    writers: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(mailbox.host, mailbox.port)
        writers.update({writer, far_writer})
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer), return_exceptions=True)

    async def cut() -> None:
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
        writers.clear()

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], cut
    finally:
        await cut()
        server.close()
