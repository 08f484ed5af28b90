"""The exchange: sets calls up, runs them, and tears them down."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.demo.carrier.calls import FINAL, NOWHERE, Call, Progress, Source
from hub.demo.carrier.conferences import Conferences
from hub.demo.carrier.dialing import dial
from hub.demo.carrier.gathering import gather, record
from hub.demo.carrier.interpreter import Hangup, Interpreter, hangup, pause, play, redirect, reject, say
from hub.demo.carrier.lines import Line, LineState, Sound
from hub.demo.carrier.network import Network, Store
from hub.demo.carrier.numbers import ADDRESS
from hub.demo.carrier.phones import Phone, Ring
from hub.demo.carrier.queueing import Left, Queues, enqueue, leave
from hub.demo.carrier.recordings import Recordings
from hub.demo.carrier.ringing import SET_UP_S, behave, ring
from hub.demo.carrier.webhooks import Target

log = logging.getLogger(__name__)

MAX_CALLS = 20_000
MAX_LIVE = 2000

Interpreter.performers = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Enqueue": enqueue,
    "Leave": leave,
}


@dataclass
class Switch:
    """All calls of the account."""

    net: Network
    calls: Store[Call] = field(default_factory=lambda: Store(MAX_CALLS))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.progress = Progress(self.net)
        self.recordings = Recordings(self.net)
        self.rooms = Conferences(self.net, self.recordings)
        self.queues = Queues(self.net)
        self.interpreter = Interpreter(self)

    @property
    def full(self) -> bool:
        """Whether no further call can be set up."""
        return len(self._tasks) >= MAX_LIVE

    # --- setting up ---

    def inbound(self, phone: Phone, to: str) -> Line:
        """A subscriber dials one of the rented numbers."""
        number = self.net.number(to)
        line = self._line(phone, to, outgoing=True)
        if number is None or not number.voice_url or self.full:
            line.update(LineState.ENDED, "failed")
            return line
        call = self._call(
            line,
            from_=phone.number,
            to=to,
            direction="inbound",
            status="ringing",
            number=number,
            status_target=number.status,
            fallback=number.voice_fallback,
            source=Source(target=number.voice),
        )
        line.released = lambda: call.end("completed" if call.answered else "canceled")
        self._start(self._serve_inbound(call))
        return line

    def outbound(self, *, to: str, from_: str, direction: str, **more: Any) -> Call:
        """A call to a subscriber that is not under way yet."""
        phone = self.net.phone(to)
        line = self._line(phone, from_, outgoing=False)
        return self._call(line, from_=from_, to=to, direction=direction, number=self.net.number(from_), **more)

    def launch(self, call: Call) -> None:
        """Set an outbound call up in the background."""
        self._start(self._serve_outbound(call))

    def _line(self, phone: Phone, peer: str, *, outgoing: bool) -> Line:
        state = LineState.DIALING
        line = Line(self.net.sids.new("CA"), phone.number, peer, outgoing, phone.signal, state)
        phone.lines.append(line)
        return line

    def _call(self, line: Line, **of: Any) -> Call:
        now = self.net.timing.now()
        call = Call(sid=line.sid, line=line, created=now, updated=now, **of)
        return self.calls.add(call.sid, call)

    # --- running ---

    async def _serve_inbound(self, call: Call) -> None:
        outcome = "failed"
        try:
            await self._run(call)
            outcome = "completed"
        finally:
            self.progress.finish(call, call.status if call.status in FINAL else outcome)

    async def _serve_outbound(self, call: Call) -> None:
        outcome = "failed"
        try:
            reached = await self._or_disturbed(call, self._reach(call)) or "canceled"
            is_up = reached == "in-progress"
            outcome = await self._talk(call) if is_up and call.live else "failed" if is_up else reached
        finally:
            self.progress.finish(call, call.status if call.status in FINAL else outcome)

    async def _talk(self, call: Call) -> str:
        call.line.released = lambda: call.end("completed")
        self.progress.answer(call)
        if call.send_digits:
            self.interpreter.hear(call, Sound.DIGITS, call.send_digits)
        habit = asyncio.create_task(behave(self.net, call, self.net.phone(call.to)))
        try:
            await self._run(call)
        finally:
            habit.cancel()
        return "completed"

    async def _reach(self, call: Call) -> str:
        phone = self.net.phone(call.to)
        await self.net.timing.sleep(0.05)  # the request that asked for the call is answered first
        self.progress.initiate(call)
        await self.net.timing.sleep(SET_UP_S)
        if phone.ring is Ring.UNREACHABLE or not ADDRESS.fullmatch(call.to):
            return "failed"  # https://www.twilio.com/docs/api/errors/13224
        self.progress.ringing(call)
        return await ring(self.net, call, phone)

    async def _run(self, call: Call) -> None:
        """Perform instructions until they end, the phone hangs up, or REST ends the call; a redirect starts anew."""
        pending: Source | None = call.source
        while pending is not None and call.live:
            call.disturbed.clear()
            call.next = None
            await self._or_disturbed(call, self._perform(call, pending))
            pending = call.next if call.disturbed.is_set() else None

    async def _perform(self, call: Call, source: Source) -> str:
        try:
            async with asyncio.timeout(self.net.timing.real(call.time_limit_s)):
                await self.interpreter.execute(call, source)
        except Hangup as end:
            call.status = end.status if call.live else call.status
        except Left:
            log.info("%s: <Leave> outside a queue", call.sid)
        except TimeoutError:
            log.info("%s: the time limit is over", call.sid)
        return call.status

    async def _or_disturbed(self, call: Call, work: Coroutine[Any, Any, str]) -> str:
        """The result of `work`, or nothing when the call was redirected or ended meanwhile."""
        task = asyncio.create_task(work)
        disturbed = asyncio.create_task(call.disturbed.wait())
        try:
            await asyncio.wait({task, disturbed}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else ""
        finally:
            disturbed.cancel()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # --- changing ---

    def hang_up(self, call: Call, *, by_api: bool = True) -> None:
        """End a call from outside."""
        call.ended_by_api = by_api
        call.end("completed" if call.answered else "canceled")

    def redirect(self, call: Call, source: Source, fallback: Target = NOWHERE) -> None:
        """Give a call new instructions."""
        if fallback.url:
            call.fallback = fallback
        call.redirect(source)

    def record(self, call: Call, source: str, target: Target, events: Sequence[str]) -> None:
        """Record a call from its answer to its end."""
        self._start(self._record(call, source, target, frozenset(events)))

    async def _record(self, call: Call, source: str, target: Target, events: frozenset[str]) -> None:
        ended = asyncio.create_task(call.over.wait())
        answered = asyncio.create_task(call.answer_event.wait())
        await asyncio.wait({ended, answered}, return_when=asyncio.FIRST_COMPLETED)
        if answered.done():
            recording = self.recordings.start(source, target, events, call_sid=call.sid)
            call.listeners.append(lambda text: self.recordings.hear(recording, text))
            await ended
            self.recordings.finish(recording)
        answered.cancel()

    async def close(self) -> None:
        """Drop everything."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a call was lost in the carrier", exc_info=error)
