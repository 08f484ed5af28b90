"""Work at the door: the old place of who comes back, plan, preferred agents, and whether the queue lets it in."""

from datetime import timedelta
from typing import Any

from hub.domain.interactions import InteractionKind
from hub.domain.queues import Queue, Trigger
from hub.domain.work import LegRole, WorkItem, WorkItemState
from hub.routing.agents.sticky import is_sticky, preferred
from hub.routing.board import Board
from hub.routing.commands import Enqueue
from hub.routing.evolve import evolve
from hub.routing.plans.steps import catch_up
from hub.routing.waiting.hours import is_open
from hub.routing.waiting.overflow import crowded, longest_wait, overflow


def enqueue(board: Board, command: Enqueue) -> None:
    """Take new work in; the same id twice is harmless."""
    item = command.item
    if board.is_known(item.id):
        return
    if item.state is not WorkItemState.PARKED:
        item = evolve(item, state=WorkItemState.WAITING)
    if command.rejoin_key is not None:
        left = board.memory.come_back(command.rejoin_key, board.now)
        item = evolve(item, queued_at=left or item.queued_at)
        board.memory.know(item.id, command.rejoin_key)
    board.put(evolve(item, **_prepared(board, item)), "enqueued")
    for each in item.exclusions:
        board.exclude(each.agent_id, item.id, hard=each.hard, until=each.until)
    let_in(board, board.items[item.id])


def admit(board: Board, item: WorkItem) -> None:
    """Take in work that was stored before the engine knew of it."""
    if item.state is not WorkItemState.WAITING or item.epoch or item.visited_queue_ids:
        return
    changes = _prepared(board, item)
    if any(getattr(item, name) != value for name, value in changes.items()):
        item = board.change(item, "admitted", **changes)
    let_in(board, item)


def let_in(board: Board, item: WorkItem) -> None:
    """Overflow at once what the queue does not take in; what it does begins its plan."""
    queue = board.queues.get(item.queue_id or "")
    is_meant = board.target(item) is not None and not is_sticky(item)
    is_judged = item.state is WorkItemState.WAITING and item.role is LegRole.MAIN and not is_meant
    if queue is not None and is_judged and not is_open(queue, board.now):
        turned_away(board, item, queue, is_new=True)
        return
    catch_up(board, item.id)
    trigger = _obstacle(board, queue) if queue and is_judged else None
    if is_judged and (trigger is None or not overflow(board, board.items[item.id], trigger)):
        crowded(board, board.items[item.id])


def turned_away(board: Board, item: WorkItem, queue: Queue, *, is_new: bool = False) -> None:
    """A closed queue: elsewhere, or asleep until it opens; a caller on the line cannot sleep, whoever listens acts.

    What comes while it is closed has not begun to wait.
    """
    if overflow(board, item, Trigger.CLOSED):
        return
    opens = queue.hours.next_opening(board.now) if queue.hours else None
    if item.kind is InteractionKind.PHONE and item.callback is None:
        board.change(item, "closed")
    elif opens is not None:
        entered_at = None if is_new else item.entered_at
        board.change(
            item, "parked", state=WorkItemState.PARKED, epoch=item.epoch + 1, due_at=opens, entered_at=entered_at
        )


def _obstacle(board: Board, queue: Queue) -> Trigger | None:
    if not queue.join_empty and not board.attendance.of(queue.id):
        return Trigger.EMPTY
    if queue.max_length is not None and board.length(queue.id) > queue.max_length:
        return Trigger.FULL
    since = board.attendance.empty_since(queue.id, board.now)
    if since and queue.no_agent_s is not None and since + timedelta(seconds=queue.no_agent_s) <= board.now:
        return Trigger.NO_AGENT
    return None


def _prepared(board: Board, item: WorkItem) -> dict[str, Any]:
    """What an item gets from its queue when it comes in."""
    queue = board.queues.get(item.queue_id or "")
    changes: dict[str, Any] = {}
    if item.plan_id is None and queue is not None and queue.plan_id is not None:
        changes["plan_id"] = queue.plan_id
    if item.state is not WorkItemState.WAITING:
        return changes
    if item.entered_at is None:
        changes["entered_at"] = board.now
    if item.due_at is None and item.role is LegRole.MAIN:
        changes["due_at"] = longest_wait(queue, item, board.now)
    if item.preferred_until is None:
        changes |= preferred(board, item)
    return changes
