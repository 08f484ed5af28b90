"""A supervisor gives work to one agent."""

from hub.domain.agents import PresenceState
from hub.domain.work import OfferState, WorkItemState
from hub.routing.board import Board
from hub.routing.commands import Assign
from hub.routing.hands.release import to_line
from hub.routing.matching.match import give
from hub.routing.transitions import Refusal
from hub.routing.values import UNASSIGNED


def assign(board: Board, command: Assign) -> None:
    """Offer work to one agent now; above the limits only when asked, which the offer then says."""
    item, seat = board.expect(command.item_id, UNASSIGNED), board.seats.get(command.agent_id)
    if item is None:
        return
    if seat is None:
        board.refuse(Refusal.UNKNOWN_AGENT, command.agent_id)
        return
    if [each.agent_id for each in board.pending(item.id)] == [seat.id]:
        return
    if not seat.is_ready:
        away = seat.presence.state is PresenceState.OFFLINE
        board.refuse(Refusal.OFFLINE if away else Refusal.NOT_READY, seat.id, seat.presence.reason)
        return
    if not command.ignore_capacity and not seat.fits(item.kind):
        block = seat.blocked(item.kind)
        board.refuse(Refusal.NO_CAPACITY, seat.id, block.blocker.value if block else "")
        return
    for offer in board.pending(item.id):
        board.end_offer(offer, state=OfferState.RESCINDED, cause="assigned")
    if item.state is not WorkItemState.WAITING:
        to_line(board, item, "assigned")
    board.lift(seat.id, item.id)
    give(board, board.items[item.id], seat, ignore_capacity=command.ignore_capacity)
