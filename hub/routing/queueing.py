"""Work that nobody has in hand: enqueue, park, move, cancel, give back, transfer."""

from dataclasses import replace

from hub.domain.work import Exclusion, OfferState, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.commands import Cancel, Enqueue, HandOver, Move, Park, Reprioritise, Requeue, Transfer, Unpark
from hub.routing.release import give_back, to_line
from hub.routing.transitions import Refusal
from hub.routing.values import ASIDE, IN_HAND, LIVE, TALKING, UNASSIGNED
from hub.routing.work import cancel_offer, complete

_QUEUED = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED})


def enqueue(board: Board, command: Enqueue) -> None:
    """Take new work in; the same id twice is harmless."""
    item = command.item
    if board.is_known(item.id):
        return
    if item.state is not WorkItemState.PARKED:
        item = replace(item, state=WorkItemState.WAITING)
    board.put(item, "enqueued")
    for each in item.exclusions:
        board.exclude(each.agent_id, item.id, hard=each.hard, until=each.until)


def park(board: Board, command: Park) -> None:
    """Sleep until the queue opens, keeping the arrival time."""
    item = board.expect(command.item_id, _QUEUED | {WorkItemState.PARKED})
    if item and (item.state, item.due_at) != (WorkItemState.PARKED, command.until):
        cancel_offer(board, item, "parked")
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
    offer_id = board.offer_of.get(item.id)
    if offer_id:
        give_back(board, board.offers[offer_id], OfferState.RESCINDED, "moved")
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
        cancel_offer(board, item, command.cause)
        board.change(board.items[item.id], command.cause, state=command.state, due_at=None)


def requeue(board: Board, command: Requeue) -> None:
    """Take work out of an agent's hands and put it a step ahead of its old place, for anybody else first."""
    item = board.expect(command.item_id, IN_HAND | ASIDE | _QUEUED)
    if item and item.agent_id is not None:
        back_to_line(board, item, command.cause)


def back_to_line(board: Board, item: WorkItem, cause: str) -> None:
    """The agent is lost to the item, the customer is not; a leg that is being handed over goes on as the next one."""
    if board.child_of.pop(item.id, None):
        board.change(item, "transferred", state=WorkItemState.COMPLETED, due_at=None)
        return
    if item.agent_id is not None:
        board.exclude(item.agent_id, item.id, hard=True)
    to_line(board, item, cause, boost=board.policy.reconnect_boost)


def transfer(board: Board, command: Transfer) -> None:
    """Make the next leg; the one before ends now, or when the next is open."""
    item = board.expect(command.item_id, TALKING | ASIDE)
    if item is None or board.is_known(command.new_item.id):
        return
    if item.id in board.child_of:
        board.refuse(Refusal.ALREADY_TRANSFERRING, item.id, board.child_of[item.id])
        return
    until = board.now + board.policy.reoffer
    barred = (Exclusion(agent_id=item.agent_id, until=until, hard=True),) if item.agent_id else ()
    leg = replace(command.new_item, parent_id=item.id, exclusions=barred)
    if command.hand_over is HandOver.AT_ACCEPT and item.state in TALKING:
        board.child_of[item.id] = leg.id
    else:
        complete(board, item, "transferred", item.disposition)
    enqueue(board, Enqueue(item=leg))
