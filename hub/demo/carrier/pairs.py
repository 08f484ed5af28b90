"""Two calls connected with each other, as Dial and Queue do it."""

import asyncio
from dataclasses import dataclass, field

from hub.demo.carrier.calls import Call
from hub.demo.carrier.lines import Heard, Sound
from hub.demo.carrier.network import Network


@dataclass(eq=False)
class Pair:
    """Two calls connected with each other."""

    net: Network
    calls: tuple[Call, Call]
    parted: asyncio.Event = field(default_factory=asyncio.Event)

    def connect(self) -> None:
        for call in self.calls:
            call.bridge = self
            call.line.signal.poke()

    def part(self) -> None:
        for call in self.calls:
            if call.bridge is self:
                call.bridge = None
        self.parted.set()

    def speak(self, call: Call, text: str) -> None:
        now = self.net.timing.now()
        for other in self.calls:
            if other is not call:
                other.line.hear(Heard(sound=Sound.SPEECH, text=text, by=call.line.phone, at=now))
