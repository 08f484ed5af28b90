"""Checks entry rules, shared hours and promises: shadowed, leading nowhere, asking for what nobody has."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hub.domain.entry_rules import Conditions, EntryRule, speaks
from hub.services.routing_setup.check_people import term_problem
from hub.services.routing_setup.check_plans import entry_pool_is_empty
from hub.services.routing_setup.check_queues import opens
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.findings import Finding
from hub.services.routing_setup.serving import Serving


def check_rules(config: RoutingConfig, serving: Serving, at: datetime) -> Iterator[Finding]:
    """Every enabled rule, in order."""
    enabled = [each for each in config.rules if each.enabled]
    for place, rule in enumerate(enabled):
        yield from _target(rule, config, serving)
        earlier = next((each for each in enabled[:place] if covers(each, rule)), None)
        if earlier is not None:
            message = f"never fires: rule {earlier.name!r} before it takes every contact that it would"
            remedy = "move it up, narrow the other, or delete it"
            yield _finding(rule, "rule_shadowed", "position", message, remedy, earlier.id)
        if rule.conditions.hours is not None and rule.conditions.open and not opens(rule.conditions.hours, at):
            yield _finding(rule, "never_open", "conditions.hours", "never opens within a year", "add intervals")


def _target(rule: EntryRule, config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    queue = config.queues.get(rule.queue_id)
    if queue is None:
        yield _finding(rule, "queue_gone", "queue_id", "leads to a queue that is not there", "choose another queue")
        return
    problems = [problem for each in rule.requirements if (problem := term_problem(each, config, serving))]
    for code, message, remedy in problems:
        yield _finding(rule, code, "requirements", message, remedy)
    plan = config.plans.get(rule.plan_id or queue.plan_id or "")
    has_relief = plan is not None and any(each.needs is not None or each.agent_ids for each in plan.steps)
    can_be_asked = not problems and not has_relief and serving.ranks[queue.id]
    if can_be_asked and entry_pool_is_empty(queue, rule.requirements, serving):
        message = f"asks for what no agent of queue {queue.name!r} has"
        yield _finding(rule, "nobody_satisfies", "requirements", message, "ask for less, or add a plan", queue.id)


def covers(earlier: EntryRule, later: EntryRule) -> bool:
    """Whether whatever `later` would take, `earlier` takes before."""
    first, second = earlier.conditions, later.conditions
    return (
        _within(first.channels, second.channels)
        and _within(first.kinds, second.kinds)
        and _within(first.our_addresses, second.our_addresses)
        and _within(first.customer_tags, second.customer_tags)
        and _classes(first.classes, second.classes)
        and _within(first.digits, second.digits)
        and _languages(first.languages, second.languages)
        and first.has_owner in (None, second.has_owner)
        and first.answers.items() <= second.answers.items()
        and _as_open(first, second, same_queue=earlier.queue_id == later.queue_id)
    )


def _within(first: Sequence[str], second: Sequence[str]) -> bool:
    return not first or (bool(second) and set(second) <= set(first))


def _classes(first: dict[str, tuple[str, ...]], second: dict[str, tuple[str, ...]]) -> bool:
    return all(scheme in second and set(second[scheme]) <= set(names) for scheme, names in first.items())


def _languages(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return not first or (bool(second) and all(speaks(first, each) for each in second))


def _as_open(first: Conditions, second: Conditions, *, same_queue: bool) -> bool:
    """Without own hours the queue's count, so that two rules agree only on the same queue."""
    if first.open is None:
        return True
    same_hours = first.hours == second.hours and (first.hours is not None or same_queue)
    return first.open is second.open and same_hours


def check_starving(config: RoutingConfig) -> Iterator[Finding]:
    """With strict order, low classes that no step ever raises."""
    for rule in config.rules:
        queue = config.queues.get(rule.queue_id)
        plan = config.plans.get(rule.plan_id or (queue.plan_id if queue else None) or "")
        rises = plan is not None and any(each.priority > 0 for each in plan.steps)
        above = next((each for each in config.rules if _is_above(each, rule)), None)
        if rule.enabled and above is not None and not rises:
            message = f"may starve: the order is strict, and rule {above.name!r} sends the same queue more urgent work"
            remedy = "give it a plan with a step that raises the priority, or order by head start"
            yield _finding(rule, "may_starve", "priority", message, remedy, above.id)


def _is_above(other: EntryRule, rule: EntryRule) -> bool:
    return other.enabled and other.queue_id == rule.queue_id and other.priority > rule.priority


def check_hours(config: RoutingConfig, at: datetime) -> Iterator[Finding]:
    """Shared hours."""
    for named in config.hours.values():
        if not opens(named.hours, at):
            yield Finding(
                code="never_open",
                kind="hours",
                id=named.id,
                name=named.name,
                field="hours",
                message="do not open within a year",
                remedy="add intervals",
                concerns=tuple(each.id for each in config.queues.values() if each.hours_id == named.id),
            )


def check_promises(config: RoutingConfig) -> Iterator[Finding]:
    """SLA policies."""
    used = {each.sla_id for each in config.queues.values()} | {each.sla_id for each in config.rules}
    for policy in config.policies.values():
        words = []
        if policy.id not in used:
            words.append(("sla_unused", "", "is no queue's and no rule's promise", "choose it there, or delete it"))
        if policy.first_reply_s and policy.resolution_s and policy.resolution_s < policy.first_reply_s:
            message = f"promises to be done ({policy.resolution_s} s) before the first reply ({policy.first_reply_s} s)"
            words.append(("sla_upside_down", "resolution_s", message, "give the resolution more time"))
        for code, field, message, remedy in words:
            yield Finding(
                code=code,
                kind="sla_policy",
                id=policy.id,
                name=policy.name,
                field=field,
                message=message,
                remedy=remedy,
            )


def _finding(rule: EntryRule, code: str, field: str, message: str, remedy: str, *concerns: str) -> Finding:
    return Finding(
        code=code,
        kind="entry_rule",
        id=rule.id,
        name=rule.name,
        field=field,
        message=message,
        remedy=remedy,
        concerns=(rule.queue_id, *concerns),
    )
