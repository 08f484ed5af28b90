"""A slow judge of the engine: recomputes everything from the stored rows, agent by agent and item by item."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.domain.agents import Presence, PresenceState
from hub.domain.work import OfferState, WorkItem, WorkItemState
from hub.routing import Command, ItemChanged, OfferCreated, OfferEnded, PresenceChanged, SetReady, Transition
from tests.unit.routing.floor import Floor

IN_HAND = {WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.WRAPPING}
REOFFER = timedelta(seconds=30)
STEP = timedelta(seconds=60)
RESTS = {"busy": 60, "unreachable": 5}


@dataclass
class Judge:
    """Watches a floor; `cooldowns` and the exclusions are its own reading of the transitions."""

    floor: Floor
    entered: set[str] = field(default_factory=set)
    cooldowns: dict[tuple[str, str], datetime] = field(default_factory=dict)
    hard: dict[tuple[str, str], datetime] = field(default_factory=dict)
    soft: dict[tuple[str, str], datetime] = field(default_factory=dict)
    rows: dict[str, WorkItem] = field(default_factory=dict)
    presences: dict[str, Presence] = field(default_factory=dict)

    def watch(self, command: Command, transitions: list[Transition]) -> None:
        """Replay what happened in order, then look at what is left."""
        for each in transitions:
            match each:
                case ItemChanged():
                    self._item(each)
                case OfferCreated(offer=offer):
                    self._allowed(self.rows[offer.work_item_id], offer.agent_id)
                    self._fifo(self.rows[offer.work_item_id], offer.agent_id)
                case OfferEnded(offer=offer):
                    self._rests(offer.agent_id, offer.work_item_id, offer.state, offer.cause or "")
                case PresenceChanged():
                    self._presence(each, command)
        self._one_owner()
        self._capacity()
        self._nobody_idle_while_work_waits()
        self._nothing_lost()

    def _item(self, change: ItemChanged) -> None:
        item, before = change.item, self.rows.get(change.item.id)
        now = self.floor.now
        if before is None:
            self.entered.add(item.id)
            for each in item.exclusions:
                self.hard[item.id, each.agent_id] = each.until
        elif item.state is WorkItemState.WAITING:
            if change.state_before in {WorkItemState.OFFERED, WorkItemState.CONNECTING, WorkItemState.PARKED}:
                assert key(item) <= key(before), "a place in line got worse"
            # When a hold for the own agent ran out while the work was parked, nobody was found wanting.
            parked = change.state_before is WorkItemState.PARKED
            ran_out = parked and before.preferred_until is not None and before.preferred_until <= now
            lost = before.agent_id and item.agent_id is None and not ran_out
            if lost and change.cause not in {"hold_over", "moved"}:
                exclusions = self.soft if change.cause.startswith("connect_") else self.hard
                exclusions[item.id, str(before.agent_id)] = now + REOFFER
            if change.cause.startswith("connect_") and before.agent_id:
                self._rest(before.agent_id, item.kind, change.cause.removeprefix("connect_"))
        self.rows[item.id] = item

    def _rests(self, agent_id: str, item_id: str, state: OfferState, cause: str) -> None:
        kind = self.rows[item_id].kind
        if state is OfferState.REJECTED:
            self._rest(agent_id, kind, "rejected")
        if state is OfferState.FAILED:
            self._rest(agent_id, kind, cause)
        if state is OfferState.RESCINDED and cause == "rescinded":
            self.hard[item_id, agent_id] = self.floor.now + REOFFER
        self.soft[item_id, agent_id] = self.floor.now + REOFFER

    def _rest(self, agent_id: str, kind: str, cause: str) -> None:
        seconds = 10 if cause == "rejected" else RESTS.get(cause, 0)
        until = self.floor.now + timedelta(seconds=seconds)
        self.cooldowns[agent_id, kind] = max(until, self.cooldowns.get((agent_id, kind), until))

    def _presence(self, change: PresenceChanged, command: Command) -> None:
        before = self.presences.get(change.agent_id)
        was_ready = before is not None and before.state is PresenceState.READY
        if change.presence.state is PresenceState.READY and not was_ready:
            assert isinstance(command, SetReady), "only people become ready"
            assert command.agent_id == change.agent_id
        self.presences[change.agent_id] = change.presence

    def _allowed(self, item: WorkItem, agent_id: str) -> None:
        """An offer goes only to who was ready at that moment, may have the item, and has the skills."""
        now, presence, target = self.floor.now, self.presences[agent_id], self._target(item)
        assert (presence.state, presence.pending, presence.lost_at) == (PresenceState.READY, None, None)
        assert self.cooldowns.get((agent_id, item.kind), now) <= now
        assert self.hard.get((item.id, agent_id), now) <= now
        assert target in (None, agent_id)
        assert target or self._serves(agent_id, item) or self._is_preferred(agent_id, item)

    def _fifo(self, item: WorkItem, agent_id: str) -> None:
        if self._target(item):
            return
        for other in self.rows.values():
            if other.state is not WorkItemState.WAITING or not alike(other, item) or self._target(other):
                continue
            is_first = (key(item), item.id) < (key(other), other.id)
            assert is_first or self._excluded(other.id, agent_id), f"{item.id} overtook {other.id}"

    def _one_owner(self) -> None:
        pending = [each for each in self.floor.store.offers.values() if each.state is OfferState.PENDING]
        assert len({each.work_item_id for each in pending}) == len(pending)
        offered = {each.id: each.epoch for each in self.rows.values() if each.state is WorkItemState.OFFERED}
        assert {each.work_item_id: each.epoch for each in pending} == offered
        accepted = [
            (each.work_item_id, each.epoch)
            for each in self.floor.store.offers.values()
            if each.state is OfferState.ACCEPTED
        ]
        assert len(set(accepted)) == len(accepted)

    def _use(self, agent_id: str) -> list[str]:
        held = [each.kind for each in self.rows.values() if each.agent_id == agent_id and each.state in IN_HAND]
        offers = self.floor.store.offers.values()
        mine = [each for each in offers if each.agent_id == agent_id and each.state is OfferState.PENDING]
        return [*held, *(self.rows[each.work_item_id].kind for each in mine)]

    def _capacity(self) -> None:
        for agent in self.floor.agents.values():
            use = self._use(agent.id)
            assert sum(agent.capacity.costs[kind] for kind in use) <= agent.capacity.units
            assert all(use.count(kind) <= agent.capacity.kinds[kind] for kind in use)

    def _nobody_idle_while_work_waits(self) -> None:
        waiting = [each for each in self.rows.values() if each.state is WorkItemState.WAITING]
        for agent_id in self.floor.agents:
            for item in waiting:
                assert not self.could_take(agent_id, item), f"{item.id} waits though {agent_id} is free"

    def could_take(self, agent_id: str, item: WorkItem) -> bool:
        """Whether nothing stands between them now."""
        now = self.floor.now
        rests = self.cooldowns.get((agent_id, item.kind), now) > now
        barred = self.hard.get((item.id, agent_id), now) > now
        return self._is_ready(agent_id) and not rests and not barred and self._fits(agent_id, item)

    def _is_ready(self, agent_id: str) -> bool:
        presence = self.floor.presence_of(agent_id)
        return presence.state is PresenceState.READY and presence.pending is None and presence.lost_at is None

    def _fits(self, agent_id: str, item: WorkItem) -> bool:
        agent, use, target = self.floor.agents[agent_id], self._use(agent_id), self._target(item)
        if use.count(item.kind) >= agent.capacity.kinds.get(item.kind, 0):
            return False
        if sum(agent.capacity.costs[kind] for kind in (*use, item.kind)) > agent.capacity.units:
            return False
        if target:
            return target == agent_id
        return self._serves(agent_id, item)

    def _serves(self, agent_id: str, item: WorkItem) -> bool:
        members = {each.agent_id for each in self.floor.queues[item.queue_id or ""].members}
        return agent_id in members and self._can(agent_id, item)

    def _is_preferred(self, agent_id: str, item: WorkItem) -> bool:
        """Whoever knows the customer need not serve the queue, but must be able."""
        return agent_id == item.preferred_agent_id and self._can(agent_id, item)

    def _can(self, agent_id: str, item: WorkItem) -> bool:
        skills = self.floor.agents[agent_id].skills
        return all(skills.get(each.skill, 0) >= each.level for each in item.requirements)

    def _nothing_lost(self) -> None:
        live = {each.id for each in self.rows.values() if not each.state.is_terminal}
        final = self.entered - live
        assert {each.id for each in self.floor.engine.live_items()} == live
        assert final == {each.id for each in self.rows.values() if each.state.is_terminal}
        deadline = self.floor.engine.next_deadline()
        for item_id in live:
            item = self.rows[item_id]
            assert self.floor.engine.item(item_id) == item
            assert (self.floor.engine.position(item_id) is not None) == (item.state is WorkItemState.WAITING)
            if item.state in {WorkItemState.PARKED, WorkItemState.SNOOZED, WorkItemState.WRAPPING}:
                assert item.due_at is not None
                assert deadline is not None
                assert deadline <= item.due_at

    def _target(self, item: WorkItem) -> str | None:
        held = item.preferred_until is not None and item.preferred_until > self.floor.now
        return item.preferred_agent_id if item.direct or held else None

    def _excluded(self, item_id: str, agent_id: str) -> bool:
        now = self.floor.now
        return max(self.hard.get((item_id, agent_id), now), self.soft.get((item_id, agent_id), now)) > now


def key(item: WorkItem) -> datetime:
    """The place in line."""
    return item.queued_at - item.priority * STEP


def alike(one: WorkItem, other: WorkItem) -> bool:
    """Whether both wait for the same and need the same."""
    return (one.queue_id, one.kind, one.requirements) == (other.queue_id, other.kind, other.requirements)
