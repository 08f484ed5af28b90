"""The engine's rows with everything derived from them: each change keeps indexes, capacity and timers true."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hub.domain.agents import Agent
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.domain.work import Exclusion, Offer, WorkItem, WorkItemState
from hub.routing.attendance import Attendance
from hub.routing.evolve import evolve
from hub.routing.free import FreeIndex
from hub.routing.lineup import Lineup
from hub.routing.memory import Memory, remember
from hub.routing.ordering import LineOrder
from hub.routing.plan_clock import step_at
from hub.routing.policy import Policy
from hub.routing.reach import Reach
from hub.routing.seats import Seat
from hub.routing.serving import Serving
from hub.routing.skilled import Skilled
from hub.routing.timers import Timers
from hub.routing.transitions import (
    ItemChanged,
    OfferAcked,
    OfferCreated,
    OfferEnded,
    PresenceChanged,
    Refusal,
    Refused,
    Transition,
)
from hub.routing.values import IN_HAND
from hub.routing.waiting import WaitingIndex

_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})
_OF_ITEMS = ("item", "wait", "hold", "sight", "step", "shut", "retime", "no_agent_for")
_UNHANDED = frozenset({WorkItemState.WAITING, WorkItemState.PARKED})


class Board:
    """All rows of one routing domain.

    `dirty` are agents whose freedom may have changed, `freed` those who must look for work,
    `arrived` items that want an agent. `slice` is how many of the deadlines that bear waiting may fire before this
    event is answered.
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
        self.slice = 0

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

    # -- items

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

    def change(self, item: WorkItem, cause: str, *, detail: str = "", **changes: Any) -> WorkItem:
        """Replace fields of an item, tell it, and keep all that follows from it true."""
        state = changes.get("state", item.state)
        if state is not item.state:
            changes["state_at"] = self.now
        changed = evolve(item, **changes)
        self.put(changed, cause, detail)
        return changed

    def put(self, item: WorkItem, cause: str, detail: str = "") -> None:
        """Insert or replace an item and tell it."""
        before = self.items.get(item.id)
        self.out.append(
            ItemChanged(
                item=item,
                state_before=before.state if before else None,
                epoch_before=before.epoch if before else item.epoch,
                cause=cause,
                before=before,
                detail=detail,
            )
        )
        self.adopt(item)
        if before:
            self.memory.note(before, item, self.now)
            self._rest(before, item)

    def adopt(self, item: WorkItem) -> None:
        """Insert or replace an item as it is stored, without telling."""
        before = self.items.get(item.id)
        if before:
            self._detach(before)
        if not item.state.is_terminal:
            self._attach(item)
        elif before:
            self._forget(item.id)
            remember(self.finished, item.id, item.state)

    def drop(self, item_id: str) -> None:
        """Forget an item without telling (it is gone from the store)."""
        before = self.items.get(item_id)
        if before:
            self._detach(before)
            self._forget(item_id)

    def _detach(self, item: WorkItem) -> None:
        self.lineup.discard(item)
        if item.state in _QUEUED:
            del self.queued[item.queue_id or ""][item.id]
        if item.state is WorkItemState.WAITING:
            self.timers.set(("sight", item.id), None)
        seat = self.seats.get(item.agent_id or "")
        if seat:
            seat.work.pop(item.id, None)
            if item.id in self.occupying:
                self.occupying.discard(item.id)
                seat.give(item.kind)
                self.dirty[seat.id] = None

    def _attach(self, item: WorkItem) -> None:
        self.items[item.id] = item
        seat = self.seats.get(item.agent_id or "")
        if seat:
            seat.work[item.id] = None
            if item.state in IN_HAND and not self._overlaps(item):
                self.occupying.add(item.id)
                seat.take(item.kind)
                self.dirty[seat.id] = None
        is_waiting = item.state is WorkItemState.WAITING
        if item.state in _QUEUED:
            self.queued.setdefault(item.queue_id or "", {})[item.id] = None
        if is_waiting:
            self.line_up(item)
        if item.plan_id:
            self.wind(item)
        waits = item.state in _UNHANDED
        self.timers.set(("wait", item.id), item.due_at if waits else None)
        self.timers.set(("item", item.id), None if waits or item.state is WorkItemState.OFFERED else item.due_at)
        self.timers.set(("hold", item.id), item.preferred_until if is_waiting and not item.direct else None)

    def line_up(self, item: WorkItem) -> None:
        """Put a waiting item in the lines of its pool as it is now, and let it look for an agent."""
        self.lineup.discard(item)
        sight = self.lineup.put(item, self.target(item), self.now)
        self.timers.set(("sight", item.id), sight)
        self.arrived[item.id] = None

    def length(self, queue_id: str | None) -> int:
        """How many wait in a queue, those who are being offered included."""
        return len(self.queued.get(queue_id or "", ()))

    def wind(self, item: WorkItem) -> None:
        """Wait for the next step of an item's plan as it is now."""
        self.timers.set(("step", item.id), step_at(item, self.plans.get(item.plan_id or "")))

    def _overlaps(self, item: WorkItem) -> bool:
        """Whether it is wrap-up that takes no room."""
        queue = self.queues.get(item.queue_id or "")
        if item.state is not WorkItemState.WRAPPING or queue is None:
            return False
        rule = queue.wrap_up_rules.get(item.kind)
        return rule is not None and rule.overlaps

    def _forget(self, item_id: str) -> None:
        before = self.items.pop(item_id)
        if before.parent_id and self.child_of.get(before.parent_id) == item_id:
            del self.child_of[before.parent_id]
        for about in _OF_ITEMS:
            self.timers.set((about, item_id), None)
        for agent_id in self.excluded_from.pop(item_id, {}):
            self.lift(agent_id, item_id)

    def _rest(self, before: WorkItem, after: WorkItem) -> None:
        """Whoever is rid of a contact goes to the end of the idle order."""
        seat = self.seats.get(before.agent_id or "")
        left = before.state in IN_HAND and not (after.state in IN_HAND and after.agent_id == before.agent_id)
        if seat and left:
            self.new_ticket(seat, "work_left")

    def position(self, item: WorkItem) -> int | None:
        """The place in line of a waiting item: in its queue, or before its agent."""
        return self.lineup.position(item, self.now) if item.id in self.waiting else None

    # -- agents

    def add_seat(self, agent: Agent) -> Seat:
        """Add an agent, with the queues that already name them."""
        seat = self.seats[agent.id] = Seat(agent)
        self.serve(seat)
        self.learn(seat)
        self.ticket = max(self.ticket, agent.presence.ticket)
        return seat

    def serve(self, seat: Seat) -> None:
        """Let an agent serve what memberships and the profile now say; not while shown as free."""
        profile = self.profiles.get(seat.agent.profile_id or "")
        before = seat.queues
        seat.serve(self.ranks_of.get(seat.id, {}), profile, self.weights)
        self.serving.change(seat, before, seat.queues)
        self.reach.change(seat.id)
        self.attend(seat)

    def attend(self, seat: Seat, *, is_gone: bool = False) -> None:
        """Note whether an agent is there for the queues they serve, and since when nobody is."""
        for queue_id in self.attendance.note(seat, self.now, is_gone=is_gone):
            self.watch(queue_id)

    def watch(self, queue_id: str) -> None:
        """Wait for the time after which a queue without anybody signed in overflows."""
        queue = self.queues.get(queue_id)
        since = self.attendance.empty_since(queue_id, self.now)
        after_s = queue.no_agent_s if queue else None
        due = None if since is None or after_s is None else since + timedelta(seconds=after_s)
        self.timers.set(("no_agent", queue_id), due)

    def learn(self, seat: Seat) -> None:
        """Note who has which skill."""
        self.reach.change(seat.id)
        self.holders.learn(seat)

    def unlearn(self, seat: Seat) -> None:
        """Forget an agent's skills."""
        self.reach.change(seat.id)
        self.holders.unlearn(seat)

    def set_presence(self, seat: Seat, cause: str, **changes: Any) -> None:
        """Replace fields of an agent's presence and tell it."""
        if changes.get("state", seat.presence.state) is not seat.presence.state:
            changes["since"] = self.now
        before = seat.presence
        seat.agent = evolve(seat.agent, presence=evolve(before, **changes))
        self.dirty[seat.id] = None
        if seat.presence.state is not before.state:
            self.attend(seat)
        self.out.append(PresenceChanged(agent_id=seat.id, presence=seat.presence, cause=cause, before=before))

    def new_ticket(self, seat: Seat, cause: str, **changes: Any) -> None:
        """Send the agent to the end of the idle order."""
        self.ticket += 1
        self.memory.rested_at[seat.id] = self.now
        self.set_presence(seat, cause, ticket=self.ticket, **changes)

    def cool_down(self, seat: Seat, kind: str, time: timedelta) -> None:
        """Keep offers of a kind away for a time."""
        until = self.now + time
        if until <= self.now or seat.cooldowns.get(kind, self.now) >= until:
            return
        seat.cooldowns[kind] = until
        self.timers.set(("cooldown", seat.id, kind), until)
        self.set_presence(seat, "cooldown", cooldowns=dict(seat.cooldowns))

    def exclude(self, agent_id: str, item_id: str, *, hard: bool, until: datetime | None = None) -> None:
        """Keep an item from an agent for a time: wholly, or (soft) as long as anybody else could take it."""
        seat = self.seats.get(agent_id)
        when = until or self.now + self.policy.reoffer
        if seat is None or when <= self.now:
            return
        seat.excluded[item_id] = hard or seat.excluded.get(item_id, False)
        kept = Exclusion(agent_id=agent_id, until=when, hard=seat.excluded[item_id])
        self.excluded_from.setdefault(item_id, {})[agent_id] = kept
        self.timers.set(("exclusion", agent_id, item_id), when)

    def lift(self, agent_id: str, item_id: str) -> None:
        """End an exclusion."""
        self.timers.set(("exclusion", agent_id, item_id), None)
        self.excluded_from.get(item_id, {}).pop(agent_id, None)
        seat = self.seats.get(agent_id)
        if seat and seat.excluded.pop(item_id, None):
            self.freed[agent_id] = None

    # -- offers

    def pending(self, item_id: str) -> list[Offer]:
        """The offers of an item that are open, in the order they were made."""
        return [self.offers[each] for each in self.offers_of.get(item_id, ())]

    def open_offer(self, offer: Offer) -> None:
        """Make an offer: it reserves capacity until it ends."""
        self.adopt_offer(offer)
        self.out.append(OfferCreated(offer=offer))

    def adopt_offer(self, offer: Offer) -> None:
        """Take over a pending offer as it is stored."""
        self.offers[offer.id] = offer
        self.offers_of.setdefault(offer.work_item_id, {})[offer.id] = None
        seat = self.seats[offer.agent_id]
        seat.offers[offer.id] = None
        seat.take(self.items[offer.work_item_id].kind)
        self.dirty[seat.id] = None
        self.timers.set(("offer", offer.id), offer.deadline + self.policy.late_accept_grace)
        if seat.presence.acknowledges and offer.acked_at is None:
            self.timers.set(("ack", offer.id), self.now + self.policy.ack_timeout)
        else:
            self.shown(offer)

    def ack_offer(self, offer: Offer) -> None:
        """Note that the agent's desk shows an offer."""
        shown = self.offers[offer.id] = evolve(offer, acked_at=self.now)
        self.timers.set(("ack", offer.id), None)
        self.out.append(OfferAcked(offer=shown))
        self.shown(shown)

    def shown(self, offer: Offer) -> None:
        """What is accepted for the agent is so from the moment the desk shows it, as far as desks tell."""
        item = self.items[offer.work_item_id]
        queue = self.queues.get(item.queue_id or "")
        if queue is not None and item.kind in queue.auto_accept:
            self.self_accepting[offer.id] = None

    def end_offer(self, offer: Offer, **ending: Any) -> Offer:
        """End a pending offer, free what it reserved and tell it."""
        ended = evolve(offer, ended_at=self.now, **ending)
        self.drop_offer(offer)
        remember(self.ended_offers, offer.id, ended)
        self.out.append(OfferEnded(offer=ended))
        return ended

    def drop_offer(self, offer: Offer) -> None:
        """Forget a pending offer and free what it reserved."""
        del self.offers[offer.id]
        siblings = self.offers_of[offer.work_item_id]
        del siblings[offer.id]
        if not siblings:
            del self.offers_of[offer.work_item_id]
        self.timers.set(("offer", offer.id), None)
        self.timers.set(("ack", offer.id), None)
        seat = self.seats[offer.agent_id]
        del seat.offers[offer.id]
        seat.give(self.items[offer.work_item_id].kind)
        self.dirty[seat.id] = None
