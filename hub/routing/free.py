"""The index of free agents: by queue and kind, in idle order."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from hub.routing.seats import Place, Seat


class FreeIndex:
    """Which agents could be offered one more contact of a kind, longest idle first."""

    def __init__(self) -> None:
        self._free: dict[tuple[str, str], list[Place]] = {}

    def of(self, queue_id: str, kind: str) -> Sequence[Place]:
        """The free agents of a queue, in idle order; do not keep it over a change."""
        return self._free.get((queue_id, kind), ())

    def place(self, seat: Seat, kinds: frozenset[str]) -> None:
        """Show the agent as free for these kinds, at its present order."""
        if not kinds:
            if seat.placed:
                self.withdraw(seat)
            return
        order = (*seat.current_order(), seat)
        if kinds == seat.placed and order == seat.order:
            return
        self.withdraw(seat)
        for kind in kinds:
            for board in seat.boards.get(kind) or self._boards(seat, kind):
                insort(board, order)
        seat.placed, seat.order = kinds, order

    def withdraw(self, seat: Seat) -> None:
        """Show the agent as free for nothing."""
        order = seat.order
        for kind in seat.placed:
            for board in seat.boards.get(kind) or self._boards(seat, kind):
                del board[bisect_left(board, order)]
        seat.placed = frozenset()

    def _boards(self, seat: Seat, kind: str) -> list[list[Place]]:
        served = [queue_id for queue_id in seat.queues if seat.service(queue_id, kind) is not None]
        boards = seat.boards[kind] = [self._free.setdefault((queue_id, kind), []) for queue_id in served]
        return boards
