"""Subscribers' phones: what a person, or a test playing one, can do with a handset."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hub.demo.carrier.hearing import Hearing
from hub.demo.carrier.lines import Heard, Line, LineState
from hub.demo.carrier.signals import Signal

MAX_PHONES = 10_000
PATIENCE_S = 30.0  # what is waited for takes a moment, unless the machine is busy
MAX_LINES = 50
MAX_INBOX = 500


class Ring(StrEnum):
    """What the phone does when it rings."""

    MANUAL = "manual"  # rings until somebody presses answer
    ANSWER = "answer"  # a person answers at once
    PRESS = "press"  # a person answers and presses `keys` when something is heard
    MAILBOX = "mailbox"  # a machine answers, speaks and presses nothing
    NO_ANSWER = "no_answer"  # rings out
    BUSY = "busy"
    UNREACHABLE = "unreachable"  # switched off: the call fails


class Texts(StrEnum):
    """What becomes of a text sent to the phone."""

    DELIVERED = "delivered"
    SENT = "sent"  # no delivery receipt ever comes
    UNDELIVERED = "undelivered"  # https://www.twilio.com/docs/api/errors/30003 unreachable handset
    FAILED = "failed"  # https://www.twilio.com/docs/api/errors/30008 unknown error


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture or file in a message."""

    content_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Text:
    """One message in a phone's text app."""

    sid: str
    from_: str
    to: str
    body: str
    media: tuple[Media, ...]
    at: datetime
    outgoing: bool


class Exchange(Protocol):
    """What a phone asks of the network."""

    def place_call(self, phone: "Phone", to: str) -> Line:
        """Dial."""

    def send_text(self, phone: "Phone", to: str, body: str, media: Sequence[Media]) -> Text:
        """Send a text."""


@dataclass(eq=False)
class Phone:
    """One subscriber. `line` is the latest call; `inbox` the texts received, `texts` both directions."""

    number: str
    exchange: Exchange
    signal: Signal = field(default_factory=Signal)
    ring: Ring = Ring.MANUAL
    keys: str = ""
    greeting: str = "Please leave a message after the tone."
    texts_become: Texts = Texts.DELIVERED
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=MAX_LINES))
    texts: deque[Text] = field(default_factory=lambda: deque(maxlen=MAX_INBOX))

    # --- calling ---

    @property
    def line(self) -> Line:
        """The call in progress, else the latest one."""
        if not self.lines:
            message = f"{self.number}: this phone has had no call"
            raise LookupError(message)
        return next((line for line in reversed(self.lines) if line.state is not LineState.ENDED), self.lines[-1])

    @property
    def state(self) -> str:
        """`idle`, or where the latest call stands."""
        return self.line.state.value if self.lines and self.line.state is not LineState.ENDED else "idle"

    def place_call(self, to: str) -> Line:
        """Dial a number."""
        line = self.exchange.place_call(self, to)
        self.signal.poke()
        return line

    def answer(self) -> None:
        """Answer the ringing call."""
        self.line.answer()

    def busy(self) -> None:
        """Refuse the ringing call."""
        self.line.refuse("busy")

    def hang_up(self) -> None:
        """End the call."""
        self.line.hang_up()

    def press(self, keys: str) -> None:
        """Press keys of the keypad."""
        self.line.press(keys)

    def say(self, text: str) -> None:
        """Speak into the phone."""
        self.line.say(text)

    def hear(self) -> list[Heard]:
        """All that was heard in the latest call, oldest first."""
        return list(self.line.heard)

    def heard(self, text: str) -> bool:
        """Whether something with `text` in it was heard in the latest call."""
        return bool(self.lines) and any(text in heard.text for heard in self.line.heard)

    @property
    def hears(self) -> Hearing:
        """What arrives now from the conference; nothing outside one."""
        return self.line.hearing() if self.lines and self.line.hearing else Hearing()

    # --- texting ---

    @property
    def inbox(self) -> list[Text]:
        """The texts received, oldest first."""
        return [text for text in self.texts if not text.outgoing]

    def send_sms(self, to: str, body: str, media: Sequence[Media] = ()) -> Text:
        """Send a text."""
        text = self.exchange.send_text(self, to, body, media)
        self.texts.append(text)
        self.signal.poke()
        return text

    def receive(self, text: Text) -> None:
        """The network delivers a text."""
        self.texts.append(text)
        self.signal.poke()

    # --- waiting ---

    async def until_rings(self, seconds: float = PATIENCE_S) -> Line:
        """Wait for an incoming call."""
        await self._until(lambda: self.state == LineState.RINGING, "a ring", seconds)
        return self.line

    async def until_connected(self, seconds: float = PATIENCE_S) -> Line:
        """Wait until the call is answered."""
        await self._until(lambda: self.state == LineState.CONNECTED, "an answered call", seconds)
        return self.line

    async def until_ended(self, seconds: float = PATIENCE_S) -> Line:
        """Wait until no call is in progress."""
        await self._until(lambda: bool(self.lines) and self.state == "idle", "the end of the call", seconds)
        return self.line

    async def until_hears(self, text: str, seconds: float = PATIENCE_S) -> Heard:
        """Wait until something with `text` in it was heard in the latest call."""
        await self._until(lambda: self.heard(text), f"to hear '{text}'", seconds)
        return next(heard for heard in self.line.heard if text in heard.text)

    async def until_held(self, *, held: bool = True, seconds: float = PATIENCE_S) -> None:
        """Wait until the call is put on hold, or taken off it."""
        await self._until(lambda: self.line.on_hold is held, "hold" if held else "the end of hold", seconds)

    async def until_muted(self, *, muted: bool = True, seconds: float = PATIENCE_S) -> None:
        """Wait until the call is muted in its conference, or unmuted."""
        await self._until(lambda: self.line.muted is muted, "mute" if muted else "unmute", seconds)

    async def until_in_conference(self, seconds: float = PATIENCE_S) -> str:
        """Wait until the call is in a conference; its name."""
        await self._until(lambda: bool(self.line.conference), "a conference", seconds)
        return self.line.conference

    async def until_hears_only(self, *phones: str, music: bool = False, seconds: float = PATIENCE_S) -> None:
        """Wait until exactly these voices arrive from the conference, with music or without."""
        wanted = set(phones)
        what = f"the voices {sorted(wanted)} and {'music' if music else 'no music'} alone (now {self.hears})"
        await self._until(lambda: self.hears.voices == wanted and bool(self.hears.music) is music, what, seconds)

    async def until_text(self, body: str = "", seconds: float = PATIENCE_S) -> Text:
        """Wait for a text with `body` in it."""
        await self._until(lambda: any(body in text.body for text in self.inbox), f"a text '{body}'", seconds)
        return next(text for text in reversed(self.inbox) if body in text.body)

    async def _until(self, holds: Callable[[], bool], what: str, seconds: float) -> None:
        try:
            await self.signal.until(holds, seconds)
        except TimeoutError:
            heard = [heard.text for heard in self.line.heard] if self.lines else []
            texts = [text.body for text in self.inbox]
            message = (
                f"{self.number} ({self.state}) waited {seconds} s for {what}; it heard {heard} and got texts {texts}"
            )
            raise TimeoutError(message) from None


class Phones:
    """All subscribers; dialling a number nobody has set up finds a phone that only rings."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._phones: OrderedDict[str, Phone] = OrderedDict()
        self.signal = Signal()

    def get(self, number: str) -> Phone:
        """The phone with this number; made on first use, the longest unused one without a call makes room."""
        phone = self._phones.get(number)
        if phone is None:
            phone = self._phones[number] = Phone(number, self._exchange)
            self._make_room()
            self.signal.poke()
        self._phones.move_to_end(number)
        return phone

    def __iter__(self) -> Iterator[Phone]:
        """All phones."""
        return iter(list(self._phones.values()))

    def _make_room(self) -> None:
        if len(self._phones) <= MAX_PHONES:
            return
        idle = next((number for number, phone in self._phones.items() if phone.state == "idle"), None)
        if idle is not None:
            del self._phones[idle]
