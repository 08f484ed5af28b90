"""Who could have an item: the agents of its pool, counted by what they do now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.agents import PresenceState
from hub.domain.work import WorkItem
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.matching.pool import Claim, Pool, in_force
from hub.routing.waiting.lines import satisfies


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """Agents of a pool: free now, signed in, the longest rest of those who are free, and how many contacts at once they
    give to it, those shared with other busy queues counted in part.
    """

    available: int = 0
    logged_in: int = 0
    longest_idle_s: float = 0.0
    servers: float = 0.0


def survey(board: Board, item: WorkItem) -> Survey:
    """Count the pool of an item; equal pools are counted once a command."""
    pool = in_force(item, board.plans.get(item.plan_id or ""))
    key = (pool.claims, pool.named, item.kind)
    found = board.surveys.get(key)
    if found is None:
        found = board.surveys[key] = _count(board, pool, item.kind)
    return found


def _count(board: Board, pool: Pool, kind: str) -> Survey:
    available, logged_in, servers, rested = 0, 0, 0.0, timedelta()
    for seat in _seats(board, pool, kind):
        if seat.presence.state is PresenceState.OFFLINE:
            continue
        logged_in += 1
        if kind in seat.free_kinds():
            available += 1
            rested = max(rested, board.now - _rested_at(board, seat))
        if seat.is_ready:
            servers += _slots(seat, kind) / max(1, _busy_queues(board, seat))
    return Survey(
        available=available, logged_in=logged_in, longest_idle_s=rested / timedelta(seconds=1), servers=servers
    )


def _seats(board: Board, pool: Pool, kind: str) -> Iterator[Seat]:
    named = {agent_id for agent_id, _ in pool.named}
    queue_ids = [claim.queue_id for claim in pool.claims]
    for seat in board.serving.of(queue_ids, map(board.seats.get, named)):
        if seat.id in named or any(_admits(seat, claim, kind) for claim in pool.claims):
            yield seat


def _admits(seat: Seat, claim: Claim, kind: str) -> bool:
    service = seat.service(claim.queue_id, kind)
    if service is None or (claim.ring and service.rank > claim.ring):
        return False
    return satisfies(seat.skills, claim.needs)


def _rested_at(board: Board, seat: Seat) -> datetime:
    return board.memory.rested_at.get(seat.id, seat.presence.since)


def _slots(seat: Seat, kind: str) -> int:
    """How many contacts of a kind at once."""
    capacity, cost = seat.agent.capacity, seat.cost(kind)
    most = capacity.kinds.get(kind, 0)
    return min(most, capacity.units // cost) if cost else most


def _busy_queues(board: Board, seat: Seat) -> int:
    return sum(1 for each in seat.queues if board.length(each))
