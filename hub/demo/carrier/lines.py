"""The subscriber's end of one call: what is heard, pressed and said on it."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.demo.carrier.hearing import Hearing
from hub.demo.carrier.signals import Signal

MAX_HEARD = 1000
MAX_TEXT = 4000
MAX_DIGITS = 1000


class LineState(StrEnum):
    """Where the call stands, seen from the phone."""

    DIALING = "dialing"
    RINGING = "ringing"
    CONNECTED = "connected"
    ENDED = "ended"


class Sound(StrEnum):
    """What kind of thing was heard."""

    SAY = "say"  # synthesized by the carrier
    PLAY = "play"  # a file; the text is its address
    SPEECH = "speech"  # another person
    MUSIC = "music"  # hold or wait music; the text is its address
    BEEP = "beep"
    DIGITS = "digits"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One thing that reached the ear."""

    sound: Sound
    text: str
    by: str
    at: datetime


@dataclass(eq=False)
class Line:
    """One call at one phone. The call's machinery sets the state; the phone sets `wants_*` through its buttons."""

    sid: str
    phone: str
    peer: str
    outgoing: bool
    signal: Signal
    state: LineState
    heard: deque[Heard] = field(default_factory=lambda: deque(maxlen=MAX_HEARD))
    said: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_HEARD))
    digits: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MAX_DIGITS))
    conference: str = ""
    on_hold: bool = False
    muted: bool = False
    recording: bool = False
    talking: bool = False  # in a conference that has begun, with somebody else, and not on hold
    outcome: str = ""
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    refused: str = ""
    speak: Callable[[str], None] | None = None
    hearing: Callable[[], Hearing] | None = None
    released: Callable[[], None] | None = None

    def answer(self) -> None:
        """Lift the receiver."""
        self.picked_up.set()

    def refuse(self, why: str) -> None:
        """`busy` or `failed`."""
        self.refused = why
        self.picked_up.set()

    def hang_up(self) -> None:
        """Put the receiver down."""
        self.refused = self.refused or "busy"
        self.picked_up.set()
        if self.released:
            self.released()

    def press(self, keys: str) -> None:
        """Press keys one after the other; `w` in `keys` waits for nothing here."""
        for key in keys:
            if key not in "0123456789*#ABCDw":
                message = f"{self.phone}: '{key}' is no key of a telephone"
                raise ValueError(message)
            if key != "w":
                self.digits.put_nowait(key)
        self.signal.poke()

    def say(self, text: str) -> None:
        """Speak; whoever the call connects to hears it."""
        self.said.append(text[:MAX_TEXT])
        if self.speak and self.state is LineState.CONNECTED:
            self.speak(text[:MAX_TEXT])
        self.signal.poke()

    def hear(self, heard: Heard) -> None:
        """Something reached this phone."""
        self.heard.append(heard)
        self.signal.poke()

    def update(self, state: LineState, outcome: str = "") -> None:
        """The network changed the call."""
        self.state = state
        self.outcome = outcome or self.outcome
        self.signal.poke()
