"""When the next step of a plan is due: counted from when the item entered its queue, whatever happened meanwhile."""

from datetime import datetime, timedelta

from hub.domain.plans import AfterPlan, Plan
from hub.domain.work import WorkItem, WorkItemState

_ON_THE_CLOCK = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


def step_at(item: WorkItem, plan: Plan | None) -> datetime | None:
    """The moment of the next step, or of the end of the plan; None when nothing more comes, or the item sleeps."""
    if plan is None or item.entered_at is None or item.state not in _ON_THE_CLOCK:
        return None
    if item.plan_step < len(plan.steps):
        return item.entered_at + timedelta(seconds=plan.steps[item.plan_step].at_s)
    if plan.after is AfterPlan.HOLD_LAST or item.plan_step > len(plan.steps):
        return None
    return item.entered_at + timedelta(seconds=_end_s(plan))


def _end_s(plan: Plan) -> int:
    if plan.ends_at_s is not None:
        return plan.ends_at_s
    return plan.steps[-1].at_s if plan.steps else 0
