"""Overflow: what a queue does with work that it cannot or should not serve, tried in the order given."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.domain.interactions import InteractionKind
from hub.domain.queues import Destination, DestinationKind, Queue, Trigger
from hub.domain.work import LegRole, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.waiting.hours import is_open
from hub.routing.waiting.waits import estimate

MAX_HOPS = 5
_BY_PHONE = frozenset({DestinationKind.VOICEMAIL, DestinationKind.CALLBACK})
_IN_LINE = frozenset({WorkItemState.WAITING, WorkItemState.PARKED})


def overflow(board: Board, item: WorkItem, trigger: Trigger) -> bool:
    """Try the destinations of a trigger; False when none fits and the item stays where it is."""
    queue = board.queues.get(item.queue_id or "")
    if queue is None or item.state not in _IN_LINE or item.role is not LegRole.MAIN or item.direct:
        return False
    return any(_go(board, item, queue, each, trigger) for each in _destinations(queue, trigger))


def crowded(board: Board, item: WorkItem) -> bool:
    """Overflow when the wait is expected to be longer than the queue allows."""
    queue = board.queues.get(item.queue_id or "")
    if queue is None or queue.max_estimated_wait_s is None or item.state is not WorkItemState.WAITING:
        return False
    guess = estimate(board, item)
    too_long = guess is not None and guess.seconds > queue.max_estimated_wait_s
    return too_long and overflow(board, item, Trigger.MAX_ESTIMATED_WAIT)


def longest_wait(queue: Queue | None, item: WorkItem, now: datetime) -> datetime | None:
    """When an item of a queue has waited too long; None where nothing follows from it."""
    if queue is None or queue.max_wait_s <= 0 or not any(each.on is Trigger.MAX_WAIT for each in queue.overflow):
        return None
    return (item.entered_at or now) + timedelta(seconds=queue.max_wait_s)


def _destinations(queue: Queue, trigger: Trigger) -> Iterator[Destination]:
    return (destination for each in queue.overflow if each.on is trigger for destination in each.to)


def _go(board: Board, item: WorkItem, queue: Queue, to: Destination, trigger: Trigger) -> bool:
    if to.kind is DestinationKind.QUEUE:
        return _move(board, item, queue, board.queues.get(to.queue_id or ""), trigger)
    is_call = item.kind is InteractionKind.PHONE and item.callback is None
    if to.kind in _BY_PHONE and not is_call:
        return False
    if to.kind is DestinationKind.CALLBACK and queue.callback is None:
        return False
    cause = f"overflow_{to.kind.value}"
    if to.kind is DestinationKind.END and not is_call:
        board.change(item, cause, detail=trigger.value, state=WorkItemState.EXPIRED, due_at=None)
    elif item.state is WorkItemState.PARKED:
        return False
    else:
        board.change(item, cause, detail=trigger.value, due_at=None)
    return True


def _move(board: Board, item: WorkItem, queue: Queue, to: Queue | None, trigger: Trigger) -> bool:
    """Go on at the same place in another queue, which counts the same wait."""
    if to is None or to.id in {queue.id, *item.visited_queue_ids} or len(item.visited_queue_ids) >= MAX_HOPS:
        return False
    is_full = to.max_length is not None and board.length(to.id) >= to.max_length
    if is_full or not is_open(to, board.now):
        return False
    due = longest_wait(to, item, board.now)
    board.change(
        item,
        "overflowed",
        detail=trigger.value,
        state=WorkItemState.WAITING,
        epoch=item.epoch + 1,
        queue_id=to.id,
        visited_queue_ids=(*item.visited_queue_ids, queue.id),
        plan_id=item.plan_id or to.plan_id,
        entered_at=item.entered_at or board.now,
        due_at=due if due and due > board.now else None,
    )
    return True
