"""The moment a contact changes hands: the side leg becomes the main one, the leg before it ends."""

from datetime import timedelta

from hub.domain.work import LegRole, WorkItem
from hub.routing.board import Board
from hub.routing.hands.sides import end_leg, main_of, side_of
from hub.routing.hands.work import complete, wrap_or_complete
from hub.routing.values import TALKING


def opened(board: Board, item: WorkItem) -> None:
    """A leg is open: one that the agent before hands over at accept takes the contact now."""
    if item.role is LegRole.TRANSFER:
        promote(board, item)


def promote(board: Board, side: WorkItem, *, is_lost: bool = False) -> None:
    """Make a side leg the main one; the leg before goes to wrap-up, or (its agent is lost) ends.

    The ending comes first: an interaction has one live main leg at every step.
    """
    main = main_of(board, side)
    if main is None:
        return
    del board.child_of[main.id]
    if is_lost:
        complete(board, main, "transferred", main.disposition, role=LegRole.TRANSFER)
    else:
        wrap_or_complete(board, main, "transferred", role=LegRole.TRANSFER)
    board.change(board.items[side.id], "promoted", role=LegRole.MAIN)


def take_over(board: Board, item: WorkItem) -> bool:
    """The agent of a contact is lost: whoever is consulted has it from now on; what only rings is taken back."""
    side = side_of(board, item)
    if side is None:
        return False
    if side.state in TALKING:
        promote(board, side, is_lost=True)
        return True
    end_leg(board, side, "transfer_ended")
    return False


def bar_time(board: Board) -> timedelta:
    """How long the agent who hands over is not offered the own contact."""
    return max(board.policy.reoffer, board.policy.consult_timeout) + timedelta(seconds=1)
