"""Brings what happens in chats to the visitors' sockets of this process: one follower, however many visitors."""

import asyncio
from collections import defaultdict
from typing import Any, Protocol

import orjson

from hub.domain.events import VISITORS
from hub.domain.interactions import Interaction
from hub.services.events.announce import interaction_audience
from hub.services.events.feed import EventFeed, Subscription

_QUEUE = 10_000


class ChatListener(Protocol):
    """One visitor's socket."""

    def hear(self, event: str, data: dict[str, Any]) -> None:
        """Take an event of the conversation; never waits. `event` is `typing` for what may be lost."""

    def lag(self) -> None:
        """Events were missed: come again and resume."""


class ChatFeed:
    """Fans out by conversation, and by visitor for those whose conversation has not begun."""

    def __init__(self, feed: EventFeed) -> None:
        self._feed = feed
        self._listeners: defaultdict[str, set[ChatListener]] = defaultdict(set)

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            subscription = await self._feed.subscribe([VISITORS], agent_id=None, size=_QUEUE)
            try:
                await self._follow(subscription)
            finally:
                self._feed.unsubscribe(subscription)
            for listener in {each for group in self._listeners.values() for each in group}:
                listener.lag()

    async def _follow(self, subscription: Subscription) -> None:
        while not subscription.overflowed.is_set():
            frame = orjson.loads((await subscription.next()).text)
            self._dispatch(frame)

    def _dispatch(self, frame: dict[str, Any]) -> None:
        event = frame.get("event") or frame["type"]
        data = frame.get("data") or frame
        if event.startswith("interaction."):
            keys = {data["id"], visitor_key(data["channel"], data["address"])}
        else:
            keys = {data.get("interaction_id")}
        for listener in {each for key in keys for each in self._listeners.get(key, ())}:
            listener.hear(event, data)

    def join(self, key: str, listener: ChatListener) -> None:
        """Hear of a conversation (its id), or of a visitor (`visitor_key`)."""
        self._listeners[key].add(listener)

    def leave(self, key: str, listener: ChatListener) -> None:
        """Hear no more of it."""
        self._listeners[key].discard(listener)
        if not self._listeners[key]:
            del self._listeners[key]

    def tell_agents_typing(self, interaction: Interaction, *, on: bool) -> None:
        """Show the agents that the visitor types."""
        frame = {"type": "typing", "interaction_id": interaction.id, "by": "customer", "on": on}
        agents = [each for each in interaction_audience(interaction) if each != VISITORS]
        self._feed.push(agents, dict(frame))


class VisitorTyping:
    """Shows visitors that an agent writes; implements `hub.web.context.TellTyping`."""

    def __init__(self, feed: EventFeed) -> None:
        self._feed = feed

    def __call__(self, interaction: Interaction, *, on: bool) -> None:
        """May be lost, never waits."""
        self._feed.push([VISITORS], {"type": "typing", "interaction_id": interaction.id, "by": "agent", "on": on})


def visitor_key(channel: str, visitor_id: str) -> str:
    """Name a visitor among the keys of `ChatFeed`."""
    return f"{channel} {visitor_id}"


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel the follower and wait for its end."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
