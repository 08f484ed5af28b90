"""Work that nobody has in hand: park, move, cancel, give back."""

from hub.domain.work import OfferState, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.commands import Cancel, Move, Park, Reprioritise, Requeue, Unpark
from hub.routing.hands.handover import take_over
from hub.routing.hands.release import give_back, to_line
from hub.routing.hands.sides import cancel_offers, end_leg, end_side, main_of
from hub.routing.values import ASIDE, IN_HAND, LIVE, UNASSIGNED

_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


def park(board: Board, command: Park) -> None:
    """Sleep until the queue opens, keeping the arrival time."""
    item = board.expect(command.item_id, _QUEUED | {WorkItemState.PARKED})
    if item and (item.state, item.due_at) != (WorkItemState.PARKED, command.until):
        cancel_offers(board, item, "parked")
        board.change(
            board.items[item.id], "parked", state=WorkItemState.PARKED, epoch=item.epoch + 1, due_at=command.until
        )


def unpark(board: Board, command: Unpark) -> None:
    """Wait now."""
    item = board.expect(command.item_id, _QUEUED | {WorkItemState.PARKED})
    if item and item.state is WorkItemState.PARKED:
        to_line(board, item, "opened")


def reprioritise(board: Board, command: Reprioritise) -> None:
    """Change the head start; acts on the place in line at once."""
    item = board.expect(command.item_id, LIVE)
    if item and item.priority != command.priority:
        board.change(item, "priority", priority=command.priority)


def move(board: Board, command: Move) -> None:
    """Move to another queue or agent with the same arrival time; a pending offer is taken back."""
    item = board.expect(command.item_id, UNASSIGNED)
    if item is None:
        return
    for offer in board.pending(item.id):
        give_back(board, offer, OfferState.RESCINDED, "moved")
        item = board.items[item.id]
    if item.state.is_terminal or item.id not in board.items:
        return
    board.change(
        item,
        "moved",
        queue_id=command.queue_id or item.queue_id,
        epoch=item.epoch + 1,
        agent_id=None,
        preferred_agent_id=command.target_agent_id,
        preferred_until=None,
        direct=command.target_agent_id is not None,
    )


def cancel(board: Board, command: Cancel) -> None:
    """End work that nobody has talked to."""
    item = board.expect(command.item_id, UNASSIGNED | {WorkItemState.CONNECTING})
    if item:
        end_side(board, item, "transfer_ended")
        cancel_offers(board, item, command.cause)
        board.change(board.items[item.id], command.cause, state=command.state, due_at=None)


def requeue(board: Board, command: Requeue) -> None:
    """Take work out of an agent's hands and put it a step ahead of its old place, for anybody else first."""
    item = board.expect(command.item_id, IN_HAND | ASIDE | _QUEUED)
    if item and item.agent_id is not None:
        back_to_line(board, item, command.cause)


def back_to_line(board: Board, item: WorkItem, cause: str) -> None:
    """The agent is lost to the item, the customer is not: whoever is consulted goes on, else the place in line."""
    if main_of(board, item):
        end_leg(board, item, cause)
        return
    if take_over(board, item):
        return
    if item.agent_id is not None:
        board.exclude(item.agent_id, item.id, hard=True)
    to_line(board, item, cause, boost=board.policy.reconnect_boost)
