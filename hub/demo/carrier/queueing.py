"""Queues: Enqueue, Leave, and Dial > Queue."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hub.demo.carrier.calls import Call, Source
from hub.demo.carrier.conferences import DEFAULT_MUSIC
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.grammar import WAIT_IN_QUEUE, WHISPER_TO_DEQUEUED
from hub.demo.carrier.lines import Sound
from hub.demo.carrier.network import Network, Store, rfc2822
from hub.demo.carrier.pairs import Pair
from hub.demo.carrier.signals import Signal
from hub.demo.carrier.twiml import Verb
from hub.demo.carrier.webhooks import Target

if TYPE_CHECKING:
    from hub.demo.carrier.interpreter import Interpreter, Result

MAX_QUEUES = 1000
DEFAULT_SIZE = 1000  # https://www.twilio.com/docs/voice/api/queue-resource: 1000 by default, 5000 at most


class Left(Exception):  # noqa: N818 - no error, an instruction
    """<Leave> in the TwiML of a waiting call."""


@dataclass(eq=False, kw_only=True)
class Waiting:
    """One call in a queue. `taken` is set when it is dequeued; `talk` is the bridge, or `source` where it goes."""

    call: Call
    since: datetime
    since_s: float
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    talk: Pair | None = None
    source: Source | None = None
    url: Target | None = None


@dataclass(eq=False, kw_only=True)
class CallQueue:
    """One queue, first in, first out."""

    sid: str
    name: str
    created: datetime
    max_size: int = DEFAULT_SIZE
    members: OrderedDict[str, Waiting] = field(default_factory=OrderedDict)
    signal: Signal = field(default_factory=Signal)
    waits: list[float] = field(default_factory=list)

    def position(self, waiting: Waiting) -> int:
        return list(self.members.values()).index(waiting) + 1 if waiting.call.sid in self.members else 0

    def take(self, waiting: Waiting) -> None:
        """Dequeue."""
        self.members.pop(waiting.call.sid, None)
        waiting.taken.set()


@dataclass
class Queues:
    """All queues of the account, made on demand."""

    net: Network
    items: Store[CallQueue] = field(default_factory=lambda: Store(MAX_QUEUES))

    def open(self, name: str, max_size: int = DEFAULT_SIZE) -> CallQueue:
        found = self.find(name)
        if found:
            return found
        queue = CallQueue(sid=self.net.sids.new("QU"), name=name, created=self.net.timing.now(), max_size=max_size)
        return self.items.add(queue.sid, queue)

    def find(self, name: str) -> CallQueue | None:
        return next((queue for queue in self.items.newest_first() if name in {queue.name, queue.sid}), None)

    def seconds(self, waiting: Waiting) -> int:
        return round(self.net.timing.seconds() - waiting.since_s)

    def params(self, queue: CallQueue, waiting: Waiting) -> dict[str, str]:
        """https://www.twilio.com/docs/voice/twiml/enqueue#attributes-wait-url."""
        average = sum(queue.waits) / len(queue.waits) if queue.waits else 0
        return {
            "QueuePosition": str(queue.position(waiting)),
            "QueueSid": queue.sid,
            "QueueTime": str(self.seconds(waiting)),
            "AvgQueueTime": str(round(average)),
            "CurrentQueueSize": str(len(queue.members)),
            "MaxQueueSize": str(queue.max_size),
        }

    def shape(self, queue: CallQueue) -> dict[str, Any]:
        """https://www.twilio.com/docs/voice/api/queue-resource."""
        average = sum(queue.waits) / len(queue.waits) if queue.waits else 0
        uri = self.net.uri(f"Queues/{queue.sid}")
        return {
            "account_sid": self.net.account_sid,
            "sid": queue.sid,
            "friendly_name": queue.name,
            "current_size": len(queue.members),
            "average_wait_time": round(average),
            "max_size": queue.max_size,
            "date_created": rfc2822(queue.created),
            "date_updated": rfc2822(queue.created),
            "uri": f"{uri}.json",
            "subresource_uris": {"members": f"{uri}/Members.json"},
        }


async def enqueue(run: "Interpreter", call: Call, verb: Verb) -> "Result":
    """https://www.twilio.com/docs/voice/twiml/enqueue."""
    queues = run.switch.queues
    queue = queues.open(verb.text, verb.number("maxQueueSize", DEFAULT_SIZE))
    if len(queue.members) >= queue.max_size:
        return run.action(
            call, verb, {"QueueResult": "queue-full", "QueueSid": queue.sid, "QueueTime": "0"}, default=False
        )
    waiting = Waiting(call=call, since=run.net.timing.now(), since_s=run.net.timing.seconds())
    queue.members[call.sid] = waiting
    queue.signal.poke()
    result = "hangup"
    try:
        result = await _wait(run, queue, waiting, verb)
    finally:
        queue.take(waiting)
        queue.waits = [*queue.waits[-99:], queues.seconds(waiting)]
        if result == "hangup" and call.next is None:
            _tell_hangup(run, call, verb, queue, waiting)
    if waiting.source:
        return waiting.source
    params = {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": str(queues.seconds(waiting))}
    return run.action(call, verb, params, default=False)


def _tell_hangup(run: "Interpreter", call: Call, verb: Verb, queue: CallQueue, waiting: Waiting) -> None:
    """The action is requested even when the caller hung up while waiting."""
    params = run.switch.progress.params(call) | {
        "QueueResult": "hangup",
        "QueueSid": queue.sid,
        "QueueTime": str(run.switch.queues.seconds(waiting)),
    }
    if verb.link("action"):
        run.net.webhooks.notify(Hook.VOICE, verb.target("action"), params, order=call.sid)


async def _wait(run: "Interpreter", queue: CallQueue, waiting: Waiting, verb: Verb) -> str:
    music = asyncio.create_task(_music(run, queue, waiting, verb))
    taken = asyncio.create_task(waiting.taken.wait())
    try:
        await asyncio.wait({music, taken}, return_when=asyncio.FIRST_COMPLETED)
        if not taken.done():
            music.result()  # only an instruction such as Leave or Hangup ends the music
    except Left:
        return "leave"
    finally:
        music.cancel()
        taken.cancel()
        await asyncio.gather(music, return_exceptions=True)
    if waiting.talk is None:
        return "redirected"
    await waiting.talk.parted.wait()
    return "bridged"


async def _music(run: "Interpreter", queue: CallQueue, waiting: Waiting, verb: Verb) -> None:
    """The waitUrl is requested again whenever it runs out of verbs."""
    url = verb.link("waitUrl") if verb.get("waitUrl", "-") != "-" else DEFAULT_MUSIC
    if url in {"", DEFAULT_MUSIC}:
        if url:
            run.hear(waiting.call, Sound.MUSIC, url)
        await asyncio.Event().wait()
    first = Source(target=Target(url=url, method=verb.get("waitUrlMethod") or "POST"))
    source: Source | None = first
    while True:
        current = source or first
        params = run.switch.queues.params(queue, waiting) | current.params
        verbs = await run.ask_quietly(waiting.call, current.target, params, WAIT_IN_QUEUE)
        if verbs is None:
            await asyncio.Event().wait()
            return
        source = await run.perform(waiting.call, verbs)
        await run.net.timing.sleep(0.05)  # an empty document must not spin


async def leave(run: "Interpreter", call: Call, verb: Verb) -> "Result":
    """Leave the queue: https://www.twilio.com/docs/voice/twiml/leave."""
    raise Left


async def connect_first(run: "Interpreter", call: Call, verb: Verb, noun: Verb) -> "Result":
    """Dial > Queue: connects with the one who waits longest; https://www.twilio.com/docs/voice/twiml/queue."""
    queue = run.switch.queues.find(noun.text)
    if queue is None:
        return run.action(call, verb, {"DialCallStatus": "failed"}, default=False)
    try:
        await queue.signal.until(lambda: bool(queue.members), run.net.timing.real(verb.number("timeout", 30)))
    except TimeoutError:
        return run.action(call, verb, {"DialCallStatus": "no-answer"}, default=False)
    waiting = next(iter(queue.members.values()))
    waiting.talk = Pair(run.net, (call, waiting.call))
    started = run.net.timing.seconds()
    time = run.switch.queues.seconds(waiting)
    queue.take(waiting)
    try:
        if noun.link("url"):
            params = {"QueueSid": queue.sid, "QueueTime": str(time), "DequeingCallSid": call.sid}
            verbs = await run.ask_quietly(waiting.call, noun.target("url"), params, WHISPER_TO_DEQUEUED)
            await run.perform(waiting.call, verbs or [])
        waiting.talk.connect()
        over = asyncio.create_task(waiting.call.over.wait())
        parted = asyncio.create_task(waiting.talk.parted.wait())
        await asyncio.wait({over, parted}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        parted.cancel()
    finally:
        waiting.talk.part()
    seconds = max(round(run.net.timing.seconds() - started), 1)
    params = {"DialCallStatus": "completed", "DialCallSid": waiting.call.sid, "DialCallDuration": str(seconds)}
    return run.action(call, verb, params, default=False)
