"""How long an item will wait, and what a customer may be told about it."""

from dataclasses import dataclass
from math import sqrt

from hub.domain.work import WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.matching.survey import survey

_SPREAD = 1.2816  # of a normal distribution, 80 % lie within so many standard deviations
_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """Seconds until an agent is found, with the bounds between which most waits should lie."""

    seconds: float
    low: float
    high: float


def estimate(board: Board, item: WorkItem) -> Estimate | None:
    """Guess how much longer an item waits; None when nobody signed in and ready could ever take it.

    With n ahead and s contacts served at once, each taking 1/mu on average, the wait is (n + 1) / (s mu) while all are
    busy (W. Whitt, "Predicting queueing delays", Management Science 45(6), 1999). The delay of the last to be served
    (R. Ibrahim and W. Whitt, M&SOM 11(3), 2009), less what was waited already, corrects what the model leaves out.
    """
    if item.state not in _QUEUED:
        return None
    seen = survey(board, item)
    if item.state is WorkItemState.OFFERED or seen.available:
        return Estimate(seconds=0.0, low=0.0, high=0.0)
    if not seen.servers:
        return None
    ahead = (board.position(item) or 1) - 1
    by_length = (ahead + 1) * board.memory.handling_s(item.queue_id, item.kind) / seen.servers
    spread = _SPREAD * by_length / sqrt(ahead + 1)
    by_last = _by_last(board, item)
    seconds = by_length if by_last is None else (by_length + by_last) / 2
    low, high = by_length - spread, by_length + spread
    return Estimate(seconds=seconds, low=max(0.0, min(low, seconds)), high=max(high, seconds))


def _by_last(board: Board, item: WorkItem) -> float | None:
    last = board.memory.delay_s(item.queue_id, item.kind)
    if last is None:
        return None
    waited = (board.now - (item.entered_at or item.queued_at)).total_seconds()
    return last - waited if waited < last else None


def announceable(told: int | None, place: int | None) -> int | None:
    """The place that may be told now: never a worse one than before, nothing when there is none."""
    if place is None:
        return None
    return place if told is None or place <= told else told
