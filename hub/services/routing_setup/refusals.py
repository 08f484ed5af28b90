"""What no configuration of the routing may contain: ids of nothing, steps out of order, overlapping intervals."""

import zoneinfo
from collections.abc import Collection, Iterable, Sequence
from datetime import time
from itertools import pairwise

from hub.domain.entry_rules import EntryRule
from hub.domain.hours import Interval, OpeningHours
from hub.domain.plans import MAX_STEPS, MAX_TERMS, AfterPlan, Plan, PlanStep
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Destination, DestinationKind, Queue
from hub.domain.sla import SlaPolicy
from hub.errors import InvalidError
from hub.services.routing_setup.config import RoutingConfig

MAX_HOPS = 5
_DAY = 24 * 60
_WEEK = 7 * _DAY


def refuse_rule(rule: EntryRule, config: RoutingConfig) -> None:
    """What a rule names must exist."""
    _known(rule.queue_id, config.queues, "queue", "queue_id")
    _known(rule.plan_id, config.plans, "plan", "plan_id")
    _known(rule.sla_id, config.policies, "SLA policy", "sla_id")
    if rule.conditions.hours is not None:
        refuse_hours(rule.conditions.hours, "conditions.hours")


def refuse_policy(policy: SlaPolicy, config: RoutingConfig) -> None:
    """A promise needs a time, and hours that exist."""
    if policy.first_reply_s is None and policy.resolution_s is None:
        raise InvalidError("promises nothing; give first_reply_s, resolution_s or both", field="first_reply_s")
    _known(policy.hours_id, config.hours, "opening hours", "hours_id")


def refuse_profile(profile: RoutingProfile, config: RoutingConfig) -> None:
    """Queues must exist, and each queue and kind has one line."""
    seen: set[tuple[str, str | None]] = set()
    for place, entry in enumerate(profile.entries):
        _known(entry.queue_id, config.queues, "queue", f"entries.{place}.queue_id")
        if (entry.queue_id, entry.kind) in seen:
            raise InvalidError("names this queue and kind twice; keep one line", field=f"entries.{place}")
        seen.add((entry.queue_id, entry.kind))


def refuse_queue(queue: Queue, config: RoutingConfig) -> None:
    """What a queue names must exist, and its lists make sense."""
    _members(queue, config)
    _known(queue.hours_id, config.hours, "opening hours", "hours_id")
    _known(queue.plan_id, config.plans, "plan", "plan_id")
    _known(queue.sla_id, config.policies, "SLA policy", "sla_id")
    if queue.hours is not None and queue.hours_id is None:
        refuse_hours(queue.hours, "hours")
    if len({each.on for each in queue.overflow}) < len(queue.overflow):
        raise InvalidError("names a trigger twice; put its destinations into one list", field="overflow")
    for place, overflow in enumerate(queue.overflow):
        _destinations(queue, overflow.to, config, f"overflow.{place}.to")


def _members(queue: Queue, config: RoutingConfig) -> None:
    if len({each.agent_id for each in queue.members}) < len(queue.members):
        raise InvalidError("names an agent twice", field="members")
    for member in queue.members:
        _known(member.agent_id, config.agents, "agent", "members")


def _destinations(queue: Queue, destinations: Sequence[Destination], config: RoutingConfig, field: str) -> None:
    for place, each in enumerate(destinations):
        at = f"{field}.{place}"
        if each.kind is not DestinationKind.QUEUE:
            continue
        if each.queue_id is None:
            raise InvalidError("needs the queue to overflow to", field=f"{at}.queue_id")
        _known(each.queue_id, {**config.queues, queue.id: queue}, "queue", f"{at}.queue_id")
        if each.queue_id == queue.id:
            raise InvalidError("overflows into itself; name another queue", field=f"{at}.queue_id")


def refuse_plan(plan: Plan, config: RoutingConfig) -> None:
    """At most ten steps in the order of time, at most ten terms a step, and nothing unknown."""
    if len(plan.steps) > MAX_STEPS:
        raise InvalidError(f"has {len(plan.steps)} steps; at most {MAX_STEPS}", field="steps")
    for place, (earlier, later) in enumerate(pairwise(plan.steps), start=1):
        if later.at_s < earlier.at_s:
            message = f"comes at {later.at_s} s, before the step above it ({earlier.at_s} s); order the steps by time"
            raise InvalidError(message, field=f"steps.{place}.at_s")
    if plan.ends_at_s is None and plan.after is AfterPlan.ANY_AGENT_IN_QUEUE and not plan.steps:
        raise InvalidError("needs a step or a time after which any agent will do", field="ends_at_s")
    for place, step in enumerate(plan.steps):
        _step(step, config, f"steps.{place}")


def _step(step: PlanStep, config: RoutingConfig, field: str) -> None:
    if sum(len(each) for each in step.needs or ()) > MAX_TERMS:
        raise InvalidError(f"has more than {MAX_TERMS} terms in all", field=f"{field}.needs")
    for place, conjunction in enumerate(step.needs or ()):
        for number, term in enumerate(conjunction):
            if term.at_most < term.at_least:
                message = f"at most {term.at_most} is below at least {term.at_least}"
                raise InvalidError(message, field=f"{field}.needs.{place}.{number}.at_most")
    _all_known(step.agent_ids, config.agents, "agent", f"{field}.agent_ids")
    _all_known(step.queue_ids, config.queues, "queue", f"{field}.queue_ids")
    _known(step.move_to, config.queues, "queue", f"{field}.move_to")
    for place, skip in enumerate(step.skip_if):
        if skip.at_least is not None and skip.at_most is not None and skip.at_most < skip.at_least:
            raise InvalidError("at most is below at least", field=f"{field}.skip_if.{place}.at_most")


def refuse_hours(hours: OpeningHours, field: str) -> None:
    """The zone must exist, and no interval overlap another."""
    if hours.time_zone not in zoneinfo.available_timezones():
        raise InvalidError(
            f"{hours.time_zone!r} is no IANA time zone; write one like Asia/Shanghai", field=f"{field}.time_zone"
        )
    spans = sorted(
        (*_minutes(number * _DAY, interval), f"{field}.week.{number}.{place}")
        for number, day in enumerate(hours.week)
        for place, interval in enumerate(day)
    )
    _no_overlap(spans)
    if spans and max(end for _, end, _ in spans) - _WEEK > spans[0][0]:
        raise InvalidError("overlaps Monday's first interval; end it earlier", field=max(spans)[2])
    for day, intervals in hours.overrides:
        at = f"{field}.overrides.{day.isoformat()}"
        _no_overlap(sorted((*_minutes(0, each), f"{at}.{place}") for place, each in enumerate(intervals)))


def _minutes(offset: int, interval: Interval) -> tuple[float, float]:
    start, end = _of_day(interval.start), _of_day(interval.end)
    return offset + start, offset + (end if end > start else end + _DAY)


def _of_day(wall: time) -> float:
    return wall.hour * 60 + wall.minute + wall.second / 60


def _no_overlap(spans: Iterable[tuple[float, float, str]]) -> None:
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise InvalidError("overlaps another interval; make one of the two", field=later[2])


def _all_known(ids: Sequence[str], among: Collection[str], what: str, field: str) -> None:
    for place, each in enumerate(ids):
        _known(each, among, what, f"{field}.{place}")
    if len(set(ids)) < len(ids):
        raise InvalidError(f"names a {what} twice", field=field)


def _known(key: str | None, among: Collection[str], what: str, field: str) -> None:
    if key is not None and key not in among:
        raise InvalidError(f"there is no {what} {key}", field=field)
