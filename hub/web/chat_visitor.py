"""One page of one visitor: what it has missed, what it sends, what it hears."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind
from hub.errors import BusyError, ConflictError, HubError, NotFoundError
from hub.ports.channels import InboundFile, Outcome, OutcomeKind
from hub.ports.chat import (
    ChatChannel,
    ChatStatus,
    FrameRefusedError,
    Hello,
    Limit,
    Ping,
    Say,
    Seen,
    Typing,
    UploadReceipt,
    Visitor,
    as_chat,
)
from hub.services.conversations.chat import (
    Opening,
    claims_of,
    link_identity,
    mark_seen,
    note_claims,
    open_chat,
    status_of,
)
from hub.services.conversations.chat_feed import ChatFeed, visitor_key
from hub.services.intake.entry import EntryDesk
from hub.services.shapes import message_shape
from hub.web.context import WebServices

_log = logging.getLogger(__name__)
# A replay (at most twice `REPLAYED`) fits in.
_MAX_QUEUE = 500
_SEND_S = 20.0
_BUSY_S = 2.0


class ChatRoom:
    """What all visitors' sockets of this process share."""

    def __init__(self, services: WebServices) -> None:
        self.services = services
        self.feed = ChatFeed(services.feed)
        self.desk = EntryDesk(services.database, services.clock)
        self.sockets: set[web.WebSocketResponse] = set()
        self.by_address: Counter[str] = Counter()

    def channel(self, name: str) -> ChatChannel | None:
        """Find a web chat; without a name the first one."""
        if name:
            return as_chat(self.services.channels.find(name))
        return as_chat(self.services.channels.first_of(InteractionKind.WEBCHAT))


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """Who said hello, on which channel, from which network address."""

    channel: ChatChannel
    hello: Hello
    visitor: Visitor
    remote: str


class VisitorSocket:
    """Frames go out through a bounded queue, which a task drains while there is something in it."""

    def __init__(self, room: ChatRoom, socket: web.WebSocketResponse, guest: Guest) -> None:
        self._room = room
        self._socket = socket
        self._channel = guest.channel
        self._hello = guest.hello
        self._visitor = guest.visitor
        self._remote = guest.remote
        self._queue: deque[str] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = False
        self._sent_away = False
        self._early: list[tuple[str, dict[str, Any]]] | None = []
        self._keys: set[str] = set()
        self._shown: dict[str, int] = {}
        self._unseen: dict[str, int] = {}
        self._interaction: Interaction | None = None
        self._status: ChatStatus | None = None
        self._read_told = 0

    async def serve(self) -> None:
        """Welcome the visitor, then take frames until the socket closes."""
        self._join(visitor_key(self._channel.name, self._visitor.id))
        try:
            await self._open()
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(message.data)
                elif message.type is WSMsgType.BINARY:
                    self._send(self._channel.frames.error(FrameRefusedError("invalid_frame", "frames are text")))
        except BusyError:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"busy; come again")
        finally:
            await self._leave()

    async def _leave(self) -> None:
        for key in self._keys:
            self._room.feed.leave(key, self)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open(self) -> None:
        """Welcome, replay, then let what came meanwhile follow: nothing is missed and nothing shown twice."""
        opening = await self._read_log()
        if opening.interaction is None:
            await self._link_identity()
        else:
            self._join(opening.interaction.id)
            # Between that read and the join an event may have passed by.
            opening = await self._read_log()
        found = opening.interaction
        self._status = await self._current_status(found)
        self._send(
            self._channel.frames.welcome(
                token=self._channel.token(self._visitor, self._now()),
                conversation=found.id if found else None,
                seq=found.last_seq if found else 0,
                status=self._status,
            )
        )
        self._interaction = found
        for message in opening.missed:
            self._show(message_shape(message))
        if found is not None and found.unread == 0:
            self._tell_read(found.id, found.last_seq)
        if found is not None:
            self._shown[found.id] = found.last_seq
        early, self._early = self._early or [], None
        for event, data in early:
            self.hear(event, data)

    async def _link_identity(self) -> None:
        visitor, source, now = self._visitor, self._channel.name, self._now()
        if not visitor.verified:
            return
        try:
            await self._room.services.database.write(lambda tx: link_identity(tx, visitor, source=source, now=now))
        except ConflictError:
            # The visitor's other page was quicker.
            _log.info("a chat identity is linked already")

    async def _read_log(self) -> Opening:
        key = self._channel.thread_key(self._visitor)
        return await self._room.services.database.read(lambda tx: open_chat(tx, self._channel.name, key, self._hello))

    # ------------------------------------------------------------------ what the visitor sends

    async def _take(self, text: str) -> None:
        try:
            frame = self._channel.frames.read(text)
            if isinstance(frame, Ping):
                await self._answer_ping()
            elif isinstance(frame, Say):
                await self._say(frame)
            elif isinstance(frame, Seen):
                await self._seen(frame)
            elif isinstance(frame, Typing):
                await self._typing(frame)
        except FrameRefusedError as error:
            self._send(self._channel.frames.error(error))
        except HubError as error:
            # The frame can be lost (typing, a mark); the conversation goes on.
            _log.warning("a chat frame was not carried out", extra={"error": str(error)})

    async def _answer_ping(self) -> None:
        self._send(self._channel.frames.pong())
        await self._tell_status()

    async def _say(self, say: Say) -> None:
        wait_s = self._wait_s()
        if wait_s:
            self._send(self._channel.frames.slow_down(retry_after_s=wait_s, cid=say.cid))
            return
        try:
            outcome = await self._channel.deliver(self._visitor, self._hello, say, await self._files(say), self._now())
        except BusyError:
            self._send(self._channel.frames.slow_down(retry_after_s=_BUSY_S, cid=say.cid))
            return
        await self._acknowledge(say, outcome)

    def _wait_s(self) -> float:
        wait_s = self._channel.wait_s(Limit.MESSAGES, self._visitor, self._remote)
        begins = self._interaction is None or not self._interaction.state.is_open
        if wait_s or not begins:
            return wait_s
        return self._channel.wait_s(Limit.CONVERSATIONS, self._visitor, self._remote)

    async def _files(self, say: Say) -> list[InboundFile]:
        files = []
        for receipt in say.attachments:
            try:
                upload = self._channel.upload(receipt, self._visitor, self._now())
            except FrameRefusedError as error:
                raise FrameRefusedError(error.code, str(error), cid=say.cid) from error
            data = await self._bytes(upload, say)
            files.append(InboundFile(name=upload.name, type=upload.type, data=data))
        return files

    async def _bytes(self, upload: UploadReceipt, say: Say) -> bytes:
        try:
            return await self._room.services.blobs.get(upload.blob)
        except NotFoundError as error:
            raise FrameRefusedError("attachment_gone", f"{upload.name}: upload it again", cid=say.cid) from error

    async def _acknowledge(self, say: Say, outcome: Outcome) -> None:
        """The message is in the log: say so with the number it has there, also when it was there before."""
        interaction_id, message_id = outcome.interaction_id, outcome.message_id
        if interaction_id is None or message_id is None:
            raise FrameRefusedError("not_stored", "the message could not be stored; send it again", cid=say.cid)
        at = self._now()
        if outcome.kind is OutcomeKind.REPEATED:
            stored = await self._room.services.database.read(lambda tx: tx.messages.get(message_id))
            at = stored.created_at if stored else at
        self._join(interaction_id)
        self._send(
            self._channel.frames.ack(
                cid=say.cid, conversation=interaction_id, seq=outcome.seq, message_id=message_id, at=at
            )
        )
        if self._interaction is None or self._interaction.id != interaction_id or not self._interaction.state.is_open:
            await self._reload(interaction_id)
        await self._note_claims(say, interaction_id)

    async def _note_claims(self, say: Say, interaction_id: str) -> None:
        claims, now = claims_of(self._visitor, dict(say.answers)), self._now()
        if claims.email or claims.phone or claims.name:
            await self._room.services.database.write(lambda tx: note_claims(tx, interaction_id, claims, now))

    async def _seen(self, seen: Seen) -> None:
        """Write only what moves something: a page says `read` each time it is looked at."""
        unseen = self._unseen.get(seen.conversation, 0)
        if not unseen or (seen.seq < unseen and not seen.read):
            return
        if seen.read and seen.seq >= unseen:
            del self._unseen[seen.conversation]
        key, now = self._channel.thread_key(self._visitor), self._now()
        await self._room.services.database.write(lambda tx: mark_seen(tx, self._channel.name, key, seen, now))

    async def _typing(self, typing: Typing) -> None:
        if self._interaction is None or not self._interaction.state.is_open:
            return
        current = self._interaction.id
        interaction = await self._room.services.database.read(lambda tx: tx.interactions.get(current))
        if interaction is not None:
            self._room.feed.tell_agents_typing(interaction, on=typing.on)

    # ------------------------------------------------------------------ what the visitor hears

    def hear(self, event: str, data: dict[str, Any]) -> None:
        """Take an event of the feed; what comes before the replay is done waits for it."""
        if self._early is not None:
            self._early.append((event, data))
        elif event == "message.created":
            self._show(data)
        elif event == "typing":
            self._hear_typing(data)
        elif event.startswith("interaction."):
            self._join(data["id"])
            if data["unread"] == 0:
                self._tell_read(data["id"], data["last_seq"])
            if self._interaction is None or (data["state"], data["agent_id"]) != self._known_state():
                self._spawn(self._reload(data["id"]))

    def lag(self) -> None:
        """Some events were missed: the page resumes from the log."""
        self._send_away("events were missed; come again")

    def _known_state(self) -> tuple[str, str | None]:
        known = self._interaction
        return (known.state.value, known.agent_id) if known else ("", None)

    def _hear_typing(self, data: dict[str, Any]) -> None:
        if data.get("by") == "agent":
            self._send(self._channel.frames.typing(on=bool(data["on"])))

    def _show(self, shape: dict[str, Any]) -> None:
        """Show an entry once, in order; notes and events of the staff stay inside."""
        conversation, seq = shape["interaction_id"], shape["seq"]
        if seq <= self._shown.get(conversation, 0):
            return
        self._shown[conversation] = seq
        if shape["direction"] not in ("in", "out") or shape["kind"] not in ("text", "email"):
            return
        if shape["direction"] == "out":
            self._unseen[conversation] = seq
        now = self._now()
        urls = {each["id"]: self._channel.file_url(each["id"], now) for each in shape["attachments"]}
        self._send(self._channel.frames.message(shape, urls))

    def _tell_read(self, conversation: str, seq: int) -> None:
        if seq > self._read_told:
            self._read_told = seq
            self._send(self._channel.frames.read_by_agent(conversation=conversation, seq=seq))

    async def _reload(self, interaction_id: str) -> None:
        found = await self._room.services.database.read(lambda tx: tx.interactions.get(interaction_id))
        if found is None:
            return
        if self._interaction is None or found.id != self._interaction.id:
            self._read_told = 0
        self._interaction = found
        await self._tell_status()

    async def _tell_status(self) -> None:
        status = await self._current_status(self._interaction)
        if status != self._status:
            self._status = status
            self._send(self._channel.frames.status(status))

    async def _current_status(self, interaction: Interaction | None) -> ChatStatus:
        now = self._now()
        return status_of(await self._room.desk.book(), interaction or self._not_begun(now), now=now)

    def _not_begun(self, now: datetime) -> Interaction:
        """The interaction that the visitor's first message would begin, as far as entry rules look at it."""
        return Interaction(
            id=new_id(),
            channel=self._channel.name,
            kind=InteractionKind.WEBCHAT,
            language=self._hello.language,
            created_at=now,
            updated_at=now,
        )

    # ------------------------------------------------------------------ the wire

    def _join(self, key: str) -> None:
        if key not in self._keys:
            self._keys.add(key)
            self._room.feed.join(key, self)

    def _send(self, text: str) -> None:
        """Queue a frame; a page that does not take them is sent away and resumes when it can.

        Once a frame is dropped none may follow: the page would take the later number for the mark to resume from.
        """
        if self._sent_away:
            return
        if len(self._queue) >= _MAX_QUEUE:
            self._send_away("too slow; come again")
            return
        self._queue.append(text)
        if not self._writing:
            self._writing = True
            self._spawn(self._drain())

    def _send_away(self, reason: str) -> None:
        if not self._sent_away:
            self._sent_away = True
            self._queue.clear()
            self._room.services.metrics.slow_sockets.inc()
            self._spawn(self._close(reason))

    async def _close(self, reason: str) -> None:
        await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=reason.encode())

    async def _drain(self) -> None:
        try:
            while self._queue:
                text = self._queue.popleft()
                async with asyncio.timeout(_SEND_S):
                    await self._socket.send_str(text)
        except TimeoutError:
            self._send_away("too slow; come again")
        except ConnectionResetError:
            self._sent_away = True
        finally:
            self._writing = False

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="chat-visitor")
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("a chat socket's follow-up failed", extra={"error": str(task.exception())})

    def _now(self) -> datetime:
        return self._room.services.clock.now()
