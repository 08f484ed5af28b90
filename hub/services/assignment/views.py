"""What can be looked up in the engine, answered among the asks: explanations, and the floor as it is now."""

from collections.abc import Callable, Mapping

from hub.domain.interactions import Interaction
from hub.domain.work import WorkItem, WorkItemState
from hub.errors import NotFoundError
from hub.services.assignment.alarms import unroutable_shape
from hub.services.assignment.explain import agent_explained, interaction_explained
from hub.services.assignment.floor import Floor
from hub.services.assignment.values import Ask
from hub.services.shapes import Shape, time_shape

EXPLAIN = "explain"
FLOOR = "floor"
_MOST = 200  # a page full, and a bound on what one look costs the owner
_QUEUED = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})


def is_view(ask: Ask) -> bool:
    """Whether an ask changes nothing."""
    return ask.name in _VIEWS


def view(ask: Ask, floor: Floor, interactions: Mapping[str, Interaction]) -> Shape:
    """Answer; raises `NotFoundError` for what is not there."""
    return _VIEWS[ask.name](ask, floor, interactions)


def _interaction(ask: Ask, floor: Floor, interactions: Mapping[str, Interaction]) -> Shape:
    interaction = interactions.get(ask.data["interaction_id"])
    if interaction is None:
        raise NotFoundError(f"there is no interaction {ask.data['interaction_id']}")
    return interaction_explained(floor, interaction)


def _agent(ask: Ask, floor: Floor, _interactions: Mapping[str, Interaction]) -> Shape:
    return agent_explained(floor, ask.data["agent_id"])


def _floor(_ask: Ask, floor: Floor, _interactions: Mapping[str, Interaction]) -> Shape:
    """Estimates by queue, what waits with its place and step, and what nobody signed in can take."""
    queued = [each for each in floor.engine.live_items() if each.state in _QUEUED]
    queued.sort(key=lambda each: (each.queued_at, each.id))
    last = {each.queue_id: each for each in queued}
    return {
        "waiting": [_waiting(floor, each) for each in queued[:_MOST]],
        "waiting_total": len(queued),
        "estimates": {queue_id: _estimate(floor, item) for queue_id, item in last.items() if queue_id},
        "alarms": [unroutable_shape(floor, each) for each in floor.engine.unroutable()],
    }


def _waiting(floor: Floor, item: WorkItem) -> Shape:
    plan = floor.engine.plan(item.plan_id) if item.plan_id else None
    return {
        "interaction_id": item.interaction_id,
        "work_item_id": item.id,
        "queue_id": item.queue_id,
        "state": item.state.value,
        "priority": item.priority,
        "position": floor.engine.position(item.id),
        "estimated_wait_s": _estimate(floor, item),
        "requirements": [{"skill": each.skill, "level": each.level} for each in item.requirements],
        "plan_name": plan.name if plan else None,
        "plan_step": item.plan_step,
        "plan_steps": len(plan.steps) if plan else 0,
        "next_step_at": time_shape(floor.engine.next_step_at(item.id)),
        "queued_at": time_shape(item.queued_at),
        "due_at": time_shape(item.due_at),
        "is_callback": item.callback is not None,
    }


def _estimate(floor: Floor, item: WorkItem) -> float | None:
    found = floor.engine.estimate(item.id)
    return round(found.seconds, 1) if found else None


_VIEWS: dict[str, Callable[[Ask, Floor, Mapping[str, Interaction]], Shape]] = {
    EXPLAIN: _interaction,
    "explain_agent": _agent,
    FLOOR: _floor,
}
