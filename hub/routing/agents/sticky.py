"""Agents whom a customer should rather get: the first who is there is waited for, who is away is passed over."""

from datetime import datetime, timedelta
from typing import Any

from hub.domain.work import WorkItem, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.values import IN_HAND

_NOBODY: dict[str, Any] = {"preferred_agent_id": None, "preferred_until": None}
_SOON = timedelta(seconds=1)


def preferred(board: Board, item: WorkItem) -> dict[str, Any]:
    """The fields that hold an item for the best of its preferred agents who is there; none are held for the absent."""
    if not item.preferences or item.direct:
        return {}
    for each in sorted(item.preferences, key=lambda preference: -preference.score):
        seat = board.seats.get(each.agent_id)
        if seat is not None and _may_have(board, seat, item):
            return {"preferred_agent_id": seat.id, "preferred_until": _patience(board, seat, item)}
    return _NOBODY


def pass_over_the_absent(board: Board) -> None:
    """Lift what is held for agents who are not there any more; the next preferred agent is tried."""
    for agent_id in list(board.dirty):
        seat = board.seats.get(agent_id)
        if seat is None or seat.is_ready:
            continue
        held = [item_id for line in board.waiting.own(agent_id) for item_id in line.item_ids()]
        for item in (board.items[each] for each in held):
            if is_sticky(item):
                board.change(item, "preferred_away", epoch=item.epoch + 1, **preferred(board, item))


def is_sticky(item: WorkItem) -> bool:
    """Whether an item is held for a preferred agent, and not for the one whose it still is."""
    return not item.direct and item.agent_id is None and bool(item.preferences)


def _may_have(board: Board, seat: Seat, item: WorkItem) -> bool:
    if not seat.is_ready or item.id in seat.excluded or not seat.agent.capacity.kinds.get(item.kind, 0):
        return False
    return all(seat.skills.get(need.skill, 0) >= need.level for need in item.requirements)


def _patience(board: Board, seat: Seat, item: WorkItem) -> datetime:
    """As long as the queue waits for preferred agents, and no longer than until the agent should be free."""
    queue = board.queues.get(item.queue_id or "")
    longest = timedelta(seconds=queue.sticky_wait_s) if queue else timedelta()
    if item.kind in seat.free_kinds():
        return board.now + max(longest, _SOON)
    return board.now + min(longest, _until_free(board, seat))


def _until_free(board: Board, seat: Seat) -> timedelta:
    """When the first of the agent's contacts should end."""
    left = [_left(board, board.items[each]) for each in seat.work if board.items[each].state in IN_HAND]
    return max(min(left, default=timedelta()), _SOON)


def _left(board: Board, item: WorkItem) -> timedelta:
    if item.state is WorkItemState.WRAPPING and item.due_at is not None:
        return item.due_at - board.now
    usual = timedelta(seconds=board.memory.handling_s(item.queue_id, item.kind))
    return usual - (board.now - board.memory.taken_at(item))
