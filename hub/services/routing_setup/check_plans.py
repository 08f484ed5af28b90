"""Checks plans: steps that change nothing, that come too late, or that let nobody in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.plans import AfterPlan, Plan, PlanStep
from hub.domain.queues import Queue, Trigger
from hub.domain.work import WorkItem
from hub.routing.matching.pool import in_force
from hub.services.routing_setup.check_people import term_problem
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.findings import Finding
from hub.services.routing_setup.serving import Serving

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A way into a plan: a queue, and what the rule asks for besides."""

    queue: Queue
    requirements: tuple[Requirement, ...] = ()
    by: str


def check_plans(config: RoutingConfig, serving: Serving, about: str | None = None) -> Iterator[Finding]:
    """Every plan, by itself and where it is used; or only what can say something about one thing."""
    for plan in config.plans.values():
        uses = _uses(plan, config)
        if about is not None and about not in (plan.id, *(each.queue.id for each in uses)):
            continue
        if not uses:
            yield _finding(plan, "plan_unused", "", "is no queue's and no rule's plan", "choose it there, or delete it")
        asked_in_vain = list(_terms(plan, config, serving))
        yield from asked_in_vain
        yield from _idle_steps(plan)
        said = {int(each.field.split(".")[1]) for each in asked_in_vain if each.code != "skill_unlisted"}
        for use in uses:
            yield from _late_steps(plan, use)
            yield from (each for place, each in _empty_pools(plan, use, serving) if place not in said)


def _uses(plan: Plan, config: RoutingConfig) -> list[Use]:
    found = [Use(queue=each, by=f"queue {each.name!r}") for each in config.queues.values() if each.plan_id == plan.id]
    for rule in config.rules:
        queue = config.queues.get(rule.queue_id)
        if queue is not None and rule.enabled and plan.id == (rule.plan_id or queue.plan_id):
            found.append(Use(queue=queue, requirements=rule.requirements, by=f"entry rule {rule.name!r}"))
    return found


def _terms(plan: Plan, config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    for place, step in enumerate(plan.steps):
        for number, conjunction in enumerate(step.needs or ()):
            needs = tuple((each.skill, each.at_least, each.at_most) for each in conjunction)
            problems = [problem for each in conjunction if (problem := term_problem(each, config, serving))]
            for code, message, remedy in problems:
                yield _finding(plan, code, f"steps.{place}.needs.{number}", message, remedy)
            if not problems and config.agents and not serving.somebody_has([needs]):
                yield _finding(
                    plan,
                    "nobody_satisfies",
                    f"steps.{place}.needs.{number}",
                    "asks for a combination that no agent has",
                    "ask for less, or add another alternative",
                )


def _idle_steps(plan: Plan) -> Iterator[Finding]:
    for place, step in enumerate(plan.steps):
        if plan.ends_at_s is not None and step.at_s >= plan.ends_at_s:
            message = f"comes at {step.at_s} s, when the plan has ended ({plan.ends_at_s} s)"
            yield _finding(plan, "step_unreachable", f"steps.{place}.at_s", message, "end the plan later, or drop it")
        if step == PlanStep(at_s=step.at_s, mode=step.mode, skip_if=step.skip_if):
            yield _finding(plan, "step_changes_nothing", f"steps.{place}", "changes nothing", "drop it")
        elif place and replace(step, at_s=0) == replace(plan.steps[place - 1], at_s=0) and not step.priority:
            yield _finding(plan, "step_changes_nothing", f"steps.{place}", "repeats the step above it", "drop it")


def _late_steps(plan: Plan, use: Use) -> Iterator[Finding]:
    queue = use.queue
    leaves = {each.on for each in queue.overflow}
    where = queue.id
    for place, step in enumerate(plan.steps):
        if Trigger.MAX_WAIT in leaves and step.at_s >= queue.max_wait_s:
            message = f"comes at {step.at_s} s; queue {queue.name!r} lets work overflow after {queue.max_wait_s} s"
            remedy = "come earlier, or let the queue wait longer"
            yield _finding(plan, "step_unreachable", f"steps.{place}.at_s", message, remedy, queue.id)
        if step.move_to == where:
            message = f"moves work of {use.by} to where it already is"
            yield _finding(plan, "step_changes_nothing", f"steps.{place}.move_to", message, "drop the move", queue.id)
        where = step.move_to or where
    if plan.after is AfterPlan.OVERFLOW and Trigger.PLAN_ENDED not in leaves:
        message = f"overflows at its end, but queue {queue.name!r} has nowhere to overflow to then"
        remedy = "give the queue an overflow for plan_ended"
        yield _finding(plan, "overflow_nowhere", "after", message, remedy, queue.id)


def _empty_pools(plan: Plan, use: Use, serving: Serving) -> Iterator[tuple[int, Finding]]:
    """The pool after every step, folded exactly as the engine folds it; a queue without agents is said of the queue."""
    if not serving.ranks[use.queue.id]:
        return
    queue_id = use.queue.id
    for taken in range(1, len(plan.steps) + 1):
        queue_id = plan.steps[taken - 1].move_to or queue_id
        item = _item(queue_id, use.requirements, taken)
        if not serving.can_take(in_force(item, plan)):
            message = f"lets nobody take work of {use.by}: no agent who serves it has what it then needs"
            remedy = "ask for less, open a wider ring, or add agents or queues"
            yield taken - 1, _finding(plan, "nobody_satisfies", f"steps.{taken - 1}", message, remedy, use.queue.id)


def _item(queue_id: str, requirements: tuple[Requirement, ...], plan_step: int) -> WorkItem:
    return WorkItem(
        id="",
        interaction_id="",
        kind=InteractionKind.MANUAL,
        queue_id=queue_id,
        requirements=requirements,
        plan_step=plan_step,
        queued_at=_EPOCH,
        state_at=_EPOCH,
        created_at=_EPOCH,
    )


def entry_pool_is_empty(queue: Queue, requirements: tuple[Requirement, ...], serving: Serving) -> bool:
    """Whether nobody could take such work before any step of a plan."""
    return not serving.can_take(in_force(_item(queue.id, requirements, 0), None))


def _finding(plan: Plan, code: str, field: str, message: str, remedy: str, *concerns: str) -> Finding:
    return Finding(
        code=code,
        kind="plan",
        id=plan.id,
        name=plan.name,
        field=field,
        message=message,
        remedy=remedy,
        concerns=concerns,
    )
