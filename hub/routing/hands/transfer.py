"""Transfers: a contact goes on to another agent or queue, cold or after a consultation."""

from dataclasses import replace

from hub.domain.work import Exclusion, LegRole, WorkItem, WorkItemState
from hub.routing.arrivals import enqueue
from hub.routing.board import Board
from hub.routing.commands import CancelConsult, CompleteConsult, Enqueue, HandOver, Transfer
from hub.routing.hands.handover import bar_time, promote
from hub.routing.hands.sides import end_leg, main_of, side_of
from hub.routing.hands.work import complete
from hub.routing.transitions import Refusal
from hub.routing.values import ASIDE, LIVE, TALKING

_OPEN = frozenset({WorkItemState.ACTIVE, WorkItemState.HELD})
_ROLES = {HandOver.AT_ACCEPT: LegRole.TRANSFER, HandOver.WARM: LegRole.CONSULT}


def transfer(board: Board, command: Transfer) -> None:
    """Make the next leg; the one before ends now, when the next is open, or when it is told."""
    is_warm = command.hand_over is HandOver.WARM
    item = board.expect(command.item_id, _OPEN if is_warm else TALKING | ASIDE)
    if item is None or board.is_known(command.new_item.id):
        return
    if item.id in board.child_of or item.role is not LegRole.MAIN:
        board.refuse(Refusal.ALREADY_TRANSFERRING, item.id, board.child_of.get(item.id, item.role.value))
        return
    role = _ROLES.get(command.hand_over, LegRole.MAIN) if item.state in _OPEN else LegRole.MAIN
    leg = _next_leg(board, item, command, role)
    if role is LegRole.MAIN:
        complete(board, item, "transferred", item.disposition)
    else:
        board.child_of[item.id] = leg.id
    enqueue(board, Enqueue(item=leg))


def complete_consult(board: Board, command: CompleteConsult) -> None:
    """Give the contact to whoever is consulted; repeating it is harmless."""
    side = _side(board, command.item_id)
    if side is None:
        return
    if side.state not in _OPEN:
        board.refuse(Refusal.WRONG_STATE, side.id, side.state.value)
        return
    promote(board, side)


def cancel_consult(board: Board, command: CancelConsult) -> None:
    """End the consultation, or a hand-over that is still under way; the contact stays where it is."""
    side = _side(board, command.item_id)
    if side is not None:
        end_leg(board, side, command.cause)


def _side(board: Board, item_id: str) -> WorkItem | None:
    item = board.expect(item_id, LIVE)
    if item is None:
        return None
    side = item if main_of(board, item) else side_of(board, item)
    if side is None:
        board.refuse(Refusal.NOT_TRANSFERRING, item_id, item.state.value)
    return side


def _next_leg(board: Board, item: WorkItem, command: Transfer, role: LegRole) -> WorkItem:
    """The next leg keeps away from the agent who gives it on; a side leg is asked for no longer than its time."""
    is_side = role is not LegRole.MAIN
    bar = bar_time(board) if is_side else board.policy.reoffer
    barred = (Exclusion(agent_id=item.agent_id, until=board.now + bar, hard=True),) if item.agent_id else ()
    new = command.new_item
    due = board.now + board.policy.consult_timeout if is_side else new.due_at
    arrival = item.queued_at if command.keep_key else new.queued_at
    return replace(
        new,
        parent_id=item.id,
        role=role,
        exclusions=barred,
        due_at=due,
        queued_at=arrival,
        state_at=board.now,
        created_at=board.now,
    )
