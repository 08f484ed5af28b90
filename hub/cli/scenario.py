"""The tables of a scenario file for `hub simulate`, and the simulation's values made of them."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from hub.domain.interactions import InteractionKind
from hub.domain.plans import PlanStep, Strategy, Term
from hub.routing.policy import Ordering
from hub.routing.simulation.model import (
    DAY_S,
    Duration,
    Group,
    Line,
    Rate,
    Scenario,
    Shape,
    Span,
    Stream,
    simulated_policy,
    steadily,
)

Table = dict[str, Any]


def _seconds_of_day(value: object) -> object:
    """`"08:30"` as seconds since midnight; `"24:00"` is the day's end."""
    hours, colon, minutes = str(value).partition(":")
    if not (isinstance(value, str) and colon and hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError('write a time of the day like "08:30"')
    seconds = int(hours) * 3600 + int(minutes) * 60
    if int(minutes) > 59 or seconds > DAY_S:
        raise ValueError("there is no such time of the day")
    return seconds


def _rates(profile: Iterable["RateTable"]) -> Iterator[Rate]:
    for each in profile:
        if each.end > each.start:
            yield Rate(start_s=each.start, end_s=each.end, per_hour=each.per_hour)
        else:
            yield Rate(start_s=each.start, end_s=DAY_S, per_hour=each.per_hour)
            yield Rate(start_s=0, end_s=each.end, per_hour=each.per_hour)


def _list_as_ranks(value: object) -> object:
    """`["sales"]` is short for `{sales = 1}`."""
    return dict.fromkeys(value, 1) if isinstance(value, list) else value


def _number_as_mean(value: object) -> object:
    """`180` is short for `{mean_s = 180}`."""
    return {"mean_s": value} if isinstance(value, int | float) else value


TimeOfDay = Annotated[float, BeforeValidator(_seconds_of_day)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Skills = dict[Name, Annotated[int, Field(ge=1, le=10)]]
Seconds = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
PerHour = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DurationTable(_Table):
    """A random time."""

    mean_s: Seconds
    shape: Shape = Shape.EXPONENTIAL
    cv: Annotated[float, Field(gt=0, le=20)] = 1.0

    def value(self) -> Duration:
        return Duration(mean_s=self.mean_s, shape=self.shape, cv=self.cv)


AnyDuration = Annotated[DurationTable, BeforeValidator(_number_as_mean)]


class SpanTable(_Table):
    """From one time of the day until another, past midnight when that is earlier."""

    start: TimeOfDay
    end: TimeOfDay

    def value(self, opening: float) -> Span:
        """Counted from the start of the simulation."""
        start = (self.start - opening) % DAY_S
        length = (self.end - self.start) % DAY_S or DAY_S
        return Span(start_s=start, end_s=start + length)


class RateTable(SpanTable):
    """How many come in an hour, within a part of the day."""

    per_hour: PerHour


class ContactsTable(_Table):
    """Contacts of one sort."""

    name: Name
    queue: Name
    kind: InteractionKind = InteractionKind.PHONE
    per_hour: PerHour | None = None
    profile: list[RateTable] = Field(default_factory=list)
    handling: AnyDuration
    wrap_up: AnyDuration | None = None
    patience: AnyDuration | None = None
    needs: Skills = Field(default_factory=dict)
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    within_s: Seconds = 20.0

    @model_validator(mode="after")
    def _has_one_rate(self) -> "ContactsTable":
        if (self.per_hour is None) == (not self.profile):
            raise ValueError("say how many come: either per_hour or a profile")
        return self

    def value(self) -> Stream:
        return Stream(
            name=self.name,
            queue=self.queue,
            kind=self.kind,
            rates=tuple(_rates(self.profile)) if self.per_hour is None else steadily(self.per_hour),
            handling=self.handling.value(),
            wrap_up=self.wrap_up.value() if self.wrap_up else None,
            patience=self.patience.value() if self.patience else None,
            needs=self.needs,
            priority=self.priority,
            within_s=self.within_s,
        )


class AgentsTable(_Table):
    """Agents who are alike."""

    name: Name
    count: Annotated[int, Field(ge=0, le=10_000)]
    queues: Annotated[dict[Name, Annotated[int, Field(ge=1, le=99)]], BeforeValidator(_list_as_ranks)]
    skills: Skills = Field(default_factory=dict)
    at_once: dict[InteractionKind, Annotated[int, Field(ge=1, le=100)]] = Field(
        default_factory=lambda: {InteractionKind.PHONE: 1}
    )
    answer_s: Annotated[float, Field(ge=0, le=15)] = 0.0
    shift: SpanTable | None = None
    breaks: list[SpanTable] = Field(default_factory=list)

    def value(self, opening: float) -> Group:
        return Group(
            name=self.name,
            count=self.count,
            queues=self.queues,
            skills=self.skills,
            at_once=self.at_once,
            answer_s=self.answer_s,
            shift=self.shift.value(opening) if self.shift else None,
            breaks=tuple(each.value(opening) for each in self.breaks),
        )


class StepTable(_Table):
    """What is relaxed after a while."""

    after_s: Annotated[int, Field(ge=0, le=86_400)]
    needs: Skills | None = None
    ring: Annotated[int, Field(ge=0, le=99)] | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0

    def value(self) -> PlanStep:
        terms = tuple(Term(skill=skill, at_least=level) for skill, level in (self.needs or {}).items())
        needs = None if self.needs is None else (terms,) if terms else ()
        return PlanStep(at_s=self.after_s, needs=needs, ring=self.ring, priority=self.priority)


class QueueTable(_Table):
    """How a queue chooses agents, and relaxes."""

    name: Name
    strategy: Strategy = Strategy.LONGEST_IDLE
    steps: Annotated[list[StepTable], Field(max_length=10)] = Field(default_factory=list)

    def value(self) -> Line:
        return Line(name=self.name, strategy=self.strategy, steps=tuple(each.value() for each in self.steps))


class SimulationTable(_Table):
    """How long and how often."""

    start: TimeOfDay = 8 * 3600.0
    hours: Annotated[float, Field(gt=0, le=10_000)] = 10.0
    warm_up_minutes: Annotated[float, Field(ge=0)] = 0.0
    replications: Annotated[int, Field(ge=1, le=10_000)] = 30
    seed: int = 1
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    ordering: Ordering = Ordering.HEAD_START


class VariantTable(_Table):
    """What is different; checked when it has been carried out."""

    name: Name
    contacts: list[Table] = Field(default_factory=list)
    agents: list[Table] = Field(default_factory=list)
    queues: list[Table] = Field(default_factory=list)
    ordering: Ordering | None = None


class FloorTables(_Table):
    """A whole floor."""

    simulation: SimulationTable = SimulationTable()
    contacts: Annotated[list[ContactsTable], Field(min_length=1)]
    agents: Annotated[list[AgentsTable], Field(min_length=1)]
    queues: list[QueueTable] = Field(default_factory=list)

    def value(self) -> Scenario:
        opening = self.simulation.start
        return Scenario(
            streams=tuple(each.value() for each in self.contacts),
            groups=tuple(each.value(opening) for each in self.agents if each.count > 0),
            lines=tuple(each.value() for each in self.queues),
            length_s=self.simulation.hours * 3600,
            start_s=opening,
            warm_up_s=self.simulation.warm_up_minutes * 60,
            policy=simulated_policy(self.simulation.ordering),
        )
