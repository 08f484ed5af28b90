"""What is simulated: contacts that come in, agents who work, for how long; times are seconds since the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, log, sqrt
from random import Random

from hub.domain.interactions import InteractionKind
from hub.domain.plans import PlanStep, Strategy
from hub.routing.policy import ChannelPolicy, Ordering, Policy

DAY_S = 86_400


class Shape(StrEnum):
    """How durations scatter about their mean."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """A random time; `cv` is the standard deviation against the mean of lognormal times."""

    mean_s: float
    shape: Shape = Shape.EXPONENTIAL
    cv: float = 1.0

    def draw(self, dice: Random) -> float:
        """One time."""
        if self.shape is Shape.FIXED or self.mean_s == 0:
            return self.mean_s
        if self.shape is Shape.EXPONENTIAL:
            return dice.expovariate(1 / self.mean_s)
        spread = log(1 + self.cv**2)
        return dice.lognormvariate(log(self.mean_s) - spread / 2, sqrt(spread))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Contacts an hour from a time of the day on until another."""

    start_s: float
    end_s: float
    per_hour: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """Contacts of one sort: how many come, where they wait, what they need, how long they take and wait.

    With `patience` None nobody hangs up; `within_s` is the promise that the service level counts.
    """

    name: str
    queue: str
    kind: InteractionKind = InteractionKind.PHONE
    rates: tuple[Rate, ...]
    handling: Duration
    wrap_up: Duration | None = None
    patience: Duration | None = None
    needs: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    within_s: float = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From a moment until another."""

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Agents who are alike; `queues` gives each queue's rank for them, `at_once` how many of a kind one can have.

    Without `shift` they stay to the end, and until nobody waits any more.
    """

    name: str
    count: int
    queues: Mapping[str, int]
    skills: Mapping[str, int] = field(default_factory=dict)
    at_once: Mapping[InteractionKind, int] = field(default_factory=lambda: {InteractionKind.PHONE: 1})
    answer_s: float = 0.0
    shift: Span | None = None
    breaks: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """How a queue chooses agents, and how what its contacts need is relaxed while they wait."""

    name: str
    strategy: Strategy = Strategy.LONGEST_IDLE
    steps: tuple[PlanStep, ...] = ()


def simulated_policy(ordering: Ordering = Ordering.HEAD_START) -> Policy:
    """The hub's own rules, but that an accepted call is bridged at once."""
    return Policy(channels={"phone": ChannelPolicy(missed_limit=1, survives_agent=True)}, ordering=ordering)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A floor for `length_s` from `start_s` of the day on; what comes in during `warm_up_s` is not counted.

    Queues need no mention in `lines` unless they differ from the usual.
    """

    streams: tuple[Stream, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...] = ()
    length_s: float
    start_s: float = 0.0
    warm_up_s: float = 0.0
    policy: Policy = field(default_factory=simulated_policy)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One contact that comes in, with all that chance decides about it."""

    at_s: float
    stream: Stream
    handling_s: float
    wrap_up_s: float
    patience_s: float


def arrivals(stream: Stream, scenario: Scenario, seed: str) -> Iterator[Arrival]:
    """The contacts of a stream in order.

    Everything about one is drawn here, whatever becomes of it: a variant of the scenario meets the same customers
    (common random numbers, Law, "Simulation Modeling and Analysis", ch. 11).
    """
    coming, lasting = Random(f"{seed}/{stream.name}/coming"), Random(f"{seed}/{stream.name}/lasting")  # noqa: S311
    for at_s in _poisson(stream.rates, scenario, coming):
        handling_s = stream.handling.draw(lasting)
        wrap_up_s = stream.wrap_up.draw(lasting) if stream.wrap_up else 0.0
        patience_s = stream.patience.draw(lasting) if stream.patience else inf
        yield Arrival(at_s, stream, handling_s, wrap_up_s, patience_s)


def _poisson(rates: tuple[Rate, ...], scenario: Scenario, dice: Random) -> Iterator[float]:
    """A Poisson process whose rate follows the time of the day: by thinning (Lewis and Shedler 1979)."""
    peak = max((each.per_hour for each in rates), default=0.0) / 3600
    if peak <= 0:
        return
    is_even = len(rates) == 1 and rates[0].end_s - rates[0].start_s >= DAY_S
    at_s = dice.expovariate(peak)
    while at_s < scenario.length_s:
        if is_even or dice.random() * peak * 3600 < _rate_at(rates, (scenario.start_s + at_s) % DAY_S):
            yield at_s
        at_s += dice.expovariate(peak)


def _rate_at(rates: tuple[Rate, ...], time_of_day_s: float) -> float:
    return next((each.per_hour for each in rates if each.start_s <= time_of_day_s < each.end_s), 0.0)


def steadily(per_hour: float) -> tuple[Rate, ...]:
    """The same rate all day."""
    return (Rate(start_s=0, end_s=DAY_S, per_hour=per_hour),)
