"""The engine's rows of one routing domain, with the indexes over them."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.domain.work import Exclusion, Offer, WorkItem, WorkItemState
from hub.routing.agents.attendance import Attendance
from hub.routing.agents.free import FreeIndex
from hub.routing.agents.seats import Seat
from hub.routing.agents.serving import Serving
from hub.routing.agents.skilled import Skilled
from hub.routing.memory import Memory
from hub.routing.policy import Policy
from hub.routing.timers import Timers
from hub.routing.transitions import (
    Refusal,
    Refused,
    Transition,
)
from hub.routing.waiting.index import WaitingIndex
from hub.routing.waiting.lineup import Lineup
from hub.routing.waiting.ordering import LineOrder
from hub.routing.waiting.reach import Reach

SLICE = 100
"""Of deadlines that come in crowds, how many fire at a moment; it takes some five milliseconds."""


class Tables:
    """All rows of one routing domain.

    `dirty` are agents whose freedom may have changed, `freed` those who must look for work,
    `arrived` items that want an agent. `slice` is how many more of the deadlines that bear waiting may fire at this
    moment.
    """

    def __init__(self, policy: Policy, new_id: Callable[[], str], now: datetime) -> None:
        self.policy = policy
        self.new_id = new_id
        self.now = now
        self.queues: dict[str, Queue] = {}
        self.plans: dict[str, Plan] = {}
        self.profiles: dict[str, RoutingProfile] = {}
        self.weights: dict[str, int] = {}
        self.members: dict[str, dict[str, int]] = {}
        self.ranks_of: dict[str, dict[str, int]] = {}
        self.holders = Skilled()
        self.serving = Serving()
        self.seats: dict[str, Seat] = {}
        self.items: dict[str, WorkItem] = {}
        self.offers: dict[str, Offer] = {}
        self.offers_of: dict[str, dict[str, None]] = {}
        self.child_of: dict[str, str] = {}
        self.excluded_from: dict[str, dict[str, Exclusion]] = {}
        self.queued: dict[str, dict[str, None]] = {}
        self.attendance = Attendance()
        self.memory = Memory()
        self.surveys: dict[object, Any] = {}
        self.stepped: dict[str, None] = {}
        self.self_accepting: dict[str, None] = {}
        self.ended_offers: dict[str, Offer] = {}
        self.finished: dict[str, WorkItemState] = {}
        self.timers = Timers()
        self.free = FreeIndex()
        self.waiting = WaitingIndex(self.holders)
        self.lineup = Lineup(self.waiting, self.plans, LineOrder(policy))
        self.occupying: set[str] = set()
        self.reach = Reach()
        self.last_asked: dict[str, str] = {}
        self.dice = Random(policy.seed)  # noqa: S311 - a fair choice, no secret
        self.seatings: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
        self.dirty: dict[str, None] = {}
        self.freed: dict[str, None] = {}
        self.arrived: dict[str, None] = {}
        self.out: list[Transition] = []
        self.ticket = 0
        self.slice = SLICE

    def refuse(self, reason: Refusal, subject: str, detail: str = "") -> None:
        """Answer that nothing changed."""
        self.out.append(Refused(reason=reason, subject=subject, detail=detail))

    def expect(self, item_id: str, states: frozenset[WorkItemState], epoch: int | None = None) -> WorkItem | None:
        """Return the item when it is in one of these states (and at this epoch); refuse otherwise."""
        item = self.items.get(item_id)
        if item is None:
            final = self.finished.get(item_id)
            self.refuse(Refusal.WRONG_STATE if final else Refusal.UNKNOWN_ITEM, item_id, final.value if final else "")
        elif epoch not in (None, item.epoch):
            self.refuse(Refusal.STALE_EPOCH, item_id, str(item.epoch))
        elif item.state in states:
            return item
        else:
            self.refuse(Refusal.WRONG_STATE, item_id, item.state.value)
        return None

    def is_known(self, item_id: str) -> bool:
        """Whether an item is here or was lately: a repeated command must not make it again."""
        return item_id in self.items or item_id in self.finished

    def key(self, item: WorkItem) -> datetime:
        """The place in line: arrival with a head start a priority point; it never needs re-sorting."""
        return item.queued_at - item.priority * self.policy.priority_step

    def target(self, item: WorkItem) -> str | None:
        """The only agent who may have the item now, if it is meant for one."""
        if item.direct:
            return item.preferred_agent_id
        if item.preferred_until is not None and item.preferred_until > self.now:
            return item.preferred_agent_id
        return None

    def length(self, queue_id: str | None) -> int:
        """How many wait in a queue, those who are being offered included."""
        return len(self.queued.get(queue_id or "", ()))

    def position(self, item: WorkItem) -> int | None:
        """The place in line of a waiting item: in its queue, or before its agent."""
        return self.lineup.position(item, self.now) if item.id in self.waiting else None

    def pending(self, item_id: str) -> list[Offer]:
        """The offers of an item that are open, in the order they were made."""
        return [self.offers[each] for each in self.offers_of.get(item_id, ())]
