"""Why an item is offered to an agent: what is kept in `Offer.why`, to be read long after."""

from datetime import timedelta

from hub.domain.plans import Strategy
from hub.domain.work import WorkItem
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.values import Considered, Rule, considered

_SECOND = timedelta(seconds=1)
Why = dict[str, object]


def reason(
    board: Board,
    item: WorkItem,
    rule: Rule | Strategy,
    looked_at: list[Considered],
    *,
    total: int = 1,
    stage: int | None = None,
    strategy: Strategy | None = None,
    ignore_capacity: bool = False,
) -> Why:
    """Say why, before the item leaves its line.

    `looked_at` are the first few of all candidates (`total`), in the order they were looked at. `stage` counts
    the plan's openings of the pool (None: the agent took what was next). `position` is the place in line.
    """
    return {
        "rule": rule.value,
        "strategy": strategy.value if strategy else None,
        "stage": stage,
        "plan_id": item.plan_id,
        "plan_step": item.plan_step,
        "key": board.key(item).isoformat(),
        "waited_s": (board.now - item.queued_at) / _SECOND,
        "position": board.position(item),
        "considered": looked_at,
        "considered_total": total,
        "ignore_capacity": ignore_capacity,
    }


def alone(seat: Seat) -> list[Considered]:
    """The agent as the one candidate."""
    return [considered(seat.agent.id, seat.agent.presence.ticket)]
