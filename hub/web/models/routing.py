"""Agents, presence, offers, queues and entry rules on the wire."""

from datetime import date, time
from typing import Annotated

from pydantic import Field

from hub.domain.agents import Capacity, PresenceState
from hub.domain.entry_rules import Conditions
from hub.domain.hours import Interval, OpeningHours
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.queues import QueueMember
from hub.domain.work import OfferState
from hub.web.models.base import Body, Id, Line, Name, Prose, Shown, ShownVersioned, Time, Words

Seconds = Annotated[int, Field(ge=0, le=86_400)]
Level = Annotated[int, Field(ge=1, le=10)]
Count = Annotated[int, Field(ge=0, le=1_000)]
SecondsByKind = dict[InteractionKind, Seconds]


class CapacityBody(Body):
    """How much at once: units in all, and a kind's most items and cost."""

    units: Annotated[int, Field(ge=0, le=10_000)] = 100
    kinds: dict[InteractionKind, Count] = Field(default_factory=dict)
    costs: dict[InteractionKind, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)

    def value(self) -> Capacity:
        """The domain's value; kinds that are not named keep their defaults."""
        usual = Capacity()
        return Capacity(
            units=self.units,
            kinds={**usual.kinds, **{kind.value: most for kind, most in self.kinds.items()}},
            costs={**usual.costs, **{kind.value: cost for kind, cost in self.costs.items()}},
        )


class AgentChange(Body):
    """Own fields of an agent; only those given change."""

    name: Name = "agent"
    user_id: Id | None = None
    phone: Line = ""
    skills: Annotated[dict[Name, Level], Field(max_length=200)] = Field(default_factory=dict)
    capacity: CapacityBody = CapacityBody()
    languages: Words = Field(default_factory=list)

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


class IntervalBody(Body):
    """From start to end on the wall clock; an end at or before the start is on the next day."""

    start: time
    end: time

    def value(self) -> Interval:
        """The domain's value."""
        return Interval(start=self.start.replace(tzinfo=None), end=self.end.replace(tzinfo=None))


Intervals = Annotated[list[IntervalBody], Field(max_length=10)]


class HoursBody(Body):
    """Weekly opening hours; `week` has seven days from Monday, `overrides` replace a date's."""

    time_zone: Name
    week: Annotated[list[Intervals], Field(min_length=7, max_length=7)]
    overrides: Annotated[dict[date, Intervals], Field(max_length=400)] = Field(default_factory=dict)

    def value(self) -> OpeningHours:
        """The domain's value."""
        return OpeningHours(
            time_zone=self.time_zone,
            week=tuple(tuple(each.value() for each in day) for day in self.week),
            overrides=tuple((day, tuple(each.value() for each in spans)) for day, spans in self.overrides.items()),
        )


class MemberBody(Body):
    """An agent who serves the queue; a lower rank is served first."""

    agent_id: Id
    rank: Annotated[int, Field(ge=1, le=100)] = 1


class QueueChange(Body):
    """Own fields of a queue; only those given change, `members` replaces them all."""

    name: Name = "queue"
    members: Annotated[list[MemberBody], Field(max_length=10_000)] = Field(default_factory=list)
    hours: HoursBody | None = None
    offer_timeout_s: SecondsByKind = Field(default_factory=dict)
    wrap_up_s: SecondsByKind = Field(default_factory=dict)
    disposition_required: bool = False
    max_wait_s: Seconds = 1800
    greeting: Prose = ""

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "members" in values:
            values["members"] = tuple(QueueMember(agent_id=each.agent_id, rank=each.rank) for each in self.members)
        if self.hours is not None:
            values["hours"] = self.hours.value()
        for name in ("offer_timeout_s", "wrap_up_s"):
            if name in values:
                values[name] = {kind.value: seconds for kind, seconds in getattr(self, name).items()}
        return values


class NewQueueBody(QueueChange):
    """A queue to make."""

    name: Name


class DispositionBody(Body):
    """A result code, of one queue or of all."""

    code: Name
    label: Name
    queue_id: Id | None = None
    active: bool = True


class RequirementBody(Body):
    """A skill that the agent needs at this level or better."""

    skill: Name
    level: Level = 1


class ConditionsBody(Body):
    """All that are given must hold."""

    channels: Words = Field(default_factory=list)
    kinds: Annotated[list[InteractionKind], Field(max_length=10)] = Field(default_factory=list)
    our_addresses: Words = Field(default_factory=list)
    languages: Words = Field(default_factory=list)
    customer_tags: Words = Field(default_factory=list)
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
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    to_owner: bool = False
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
    languages: list[str]
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


class ShownQueue(ShownVersioned):
    """A queue with what waits in it."""

    name: str
    waiting: int
    longest_wait_since: str | None
    members: list[dict[str, object]]
    open: bool
    disposition_required: bool
    wrap_up_s: dict[str, int]


class ShownQueues(Shown):
    """All queues."""

    items: list[ShownQueue]
    next: str | None


class ShownDisposition(Shown):
    """A result code."""

    code: str
    label: str
    queue_id: str | None
    active: bool


class ShownDispositions(Shown):
    """All result codes."""

    items: list[ShownDisposition]
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
