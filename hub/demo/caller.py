"""A simulated customer's telephone call, from dialling to hanging up."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from hub.demo.carrier import Heard, Line, LineState, Phone, Sound
from hub.demo.people import Person
from hub.demo.places import OUR_NUMBER
from hub.demo.registry import Registry
from hub.demo.stories import VOICEMAIL, Story, Topic

KEYS = {Topic.ORDERS: "1", Topic.BILLING: "2", Topic.SUPPORT: "3"}
PATIENCE_S = 240.0
SILENCE_S = 40.0
_MENU_S = 20.0
_MENU_WORDS = ("press 1", "按 1")
_VOICEMAIL_WORDS = ("leave a message", "留言")
_DEEDS = {
    "calls": ("calls: ", "拨打电话："),
    "presses": ("presses ", "按 "),
    "leaves": ("leaves a message: ", "留言："),
    "gives_up": ("gives up waiting", "不再等待"),
}


@dataclass
class Call:
    """One call of one person about one matter."""

    person: Person
    phone: Phone
    story: Story
    registry: Registry
    dice: Random

    async def make(self) -> None:
        """Dial, choose from the menu, wait, talk or leave a message, hang up."""
        line = self.phone.place_call(OUR_NUMBER)
        self._did("calls", self.story.subject)
        with self._watching(line):
            try:
                await self._choose(line)
                await self._wait(line)
                if self._hears(line, _VOICEMAIL_WORDS):
                    await self._leave_message(line)
                elif line.talking:
                    await self._talk(line)
            except TimeoutError:
                self._did("gives_up")
            finally:
                if line.state is not LineState.ENDED:
                    line.hang_up()

    async def _choose(self, line: Line) -> None:
        await self._until(line, lambda: self._hears(line, _MENU_WORDS), _MENU_S)
        await asyncio.sleep(self.dice.uniform(1.5, 3.5))
        if line.state is LineState.CONNECTED:
            line.press(KEYS[self.story.topic])
            self._did("presses", KEYS[self.story.topic])

    async def _wait(self, line: Line) -> None:
        await self._until(line, lambda: line.talking or self._hears(line, _VOICEMAIL_WORDS), PATIENCE_S)

    async def _talk(self, line: Line) -> None:
        """Speak first, as callers do once somebody is there, then answer what is said."""
        for turn in self.story.says:
            await asyncio.sleep(self.dice.uniform(2.0, 4.0))
            await self._until(line, lambda: line.talking, PATIENCE_S)
            if line.state is LineState.ENDED:
                return
            heard = _speech(line)
            line.say(turn)
            self.registry.did(self.person, "phone", turn)
            with contextlib.suppress(TimeoutError):
                await self._until(line, lambda before=heard: _speech(line) > before, SILENCE_S)  # type: ignore[misc]
        await asyncio.sleep(self.dice.uniform(2.0, 5.0))

    async def _leave_message(self, line: Line) -> None:
        await self._until(line, lambda: any(heard.sound is Sound.BEEP for heard in line.heard), 30)
        if line.state is LineState.ENDED:
            return
        await asyncio.sleep(1)
        words = VOICEMAIL[self.story.chinese].format(name=self.person.name, text=self.story.says[0])
        line.say(words)
        self._did("leaves", words)
        await asyncio.sleep(6)

    async def _until(self, line: Line, holds: Callable[[], bool], seconds: float) -> None:
        await self.phone.signal.until(lambda: holds() or line.state is LineState.ENDED, seconds)

    def _hears(self, line: Line, words: tuple[str, ...]) -> bool:
        return any(word in heard.text for heard in line.heard for word in words)

    def _did(self, what: str, detail: str = "") -> None:
        self.registry.did(self.person, "phone", _DEEDS[what][self.story.chinese] + detail)

    @contextlib.contextmanager
    def _watching(self, line: Line) -> Iterator[None]:
        told: set[int] = set()

        def tell() -> None:
            for heard in list(line.heard):
                if id(heard) not in told and _is_spoken(heard):
                    told.add(id(heard))
                    self.registry.saw(self.person, "phone", heard.text)

        unwatch = self.phone.signal.watch(tell)
        try:
            yield
        finally:
            unwatch()


def _speech(line: Line) -> int:
    return sum(heard.sound is Sound.SPEECH for heard in line.heard)


def _is_spoken(heard: Heard) -> bool:
    return heard.sound in (Sound.SAY, Sound.SPEECH)
