"""One IMAP connection, driven from the event loop through a thread of its own."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from typing_extensions import override

from hub.channels.email.settings import ImapSettings, Security
from hub.errors import ConnectionNotReadyError, ConnectionRefusedByPeerError

T = TypeVar("T")


class UnreadableMailError(Exception):
    """The server cannot give this mail, though it gives others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A mail in the folder: its size in bytes and when the server got it."""

    uid: int
    size: int
    received_at: datetime


class _AttentiveClient(IMAPClient):  # type: ignore[misc]
    """IMAPClient waits for the socket alone. What came in one packet with the answer to IDLE has left the socket
    already and lies in a buffer, where it would stay until the next news.
    """

    @override
    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> Sequence[object]:
        buffer = getattr(self._imap, "_file", None) or self._imap.file  # its name differs between Python's versions
        try:
            lies_there = buffer.peek(1)  # the socket does not block here
        except ssl.SSLWantReadError:
            lies_there = b""
        found: Sequence[object] = [lies_there] if lies_there else super()._poll_socket(sock, timeout)
        return found


class ImapSession:
    """IMAPClient blocks and is not for two threads: every call runs in one thread, in turn."""

    def __init__(self, settings: ImapSettings, name: str) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap-{name}")
        self._client: IMAPClient | None = None
        self.can_idle = False
        self.can_move = False
        self.uid_validity = 0
        self._next_uid = 0

    async def open(self) -> None:
        """Connect, sign in, select the folder.

        Raises `ConnectionNotReadyError` or, when a person must act, `ConnectionRefusedByPeerError`.
        """
        await self._call(self._open)

    async def close(self) -> None:
        """Cut the connection; a call that waits in the thread comes back at once."""
        if self._client is not None:
            with suppress(OSError):
                self._client.socket().shutdown(socket.SHUT_RDWR)
        await asyncio.to_thread(self._thread.shutdown, wait=True)
        if self._client is not None:  # it may have been made while we waited
            with suppress(OSError, IMAPClientError):
                self._client.shutdown()

    async def list_after(self, uid: int) -> list[Listed]:
        """Mails with a higher uid, in their order. `n:*` also names the last mail when none is newer (RFC 3501
        6.4.8).
        """
        return await self._call(lambda client: _listed(client, uid))

    async def fetch(self, uids: Sequence[int]) -> Mapping[int, bytes]:
        """The whole mails, without marking them; what is gone meanwhile is missing."""
        return await self._call(lambda client: _bodies(client, uids, b"BODY[]"))

    async def fetch_head(self, uid: int) -> bytes:
        found = await self._call(lambda client: _bodies(client, [uid], b"BODY[HEADER]"))
        return found.get(uid, b"")

    async def mark_seen(self, uids: Sequence[int]) -> None:
        await self._call(lambda client: client.add_flags(uids, [b"\\Seen"], silent=True))

    async def move(self, uids: Sequence[int], folder: str) -> None:
        """MOVE (RFC 6851), else COPY and expunge of just these (RFC 4315); never a plain EXPUNGE, which takes others
        along.
        """
        await self._call(lambda client: self._move(client, uids, folder))

    async def wait(self) -> None:
        """Until the server reports a change or it is time to look anyway."""
        if not self.can_idle:
            await asyncio.sleep(self._settings.poll_s)
        await self._call(self._idle)

    async def _call(self, work: "Callable[[IMAPClient], T]") -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._guarded, work)

    def _guarded(self, work: "Callable[[IMAPClient], T]") -> T:
        place = f"{self._settings.host}:{self._settings.real_port}"
        try:
            return work(self._client or self._connected())
        except LoginError as error:
            text = f"{place} refuses to sign in {self._settings.username}: {error}"
            raise ConnectionRefusedByPeerError(text) from error
        except (IMAPClientAbortError, OSError, EOFError) as error:
            raise ConnectionNotReadyError(f"{place}: {error or type(error).__name__}") from error
        except (IMAPClientError, ValueError, AssertionError) as error:
            raise UnreadableMailError(f"{place}: {error or type(error).__name__}") from error

    def _connected(self) -> IMAPClient:
        settings = self._settings
        timeout = SocketTimeout(connect=min(settings.timeout_s, 15), read=settings.timeout_s)
        client = _AttentiveClient(
            settings.host, settings.real_port, ssl=settings.security is Security.TLS, timeout=timeout, use_uid=True
        )
        if settings.security is Security.STARTTLS:
            client.starttls()
        self._client = client
        return client

    def _open(self, client: IMAPClient) -> None:
        client.login(self._settings.username, self._settings.password.get_secret_value())
        self.can_idle = client.has_capability("IDLE")
        self.can_move = client.has_capability("MOVE")
        try:
            self.uid_validity, self._next_uid = self._select(client)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            text = f"{self._settings.host} has no folder {self._settings.folder!r} that can be opened: {error}"
            raise ConnectionRefusedByPeerError(text) from error

    def _select(self, client: IMAPClient) -> tuple[int, int]:
        selected: dict[bytes, Any] = client.select_folder(self._settings.folder)
        return int(selected[b"UIDVALIDITY"]), int(selected.get(b"UIDNEXT", 0))

    def _idle(self, client: IMAPClient) -> None:
        """Selecting anew is what makes this safe: a mail that came during an earlier command was reported there and is
        not reported again, and one that comes after the selection is.
        """
        uid_validity, next_uid = self._select(client)
        if uid_validity != self.uid_validity:
            raise IMAPClientAbortError("the mailbox was rebuilt")
        is_news = next_uid != self._next_uid
        self._next_uid = next_uid
        if self.can_idle and not is_news:
            client.idle()
            client.idle_check(timeout=self._settings.poll_s)
            client.idle_done()

    def _move(self, client: IMAPClient, uids: Sequence[int], folder: str) -> None:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        if self.can_move:
            client.move(uids, folder)
            return
        client.copy(uids, folder)
        client.add_flags(uids, [b"\\Deleted"], silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(uids)


def _listed(client: IMAPClient, uid: int) -> list[Listed]:
    found = [one for one in client.search(["UID", f"{uid + 1}:*"]) if one > uid]
    listed: list[Listed] = []
    for start in range(0, len(found), 1000):
        answers = client.fetch(found[start : start + 1000], [b"RFC822.SIZE", b"INTERNALDATE"])
        listed += [_entry(one, fields) for one, fields in answers.items() if one > uid and b"RFC822.SIZE" in fields]
    return sorted(listed, key=lambda one: one.uid)


def _entry(uid: int, fields: Mapping[bytes, Any]) -> Listed:
    moment = fields.get(b"INTERNALDATE")
    moment = moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.now(UTC)
    return Listed(uid=uid, size=int(fields[b"RFC822.SIZE"]), received_at=moment)


def _bodies(client: IMAPClient, uids: Sequence[int], item: bytes) -> dict[int, bytes]:
    # PEEK leaves \Seen alone: people who share the mailbox, and a crash here, must not lose what is unread.
    answers = client.fetch(uids, [item.replace(b"BODY[", b"BODY.PEEK[")])
    return {uid: fields[item] for uid, fields in answers.items() if uid in uids and isinstance(fields.get(item), bytes)}
