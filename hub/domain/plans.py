"""Routing plans: how what waiting work needs is relaxed, step by step, while it waits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_STEPS = 10
MAX_TERMS = 10
LOWEST_LEVEL = 1
HIGHEST_LEVEL = 10


class Strategy(StrEnum):
    """Which of several free agents gets an item (docs/routing.md, "Who gets it")."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    MOST_SKILLED = "most_skilled"
    FEWEST_SKILLS_FIRST = "fewest_skills_first"
    BEST_MATCH = "best_match"
    ROUND_ROBIN = "round_robin"
    LINEAR = "linear"
    RANDOM = "random"
    FEWEST_HANDLED = "fewest_handled"
    RING_ALL = "ring_all"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One skill between two levels, both included; `at_least` 0 with `at_most` 0 asks for its absence."""

    skill: str
    at_least: int = LOWEST_LEVEL
    at_most: int = HIGHEST_LEVEL


Needs = tuple[tuple[Term, ...], ...]
"""Alternatives, each a conjunction of terms; no alternatives ask for nothing."""


class StepMode(StrEnum):
    """Whether a step's needs and agents come beside those in force, or in their place."""

    ADD = "add"
    REPLACE = "replace"


class AfterPlan(StrEnum):
    """What follows `plan.ends_at_s`, or the last step where that is not given."""

    HOLD_LAST = "hold_last"
    ANY_AGENT_IN_QUEUE = "any_agent_in_queue"
    OVERFLOW = "overflow"


class Measure(StrEnum):
    """What a skip condition looks at, in the pool that the step would open."""

    AVAILABLE = "available"
    LOGGED_IN = "logged_in"
    LONGEST_IDLE_S = "longest_idle_s"
    QUEUE_LENGTH = "queue_length"
    ESTIMATED_WAIT_S = "estimated_wait_s"


@dataclass(frozen=True, kw_only=True)
class SkipIf:
    """Skip to the next step at once when the measure lies between both bounds (None: unbounded) and nobody is free."""

    measure: Measure
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """What changes `at_s` seconds after the item entered its queue.

    `needs` None leaves the needs as they are. `ring` admits members up to that rank (None: leave as it is; 0: all).
    `agent_ids` are asked besides (or, with `replace` and no needs, instead of) the pool, whatever their queues.
    `queue_ids` are served besides the item's own queue; `move_to` changes the queue itself. `priority` is added.
    `skip_if` are alternatives. `announcement` is spoken or written to the customer.
    """

    at_s: int
    mode: StepMode = StepMode.REPLACE
    needs: Needs | None = None
    ring: int | None = None
    agent_ids: tuple[str, ...] = ()
    queue_ids: tuple[str, ...] = ()
    move_to: str | None = None
    priority: int = 0
    strategy: Strategy | None = None
    skip_if: tuple[SkipIf, ...] = ()
    announcement: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Steps in the order of `at_s`, counted from when the item entered its queue; offers do not stop that clock."""

    id: str
    version: int = 1
    name: str
    routing_domain: str = "default"
    steps: tuple[PlanStep, ...] = ()
    after: AfterPlan = AfterPlan.HOLD_LAST
    ends_at_s: int | None = None
    created_at: datetime
    updated_at: datetime
