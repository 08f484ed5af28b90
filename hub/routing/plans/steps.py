"""Plans over time: due steps are taken, those that help nobody are passed over, and what follows the last."""

from typing import Any

from hub.domain.plans import AfterPlan, Measure, Plan, PlanStep, SkipIf
from hub.domain.queues import Trigger
from hub.domain.work import WorkItem, WorkItemState
from hub.routing.agents import roster
from hub.routing.board import Board
from hub.routing.matching.survey import survey
from hub.routing.plans.clock import step_at
from hub.routing.roster_commands import RemovePlan, UpsertPlan
from hub.routing.waiting.overflow import crowded, overflow
from hub.routing.waiting.waits import estimate


def step_due(board: Board, item: WorkItem) -> None:
    """Take the step whose time has come; while an offer is open the step counts for what comes after it."""
    plan = board.plans.get(item.plan_id or "")
    if plan is None:
        return
    if item.plan_step < len(plan.steps):
        _take(board, item, plan.steps[item.plan_step])
    else:
        _end(board, item, plan)


def catch_up(board: Board, item_id: str) -> None:
    """Take at once the steps whose time has come for an item that begins to wait, before anybody is asked."""
    item = board.items.get(item_id)
    while item is not None and item.plan_id and item.state is WorkItemState.WAITING:
        plan = board.plans.get(item.plan_id)
        due = step_at(item, plan)
        if plan is None or due is None or due > board.now or item.plan_step >= len(plan.steps):
            return
        _take(board, item, plan.steps[item.plan_step])
        item = board.items.get(item_id)


def skip(board: Board) -> bool:
    """Of those who took a step and found nobody, move on at once whose step says so; False when there were none."""
    stepped, board.stepped = board.stepped, {}
    moved = False
    for item in [board.items[each] for each in stepped if each in board.items]:
        plan = board.plans.get(item.plan_id or "")
        if plan is None or item.state is not WorkItemState.WAITING or item.plan_step >= len(plan.steps):
            continue
        if any(_holds(board, item, each) for each in plan.steps[item.plan_step - 1].skip_if):
            _take(board, item, plan.steps[item.plan_step])
            moved = True
    return moved


def upsert_plan(board: Board, command: UpsertPlan) -> None:
    """Take a plan as it is now, for all who wait by it."""
    before = board.plans.get(command.plan.id)
    roster.upsert_plan(board, command)
    _go_on(board, command.plan.id, before)


def remove_plan(board: Board, command: RemovePlan) -> None:
    """Forget a plan: nothing more comes for those who wait by it."""
    roster.remove_plan(board, command)
    _go_on(board, command.plan_id, None)


def _go_on(board: Board, plan_id: str, before: Plan | None) -> None:
    """Go on by the plan as it is now: steps taken stay counted, as far as there are as many."""
    plan = board.plans.get(plan_id)
    for item in [each for each in board.items.values() if each.plan_id == plan_id]:
        if plan is not None and before is not None:
            was_over = item.plan_step > len(before.steps)
            taken = len(plan.steps) + 1 if was_over else min(item.plan_step, len(plan.steps))
            if taken != item.plan_step:
                board.change(item, "plan_edited", plan_step=taken)
        board.wind(board.items[item.id])


def begun_anew(board: Board, item: WorkItem) -> dict[str, Any]:
    """The fields of an item that waits for a new reason: its plan starts over, without the priority it had given."""
    plan = board.plans.get(item.plan_id or "")
    gained = sum(each.priority for each in plan.steps[: item.plan_step]) if plan else 0
    return {"entered_at": board.now, "plan_step": 0, "priority": item.priority - gained}


def _take(board: Board, item: WorkItem, step: PlanStep) -> None:
    changes: dict[str, Any] = {"plan_step": item.plan_step + 1, "priority": item.priority + step.priority}
    if step.move_to in board.queues:
        changes["queue_id"] = step.move_to
    taken = board.change(item, "plan_step", detail=step.announcement, **changes)
    if step.skip_if:
        board.stepped[item.id] = None
    crowded(board, taken)


def _end(board: Board, item: WorkItem, plan: Plan) -> None:
    """What follows the plan; overflowing waits until an open offer has come to nothing."""
    overflows = plan.after is AfterPlan.OVERFLOW
    if overflows and item.state is WorkItemState.OFFERED:
        return
    over = board.change(item, "plan_ended", plan_step=len(plan.steps) + 1)
    if overflows:
        overflow(board, over, Trigger.PLAN_ENDED)


def _holds(board: Board, item: WorkItem, condition: SkipIf) -> bool:
    value = _measured(board, item, condition.measure)
    least, most = condition.at_least, condition.at_most
    return (least is None or value >= least) and (most is None or value <= most)


def _measured(board: Board, item: WorkItem, measure: Measure) -> float:
    match measure:
        case Measure.AVAILABLE:
            return survey(board, item).available
        case Measure.LOGGED_IN:
            return survey(board, item).logged_in
        case Measure.LONGEST_IDLE_S:
            return survey(board, item).longest_idle_s
        case Measure.QUEUE_LENGTH:
            return board.length(item.queue_id)
        case Measure.ESTIMATED_WAIT_S:
            guess = estimate(board, item)
            return float("inf") if guess is None else guess.seconds
