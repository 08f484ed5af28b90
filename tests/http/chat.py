"""A hub with a web chat, and visitors who speak its protocol over real sockets."""

import asyncio
import base64
import json
import os
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from hub.channels.webchat import KIND
from hub.channels.webchat.settings import WebchatSettings
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.hours import OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, AuthorType, Message
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import WorkItemState
from hub.errors import BusyError
from hub.ports.channels import (
    CallRef,
    CallStep,
    Capability,
    ChannelContext,
    CheckResult,
    DeliveryStatus,
    Inbound,
    LinkState,
    Outbound,
    Outcome,
    Receipt,
)
from hub.ports.repositories import Tx
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from hub.services.events.announce import announce_interaction
from hub.services.intake.entry import EntryDesk
from hub.services.intake.intake import Intake
from hub.web.chat_socket import ROOM
from hub.web.chat_visitor import ChatRoom
from tests.http.hub import TestHub, running_hub

SITE = "https://shop.example"
IDENTITY_SECRET = "a long enough secret that the site shares with the hub"


@dataclass
class IntakeHost:
    """The channels' host as far as chats need it: everything goes through the real intake."""

    intake: Intake
    away: bool = False

    async def deliver(self, inbound: Inbound) -> Outcome:
        if self.away:
            raise BusyError("the database is away")
        return await self.intake.deliver(inbound)

    async def report(self, status: DeliveryStatus) -> None:
        raise NotImplementedError

    async def next_step(self, call: CallRef) -> CallStep:
        raise NotImplementedError

    async def bookmark(self, channel: str, name: str) -> str | None:
        return None


@dataclass
class Mail:
    """A mail channel that is only named."""

    name: str = "mail"
    kind: InteractionKind = InteractionKind.EMAIL
    capabilities: frozenset[Capability] = frozenset({Capability.TEXT_OUT})
    address: str = "care@hub.test"
    region: str | None = None

    async def check(self) -> list[CheckResult]:
        return []

    async def send(self, outbound: Outbound) -> Receipt:
        raise NotImplementedError

    async def close(self) -> None:
        pass


@dataclass
class ChatHub:
    """The hub with what a chat test needs at hand."""

    hub: TestHub
    host: IntakeHost

    @property
    def room(self) -> ChatRoom:
        room: ChatRoom = self.hub.client.app[ROOM]
        return room

    async def visit(self, *, origin: str | None = None, **hello: Any) -> "VisitorPage":
        """Open the socket, say hello and take the welcome."""
        page = VisitorPage(hub=self, socket=await self.open(origin=origin))
        await page.socket.send_json({"type": "hello", "channel": "chat", **hello})
        page.welcome = await page.next("welcome")
        return page

    async def open(self, *, origin: str | None = None) -> ClientWebSocketResponse:
        headers = {"Origin": origin or self.hub.origin}
        return await self.hub.client.ws_connect("/ws/chat", headers=headers)

    async def interaction(self, interaction_id: str) -> Interaction:
        found = await self.hub.database.read(lambda tx: tx.interactions.get(interaction_id))
        assert found is not None
        return found

    async def messages(self, interaction_id: str) -> list[Message]:
        return list(await self.hub.database.read(lambda tx: tx.messages.of_interaction(interaction_id)))

    async def answer(self, interaction_id: str, text: str) -> Message:
        """An agent answers."""
        draft = Draft(text=text, author=Author(type=AuthorType.AGENT, id="a", name="Li"), cid=str(uuid.uuid4()))
        services = self.hub.services

        def work(tx: Tx) -> Message:
            return reply(tx, interaction_id, draft, agent_id=None, channels=services.channels, now=services.clock.now())

        return await self.hub.database.write(work)

    async def change(self, interaction_id: str, **fields: Any) -> None:
        """Let something happen to a conversation, as routing would write it."""
        now = self.hub.services.clock.now()

        def work(tx: Tx) -> None:
            before = tx.interactions.get(interaction_id)
            assert before is not None
            after = replace(before, version=before.version + 1, updated_at=now, **fields)
            tx.interactions.update(after, before.version)
            leg = tx.work_items.live_of(interaction_id)
            if leg is not None and not after.state.is_open:
                done = replace(leg, state=WorkItemState.COMPLETED, state_at=now)
                assert tx.work_items.update(done, leg.epoch, leg.state.value)
            announce_interaction(tx, after, at=now)

        await self.hub.database.write(work)

    async def close(self, interaction_id: str) -> None:
        """The work is done."""
        await self.change(interaction_id, state=InteractionState.CLOSED, closed_at=self.hub.services.clock.now())

    async def age(self, interaction_id: str) -> None:
        """It was done so long ago that the next message begins a new conversation."""
        long_ago = self.hub.services.clock.now() - timedelta(days=30)
        await self.change(interaction_id, state=InteractionState.CLOSED, closed_at=long_ago)

    async def give(self, interaction_id: str, agent_id: str) -> None:
        """An agent takes it."""
        await self.change(interaction_id, state=InteractionState.ACTIVE, agent_id=agent_id)

    async def agent(self, agent_id: str) -> Agent:
        found = await self.hub.database.read(lambda tx: tx.agents.get(agent_id))
        assert found is not None
        return found

    async def somebody_is_ready(self, *, hours: OpeningHours | None = None) -> str:
        """A queue with one agent who waits for work."""
        user = await self.hub.add_user(f"agent-{new_id()}", is_agent=True)
        now, agent_id = self.hub.services.clock.now(), user.agent_id or ""

        def work(tx: Tx) -> None:
            tx.agents.set_presence(agent_id, Presence(state=PresenceState.READY, since=now))
            members = (QueueMember(agent_id=agent_id),)
            tx.queues.add(
                Queue(id=new_id(), name="Chats", members=members, hours=hours, created_at=now, updated_at=now)
            )

        await self.hub.database.write(work)
        return agent_id


@dataclass
class VisitorPage:
    """One page of a visitor."""

    hub: ChatHub
    socket: ClientWebSocketResponse
    welcome: dict[str, Any] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return str(self.welcome["token"])

    async def next(self, wanted: str) -> dict[str, Any]:
        """Take frames until one of this type comes."""
        async with asyncio.timeout(10):
            while True:
                frame: dict[str, Any] = await self.socket.receive_json()
                if frame["type"] == wanted:
                    return frame

    async def say(self, text: str, *, cid: str | None = None, wanted: str = "ack", **more: Any) -> dict[str, Any]:
        """Send a message and take what the hub says to it."""
        await self.socket.send_json({"type": "message", "cid": cid or str(uuid.uuid4()), "text": text, **more})
        return await self.next(wanted)

    async def pong(self) -> list[dict[str, Any]]:
        """Ask for a sign of life; return everything that came before it."""
        await self.socket.send_json({"type": "ping"})
        frames: list[dict[str, Any]] = []
        async with asyncio.timeout(10):
            while (frame := await self.socket.receive_json())["type"] != "pong":
                frames.append(frame)
        return frames

    async def closed_with(self) -> int:
        """Wait for the hub to close; return its code."""
        async with asyncio.timeout(10):
            while (message := await self.socket.receive()).type is WSMsgType.TEXT:
                continue
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)
        return self.socket.close_code or 0


@dataclass
class SlowPage:
    """A page that says hello and then reads nothing until it is told to; its window is small."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(cls, chat: ChatHub, token: str) -> "SlowPage":
        tcp = socket.socket()
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        tcp.setblocking(False)
        await asyncio.get_running_loop().sock_connect(tcp, (chat.hub.client.host, chat.hub.client.port))
        reader, writer = await asyncio.open_connection(sock=tcp, limit=1024)
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET /ws/chat HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        writer.write(head.encode())
        await reader.readuntil(b"\r\n\r\n")
        for each in chat.room.sockets:
            # Else the kernel takes megabytes before anybody notices that the page is slow.
            each.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        hello = json.dumps({"type": "hello", "channel": "chat", "token": token}).encode()
        # A client's frame: final text, masked with zeros (RFC 6455 section 5.2).
        writer.write(bytes([0x81, 0x80 | 126]) + len(hello).to_bytes(2, "big") + bytes(4) + hello)
        return cls(reader=reader, writer=writer)

    async def read_to_the_end(self) -> tuple[list[int], int]:
        """Read all frames; return the numbers of the messages and the code of the close."""
        seen: list[int] = []
        async with asyncio.timeout(20):
            while True:
                opcode, payload = await self._frame()
                if opcode == 8:
                    self.writer.close()
                    return seen, int.from_bytes(payload[:2], "big")
                frame = json.loads(payload) if opcode == 1 else {}
                if frame.get("type") == "message":
                    seen.append(frame["seq"])

    async def _frame(self) -> tuple[int, bytes]:
        head = await self.reader.readexactly(2)
        size = head[1] & 0x7F
        if size >= 126:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        return head[0] & 0x0F, await self.reader.readexactly(size)


@asynccontextmanager
async def running_chat(url: str, folder: Path, **settings: Any) -> AsyncIterator[ChatHub]:
    """Run a hub whose channel `chat` takes visitors, and whose `mail` would carry answers."""
    async with running_hub(url, folder) as hub:
        services = hub.services
        intake = Intake(
            database=hub.database,
            blobs=services.blobs,
            clock=services.clock,
            desk=EntryDesk(hub.database, services.clock),
            on_stored=lambda _: None,
        )
        host = IntakeHost(intake)
        context = ChannelContext(
            name="chat",
            host=host,
            clock=services.clock,
            blobs=services.blobs,
            http=None,
            public_url="http://hub.test",
            secret=b"c" * 32,
            state=_no_state,
        )
        given = {"allowed_origins": (SITE,), "identity_secret": IDENTITY_SECRET, **settings}
        services.channels.add(KIND.build(WebchatSettings.model_validate(given), context))
        services.channels.add(Mail())
        yield ChatHub(hub=hub, host=host)
        await intake.close()


def _no_state(state: LinkState, detail: str = "") -> None:
    pass
