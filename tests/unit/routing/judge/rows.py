"""What the judge knows: the stored rows and the settings, changed by transitions and edits alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.routing import (
    Command,
    ItemChanged,
    OfferAcked,
    OfferCreated,
    OfferEnded,
    Policy,
    PresenceChanged,
    Transition,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)
from hub.routing.roster_commands import RemovePlan, RemoveProfile

IN_HAND = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.WRAPPING})


@dataclass
class Rows:
    """Tables as a database would hold them at `now`; `live` and `pending` are the rows that are not final."""

    policy: Policy
    now: datetime
    items: dict[str, WorkItem] = field(default_factory=dict)
    live: dict[str, WorkItem] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    pending: dict[str, Offer] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    profiles: dict[str, RoutingProfile] = field(default_factory=dict)

    def edit(self, command: Command) -> None:
        """Take a setting as a command gives it."""
        match command:
            case UpsertAgent(agent=agent):
                known = self.agents.get(agent.id)
                self.agents[agent.id] = replace(agent, presence=known.presence) if known else agent
            case UpsertQueue(queue=queue):
                self.queues[queue.id] = queue
            case UpsertPlan(plan=plan):
                self.plans[plan.id] = plan
            case UpsertProfile(profile=profile):
                self.profiles[profile.id] = profile
            case RemovePlan(plan_id=plan_id):
                self.plans.pop(plan_id, None)
            case RemoveProfile(profile_id=profile_id):
                self.profiles.pop(profile_id, None)

    def write(self, transition: Transition) -> None:
        """Store what was decided, refusing what does not fit the row as it is."""
        match transition:
            case ItemChanged():
                self._write_item(transition)
            case OfferCreated(offer=offer):
                assert offer.id not in self.offers
                self.offers[offer.id] = self.pending[offer.id] = offer
            case OfferAcked(offer=offer):
                assert offer.id in self.pending
                self.offers[offer.id] = self.pending[offer.id] = offer
            case OfferEnded(offer=offer):
                assert self.pending.pop(offer.id, None), f"{offer.id} ended twice"
                self.offers[offer.id] = offer
            case PresenceChanged(agent_id=agent_id, presence=presence):
                self.agents[agent_id] = replace(self.agents[agent_id], presence=presence)

    def _write_item(self, change: ItemChanged) -> None:
        item, before = change.item, self.items.get(change.item.id)
        assert (before.state if before else None) == change.state_before, f"{item.id}: {change.cause}"
        assert (before.epoch if before else item.epoch) == change.epoch_before, f"{item.id}: {change.cause}"
        assert before is None or not before.state.is_terminal, f"{item.id} changed after its end: {change.cause}"
        self.items[item.id] = self.live[item.id] = item
        if item.state.is_terminal:
            del self.live[item.id]

    def presence(self, agent_id: str) -> Presence:
        return self.agents[agent_id].presence

    def is_ready(self, agent_id: str) -> bool:
        """Whether the agent takes new work at all."""
        presence = self.presence(agent_id)
        return presence.state is PresenceState.READY and presence.pending is None and presence.lost_at is None

    def waiting(self) -> Iterator[WorkItem]:
        return (each for each in self.live.values() if each.state is WorkItemState.WAITING)

    def offers_of(self, agent_id: str) -> list[Offer]:
        """The open offers of an agent."""
        return [each for each in self.pending.values() if each.agent_id == agent_id]

    def offers_for(self, item_id: str) -> list[Offer]:
        """The open offers of an item."""
        return [each for each in self.pending.values() if each.work_item_id == item_id]

    def queue_of(self, item: WorkItem) -> Queue | None:
        return self.queues.get(item.queue_id or "")

    def plan_of(self, item: WorkItem) -> Plan | None:
        return self.plans.get(item.plan_id or "")

    def target(self, item: WorkItem) -> str | None:
        """The only agent who may have the item now, if it is meant or held for one."""
        is_held = item.preferred_until is not None and item.preferred_until > self.now
        return item.preferred_agent_id if item.direct or is_held else None

    def key(self, item: WorkItem) -> datetime:
        """The place in line with its head start."""
        return item.queued_at - item.priority * self.policy.priority_step

    def accepted(self) -> list[tuple[str, int]]:
        """Which item was taken at which epoch."""
        return [(each.work_item_id, each.epoch) for each in self.offers.values() if each.state is OfferState.ACCEPTED]


def seconds(time: float) -> timedelta:
    return timedelta(seconds=time)
