"""The engine's rows with everything derived from them: each change keeps indexes, capacity and timers true."""

from datetime import datetime, timedelta
from typing import Any

from hub.domain.agents import Agent
from hub.domain.work import Exclusion, Offer, WorkItem, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.evolve import evolve
from hub.routing.memory import remember
from hub.routing.plans.clock import step_at
from hub.routing.tables import Tables
from hub.routing.transitions import (
    ItemChanged,
    OfferAcked,
    OfferCreated,
    OfferEnded,
    PresenceChanged,
)
from hub.routing.values import IN_HAND

_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})
_OF_ITEMS = ("item", "wait", "hold", "sight", "step", "shut", "retime", "no_agent_for")
_UNHANDED = frozenset({WorkItemState.WAITING, WorkItemState.PARKED})


class Board(Tables):
    """The rows as they change: all that follows from a change is kept true, and told."""

    # -- items

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
            self._arm(item, before)
        elif before:
            self._forget(item.id)
            remember(self.finished, item.id, item.state)

    def take_in(self, items: list[WorkItem]) -> None:
        """Adopt very many new items that wait in their queues."""
        for item in items:
            self.items[item.id] = item
            queued = self.queued.get(item.queue_id or "")
            if queued is None:
                queued = self.queued[item.queue_id or ""] = {}
            queued[item.id] = None
            self._arm(item, None)
        self.lineup.take(items, self.now)
        self.arrived.update(dict.fromkeys([item.id for item in items]))

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
        seat = self.seats.get(item.agent_id) if item.agent_id else None
        if seat:
            seat.work[item.id] = None
            if item.state in IN_HAND and not self._overlaps(item):
                self.occupying.add(item.id)
                seat.take(item.kind)
                self.dirty[seat.id] = None
        if item.state in _QUEUED:
            queued = self.queued.get(item.queue_id or "")
            if queued is None:
                queued = self.queued[item.queue_id or ""] = {}
            queued[item.id] = None
            if item.state is WorkItemState.WAITING:
                self._enter(item)

    def _arm(self, item: WorkItem, before: WorkItem | None) -> None:
        """Keep the deadlines of an item true; what neither it had before nor has now need not be looked at."""
        if item.plan_id:
            self.wind(item)
        if item.due_at is not None or (before is not None and before.due_at is not None):
            waits = item.state in _UNHANDED
            self.timers.set(("wait", item.id), item.due_at if waits else None)
            self.timers.set(("item", item.id), None if waits or item.state is WorkItemState.OFFERED else item.due_at)
        if item.preferred_until is not None or (before is not None and before.preferred_until is not None):
            held = item.state is WorkItemState.WAITING and not item.direct
            self.timers.set(("hold", item.id), item.preferred_until if held else None)

    def line_up(self, item: WorkItem) -> None:
        """Put a waiting item in the lines of its pool as it is now, and let it look for an agent."""
        self.lineup.discard(item)
        self.timers.set(("sight", item.id), None)
        self._enter(item)

    def _enter(self, item: WorkItem) -> None:
        sight = self.lineup.put(item, self.target(item), self.now)
        if sight is not None:
            self.timers.set(("sight", item.id), sight)
        self.arrived[item.id] = None

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
        seat.serve(self.ranks_of.get(seat.id, {}), profile, self.weights, self.waiting.hall)
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
            # From now: after a take-over the desks come back and show their offers anew.
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
