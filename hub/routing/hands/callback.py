"""Callbacks: a caller hangs up, keeps the place, and is called when it is their turn."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.domain.work import Callback, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.commands import AskCallback, Postpone
from hub.routing.hands.release import to_line
from hub.routing.hands.sides import cancel_offers, end_side
from hub.routing.transitions import Refusal
from hub.routing.values import TALKING, UNASSIGNED

_SOONEST = timedelta(seconds=10)
_FAILED = "callback_failed"
_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


def ask_callback(board: Board, command: AskCallback) -> None:
    """Sleep until the line is free again, then wait at the same place; asking twice is harmless."""
    item = board.expect(command.item_id, UNASSIGNED)
    if item is None or (item.callback and item.callback.number == command.callback.number):
        return
    if item.state not in _QUEUED:
        board.refuse(Refusal.WRONG_STATE, item.id, item.state.value)
        return
    cancel_offers(board, item, "callback_asked")
    not_before = max(command.not_before, board.now + _SOONEST)
    _sleep(board, item, "callback_asked", not_before, command.callback)


def postpone(board: Board, command: Postpone) -> None:
    """Nobody was reached: the agent is free without blame, and it is tried again, as often as was agreed."""
    item = board.expect(command.item_id, TALKING | {WorkItemState.PARKED})
    if item is None or item.state is WorkItemState.PARKED:
        return
    if item.callback is None:
        board.refuse(Refusal.NO_CALLBACK, item.id, item.state.value)
        return
    end_side(board, item, "transfer_ended")
    tried = replace(item.callback, attempts=item.callback.attempts + 1)
    if tried.attempts >= tried.max_attempts or is_expired(board, tried):
        fail(board, item, tried)
    else:
        _sleep(board, item, command.cause, command.until, tried)


def is_gone(item: WorkItem) -> bool:
    """Whether the customer has hung up as agreed, so that their leaving means nothing."""
    return item.callback is not None and item.state in UNASSIGNED | {WorkItemState.CONNECTING}


def wake(board: Board, item: WorkItem) -> None:
    """Its time has come: wait at the old place, unless the queue is closed or it is too late."""
    queue = board.queues.get(item.queue_id or "")
    opens = queue.hours.next_opening(board.now) if queue and queue.hours else board.now
    if item.callback is None or is_expired(board, item.callback) or opens is None:
        fail(board, item, item.callback)
    elif opens > board.now:
        board.change(item, "callback_closed", due_at=_not_after(item.callback, opens))
    else:
        to_line(board, item, "callback_due")


def is_expired(board: Board, callback: Callback) -> bool:
    """Whether nobody expects the call any more."""
    return callback.expires_at is not None and callback.expires_at <= board.now


def fail(board: Board, item: WorkItem, callback: Callback | None) -> None:
    """Give up: told to whoever listens, held against nobody."""
    cancel_offers(board, item, _FAILED)
    now = board.items[item.id]
    board.change(now, _FAILED, state=WorkItemState.EXPIRED, callback=callback, due_at=None)


def _sleep(board: Board, item: WorkItem, cause: str, until: datetime, callback: Callback) -> None:
    board.change(
        board.items[item.id],
        cause,
        state=WorkItemState.PARKED,
        epoch=item.epoch + 1,
        agent_id=None,
        due_at=_not_after(callback, until),
        callback=callback,
        preferred_until=None,
    )


def _not_after(callback: Callback, until: datetime) -> datetime:
    return until if callback.expires_at is None else min(until, callback.expires_at)
