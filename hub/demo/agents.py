"""Simulated agents: they sign in, take what is offered in their queues, answer, and finish."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp
import orjson

from hub.demo.api import Api, ApiError
from hub.demo.carrier import Carrier, LineState, Phone, Ring
from hub.demo.staff import Member
from hub.demo.stories import CALL_ANSWERS, answers_to, is_chinese
from hub.demo.tasks import Tasks

log = logging.getLogger(__name__)

_RETRY_S = 3.0
_ACCEPT_S = (1.5, 4.0)
_WRITE_S = (3.0, 7.0)
_PATIENCE_S = 60.0
_LAST_WORD_S = 15.0
_RING_S = 25.0
_LONGEST_CALL_S = 240.0
_OVER = frozenset({"closed", "abandoned", "wrapping"})
_REFUSALS = (ApiError, aiohttp.ClientError, TimeoutError)


@dataclass
class SimulatedAgent:
    """One colleague at a desk with a telephone."""

    member: Member
    url: str
    carrier: Carrier
    dice: Random
    pace: float = 1.0
    _agent_id: str = ""
    _busy: set[str] = field(default_factory=set)
    _tasks: Tasks = field(default_factory=Tasks)
    _news: dict[str, asyncio.Event] = field(default_factory=dict)

    async def run(self) -> None:
        """Work until cancelled; a lost connection is taken up again."""
        self._phone.ring, self._phone.keys = Ring.PRESS, "1"
        try:
            while True:
                try:
                    await self._shift()
                except (*_REFUSALS, TypeError) as error:
                    log.warning("%s starts again: %s", self.member.login, error)
                await self._tasks.close()
                self._busy.clear()
                await asyncio.sleep(_RETRY_S)
        finally:
            await self._tasks.close()

    @property
    def _phone(self) -> Phone:
        return self.carrier.phone(self.member.phone)

    async def _shift(self) -> None:
        async with Api(self.url) as api:
            user = await api.sign_in(self.member.login, self.member.password)
            self._agent_id = user["agent_id"]
            desk = await api.get("/desk")
            async with api.desk(desk["seq"]) as socket:
                await api.put(f"/agents/{self._agent_id}/presence", {"state": "ready"})
                for offer in desk["offers"]:
                    self._take(api, offer)
                for interaction in desk["interactions"]:
                    self._serve(api, interaction)
                await self._follow(api, socket)

    async def _follow(self, api: Api, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            frame = orjson.loads(message.data)
            if frame["type"] == "ping":
                await socket.send_str('{"type":"pong"}')
            if frame["type"] == "reload":
                return
            if frame["type"] == "event":
                self._hear(api, frame["event"], frame["data"])

    def _hear(self, api: Api, event: str, data: dict[str, Any]) -> None:
        if event == "offer.created" and data["agent_id"] == self._agent_id and data["state"] == "pending":
            self._take(api, data)
        if event == "interaction.updated":
            self._serve(api, data)
        if event.startswith(("message.", "interaction.")):
            self._note(data["interaction_id"] if event.startswith("message.") else data["id"])

    # --- offers ---

    def _take(self, api: Api, offer: dict[str, Any]) -> None:
        self._tasks.start(self._accept(api, offer["id"]), f"{self.member.login} accepts")

    async def _accept(self, api: Api, offer_id: str) -> None:
        await self._pause(_ACCEPT_S)
        with contextlib.suppress(ApiError):  # it was withdrawn meanwhile
            await api.post(f"/offers/{offer_id}/accept")

    # --- work ---

    def _serve(self, api: Api, interaction: dict[str, Any]) -> None:
        mine = interaction["agent_id"] == self._agent_id
        if not mine or interaction["id"] in self._busy or interaction["state"] in {"closed", "abandoned", "offered"}:
            return
        self._busy.add(interaction["id"])
        self._tasks.start(self._work(api, interaction), f"{self.member.login} works")

    async def _work(self, api: Api, interaction: dict[str, Any]) -> None:
        identifier = interaction["id"]
        self._news[identifier] = asyncio.Event()
        try:
            if interaction["kind"] == "phone":
                await self._talk(chinese=interaction["language"].startswith("zh"))
            else:
                await self._write(api, identifier)
            await self._finish(api, identifier)
        except _REFUSALS as error:
            log.warning("%s could not finish %s: %s", self.member.login, identifier, error)
        finally:
            self._busy.discard(identifier)
            self._news.pop(identifier, None)

    async def _write(self, api: Api, identifier: str) -> None:
        """Answer each of the customer's turns until there is nothing left to say."""
        messages = await self._messages(api, identifier)
        turns = [each["text"] for each in messages if each["direction"] == "in"]
        if not turns:
            return
        answers = answers_to(turns[0], chinese=is_chinese(turns[-1]))
        answered = sum(each["direction"] == "out" for each in messages)
        for number, answer in enumerate(answers):
            if number < answered:
                continue
            await api.post(f"/interactions/{identifier}/typing", {"on": True})
            await self._pause(_WRITE_S)
            await api.post(f"/interactions/{identifier}/messages", {"kind": "reply", "text": answer})
            if not await self._is_answered(api, identifier, last=number == len(answers) - 1):
                return

    async def _is_answered(self, api: Api, identifier: str, *, last: bool) -> bool:
        """Wait for the customer's next turn; False when none comes, or when the contact is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout((_LAST_WORD_S if last else _PATIENCE_S) * self.pace):
                while True:
                    news = self._news[identifier]
                    news.clear()
                    messages = await self._messages(api, identifier)
                    spoken = [each for each in messages if each["direction"] in {"in", "out"}]
                    if spoken and spoken[-1]["direction"] == "in":
                        return True
                    if (await api.get(f"/interactions/{identifier}"))["state"] in _OVER:
                        return False
                    await news.wait()
        return False

    async def _talk(self, *, chinese: bool) -> None:
        """Speak with the caller on the phone; what is left of a missed call is a message to hear."""
        phone = self._phone
        with contextlib.suppress(TimeoutError):
            await phone.signal.until(lambda: phone.state != "idle" and phone.line.talking, _RING_S)
        if phone.state == "idle" or not phone.line.talking:
            return
        line = phone.line
        for answer in CALL_ANSWERS[chinese]:
            heard = len(line.heard)
            await self._pause((1.5, 3.0))
            line.say(answer)
            with contextlib.suppress(TimeoutError):
                await phone.signal.until(
                    lambda before=heard: len(line.heard) > before or line.state is LineState.ENDED,  # type: ignore[misc]
                    _PATIENCE_S,
                )
        with contextlib.suppress(TimeoutError):
            await phone.signal.until(lambda: line.state is LineState.ENDED, _PATIENCE_S)
        if line.state is not LineState.ENDED:
            line.hang_up()

    async def _finish(self, api: Api, identifier: str) -> None:
        await self._pause(_ACCEPT_S)
        state = (await api.get(f"/interactions/{identifier}"))["state"]
        if state not in {"closed", "abandoned"}:
            await api.post(f"/interactions/{identifier}/close", {"disposition": "solved"})

    async def _messages(self, api: Api, identifier: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await api.get(f"/interactions/{identifier}/messages", limit=500))["items"]
        return items

    def _note(self, identifier: str) -> None:
        if identifier in self._news:
            self._news[identifier].set()

    async def _pause(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self.dice.uniform(*between) * self.pace)
