"""What an agent who frees up gets: own work, then by rank, the queue's weight and the place in line."""

from hub.routing.board import Board
from hub.routing.lines import BEHIND_ALL, Found, Viewer, bound_of
from hub.routing.ordering import micros
from hub.routing.seats import Seat

OWN_RANK = -1
_NAMED_RANK = 1
Choice = tuple[bool, int, int, tuple[float, tuple[int, str]]]
"""Softly excluded or not, rank, -weight, and (score, entry) in that band; the least is served first."""


def choose_item(board: Board, seat: Seat) -> Choice | None:
    """Return the first item for a freed agent: own work, then by rank, the queue's weight and the place in line.

    An item that is softly excluded counts only when there is nothing else.
    """
    kinds = seat.free_kinds()
    if not kinds:
        return None
    viewer = Viewer(seat.skills, seat.excluded, micros(board.now))
    best = _own_work(board, seat, viewer)
    if best is None or best[0]:
        best = _least(best, _named_work(board, seat, viewer))
        best = _least(best, _queued_work(seat, kinds, viewer))
    return best


def _least(one: Choice | None, other: Choice | None) -> Choice | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _own_work(board: Board, seat: Seat, viewer: Viewer) -> Choice | None:
    lines = board.waiting.own(seat.id)
    found = [line.best(viewer) for line in lines if line.kind in seat.free_kinds()]
    return min((_choice(each, OWN_RANK, 0) for each in found if each is not None), default=None)


def _named_work(board: Board, seat: Seat, viewer: Viewer) -> Choice | None:
    """Work for which a plan asks the agent by name has the rank that its queue has for the agent, else the first."""
    best: Choice | None = None
    for line in board.waiting.named(seat.id):
        found = line.best(viewer) if line.kind in seat.free_kinds() else None
        if found is not None:
            service = seat.service(line.sign.queue_id, line.kind)
            rank = service.rank if service else _NAMED_RANK
            best = _least(best, _choice(found, rank, -board.weights.get(line.sign.queue_id, 0)))
    return best


def _queued_work(seat: Seat, kinds: frozenset[str], viewer: Viewer) -> Choice | None:
    spare: Choice | None = None
    for rank, weight, outlooks in seat.bands:
        best: Found | None = None
        bound = BEHIND_ALL
        for hall, own_kind, service in outlooks:
            if hall.start > bound or not hall.stands or (own_kind is not None and own_kind not in kinds):
                continue
            best = hall.best(service, kinds if own_kind is None else (own_kind,), viewer, best)
            bound = bound_of(best)
        if best is not None:
            if not best[0]:
                return _choice(best, rank, weight)
            spare = spare or _choice(best, rank, weight)
    return spare


def _choice(found: Found, rank: int, weight: int) -> Choice:
    return found[0], rank, weight, found[1:]
