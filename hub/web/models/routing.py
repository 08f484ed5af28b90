"""Agents, presence, offers and entry rules on the wire."""

from typing import Annotated

from pydantic import Field

from hub.domain.agents import Capacity, PresenceState
from hub.domain.classification import Scheme
from hub.domain.entry_rules import Conditions
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.work import OfferState
from hub.web.models.base import Body, Id, Line, Name, Shown, ShownVersioned, Time, Words
from hub.web.models.hours import HoursBody
from hub.web.models.routing_types import Count, KindsByKind, Level, Priority, SkillName, Units, by_kind


class CapacityBody(Body):
    """How much at once: units in all, and a kind's most items and cost; what interrupts and what blocks what."""

    units: Units = 100
    kinds: dict[InteractionKind, Count] = Field(default_factory=dict)
    costs: dict[InteractionKind, Units] = Field(default_factory=dict)
    interrupts: KindsByKind = Field(default_factory=dict)
    blocks: KindsByKind = Field(default_factory=dict)

    def value(self) -> Capacity:
        """The domain's value; kinds that are not named keep their defaults."""
        usual = Capacity()
        return Capacity(
            units=self.units,
            kinds={**usual.kinds, **{kind.value: most for kind, most in self.kinds.items()}},
            costs={**usual.costs, **{kind.value: cost for kind, cost in self.costs.items()}},
            interrupts=by_kind(self.interrupts),
            blocks=by_kind(self.blocks),
        )


class AgentChange(Body):
    """Own fields of an agent; only those given change."""

    name: Name = "agent"
    user_id: Id | None = None
    phone: Line = ""
    skills: Annotated[dict[SkillName, Level], Field(max_length=200)] = Field(default_factory=dict)
    profile_id: Id | None = None
    capacity: CapacityBody = CapacityBody()
    languages: Words = Field(default_factory=list)
    team: Line = ""

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "capacity" in values:
            values["capacity"] = self.capacity.value()
        if "languages" in values:
            values["languages"] = tuple(self.languages)
        return values


class NewAgentBody(AgentChange):
    """An agent to make."""

    name: Name


class PresenceBody(Body):
    """What the agent chooses; `reason` says why not ready."""

    state: PresenceState
    reason: Line = ""


class RejectBody(Body):
    """Why the agent refuses."""

    reason: Line = ""


Classes = Annotated[list[Name], Field(min_length=1, max_length=125)]


class RequirementBody(Body):
    """A skill that the agent needs at this level or better."""

    skill: SkillName
    level: Level = 1


class ConditionsBody(Body):
    """All that are given must hold."""

    channels: Words = Field(default_factory=list)
    kinds: Annotated[list[InteractionKind], Field(max_length=10)] = Field(default_factory=list)
    our_addresses: Words = Field(default_factory=list)
    languages: Words = Field(default_factory=list)
    customer_tags: Words = Field(default_factory=list)
    classes: Annotated[dict[Scheme, Classes], Field(max_length=20)] = Field(default_factory=dict)
    has_owner: bool | None = None
    digits: Words = Field(default_factory=list)
    answers: Annotated[dict[Name, Line], Field(max_length=50)] = Field(default_factory=dict)
    hours: HoursBody | None = None
    open: bool | None = None

    def value(self) -> Conditions:
        """The domain's value."""
        return Conditions(
            channels=tuple(self.channels),
            kinds=tuple(each.value for each in self.kinds),
            our_addresses=tuple(self.our_addresses),
            languages=tuple(self.languages),
            customer_tags=tuple(self.customer_tags),
            classes={scheme.value: tuple(names) for scheme, names in self.classes.items()},
            has_owner=self.has_owner,
            digits=tuple(self.digits),
            answers=dict(self.answers),
            hours=self.hours.value() if self.hours else None,
            open=self.open,
        )


class EntryRuleChange(Body):
    """Own fields of an entry rule; only those given change."""

    name: Name = "rule"
    position: Annotated[int, Field(ge=-100_000, le=100_000)] = 0
    conditions: ConditionsBody = ConditionsBody()
    queue_id: Id = "queue"
    requirements: Annotated[list[RequirementBody], Field(max_length=20)] = Field(default_factory=list)
    priority: Priority = 0
    plan_id: Id | None = None
    sla_id: Id | None = None
    to_owner: bool = False
    to_last_agent_days: Annotated[int, Field(ge=1, le=365)] | None = None
    enabled: bool = True

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "conditions" in values:
            values["conditions"] = self.conditions.value()
        if "requirements" in values:
            values["requirements"] = tuple(
                Requirement(skill=each.skill, level=each.level) for each in self.requirements
            )
        return values


class NewEntryRuleBody(EntryRuleChange):
    """An entry rule to make."""

    name: Name
    queue_id: Id


class DryRunBody(Body):
    """A contact that might come in."""

    channel: Name
    kind: InteractionKind | None = None
    our_address: Line = ""
    address: Line = ""
    language: Line = ""
    digits: Line = ""
    answers: Annotated[dict[Name, Line], Field(max_length=50)] = Field(default_factory=dict)
    at: Time | None = None


class ShownAgent(ShownVersioned):
    """An agent with presence and load."""

    name: str
    presence: dict[str, object]
    phone: str
    skills: dict[str, int]
    profile_id: str | None
    languages: list[str]
    team: str
    load: dict[str, object]
    queue_ids: list[str]


class ShownAgents(Shown):
    """All agents."""

    items: list[ShownAgent]
    next: str | None


class ShownOffer(Shown):
    """A proposal to an agent."""

    id: str
    interaction_id: str
    epoch: int
    agent_id: str
    state: OfferState
    created_at: str
    deadline: str


class ShownOffers(Shown):
    """The caller's pending offers."""

    items: list[ShownOffer]
    next: str | None


class ShownEntryRule(ShownVersioned):
    """An entry rule."""

    name: str
    position: int
    conditions: dict[str, object]
    queue_id: str
    enabled: bool


class ShownEntryRules(Shown):
    """All entry rules in order."""

    items: list[ShownEntryRule]
    next: str | None


class ShownDryRun(Shown):
    """What each rule says of a contact, and where it would go."""

    verdicts: list[dict[str, object]]
    queue_id: str | None
