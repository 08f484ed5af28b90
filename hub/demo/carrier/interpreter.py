"""Runs a call's TwiML, verb by verb."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from hub.demo.carrier.audio import seconds_to_say
from hub.demo.carrier.calls import Call, Source
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.grammar import VERBS
from hub.demo.carrier.lines import Heard, Sound
from hub.demo.carrier.twiml import TwimlError, Verb, parse_voice, voice_document
from hub.demo.carrier.webhooks import Target, WebhookError

if TYPE_CHECKING:
    from hub.demo.carrier.switch import Switch

log = logging.getLogger(__name__)

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
PLAY_SECONDS = 5
MAX_LOOPS = 1000
MAX_DOCUMENTS = 1000
SILENT = frozenset({"Pause", "Reject", "Redirect", "Hangup"})


class Hangup(Exception):  # noqa: N818 - no error, an instruction
    """The document ends the call."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__(status)
        self.status = status


Result = Source | None
Performer = Callable[["Interpreter", Call, Verb], Awaitable[Result]]


class Interpreter:
    """Reads and performs documents. What a verb returns is where the call goes next; nothing means the next verb."""

    performers: dict[str, Performer]

    def __init__(self, switch: "Switch") -> None:
        self.switch = switch
        self.net = switch.net

    async def execute(self, call: Call, source: Source, allowed: frozenset[str] = VERBS) -> None:
        """Run a call from `source` to the end of its instructions, which hangs up."""
        current: Result = source
        for _ in range(MAX_DOCUMENTS):
            if current is None:
                return
            if current.stay:
                await current.stay()
                return
            current = await self.perform(call, await self.read(call, current, allowed))
        log.error("%s: %d documents in one call, giving up", call.sid, MAX_DOCUMENTS)

    async def perform(self, call: Call, verbs: list[Verb]) -> Result:
        """Perform one document."""
        for verb in verbs:
            if verb.name not in SILENT:
                self._pick_up(call, verb)
            result = await self.performers[verb.name](self, call, verb)
            if result is not None:
                return result
        return None

    def _pick_up(self, call: Call, verb: Verb) -> None:
        """The first verb answers, unless it is https://www.twilio.com/docs/voice/twiml/dial#answeronbridge."""
        if not (verb.name == "Dial" and verb.flag("answerOnBridge", default=False)):
            self.switch.progress.answer(call)

    async def read(self, call: Call, source: Source, allowed: frozenset[str] = VERBS) -> list[Verb]:
        """The verbs of `source`; when it cannot be had or is wrong, of the fallback; else an apology."""
        if source.verbs:
            return list(source.verbs)
        if source.twiml:
            return self._given(source.twiml, call)
        call.page = replace(source.target, url=source.target.url.partition("#")[0])
        params = self.switch.progress.params(call) | source.params
        try:
            return await self.ask(source.target, params, allowed)
        except (WebhookError, TwimlError) as error:
            log.info("%s: %s", call.sid, error)
            return await self._fall_back(call, source.target, params, error)

    def _given(self, text: str, call: Call) -> list[Verb]:
        try:
            return voice_document(text, base=call.page.url)
        except TwimlError as error:
            log.info("%s: %s", call.sid, error)
            return self._apology()

    async def ask(self, target: Target, params: dict[str, str], allowed: frozenset[str]) -> list[Verb]:
        """The verbs of a document at an address."""
        answer = await self.net.webhooks.ask(Hook.VOICE, target, params)
        if answer.content_type.startswith("audio/"):
            return [_verb("Play", target.url)]  # an audio file is played: https://www.twilio.com/docs/voice/twiml
        return parse_voice(answer, base=target.url, allowed=allowed)

    async def _fall_back(
        self, call: Call, target: Target, params: dict[str, str], error: WebhookError | TwimlError
    ) -> list[Verb]:
        """https://www.twilio.com/docs/usage/security/availability-reliability."""
        if not call.fallback.url or call.fallback.url == target.url:
            return self._apology()
        extra = {"ErrorCode": str(error.code), "ErrorUrl": target.url.partition("#")[0]}
        call.page = call.fallback
        try:
            return await self.ask(call.fallback, params | extra, VERBS)
        except (WebhookError, TwimlError) as again:
            log.info("%s: the fallback failed, too: %s", call.sid, again)
            return self._apology()

    def _apology(self) -> list[Verb]:
        return [_verb("Say", APOLOGY), _verb("Hangup", "")]

    async def ask_quietly(
        self, call: Call, target: Target, params: dict[str, str], allowed: frozenset[str]
    ) -> list[Verb] | None:
        """A document whose failure is only logged: waiting music, an announcement to the one dequeued."""
        try:
            return await self.ask(target, self.switch.progress.params(call) | params, allowed)
        except (WebhookError, TwimlError) as error:
            log.info("%s: nothing to hear at %s: %s", call.sid, target.url, error)
            return None

    def action(self, call: Call, verb: Verb, params: dict[str, str], *, default: bool) -> Result:
        """Where a verb's `action` leads; without one to the current document, if that is its default."""
        url = verb.link("action") or (call.page.url if default else "")
        if not url:
            return None
        return Source(target=Target(url=url, method=verb.get("method") or "POST"), params=params)

    def hear(self, call: Call, sound: Sound, text: str) -> None:
        """Let the phone hear something."""
        call.line.hear(Heard(sound=sound, text=text, by="carrier", at=self.net.timing.now()))


def _verb(name: str, text: str) -> Verb:
    return Verb(name=name, attrs={}, text=text, children=(), base="")


async def say(run: Interpreter, call: Call, verb: Verb) -> Result:
    for _ in range(_loops(verb)):
        run.hear(call, Sound.SAY, verb.text)
        await run.net.timing.sleep(seconds_to_say(verb.text))
    return None


async def play(run: Interpreter, call: Call, verb: Verb) -> Result:
    if digits := verb.get("digits"):
        run.hear(call, Sound.DIGITS, digits)
        await run.net.timing.sleep(0.5 * len(digits))
        return None
    for _ in range(_loops(verb)):
        run.hear(call, Sound.PLAY, urljoin(verb.base, verb.text))
        await run.net.timing.sleep(PLAY_SECONDS)
    return None


def _loops(verb: Verb) -> int:
    """`loop="0"` repeats until the call ends (https://www.twilio.com/docs/voice/twiml/say#loop)."""
    return verb.number("loop", 1) or MAX_LOOPS


async def pause(run: Interpreter, call: Call, verb: Verb) -> Result:
    await run.net.timing.sleep(verb.number("length", 1))
    return None


async def redirect(run: Interpreter, call: Call, verb: Verb) -> Result:
    url = urljoin(verb.base or call.page.url, verb.text) or call.page.url
    return Source(target=Target(url=url, method=verb.get("method") or "POST"))


async def hangup(run: Interpreter, call: Call, verb: Verb) -> Result:
    raise Hangup


async def reject(run: Interpreter, call: Call, verb: Verb) -> Result:
    """Only an unanswered call can be refused: https://www.twilio.com/docs/voice/twiml/reject."""
    if call.answered is not None:
        raise Hangup
    raise Hangup("busy" if verb.get("reason") == "busy" else "no-answer")
