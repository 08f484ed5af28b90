"""The public JSON shapes of how work is routed: queues, plans, profiles, skills, hours, promised times, rules."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from hub.domain.entry_rules import EntryRule
from hub.domain.hours import NamedHours, OpeningHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.queues import Disposition, Queue
from hub.domain.sla import SlaPolicy
from hub.services.shapes import Shape, time_shape


def queue_shape(queue: Queue, *, at: datetime, waiting: int = 0, longest_wait_since: datetime | None = None) -> Shape:
    """A queue with what waits in it; `open` says whether its hours hold at `at`."""
    return {
        **plain(queue),
        "waiting": waiting,
        "longest_wait_since": time_shape(longest_wait_since),
        "open": queue.hours is None or queue.hours.is_open(at),
    }


def hours_shape(hours: OpeningHours | None) -> Shape | None:
    """Weekly opening hours; `week[0]` is Monday, `overrides` are by date."""
    return None if hours is None else _opening_hours(hours)


def disposition_shape(disposition: Disposition) -> Shape:
    """A result code."""
    return plain(disposition)


def plan_shape(plan: Plan) -> Shape:
    """A plan with its steps."""
    return plain(plan)


def profile_shape(profile: RoutingProfile) -> Shape:
    """A profile with what it serves."""
    return plain(profile)


def skill_shape(skill: Skill) -> Shape:
    """A skill that pages offer."""
    return plain(skill)


def named_hours_shape(hours: NamedHours) -> Shape:
    """Opening hours that several share."""
    return plain(hours)


def sla_policy_shape(policy: SlaPolicy) -> Shape:
    """Promised times."""
    return plain(policy)


def entry_rule_shape(rule: EntryRule) -> Shape:
    """A rule in its place."""
    return plain(rule)


def plain(value: Any) -> Shape:
    """A value's fields by name, as JSON has them: enums by value, times of day to the minute, instants in RFC 3339."""
    return {each.name: _json(getattr(value, each.name)) for each in fields(value)}


def _json(value: Any) -> object:
    if value is None or isinstance(value, Enum):
        return None if value is None else value.value
    if isinstance(value, OpeningHours):
        return _opening_hours(value)
    if is_dataclass(value):
        return plain(value)
    if isinstance(value, dict):
        return {str(key): _json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return _moment(value)


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return time_shape(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat(timespec="minutes") if isinstance(value, time) else value


def _opening_hours(hours: OpeningHours) -> Shape:
    return {
        "time_zone": hours.time_zone,
        "week": [_json(day) for day in hours.week],
        "overrides": {day.isoformat(): _json(intervals) for day, intervals in hours.overrides},
    }
