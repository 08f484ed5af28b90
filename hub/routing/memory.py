"""What the engine has seen beside its rows: how long contacts take and wait, who rested when, who has just left."""

from datetime import datetime, timedelta
from typing import TypeVar

from hub.domain.work import WorkItem, WorkItemState
from hub.routing.values import IN_HAND

USUAL_HANDLING_S = 180.0
_WEIGHT = 0.25
_KEPT = 10_000
_SERVED = frozenset({WorkItemState.COMPLETED, WorkItemState.PENDING, WorkItemState.SNOOZED})
_CAME_FROM = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})
T = TypeVar("T")
Stream = tuple[str | None, str]
"""A queue and a kind of contact."""


class Memory:
    """Lost with the process, which costs better guesses only."""

    def __init__(self) -> None:
        self.rested_at: dict[str, datetime] = {}
        self._taken_at: dict[str, datetime] = {}
        self._handling_s: dict[Stream, float] = {}
        self._delay_s: dict[Stream, float] = {}
        self._keys: dict[str, str] = {}
        self._places: dict[str, tuple[datetime, datetime]] = {}

    def note(self, before: WorkItem, after: WorkItem, now: datetime) -> None:
        """Learn from a step of a contact."""
        had, has = before.state in IN_HAND, after.state in IN_HAND
        if has and not had:
            self._taken_at[after.id] = now
            if before.state in _CAME_FROM:
                waited = now - (before.entered_at or before.queued_at)
                self._delay_s[after.queue_id, after.kind] = waited / timedelta(seconds=1)
        elif had and not has:
            taken_at = self._taken_at.pop(after.id, before.state_at)
            if after.state in _SERVED:
                self._learn((before.queue_id, before.kind), (now - taken_at) / timedelta(seconds=1))
        if after.state.is_terminal and after.state is not WorkItemState.ABANDONED:
            self._keys.pop(after.id, None)

    def handling_s(self, queue_id: str | None, kind: str) -> float:
        """How long a contact keeps an agent, later ones counting more."""
        return self._handling_s.get((queue_id, kind), USUAL_HANDLING_S)

    def delay_s(self, queue_id: str | None, kind: str) -> float | None:
        """How long the last to be served had waited."""
        return self._delay_s.get((queue_id, kind))

    def taken_at(self, item: WorkItem) -> datetime:
        """Since when an agent has a contact in hand."""
        return self._taken_at.get(item.id, item.state_at)

    def know(self, item_id: str, key: str) -> None:
        """Note by which key a customer would come back to this place."""
        self._keys[item_id] = key

    def leave(self, item: WorkItem, key: str | None, until: datetime) -> None:
        """Keep the place of a customer who has left."""
        known = self._keys.pop(item.id, None)
        if key or known:
            remember(self._places, key or str(known), (item.queued_at, until))

    def come_back(self, key: str, now: datetime) -> datetime | None:
        """The arrival of the place left a moment ago, once."""
        place = self._places.pop(key, None)
        return place[0] if place and now <= place[1] else None

    def _learn(self, stream: Stream, took_s: float) -> None:
        known = self._handling_s.get(stream)
        self._handling_s[stream] = took_s if known is None else known + _WEIGHT * (took_s - known)


def remember(memory: dict[str, T], key: str, value: T) -> None:
    """Keep what ended lately, so that repeated and late commands are told apart from wrong ones."""
    memory[key] = value
    if len(memory) > _KEPT:
        del memory[next(iter(memory))]
