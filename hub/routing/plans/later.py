"""What later steps of an item's plan will open, and when."""

from datetime import datetime, timedelta

from hub.domain.plans import AfterPlan, Plan
from hub.domain.work import WorkItem
from hub.routing.board import Board
from hub.routing.evolve import evolve
from hub.routing.matching.pool import Pool, in_force


def plan_of(board: Board, item: WorkItem) -> Plan | None:
    """The plan an item follows."""
    return board.plans.get(item.plan_id) if item.plan_id else None


def later_pools(board: Board, item: WorkItem) -> list[tuple[datetime, Pool]]:
    """The pool after each step to come, with its time; skipped steps may come sooner."""
    plan = plan_of(board, item)
    if plan is None:
        return []
    since = item.entered_at or item.queued_at
    found: list[tuple[datetime, Pool]] = []
    queue_id = item.queue_id
    for number in range(item.plan_step, len(plan.steps)):
        step = plan.steps[number]
        queue_id = step.move_to or queue_id
        then = evolve(item, plan_step=number + 1, queue_id=queue_id)
        found.append((since + timedelta(seconds=step.at_s), in_force(then, plan)))
    if plan.after is AfterPlan.ANY_AGENT_IN_QUEUE and item.plan_step <= len(plan.steps):
        ends = plan.ends_at_s if plan.ends_at_s is not None else max((each.at_s for each in plan.steps), default=0)
        then = evolve(item, plan_step=len(plan.steps) + 1, queue_id=queue_id)
        found.append((since + timedelta(seconds=ends), in_force(then, plan)))
    return found
