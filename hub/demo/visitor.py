"""A visitor of the shop's chat, who speaks the widget's own protocol."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

_OPEN_S = 20
_REMEMBERED = 500


class Visitor:
    """One open chat window: `heard` is called with every answer, once."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, seen: set[str]) -> None:
        self._socket = socket
        self._seen = seen
        self.answers: asyncio.Queue[str] = asyncio.Queue()
        self._sent_seq = 0
        self._began = False

    async def hello(self, identity: str, language: str, page: str) -> None:
        """Open the conversation, or come back to it."""
        frame = {"type": "hello", "channel": "chat", "identity": identity, "language": language, "page": page}
        await self._send(frame)
        async with asyncio.timeout(_OPEN_S):
            while (await self._receive())["type"] != "welcome":
                pass

    async def say(self, text: str, answers: dict[str, str] | None = None) -> None:
        """Send a message."""
        self._began = True
        await self._send({"type": "message", "cid": str(uuid.uuid4()), "text": text, "answers": answers or {}})

    async def typing(self, *, on: bool) -> None:
        """Show the agent that something is coming."""
        await self._send({"type": "typing", "on": on})

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Hear until the window is closed."""
        while True:
            frame = await self._receive()
            if frame["type"] == "message" and frame["direction"] == "out":
                await self._hear(frame, heard)
            if frame["type"] == "ack":
                self._sent_seq = frame["seq"]

    async def _hear(self, frame: dict[str, Any], heard: Callable[[str], None]) -> None:
        for mark in ("delivered", "read"):
            await self._send({"type": mark, "conversation": frame["conversation"], "seq": frame["seq"]})
        if frame["id"] in self._seen:
            return
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen.add(frame["id"])
        heard(frame["text"])
        if self._began and frame["seq"] > self._sent_seq > 0:
            self.answers.put_nowait(frame["text"])

    async def _receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = orjson.loads(await self._socket.receive_str())
        return frame

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._socket.send_str(orjson.dumps(frame).decode())
