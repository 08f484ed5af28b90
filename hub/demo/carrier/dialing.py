"""The verb Dial: rings others and connects them with the caller."""

import asyncio
from dataclasses import dataclass, field

from hub.demo.carrier.calls import Call, Source
from hub.demo.carrier.conferencing import join_by_verb, until_star
from hub.demo.carrier.grammar import WHISPER
from hub.demo.carrier.interpreter import Interpreter, Result
from hub.demo.carrier.pairs import Pair
from hub.demo.carrier.queueing import connect_first
from hub.demo.carrier.recordings import Recording
from hub.demo.carrier.twiml import Verb
from hub.demo.carrier.webhooks import Target

MAX_LEGS = 10  # https://www.twilio.com/docs/voice/twiml/number#simultaneous-dialing


async def dial(run: Interpreter, call: Call, verb: Verb) -> Result:
    """https://www.twilio.com/docs/voice/twiml/dial."""
    nouns = verb.children or ((_number(verb),) if verb.text else ())
    if not nouns:
        return None
    match nouns[0].name:
        case "Conference":
            return await join_by_verb(run, call, verb, nouns[0])
        case "Queue":
            return await connect_first(run, call, verb, nouns[0])
        case _:
            return await _dial_people(run, call, verb, list(nouns[:MAX_LEGS]))


def _number(verb: Verb) -> Verb:
    return Verb(name="Number", attrs={}, text=verb.text, children=(), base=verb.base)


@dataclass(eq=False)
class Leg:
    """One phone being dialled: it may be whispered to, then it waits to be connected."""

    run: Interpreter
    call: Call
    whisper: Target
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: bool = True
    pair: Pair | None = None
    recording_url: str = ""

    async def stay(self) -> None:
        """What the called side does until somebody ends or redirects it."""
        try:
            if self.whisper.url:
                await self.run.execute(self.call, Source(target=self.whisper), WHISPER)
            self.reached.set()
            await self.call.over.wait()
        finally:
            self.held = False
            if self.pair:
                self.pair.part()

    async def ready(self) -> bool:
        """Whether it was reached; false when it failed."""
        waits = [asyncio.create_task(event.wait()) for event in (self.reached, self.call.over)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self.reached.is_set()

    def release(self) -> None:
        """Hang it up, unless it was redirected away."""
        if self.held:
            self.call.end("completed" if self.call.answered else "canceled")


async def _dial_people(run: Interpreter, call: Call, verb: Verb, nouns: list[Verb]) -> Result:
    legs = [_leg(run, call, verb, noun) for noun in nouns]
    winner: Leg | None = None
    try:
        winner = await _first_reached(legs)
        for leg in legs:
            if leg is not winner:
                leg.release()
        if winner:
            await _talk(run, call, verb, winner)
    finally:
        for leg in legs:
            leg.release()
    shown = winner or legs[0]
    if not winner:
        await shown.call.over.wait()
    return run.action(call, verb, _outcome(run, shown, bridged=winner is not None), default=False)


def _leg(run: Interpreter, call: Call, verb: Verb, noun: Verb) -> Leg:
    to = noun.text if noun.name == "Number" else f"client:{noun.text.removeprefix('client:')}"
    child = run.switch.outbound(
        to=to,
        from_=verb.get("callerId") or call.from_,
        direction="outbound-dial",
        parent_sid=call.sid,
        timeout_s=verb.number("timeout", 30),
        status_target=noun.target("statusCallback", "statusCallbackMethod"),
        status_events=noun.words("statusCallbackEvent", "completed"),
    )
    leg = Leg(run, child, noun.target("url"))
    child.source = Source(stay=leg.stay)
    run.switch.launch(child)
    return leg


async def _first_reached(legs: list[Leg]) -> Leg | None:
    """The first leg that answers; nothing when all have failed."""
    waits = {asyncio.create_task(leg.ready()): leg for leg in legs}
    try:
        while waits:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                leg = waits.pop(task)
                if task.result():
                    return leg
        return None
    finally:
        for task in waits:
            task.cancel()


async def _talk(run: Interpreter, call: Call, verb: Verb, leg: Leg) -> None:
    run.switch.progress.answer(call)
    leg.pair = Pair(run.net, (call, leg.call))
    leg.pair.connect()
    taping = _tape(run, call, verb, leg)
    star = asyncio.create_task(until_star(call) if verb.flag("hangupOnStar", default=False) else asyncio.Event().wait())
    parted = asyncio.create_task(leg.pair.parted.wait())
    limit = run.net.timing.real(verb.number("timeLimit", 14400))
    try:
        await asyncio.wait({star, parted}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    finally:
        star.cancel()
        parted.cancel()
        leg.pair.part()
        if taping:
            run.switch.recordings.finish(taping)
            leg.recording_url = run.switch.recordings.url(taping)


def _tape(run: Interpreter, call: Call, verb: Verb, leg: Leg) -> Recording | None:
    """Record both sides when asked: https://www.twilio.com/docs/voice/twiml/dial#record."""
    if verb.get("record", "do-not-record") in {"do-not-record", "false"}:
        return None
    target = verb.target("recordingStatusCallback", "recordingStatusCallbackMethod")
    events = verb.words("recordingStatusCallbackEvent", "completed")
    recording = run.switch.recordings.start("DialVerb", target, events, call_sid=call.sid)
    for side in (call, leg.call):
        side.listeners.append(lambda text: run.switch.recordings.hear(recording, text))
    return recording


def _outcome(run: Interpreter, dialled: Leg, *, bridged: bool) -> dict[str, str]:
    """https://www.twilio.com/docs/voice/twiml/dial#dialcallstatus-values."""
    leg = dialled.call
    status = "completed" if bridged else leg.status
    params = {"DialCallSid": leg.sid, "DialCallStatus": status, "DialBridged": str(bridged).lower()}
    if dialled.recording_url:
        params["RecordingUrl"] = dialled.recording_url
    if bridged:
        params["DialCallDuration"] = str(max(round(run.net.timing.seconds() - leg.answered_s), 1))
    return params
