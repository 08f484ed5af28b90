"""A simulated customer: calls, texts, mails and chats, and reacts to what comes back."""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from random import Random

import aiohttp

from hub.demo.caller import Call
from hub.demo.carrier import Carrier, Phone
from hub.demo.identity import identity_of
from hub.demo.mail import Letter, PostOffice
from hub.demo.people import Person
from hub.demo.places import OUR_NUMBER, Places
from hub.demo.registry import Registry
from hub.demo.stories import Story, Topic
from hub.demo.tasks import Tasks
from hub.demo.visitor import Visitor

BOXES = {
    Topic.SUPPORT: "service@harbour.example",
    Topic.ORDERS: "orders@harbour.example",
    Topic.BILLING: "billing@harbour.example",
}
CHAT_TOPICS = {Topic.SUPPORT: "service", Topic.ORDERS: "orders", Topic.BILLING: "billing"}
CHAT_PATIENCE_S = 240.0


@dataclass(frozen=True, kw_only=True)
class World:
    """What a customer can reach: telephone network, post office, the shop's chat; `pace` below 1 is hastier."""

    places: Places
    carrier: Carrier
    office: PostOffice
    session: aiohttp.ClientSession
    registry: Registry
    tasks: Tasks
    dice: Random
    pace: float = 1.0

    async def think(self) -> None:
        """Read and write at a humane speed."""
        await asyncio.sleep(self.dice.uniform(4.0, 9.0) * self.pace)


@dataclass
class Customer:
    """One person with a phone, a mailbox and a browser."""

    person: Person
    world: World
    _turns: dict[str, deque[str]] = field(default_factory=dict)
    _answering: set[str] = field(default_factory=set)
    _texts_seen: set[str] = field(default_factory=set)
    _chat_seen: set[str] = field(default_factory=set)
    _chatting: bool = False

    def live(self) -> None:
        """Begin to notice texts and mails."""
        self.phone.signal.watch(self._look_at_texts)
        self.world.office.watch(self.person.email, self._read_mail)

    @property
    def phone(self) -> Phone:
        return self.world.carrier.phone(self.person.phone)

    def is_free_for(self, channel: str) -> bool:
        """Whether the person may begin something there."""
        if channel == "phone":
            return self.phone.state == "idle"
        if channel == "webchat":
            return not self._chatting
        return not self._turns.get(channel)

    def begin(self, channel: str, story: Story) -> None:
        """Get in touch."""
        work = {"phone": self._call, "sms": self._text, "email": self._mail, "webchat": self._chat}[channel]
        self.world.tasks.start(work(story), f"{self.person.key} on {channel}")

    # --- telephone ---

    async def _call(self, story: Story) -> None:
        call = Call(self.person, self.phone, story, self.world.registry, self.world.dice)
        await call.make()

    # --- texts ---

    async def _text(self, story: Story) -> None:
        self._turns["sms"] = deque(story.says[1:])
        self._send_text(story.says[0])

    def _send_text(self, text: str) -> None:
        self.phone.send_sms(OUR_NUMBER, text)
        self.world.registry.did(self.person, "sms", text)

    def _look_at_texts(self) -> None:
        inbox = self.phone.inbox
        new = [text for text in inbox if text.sid not in self._texts_seen]
        self._texts_seen = {text.sid for text in inbox}
        for text in new:
            self.world.registry.saw(self.person, "sms", text.body)
            self._answer("sms", None)

    # --- mail ---

    async def _mail(self, story: Story) -> None:
        self._turns["email"] = deque(story.says[1:])
        await self._send_mail(story.subject, story.says[0], to=BOXES[story.topic])

    async def _send_mail(self, subject: str, text: str, *, to: str, answer: Letter | None = None) -> None:
        await self.world.office.send(self.person.email, self.person.name, subject, text, to=to, answer=answer)
        self.world.registry.did(self.person, "email", text)

    def _read_mail(self, letter: Letter) -> None:
        self.world.registry.saw(self.person, "email", letter.text)
        self._answer("email", letter)

    # --- the next turn of a conversation by text or mail ---

    def _answer(self, channel: str, letter: Letter | None) -> None:
        """Answer once for whatever came meanwhile."""
        if self._turns.get(channel) and channel not in self._answering:
            self._answering.add(channel)
            self.world.tasks.start(self._answer_soon(channel, letter), f"{self.person.key} answers by {channel}")

    async def _answer_soon(self, channel: str, letter: Letter | None) -> None:
        try:
            await self.world.think()
            turns = self._turns.get(channel)
            if not turns:
                return
            text = turns.popleft()
            if letter is None:
                self._send_text(text)
            else:
                await self._send_mail(letter.subject, text, to=letter.sender, answer=letter)
        finally:
            self._answering.discard(channel)

    # --- chat ---

    async def _chat(self, story: Story) -> None:
        self._chatting = True
        places = self.world.places
        try:
            url = f"{places.hub}/ws/chat"
            async with self.world.session.ws_connect(url, origin=places.play, heartbeat=20) as socket:
                visitor = Visitor(socket, self._chat_seen)
                identity = identity_of(self.person, places.identity_secret)
                await visitor.hello(identity, self.person.language, f"{places.play}/shop")
                stop_reading = self.world.tasks.start(
                    visitor.listen(self._see_chat), f"{self.person.key} reads the chat"
                )
                try:
                    await self._converse(visitor, story)
                finally:
                    stop_reading()
        finally:
            self._chatting = False

    async def _converse(self, visitor: Visitor, story: Story) -> None:
        answers = {"topic": CHAT_TOPICS[story.topic]}
        for turn in story.says:
            await visitor.typing(on=True)
            await self.world.think()
            await visitor.say(turn, answers)
            self.world.registry.did(self.person, "webchat", turn)
            answers = {}
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(visitor.answers.get(), CHAT_PATIENCE_S)
                continue
            return
        await asyncio.sleep(20 * self.world.pace)

    def _see_chat(self, text: str) -> None:
        self.world.registry.saw(self.person, "webchat", text)
