"""Follows the event table once a process and fans every event out to those who may see it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from hub.domain.events import EVERYONE, SUPERVISORS, Event, EventType, agent_audience, queue_audience
from hub.domain.time import to_rfc3339
from hub.errors import BusyError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.events.announce import queue_ids_of

_log = logging.getLogger(__name__)
_BATCH = 500
_WAIT_S = 1.0
_RETRY_S = 1.0
_GATHER_S = 0.01  # under load one read brings what ten milliseconds gathered; nobody sees the wait
_CATCH_UP_MAX = 5000
_MEMBERSHIP = frozenset({EventType.QUEUE_UPDATED, EventType.PROFILE_UPDATED, EventType.AGENT_UPDATED})
_PROFILE = "profile:"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """An event as the desk's socket sends it, serialised once for everybody.

    What may be lost (typing) has `seq` 0 and no `event`.
    """

    seq: int
    text: str
    event: Event | None = None

    @cached_property
    def wire(self) -> bytes:
        """The WebSocket frame: a server's unmasked text frame is the same bytes for everybody (RFC 6455, 5.2)."""
        payload = self.text.encode()
        size = len(payload)
        if size < 126:
            return bytes((0x81, size)) + payload
        if size < 65_536:
            return b"\x81\x7e" + size.to_bytes(2, "big") + payload
        return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def event_frame(event: Event) -> Frame:
    """Serialise an event: the frame's `type` is `event`, the event's own type is in `event`."""
    body = {
        "type": "event",
        "seq": event.seq,
        "event": event.type.value,
        "at": to_rfc3339(event.at),
        "data": event.data,
    }
    return Frame(seq=event.seq, text=orjson.dumps(body).decode(), event=event)


class Subscription:
    """One listener's bounded queue; `overflowed` is set when it was too slow and must come again."""

    def __init__(self, audiences: Iterable[str], *, agent_id: str | None, size: int) -> None:
        self.audiences = set(audiences)
        self.agent_id = agent_id
        self.overflowed = asyncio.Event()
        self.profile_id = next((each.removeprefix(_PROFILE) for each in audiences if each.startswith(_PROFILE)), None)
        self._frames: asyncio.Queue[Frame] = asyncio.Queue(size)

    def offer(self, frame: Frame) -> None:
        """Queue a frame without waiting."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.overflowed.set()

    async def next(self) -> Frame:
        """Wait for the next frame."""
        return await self._frames.get()

    async def next_all(self) -> list[Frame]:
        """Wait for the next frame; return it with all that have queued up behind it."""
        frames = [await self._frames.get()]
        while not self._frames.empty():
            frames.append(self._frames.get_nowait())
        return frames


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """What a listener missed, as frames up to `seq`; `reload` when that is no longer kept or too much."""

    seq: int
    frames: Sequence[Frame] = ()
    reload: bool = False


class EventFeed:
    """The process's follower. `run` reads; `subscribe` and `catch_up` serve listeners."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_audience: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._position = 0
        self._started = asyncio.Event()

    @property
    def position(self) -> int:
        """The number of the newest event that was fanned out."""
        return self._position

    async def run(self) -> None:
        """Follow until cancelled; a database that goes away is waited for."""
        while True:
            try:
                if not self._started.is_set():
                    self._position = await self._database.read(_newest)
                    self._started.set()
                await self._step()
            except BusyError:
                _log.warning("events cannot be read now; trying again")
                await asyncio.sleep(_RETRY_S)

    async def _step(self) -> None:
        await self._database.wait_for_events(self._position, _WAIT_S)
        while events := await self._database.follow_events(self._position, _BATCH):
            for event in events:
                self._publish(event)
            if len(events) < _BATCH:
                break
            await asyncio.sleep(0)
        await asyncio.sleep(_GATHER_S)

    def _publish(self, event: Event) -> None:
        if event.type in _MEMBERSHIP:
            self._follow_membership(event)
        listeners = self.listeners(event.audience)
        if listeners:
            frame = event_frame(event)
            for each in listeners:
                each.offer(frame)
        self._position = event.seq

    def listeners(self, audience: Iterable[str]) -> set[Subscription]:
        """Say who hears what is meant for `audience`."""
        return {each for name in audience for each in self._by_audience.get(name, ())}

    def _follow_membership(self, event: Event) -> None:
        """Let agents hear the queues they join, and no longer those they leave.

        Whoever has another profile, or one that changed, comes again.
        """
        if event.type is EventType.PROFILE_UPDATED:
            for subscription in self.listeners([_profile_audience(event.subject_id)]):
                subscription.overflowed.set()
        elif event.type is EventType.AGENT_UPDATED:
            wanted = event.data.get("profile_id")
            for subscription in self.listeners([agent_audience(event.subject_id)]):
                if subscription.agent_id == event.subject_id and subscription.profile_id != wanted:
                    subscription.overflowed.set()
        else:
            self._follow_members(event)

    def _follow_members(self, event: Event) -> None:
        members = event.data.get("members")
        if not isinstance(members, list):
            return
        audience = queue_audience(event.subject_id)
        agents = {each["agent_id"] for each in members}
        for subscription in self.listeners([EVERYONE]):
            if subscription.agent_id is None:
                continue
            if subscription.agent_id in agents:
                subscription.audiences.add(audience)
                self._by_audience[audience].add(subscription)
            elif subscription.profile_id is None:  # else it may be served by profile
                subscription.audiences.discard(audience)
                self._by_audience[audience].discard(subscription)

    def push(self, audience: Iterable[str], frame: dict[str, object]) -> None:
        """Send something that may be lost (typing) to this process's listeners."""
        listeners = self.listeners(audience)
        if listeners:
            lossy = Frame(seq=0, text=orjson.dumps(frame).decode())
            for each in listeners:
                each.offer(lossy)

    async def subscribe(self, audiences: Iterable[str], *, agent_id: str | None, size: int) -> Subscription:
        """Hear everything from now on."""
        await self._started.wait()
        subscription = Subscription(audiences, agent_id=agent_id, size=size)
        for audience in subscription.audiences:
            self._by_audience[audience].add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more."""
        for audience in subscription.audiences:
            listeners = self._by_audience.get(audience)
            if listeners is not None:
                listeners.discard(subscription)
                if not listeners:
                    del self._by_audience[audience]

    async def catch_up(self, audiences: Iterable[str], after: int) -> CatchUp:
        """Read what a listener missed since `after`, up to what is fanned out live (subscribe first).

        A snapshot may be newer than what this process has fanned out: then there is nothing to catch up with.
        """
        target = self._position
        oldest, newest = await self._database.read(_kept)
        if target < after <= newest:
            return CatchUp(seq=after)
        if after > newest or target - after > _CATCH_UP_MAX or (after < target and after + 1 < oldest):
            return CatchUp(seq=target, reload=True)
        events = await events_between(self._database, after, target)
        mine = set(audiences)
        return CatchUp(seq=target, frames=[event_frame(each) for each in events if mine & set(each.audience)])


async def events_between(database: Database, after: int, until: int) -> list[Event]:
    """Read all events above `after` up to `until`."""
    found: list[Event] = []
    while after < until:
        page = await database.events_after(after, _BATCH)
        found.extend(each for each in page if each.seq <= until)
        if len(page) < _BATCH:
            break
        after = page[-1].seq
    return found


def _newest(tx: Tx) -> int:
    return tx.events.newest()


def _kept(tx: Tx) -> tuple[int, int]:
    return tx.events.oldest(), tx.events.newest()


def _profile_audience(profile_id: str) -> str:
    """Who listens with this routing profile; nothing is written for them, but they must know when it changes."""
    return f"{_PROFILE}{profile_id}"


def audiences_of(tx: Tx, *, agent_id: str | None, supervises: bool) -> set[str]:
    """Name what somebody may hear: everyone's, their own, their queues', and as a supervisor everything."""
    audiences = {EVERYONE}
    if supervises:
        audiences.add(SUPERVISORS)
    if agent_id is not None:
        agent = tx.agents.get(agent_id)
        audiences |= {agent_audience(agent_id), *(queue_audience(each) for each in queue_ids_of(tx, agent_id))}
        if agent is not None and agent.profile_id is not None:
            audiences.add(_profile_audience(agent.profile_id))
    return audiences
