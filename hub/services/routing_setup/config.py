"""All that decides who gets what, read at once: for checks that look at how the parts fit together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from typing_extensions import override

from hub.domain.agents import Agent
from hub.domain.entry_rules import EntryRule
from hub.domain.hours import NamedHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.queues import Disposition, Queue
from hub.domain.sla import SlaPolicy
from hub.ports.repositories import Tx

T = TypeVar("T")


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
    """Read it in this transaction, each part when it is first looked at: most changes need few of them."""
    return RoutingConfig(
        agents=_Later(lambda: {each.id: each for each in tx.agents.all()}),
        profiles=_Later(lambda: {each.id: each for each in tx.profiles.all()}),
        queues=_Later(lambda: {each.id: each for each in tx.queues.all()}),
        plans=_Later(lambda: {each.id: each for each in tx.plans.all()}),
        rules=tuple(tx.queues.entry_rules()),
        skills=_Later(lambda: {each.name: each for each in tx.skills.all()}),
        hours=_Later(lambda: {each.id: each for each in tx.hours.all()}),
        policies=_Later(lambda: {each.id: each for each in tx.sla_policies.all()}),
        dispositions=tuple(tx.queues.dispositions()),
    )


class _Later(Mapping[str, T]):
    """A mapping that is read when somebody first looks into it, inside the transaction."""

    def __init__(self, load: Callable[[], dict[str, T]]) -> None:
        self._load = load

    @cached_property
    def _held(self) -> dict[str, T]:
        return self._load()

    @override
    def __getitem__(self, key: str) -> T:
        return self._held[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    @override
    def __len__(self) -> int:
        return len(self._held)
