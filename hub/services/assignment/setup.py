"""What routing works with as it is configured: queues, agents, plans, profiles, read at first and when they change."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.domain.agents import Agent
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.ports.repositories import Tx
from hub.routing import Command, RemovePlan, RemoveProfile, UpsertAgent, UpsertPlan, UpsertProfile, UpsertQueue


@dataclass(kw_only=True)
class Changed:
    """Ids of what must be read again."""

    agents: set[str] = field(default_factory=set)
    queues: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    profiles: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.agents or self.queues or self.plans or self.profiles)

    def add(self, other: "Changed") -> None:
        """Take these as well."""
        self.agents |= other.agents
        self.queues |= other.queues
        self.plans |= other.plans
        self.profiles |= other.profiles


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """Rows as they are stored; the `gone` are not there any more."""

    agents: Sequence[Agent] = ()
    queues: Sequence[Queue] = ()
    plans: Sequence[Plan] = ()
    profiles: Sequence[RoutingProfile] = ()
    gone_plans: Sequence[str] = ()
    gone_profiles: Sequence[str] = ()

    def commands(self) -> list[Command]:
        """What the engine is told, first what others refer to."""
        return [
            *(UpsertPlan(plan=each) for each in self.plans),
            *(UpsertProfile(profile=each) for each in self.profiles),
            *(UpsertQueue(queue=each) for each in self.queues),
            *(UpsertAgent(agent=each) for each in self.agents),
            *(RemovePlan(plan_id=each) for each in self.gone_plans),
            *(RemoveProfile(profile_id=each) for each in self.gone_profiles),
        ]


def read_set_up(tx: Tx, changed: Changed, domain: str) -> SetUp:
    """Read what changed, as far as it belongs to the domain."""
    plans = {each: tx.plans.get(each) for each in sorted(changed.plans)}
    profiles = {each: tx.profiles.get(each) for each in sorted(changed.profiles)}
    agents = [agent for each in sorted(changed.agents) if (agent := tx.agents.get(each))]
    queues = [queue for each in sorted(changed.queues) if (queue := tx.queues.get(each))]
    return SetUp(
        agents=[each for each in agents if each.routing_domain == domain],
        queues=[each for each in queues if each.routing_domain == domain],
        plans=[each for each in plans.values() if each and each.routing_domain == domain],
        profiles=[each for each in profiles.values() if each and each.routing_domain == domain],
        gone_plans=[key for key, each in plans.items() if each is None],
        gone_profiles=[key for key, each in profiles.items() if each is None],
    )


def read_all(tx: Tx, domain: str) -> SetUp:
    """Read the whole domain."""
    return SetUp(
        agents=[each for each in tx.agents.all() if each.routing_domain == domain],
        queues=[each for each in tx.queues.all() if each.routing_domain == domain],
        plans=[each for each in tx.plans.all() if each.routing_domain == domain],
        profiles=[each for each in tx.profiles.all() if each.routing_domain == domain],
    )
