"""Entry rules: the first that matches decides queue, requirements and priority of a new interaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.hours import OpeningHours
from hub.domain.interactions import Requirement


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """What is known of a contact when it comes in."""

    channel: str
    kind: str
    our_address: str = ""
    language: str = ""
    customer_tags: tuple[str, ...] = ()
    classes: dict[str, str] = field(default_factory=dict)
    owner_agent_id: str | None = None
    digits: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """All that are given must hold; an empty tuple, "" or None means "any".

    `classes` names, by classification, the classes that fit (`{"value": ("core",)}`): all of those named must.
    `has_owner` asks whether the customer has an owner; `open` asks whether `hours` are open;
    without any the target queue's count, and what has no hours is always open.
    """

    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    our_addresses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    customer_tags: tuple[str, ...] = ()
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    has_owner: bool | None = None
    digits: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    hours: OpeningHours | None = None
    open: bool | None = None


@dataclass(frozen=True, kw_only=True)
class EntryRule:
    """One rule; `position` orders them. `to_owner` prefers the customer's owner among the agents, `to_last_agent_days`
    the one who served the customer last, if within that many days. `plan_id` and `sla_id` win over the queue's.
    """

    id: str
    version: int = 1
    name: str
    position: int
    conditions: Conditions = field(default_factory=Conditions)
    queue_id: str
    requirements: tuple[Requirement, ...] = ()
    priority: int = 0
    plan_id: str | None = None
    sla_id: str | None = None
    to_owner: bool = False
    to_last_agent_days: int | None = None
    enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a rule matched, and if not, the first condition that failed: for the dry run."""

    rule: EntryRule
    failed: str | None


def first_match(rules: Sequence[EntryRule], facts: EntryFacts) -> EntryRule | None:
    """Return the first enabled rule, by position, whose conditions all hold."""
    return next((rule for rule in rules if rule.enabled and failed_condition(rule.conditions, facts) is None), None)


def dry_run(rules: Sequence[EntryRule], facts: EntryFacts) -> list[Verdict]:
    """Judge every enabled rule in order, for the page that shows which one fires."""
    return [Verdict(rule=rule, failed=failed_condition(rule.conditions, facts)) for rule in rules if rule.enabled]


def failed_condition(conditions: Conditions, facts: EntryFacts) -> str | None:
    """Name the first condition that does not hold, or None; every contact passes here, so the cheap ones come first."""
    return next((name for name, holds in _CHECKS if not holds(conditions, facts)), None)


def speaks(languages: tuple[str, ...], language: str) -> bool:
    """Match `zh` with `zh-CN`, but not `zh-CN` with `zh`."""
    return any(language == each or language.startswith(f"{each}-") for each in languages)


def _within(allowed: tuple[str, ...], value: str) -> bool:
    return not allowed or value in allowed


def _is_classed(wanted: dict[str, tuple[str, ...]], classes: dict[str, str]) -> bool:
    return all(classes.get(scheme) in names for scheme, names in wanted.items())


def _is_as_open_as_asked(conditions: Conditions, facts: EntryFacts) -> bool:
    if conditions.open is None:
        return True
    if conditions.hours is None:
        return conditions.open
    return conditions.hours.is_open(facts.at) is conditions.open


_CHECKS: tuple[tuple[str, Callable[[Conditions, EntryFacts], bool]], ...] = (
    ("channels", lambda conditions, facts: _within(conditions.channels, facts.channel)),
    ("kinds", lambda conditions, facts: _within(conditions.kinds, facts.kind)),
    ("our_addresses", lambda conditions, facts: _within(conditions.our_addresses, facts.our_address)),
    ("languages", lambda conditions, facts: not conditions.languages or speaks(conditions.languages, facts.language)),
    (
        "customer_tags",
        lambda conditions, facts: (
            not conditions.customer_tags or not set(conditions.customer_tags).isdisjoint(facts.customer_tags)
        ),
    ),
    ("classes", lambda conditions, facts: _is_classed(conditions.classes, facts.classes)),
    ("has_owner", lambda conditions, facts: conditions.has_owner in (None, facts.owner_agent_id is not None)),
    ("digits", lambda conditions, facts: _within(conditions.digits, facts.digits)),
    ("answers", lambda conditions, facts: conditions.answers.items() <= facts.answers.items()),
    ("open", _is_as_open_as_asked),
)
