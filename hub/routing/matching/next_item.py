"""What an agent who frees up gets: own work, then by rank, the queue's weight and the place in line."""

from collections.abc import Collection, Sequence

from hub.routing.agents.seats import Seat
from hub.routing.agents.services import Outlook
from hub.routing.board import Board
from hub.routing.waiting.lines import Found, Line, Shelf, Viewer, bound_of, look
from hub.routing.waiting.ordering import micros

OWN_RANK = -1
_NAMED_RANK = 1
_AT_ONCE = 16
Choice = tuple[bool, int, int, tuple[float, tuple[int, str]]]
"""Softly excluded or not, rank, -weight, and (score, entry) in that band; the least is served first."""


def choose_item(board: Board, seat: Seat) -> Choice | None:
    """Return the first item for a freed agent: own work, then by rank, the queue's weight and the place in line.

    An item that is softly excluded counts only when there is nothing else.
    """
    kinds = seat.free_kinds()
    if not kinds:
        return None
    viewer = Viewer(seat.skills, seat.below, seat.excluded, micros(board.now))
    own, named = board.waiting.own(seat.id), board.waiting.named(seat.id)
    best = _own_work(own, kinds, viewer) if own else None
    if best is None or best[0]:
        if named:
            best = _least(best, _named_work(board, named, seat, viewer))
        best = _least(best, _queued_work(seat, kinds, viewer))
    return best


def _least(one: Choice | None, other: Choice | None) -> Choice | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _own_work(lines: Collection[Line], kinds: frozenset[str], viewer: Viewer) -> Choice | None:
    found = [line.best(viewer) for line in lines if line.kind in kinds]
    return min((_choice(each, OWN_RANK, 0) for each in found if each is not None), default=None)


def _named_work(board: Board, lines: Collection[Line], seat: Seat, viewer: Viewer) -> Choice | None:
    """Work for which a plan asks the agent by name has the rank that its queue has for the agent, else the first."""
    best: Choice | None = None
    for line in lines:
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
        for first in range(0, len(outlooks), _AT_ONCE):
            best = _best_seen(outlooks[first : first + _AT_ONCE], kinds, viewer, best)
        if best is not None:
            if not best[0]:
                return _choice(best, rank, weight)
            spare = spare or _choice(best, rank, weight)
    return spare


def _best_seen(outlooks: Sequence[Outlook], kinds: frozenset[str], viewer: Viewer, best: Found | None) -> Found | None:
    """Look through some queues at once."""
    bound = bound_of(best)
    shelves: list[Shelf] = []
    for hall, kind, service in outlooks:
        if hall.start <= bound and hall.shelves:
            shelves += hall.seen(service, kinds if kind is None else kinds & {kind})
    return look(shelves, viewer, best) if shelves else best


def _choice(found: Found, rank: int, weight: int) -> Choice:
    return found[0], rank, weight, found[1:]
