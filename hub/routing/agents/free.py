"""The index of free agents: by queue and kind, in idle order, and in the order of the queue's own strategy."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from hub.routing.agents.seats import Place, Rank, Seat


class FreeIndex:
    """Which agents could be offered one more contact of a kind, longest idle first.

    Where the strategy of a queue compares agents by themselves, whatever is needed, they are kept in its order too.
    """

    def __init__(self) -> None:
        self._free: dict[tuple[str, str], list[Place]] = {}
        self._ways: dict[str, Callable[[Seat], Rank]] = {}
        self._ranked: dict[tuple[str, str], list[Rank]] = {}

    def of(self, queue_id: str, kind: str) -> Sequence[Place]:
        """The free agents of a queue, in idle order; do not keep it over a change."""
        return self._free.get((queue_id, kind), ())

    def ranked(self, queue_id: str, kind: str) -> Sequence[Rank]:
        """The free agents of a queue that has an order of its own, in that order."""
        return self._ranked.get((queue_id, kind), ())

    def rank_by(self, queue_id: str, way: Callable[[Seat], Rank] | None) -> bool:
        """Say how the agents of a queue compare; those who are shown must be withdrawn when it has changed (True)."""
        if self._ways.get(queue_id) is way:
            return False
        if way is None:
            del self._ways[queue_id]
        else:
            self._ways[queue_id] = way
        return True

    def place(self, seat: Seat, kinds: frozenset[str]) -> None:
        """Show the agent as free for these kinds, at its present order."""
        if not kinds:
            if seat.placed:
                self.withdraw(seat)
            return
        order = (*seat.current_order(), seat)
        ranks = self._ranks_of(seat) if self._ways else ()
        if kinds == seat.placed and order == seat.order and ranks == seat.ranks:
            return
        self.withdraw(seat)
        for kind in kinds:
            for board in seat.boards.get(kind) or self._boards(seat, kind):
                insort(board, order)
            for queue_id, rank in ranks:
                if seat.service(queue_id, kind) is not None:
                    insort(self._ranked.setdefault((queue_id, kind), []), (*rank, seat))
        seat.placed, seat.order, seat.ranks = kinds, order, ranks

    def withdraw(self, seat: Seat) -> None:
        """Show the agent as free for nothing."""
        order = seat.order
        for kind in seat.placed:
            for board in seat.boards.get(kind) or self._boards(seat, kind):
                del board[bisect_left(board, order)]
            for queue_id, rank in seat.ranks:
                if seat.service(queue_id, kind) is not None:
                    ranked = self._ranked[queue_id, kind]
                    del ranked[bisect_left(ranked, rank)]
        seat.placed, seat.ranks = frozenset(), ()

    def _ranks_of(self, seat: Seat) -> tuple[tuple[str, Rank], ...]:
        ways = self._ways
        return tuple([(queue_id, ways[queue_id](seat)) for queue_id in seat.queues if queue_id in ways])

    def _boards(self, seat: Seat, kind: str) -> list[list[Place]]:
        served = [queue_id for queue_id in seat.queues if seat.service(queue_id, kind) is not None]
        boards = seat.boards[kind] = [self._free.setdefault((queue_id, kind), []) for queue_id in served]
        return boards
