"""What holds once an event has been dealt with: one owner, limits kept, nobody idle beside work, nothing lost."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.domain.work import LegRole, Offer, WorkItem, WorkItemState
from hub.routing import Engine
from tests.unit.routing.judge import capacity, pools
from tests.unit.routing.judge.changes import Changes
from tests.unit.routing.judge.eligible import Eligible
from tests.unit.routing.judge.rows import Rows, seconds

ACK_S = 3
_ANY_GRACE = timedelta(seconds=60)
_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


@dataclass
class Settled:
    """Looks at the rows between events; `excused` agents are above their limits for a reason on record, desks tell
    what they show from `shows_since` on, and the offers `auto_accepted` wait for nobody's answer.
    """

    eligible: Eligible
    changes: Changes
    excused: set[str]
    shows_since: dict[str, datetime] = field(default_factory=dict)
    auto_accepted: set[str] = field(default_factory=set)

    @property
    def rows(self) -> Rows:
        return self.eligible.rows

    def check(self, engine: Engine) -> None:
        """All of it."""
        self._one_owner()
        self._capacity()
        self._legs()
        self._offers_in_time()
        self._items_in_time()
        self._conserved()
        self._nothing_lost(engine)
        self._armed(engine)

    def _one_owner(self) -> None:
        """I1: an open offer belongs to an offered item of its epoch, and one accept wins an epoch."""
        rows = self.rows
        offered = {each.id: each.epoch for each in rows.live.values() if each.state is WorkItemState.OFFERED}
        assert {each.work_item_id: each.epoch for each in rows.pending.values()} == offered
        assert all(each.epoch == offered[each.work_item_id] for each in rows.pending.values())
        accepted = rows.accepted()
        assert len(set(accepted)) == len(accepted), "two accepts won"

    def _capacity(self) -> None:
        """I2."""
        for agent in self.rows.agents.values():
            use = capacity.in_use(self.rows, agent.id)
            if not use:
                self.excused.discard(agent.id)
            assert agent.id in self.excused or capacity.within(agent, use), f"{agent.id} holds {use}"

    def _legs(self) -> None:
        """One live main leg an interaction, at most one side leg beside it, none that outlives it."""
        live = self.rows.live.values()
        mains = Counter(each.interaction_id for each in live if each.role is LegRole.MAIN)
        assert all(count == 1 for count in mains.values()), "two main legs"
        sides = [each for each in live if each.role is not LegRole.MAIN and each.state is not WorkItemState.WRAPPING]
        beside = Counter(each.parent_id for each in sides)
        assert all(count == 1 for count in beside.values()), "two side legs"
        assert all(each.parent_id in self.rows.live for each in sides), "a side leg outlived its contact"

    def _offers_in_time(self) -> None:
        rows, policy = self.rows, self.rows.policy
        for offer in rows.pending.values():
            assert offer.deadline + policy.late_accept_grace > rows.now, f"{offer.id} is overdue"
            if self._wants_ack(offer):
                assert offer.created_at + seconds(ACK_S) > rows.now, f"{offer.id} was never shown"
            if offer.id in self.auto_accepted:
                assert self._may_be_shown(offer), f"{offer.id} should have been accepted for the agent"

    def _wants_ack(self, offer: Offer) -> bool:
        return self._may_be_shown(offer) and offer.created_at > self.shows_since[offer.agent_id]

    def _may_be_shown(self, offer: Offer) -> bool:
        """A desk that came after the offer was made has no time by which to show it."""
        return self.rows.presence(offer.agent_id).acknowledges and offer.acked_at is None

    def _items_in_time(self) -> None:
        for item in self.rows.live.values():
            # What was told to end in the past ends with the next tick.
            if item.state is not WorkItemState.OFFERED and item.due_at is not None and item.state_at < self.rows.now:
                assert item.due_at > self.rows.now, f"{item.id} ({item.state}) is overdue"
            if item.state in _QUEUED:
                missing = self.changes.steps_due(item, self.rows.now) - item.plan_step
                assert missing <= 0, f"{item.id} has not taken {missing} steps"

    def _conserved(self) -> None:
        """I3: nobody free could take anything that waits."""
        for item in self.rows.waiting():
            for agent in self.rows.agents.values():
                if (item.id, agent.id) in self.eligible.blame.overruled:
                    continue
                taken = self.eligible.could_take(agent, item)
                assert not taken, f"{item.id} waits though {agent.id} is free"

    def _nothing_lost(self, engine: Engine) -> None:
        """I7 and I14: the engine has exactly the rows that are not final, as they are stored."""
        rows = self.rows
        assert {each.id: each for each in engine.live_items()} == rows.live, "the engine has other items than the rows"
        assert {each.id: each for each in engine.pending_offers()} == rows.pending, "the engine has other offers"
        final = {each.id for each in rows.items.values() if each.state.is_terminal}
        assert self.changes.entered == rows.live.keys() | final
        for agent_id in rows.agents:
            seat = engine.agent(agent_id)
            assert seat is not None
            assert seat.presence == rows.presence(agent_id), f"{agent_id}'s presence is not what is stored"
        for item in rows.live.values():
            assert (engine.position(item.id) is not None) == (item.state is WorkItemState.WAITING)

    def _armed(self, engine: Engine) -> None:
        """I3 and I7: whatever time alone will change has its timer."""
        deadline = engine.next_deadline()
        for when, what in self._moments():
            assert deadline is not None, f"no timer at all, not for {what}"
            assert deadline <= max(when, self.rows.now), f"no timer for {what} at {when}"

    def _moments(self) -> list[tuple[datetime, str]]:
        rows, found = self.rows, list[tuple[datetime, str]]()
        for item in rows.live.values():
            found += self._of_item(item)
        for offer in rows.pending.values():
            found.append((offer.deadline + rows.policy.late_accept_grace, offer.id))
            if self._wants_ack(offer):
                found.append((offer.created_at + seconds(ACK_S), f"{offer.id} to be shown"))
        lost = ((each.presence.lost_at, each.id) for each in rows.agents.values())
        found += [(at + _ANY_GRACE, f"{agent_id}'s grace") for at, agent_id in lost if at is not None]
        return found

    def _of_item(self, item: WorkItem) -> list[tuple[datetime, str]]:
        rows, found = self.rows, list[tuple[datetime, str]]()
        if item.state is not WorkItemState.OFFERED and item.due_at is not None:
            found.append((item.due_at, f"{item.id} ({item.state})"))
        plan = rows.plan_of(item)
        if item.state in _QUEUED and plan and item.plan_step < len(plan.steps):
            step = plan.steps[item.plan_step]
            found.append((pools.entered(item) + seconds(step.at_s), f"{item.id}'s step {item.plan_step + 1}"))
        if item.state is WorkItemState.WAITING:
            if rows.target(item) and not item.direct and item.preferred_until:
                found.append((item.preferred_until, f"{item.id}'s hold"))
            moments = ((self.eligible.enabled_at(agent, item), agent.id) for agent in rows.agents.values())
            found += [(at, f"{item.id} and {agent_id}") for at, agent_id in moments if at is not None]
        return found
