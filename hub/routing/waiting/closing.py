"""Queues open and close by their hours: what waits drains, sleeps or goes elsewhere, what sleeps wakes in time."""

from hub.domain.queues import OnClose, Queue, Trigger
from hub.domain.work import WorkItem, WorkItemState
from hub.routing.agents import roster
from hub.routing.arrivals import turned_away
from hub.routing.board import Board
from hub.routing.hands.release import to_line
from hub.routing.roster_commands import UpsertQueue
from hub.routing.waiting.hours import closes_on, is_open
from hub.routing.waiting.overflow import overflow


def upsert_queue(board: Board, command: UpsertQueue) -> None:
    """Take a queue as it is now; changed hours act on what sleeps and on what waits."""
    before, queue = board.queues.get(command.queue.id), command.queue
    roster.upsert_queue(board, command)
    board.watch(queue.id)
    if before is None:
        arm(board, queue)
    elif before.hours != queue.hours:
        arm(board, queue)
        for item in [each for each in board.items.values() if each.queue_id == queue.id]:
            if item.state is WorkItemState.PARKED and item.callback is None:
                board.timers.set(("retime", item.id), board.now)
        _shut(board, queue)


def arm(board: Board, queue: Queue) -> None:
    """Wait for the next opening or closing."""
    board.timers.set(("hours", queue.id), queue.hours.next_change(board.now) if queue.hours else None)


def caught_up(board: Board) -> None:
    """After a start: what closed meanwhile closes now, and who sleeps wakes by the hours as they are."""
    opens = {each.id: each.hours.next_opening(board.now) for each in board.queues.values() if each.hours}
    for item in board.items.values():
        if item.state is WorkItemState.PARKED and item.callback is None and opens.get(item.queue_id or ""):
            board.timers.set(("retime", item.id), board.now)
    for queue in board.queues.values():
        _shut(board, queue)


def turned(board: Board, queue: Queue) -> None:
    """A queue opened or closed; each item is a matter of its own, so that a long queue holds nobody up."""
    arm(board, queue)
    _shut(board, queue)


def shut_out(board: Board, item: WorkItem) -> None:
    """The queue has closed on an item that waits."""
    queue = board.queues.get(item.queue_id or "")
    if queue is None or item.state is not WorkItemState.WAITING or not closes_on(item, queue, board.now):
        return
    if queue.on_close is OnClose.OVERFLOW and overflow(board, item, Trigger.CLOSED):
        return
    turned_away(board, item, queue)


def retime(board: Board, item: WorkItem) -> None:
    """Wake an item that sleeps when its queue opens by the hours as they are now."""
    queue = board.queues.get(item.queue_id or "")
    if queue is None or item.state is not WorkItemState.PARKED:
        return
    opens = queue.hours.next_opening(board.now) if queue.hours else board.now
    if opens is not None and opens <= board.now:
        to_line(board, item, "opened")
    elif opens != item.due_at:
        board.change(item, "hours_changed", due_at=opens)


def unstaffed(board: Board, queue: Queue) -> None:
    """Nobody has been signed in for too long."""
    for item_id in _waiting_in(board, queue):
        board.timers.set(("no_agent_for", item_id), board.now)


def _shut(board: Board, queue: Queue) -> None:
    if queue.on_close is OnClose.DRAIN or is_open(queue, board.now):
        return
    for item_id in _waiting_in(board, queue):
        board.timers.set(("shut", item_id), board.now)


def _waiting_in(board: Board, queue: Queue) -> list[str]:
    """What waits in a queue, held for an agent or not, in the order of arrival."""
    queued = (board.items[each] for each in board.queued.get(queue.id, ()))
    waiting = [each for each in queued if each.state is WorkItemState.WAITING]
    return [each.id for each in sorted(waiting, key=lambda item: (item.queued_at, item.id))]
