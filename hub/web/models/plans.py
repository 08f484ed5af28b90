"""Plans, routing profiles, skills and promised times on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.domain.interactions import InteractionKind
from hub.domain.plans import MAX_STEPS, MAX_TERMS, AfterPlan, Measure, PlanStep, SkipIf, StepMode, Strategy, Term
from hub.domain.profiles import ProfileEntry
from hub.web.models.base import Body, Id, Line, Name, Shown, ShownVersioned
from hub.web.models.routing_types import Ids, Later, LevelOrNone, Priority, Rank, Seconds, SkillName

_YEAR = 31_536_000
Promise = Annotated[int, Field(ge=1, le=_YEAR)]
Bound = Annotated[float, Field(ge=0, le=10_000_000, strict=False)]


class TermBody(Body):
    """A skill between two levels; 0 and 0 asks for its absence."""

    skill: SkillName
    at_least: LevelOrNone = 1
    at_most: LevelOrNone = 10

    def value(self) -> Term:
        """The domain's value."""
        return Term(skill=self.skill, at_least=self.at_least, at_most=self.at_most)


class SkipBody(Body):
    """Skip to the next step when the measure lies between both bounds and nobody is free."""

    measure: Measure
    at_least: Bound | None = None
    at_most: Bound | None = None

    def value(self) -> SkipIf:
        """The domain's value."""
        return SkipIf(measure=self.measure, at_least=self.at_least, at_most=self.at_most)


Conjunction = Annotated[list[TermBody], Field(min_length=1, max_length=MAX_TERMS)]


class StepBody(Body):
    """What changes `at_s` seconds after the item entered its queue."""

    at_s: Later
    mode: StepMode = StepMode.REPLACE
    needs: Annotated[list[Conjunction], Field(max_length=MAX_TERMS)] | None = None
    ring: Annotated[int, Field(ge=0, le=100)] | None = None
    agent_ids: Ids = Field(default_factory=list)
    queue_ids: Annotated[list[Id], Field(max_length=20)] = Field(default_factory=list)
    move_to: Id | None = None
    priority: Priority = 0
    strategy: Strategy | None = None
    skip_if: Annotated[list[SkipBody], Field(max_length=10)] = Field(default_factory=list)
    announcement: Annotated[str, StringConstraints(max_length=2_000)] = ""

    def value(self) -> PlanStep:
        """The domain's value."""
        needs = None if self.needs is None else tuple(tuple(term.value() for term in each) for each in self.needs)
        return PlanStep(
            at_s=self.at_s,
            mode=self.mode,
            needs=needs,
            ring=self.ring,
            agent_ids=tuple(self.agent_ids),
            queue_ids=tuple(self.queue_ids),
            move_to=self.move_to,
            priority=self.priority,
            strategy=self.strategy,
            skip_if=tuple(each.value() for each in self.skip_if),
            announcement=self.announcement,
        )


class PlanChange(Body):
    """Own fields of a plan; only those given change, `steps` replaces them all."""

    name: Name = "plan"
    steps: Annotated[list[StepBody], Field(max_length=MAX_STEPS)] = Field(default_factory=list)
    after: AfterPlan = AfterPlan.HOLD_LAST
    ends_at_s: Later | None = None

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        return {**values, "steps": tuple(each.value() for each in self.steps)} if "steps" in values else values


class NewPlanBody(PlanChange):
    """A plan to make."""

    name: Name


class EntryBody(Body):
    """A queue for one kind of contact (null: every kind)."""

    queue_id: Id
    kind: InteractionKind | None = None
    rank: Rank = 1
    delay_s: Seconds = 0

    def value(self) -> ProfileEntry:
        """The domain's value."""
        kind = None if self.kind is None else self.kind.value
        return ProfileEntry(queue_id=self.queue_id, kind=kind, rank=self.rank, delay_s=self.delay_s)


class ProfileChange(Body):
    """Own fields of a profile; `entries` replaces them all."""

    name: Name = "profile"
    entries: Annotated[list[EntryBody], Field(max_length=10_000)] = Field(default_factory=list)

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        return {**values, "entries": tuple(each.value() for each in self.entries)} if "entries" in values else values


class NewProfileBody(ProfileChange):
    """A profile to make."""

    name: Name


class SkillChange(Body):
    """What pages call a skill, and whether they offer it."""

    label: Line = ""
    active: bool = True


class SkillBody(SkillChange):
    """A skill to make or change, by its name."""

    name: SkillName


class SlaPolicyChange(Body):
    """Own fields of a policy; only those given change."""

    name: Name = "policy"
    first_reply_s: Promise | None = None
    resolution_s: Promise | None = None
    warn_at: Annotated[float, Field(gt=0, le=1, strict=False)] = 0.8
    warn_priority: Priority = 0
    breach_priority: Priority = 0
    pauses_while_pending: bool = True
    hours_id: Id | None = None

    def fields(self) -> dict[str, object]:
        """The fields that were given."""
        return self.given()


class NewSlaPolicyBody(SlaPolicyChange):
    """A policy to make."""

    name: Name


class ShownPlan(ShownVersioned):
    """A plan with its steps."""

    name: str
    steps: list[dict[str, object]]
    after: AfterPlan
    ends_at_s: int | None


class ShownPlans(Shown):
    """All plans."""

    items: list[ShownPlan]
    next: str | None


class ShownProfile(ShownVersioned):
    """A routing profile."""

    name: str
    entries: list[dict[str, object]]


class ShownProfiles(Shown):
    """All routing profiles."""

    items: list[ShownProfile]
    next: str | None


class ShownSkill(Shown):
    """A skill, with how many agents have it."""

    name: str
    label: str
    active: bool
    agents: int


class ShownSkills(Shown):
    """All skills."""

    items: list[ShownSkill]
    next: str | None


class ShownSlaPolicy(ShownVersioned):
    """Promised times."""

    name: str
    first_reply_s: int | None
    resolution_s: int | None
    warn_at: float


class ShownSlaPolicies(Shown):
    """All policies."""

    items: list[ShownSlaPolicy]
    next: str | None


class ShownFinding(Shown):
    """Something that will not do what its writer meant."""

    code: str
    kind: str
    id: str
    path: str
    message: str
    remedy: str


class ShownFindings(Shown):
    """All of these."""

    items: list[ShownFinding]
    next: str | None
