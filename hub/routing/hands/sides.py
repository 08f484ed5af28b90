"""Side legs: the leg beside a contact that somebody else is asked to take over or to advise on."""

from datetime import datetime

from hub.domain.work import LegRole, OfferState, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.values import UNASSIGNED

FAILED = "transfer_failed"


def side_of(board: Board, item: WorkItem) -> WorkItem | None:
    """The live side leg of an item."""
    return board.items.get(board.child_of.get(item.id, ""))


def main_of(board: Board, item: WorkItem) -> WorkItem | None:
    """The contact that a side leg stands beside, while somebody has it in hand."""
    if item.role is LegRole.MAIN:
        return None
    parent = board.items.get(item.parent_id or "")
    return parent if parent and board.child_of.get(parent.id) == item.id else None


def end_side(board: Board, item: WorkItem, cause: str) -> None:
    """End whatever is under way beside an item that ends itself."""
    side = side_of(board, item)
    if side is not None:
        end_leg(board, side, cause)


def end_leg(board: Board, side: WorkItem, cause: str) -> None:
    """End a side leg: nothing rings on, and who talked is free without wrap-up."""
    cancel_offers(board, side, cause)
    state = WorkItemState.COMPLETED if _was_open(side) else WorkItemState.CANCELED
    board.change(board.items[side.id], cause, state=state, due_at=None)


def fails(board: Board, item: WorkItem) -> bool:
    """Whether a leg that its agent does not take is over: a side leg meant for one agent, or asked for too long."""
    return main_of(board, item) is not None and (item.direct or asked_until(board, item) <= board.now)


def asked_until(board: Board, side: WorkItem) -> datetime:
    """How long somebody is looked for to take a side leg."""
    return side.created_at + board.policy.consult_timeout


def cancel_offers(board: Board, item: WorkItem, cause: str) -> None:
    """Stop whatever rings for an item, without blame for anyone."""
    for offer in board.pending(item.id):
        board.end_offer(offer, state=OfferState.CANCELLED, cause=cause)


def _was_open(side: WorkItem) -> bool:
    return side.state not in UNASSIGNED and side.state is not WorkItemState.CONNECTING
