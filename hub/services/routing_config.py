"""All that decides who gets what, read at once: for checks that look at how the parts fit together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.domain.agents import Agent
from hub.domain.entry_rules import EntryRule
from hub.domain.hours import NamedHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.queues import Disposition, Queue
from hub.domain.sla import SlaPolicy
from hub.ports.repositories import Tx


@dataclass(frozen=True, kw_only=True)
class RoutingConfig:
    """Everything by id (skills by name); rules in their order."""

    agents: Mapping[str, Agent] = field(default_factory=dict)
    profiles: Mapping[str, RoutingProfile] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    rules: tuple[EntryRule, ...] = ()
    skills: Mapping[str, Skill] = field(default_factory=dict)
    hours: Mapping[str, NamedHours] = field(default_factory=dict)
    policies: Mapping[str, SlaPolicy] = field(default_factory=dict)
    dispositions: tuple[Disposition, ...] = ()


def read_routing(tx: Tx) -> RoutingConfig:
    """Read it in this transaction."""
    return RoutingConfig(
        agents={each.id: each for each in tx.agents.all()},
        profiles={each.id: each for each in tx.profiles.all()},
        queues={each.id: each for each in tx.queues.all()},
        plans={each.id: each for each in tx.plans.all()},
        rules=tuple(tx.queues.entry_rules()),
        skills={each.name: each for each in tx.skills.all()},
        hours={each.id: each for each in tx.hours.all()},
        policies={each.id: each for each in tx.sla_policies.all()},
        dispositions=tuple(tx.queues.dispositions()),
    )
