"""Work in an agent's hands: hold, put aside, go on, end, wrap up, close."""

from datetime import timedelta
from typing import Any

from hub.domain.agents import PresenceState
from hub.domain.queues import WrapUpMode, WrapUpRule
from hub.domain.work import WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.commands import (
    Abandon,
    AwaitCustomer,
    Close,
    End,
    ExtendWrapUp,
    Hold,
    Reactivate,
    Snooze,
    StartOutbound,
    Unhold,
    WrapUp,
)
from hub.routing.hands.callback import is_gone
from hub.routing.hands.sides import cancel_offers, end_leg, end_side, main_of, side_of
from hub.routing.plans.steps import begun_anew, catch_up
from hub.routing.transitions import Refusal
from hub.routing.values import ASIDE, LIVE, TALKING, UNASSIGNED

UNSET = "unset"
SILENT = "silent"
_OPEN = frozenset({WorkItemState.ACTIVE, WorkItemState.HELD})


def start_outbound(board: Board, command: StartOutbound) -> None:
    """Work that an agent begins occupies capacity from the start, also while not ready."""
    item, seat = command.item, board.seats.get(command.agent_id)
    if board.is_known(item.id):
        return
    if seat is None:
        board.refuse(Refusal.UNKNOWN_AGENT, command.agent_id)
    elif not command.ignore_capacity and seat.presence.state is PresenceState.OFFLINE:
        board.refuse(Refusal.OFFLINE, seat.id)
    elif not command.ignore_capacity and not seat.fits(item.kind):
        block = seat.blocked(item.kind)
        board.refuse(Refusal.NO_CAPACITY, seat.id, block.blocker.value if block else "")
    else:
        state = item.state if item.state in TALKING else WorkItemState.ACTIVE
        board.change(item, "started", state=state, agent_id=seat.id)
        if not board.policy.outbound_keeps_idle:
            board.new_ticket(seat, "outbound", missed_offers=0)


def hold(board: Board, command: Hold) -> None:
    """Put the customer on hold."""
    item = board.expect(command.item_id, _OPEN)
    if item and item.state is WorkItemState.ACTIVE:
        board.change(item, "hold", state=WorkItemState.HELD)


def unhold(board: Board, command: Unhold) -> None:
    """Take the customer off hold."""
    item = board.expect(command.item_id, _OPEN)
    if item and item.state is WorkItemState.HELD:
        board.change(item, "unhold", state=WorkItemState.ACTIVE)


def await_customer(board: Board, command: AwaitCustomer) -> None:
    """Put aside until the customer answers; frees capacity."""
    item = _put_aside(board, command.item_id)
    if item and (item.state, item.due_at) != (WorkItemState.PENDING, command.close_at):
        board.change(item, "awaits_customer", state=WorkItemState.PENDING, due_at=command.close_at)


def snooze(board: Board, command: Snooze) -> None:
    """Put aside until a time; frees capacity."""
    item = _put_aside(board, command.item_id)
    if item and (item.state, item.due_at) != (WorkItemState.SNOOZED, command.until):
        board.change(item, "snoozed", state=WorkItemState.SNOOZED, due_at=command.until)


def _put_aside(board: Board, item_id: str) -> WorkItem | None:
    """Return what may be put aside: not while somebody is asked to take it over."""
    item = board.expect(item_id, _OPEN | ASIDE)
    if item and (side_of(board, item) or main_of(board, item)):
        board.refuse(Refusal.ALREADY_TRANSFERRING, item.id)
        return None
    return item


def reactivate(board: Board, command: Reactivate) -> None:
    """The item asks its units back; repeating it while it is open or waits is harmless."""
    item = board.expect(command.item_id, _OPEN | ASIDE | {WorkItemState.WAITING, WorkItemState.OFFERED})
    if item and item.state in ASIDE:
        resume(board, item, "reactivated")


def resume(board: Board, item: WorkItem, cause: str) -> None:
    """Wait for the own agent first, and after a while for anyone of the queue; its place counts from now."""
    keeps_agent = item.queue_id is None
    board.change(
        item,
        cause,
        state=WorkItemState.WAITING,
        epoch=item.epoch + 1,
        queued_at=board.now,
        **begun_anew(board, item),
        preferred_agent_id=item.agent_id,
        preferred_until=None if keeps_agent else board.now + board.policy.orphan,
        direct=keeps_agent,
        due_at=None,
    )
    catch_up(board, item.id)


def end(board: Board, command: End) -> None:
    """The contact is over: wrap-up where the queue has one, else done."""
    if command.item_id in board.finished:
        return
    item = board.expect(command.item_id, TALKING | ASIDE | {WorkItemState.WRAPPING})
    if item is None or item.state is WorkItemState.WRAPPING:
        return
    if main_of(board, item):
        end_leg(board, item, command.cause)
        return
    end_side(board, item, "transfer_ended")
    if item.state in ASIDE:
        complete(board, item, command.cause, item.disposition)
    else:
        wrap_or_complete(board, item, command.cause)


def wrap_or_complete(board: Board, item: WorkItem, cause: str, **changes: Any) -> None:
    """The contact is over for its agent: wrap-up where the queue has one, else done."""
    wrap = board.policy.wrap_time(board.queues.get(item.queue_id or ""), item.kind)
    if wrap <= timedelta():
        complete(board, item, cause, item.disposition, **changes)
    else:
        board.change(item, cause, state=WorkItemState.WRAPPING, due_at=board.now + wrap, **changes)


def wrap_up(board: Board, command: WrapUp) -> None:
    """The agent is done with the work after the contact."""
    item = board.expect(command.item_id, frozenset({WorkItemState.WRAPPING}))
    if item and not _too_early(board, item):
        complete(board, item, "wrapped_up", command.disposition)


def extend_wrap_up(board: Board, command: ExtendWrapUp) -> None:
    """More time, once."""
    item = board.expect(command.item_id, frozenset({WorkItemState.WRAPPING}))
    if item is None or item.due_at is None:
        return
    queue = board.queues.get(item.queue_id or "")
    rule = _rule(board, item)
    if rule is None or rule.extension_s <= 0:
        board.refuse(Refusal.NO_EXTENSION, item.id)
    elif item.due_at > item.state_at + board.policy.wrap_time(queue, item.kind):
        board.refuse(Refusal.ALREADY_EXTENDED, item.id)
    else:
        board.change(item, "wrap_up_extended", due_at=item.due_at + timedelta(seconds=rule.extension_s))


def _too_early(board: Board, item: WorkItem) -> bool:
    """Refuse to end a wrap-up before its least time."""
    rule = _rule(board, item)
    if item.state is not WorkItemState.WRAPPING or rule is None or rule.mode is not WrapUpMode.TIMEBOXED:
        return False
    left = item.state_at + timedelta(seconds=rule.min_s) - board.now
    if left <= timedelta():
        return False
    board.refuse(Refusal.TOO_EARLY, item.id, f"{left.total_seconds():.0f} s to go")
    return True


def _rule(board: Board, item: WorkItem) -> WrapUpRule | None:
    queue = board.queues.get(item.queue_id or "")
    return queue.wrap_up_rules.get(item.kind) if queue else None


def close(board: Board, command: Close) -> None:
    """Close whatever state it is in: nothing rings on, nobody keeps it."""
    if command.item_id in board.finished:
        return
    item = board.expect(command.item_id, LIVE)
    if item is None or _too_early(board, item):
        return
    end_side(board, item, "transfer_ended")
    cancel_offers(board, item, "closed")
    complete(board, board.items[item.id], "closed", command.disposition or item.disposition)


def abandon(board: Board, command: Abandon) -> None:
    """The customer left: an unserved item is abandoned without blame for anyone, a served one ends."""
    if command.item_id in board.finished:
        return
    item = board.expect(command.item_id, LIVE)
    if item is None:
        return
    if is_gone(item):
        return
    if item.state in _OPEN:
        end(board, End(item_id=item.id, cause="customer_left"))
    elif item.state in UNASSIGNED or item.state is WorkItemState.CONNECTING:
        queue = board.queues.get(item.queue_id or "")
        if queue is not None and item.state is not WorkItemState.CONNECTING:
            until = board.now + timedelta(seconds=queue.rejoin_s)
            board.memory.leave(item, command.rejoin_key, until)
        end_side(board, item, "transfer_ended")
        cancel_offers(board, item, "customer_left")
        board.change(board.items[item.id], "customer_left", state=WorkItemState.ABANDONED, due_at=None)


def complete(board: Board, item: WorkItem, cause: str, disposition: str | None, **changes: Any) -> None:
    """Reach the end; what it occupied is free."""
    board.change(item, cause, state=WorkItemState.COMPLETED, disposition=disposition, due_at=None, **changes)
