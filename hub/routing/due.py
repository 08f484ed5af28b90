"""What happens when a deadline passes."""

from collections.abc import Callable

from hub.domain.queues import Queue, Trigger
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.routing.agents.presence import grace_over
from hub.routing.board import Board
from hub.routing.commands import ConnectFailed, FailCause
from hub.routing.hands import callback
from hub.routing.hands.offers import connect_failed, not_delivered, time_out
from hub.routing.hands.release import to_line
from hub.routing.hands.sides import FAILED, end_leg, fails
from hub.routing.hands.work import SILENT, UNSET, complete, resume
from hub.routing.plans.steps import step_due
from hub.routing.timers import TimerKey, is_patient
from hub.routing.waiting import closing
from hub.routing.waiting.overflow import overflow
from hub.routing.waiting.queueing import back_to_line


def fire(board: Board) -> bool:
    """Carry out what is due, of deadlines that come in crowds no more than the slice; False when there was none."""
    fired = False
    while (key := board.timers.pop_due(board.now, is_hurried=board.slice <= 0)) is not None:
        fired = True
        board.slice -= is_patient(key)
        _fire(board, key)
    return fired


def _fire(board: Board, key: TimerKey) -> None:
    about, subject = key[0], key[1]
    if about in _OF_OFFERS:
        _OF_OFFERS[about](board, board.offers[subject])
    elif about in _OF_ITEMS:
        _OF_ITEMS[about](board, board.items[subject])
    elif about == "cooldown":
        _cooled(board, subject, key[2])
    elif about == "exclusion":
        board.lift(subject, key[2])
    elif about == "grace":
        grace_over(board, board.seats[subject])
    else:
        _queue_due(board, about, board.queues.get(subject))


def _queue_due(board: Board, about: str, queue: Queue | None) -> None:
    """What a queue's hours and its empty seats bring about; each item then is a matter of its own."""
    if queue is None:
        return
    if about == "hours":
        closing.turned(board, queue)
    else:
        closing.unstaffed(board, queue)


def _cooled(board: Board, agent_id: str, kind: str) -> None:
    seat = board.seats.get(agent_id)
    if seat:
        del seat.cooldowns[kind]
        board.dirty[agent_id] = None


def _hold_over(board: Board, item: WorkItem) -> None:
    """The own agent had a chance; now anyone of the queue may have it, the own agent first when free."""
    board.change(item, "hold_over", preferred_until=None, agent_id=None, epoch=item.epoch + 1)


def _item_due(board: Board, item: WorkItem) -> None:
    _WHEN_DUE[item.state](board, item)


def _slept(board: Board, item: WorkItem) -> None:
    if item.callback is not None:
        callback.wake(board, item)
    else:
        to_line(board, item, "opened")


def _waited(board: Board, item: WorkItem) -> None:
    if fails(board, item):
        end_leg(board, item, FAILED)
    elif item.callback is not None:
        callback.fail(board, item, item.callback)
    elif not overflow(board, item, Trigger.MAX_WAIT):
        board.change(item, "max_wait", due_at=None)


_WHEN_DUE: dict[WorkItemState, Callable[[Board, WorkItem], object]] = {
    WorkItemState.PARKED: _slept,
    WorkItemState.WAITING: _waited,
    WorkItemState.CONNECTING: lambda board, item: connect_failed(
        board, ConnectFailed(item_id=item.id, cause=FailCause.NO_ANSWER)
    ),
    WorkItemState.ACTIVE: lambda board, item: back_to_line(board, item, "agent_gone"),
    WorkItemState.HELD: lambda board, item: back_to_line(board, item, "agent_gone"),
    WorkItemState.PENDING: lambda board, item: complete(board, item, "silent", item.disposition or SILENT),
    WorkItemState.SNOOZED: lambda board, item: resume(board, item, "snooze_ended"),
    WorkItemState.WRAPPING: lambda board, item: complete(board, item, "wrap_up_timed_out", item.disposition or UNSET),
}


_OF_OFFERS: dict[str, Callable[[Board, Offer], object]] = {"offer": time_out, "ack": not_delivered}
_OF_ITEMS: dict[str, Callable[[Board, WorkItem], object]] = {
    "item": _item_due,
    "wait": _item_due,
    "hold": _hold_over,
    "sight": Board.line_up,
    "step": step_due,
    "shut": closing.shut_out,
    "retime": closing.retime,
    "no_agent_for": lambda board, item: overflow(board, item, Trigger.NO_AGENT),
}
