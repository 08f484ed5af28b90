"""The index of free agents: by queue and kind, in idle order."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from hub.routing.seats import Order, Seat


class FreeIndex:
    """Which agents could be offered one more contact of a kind, longest idle first."""

    def __init__(self) -> None:
        self._free: dict[tuple[str, str], list[Order]] = {}

    def of(self, queue_id: str | None, kind: str) -> Sequence[Order]:
        """The free agents of a queue, in idle order; do not keep it over a change."""
        return self._free.get((queue_id or "", kind), ())

    def place(self, seat: Seat, kinds: frozenset[str]) -> None:
        """Show the agent as free for these kinds, at its present order."""
        order = seat.current_order()
        if kinds == seat.placed and (order == seat.order or not kinds):
            return
        self.withdraw(seat)
        for queue_id in seat.queues:
            for kind in kinds:
                if seat.service(queue_id, kind) is not None:
                    insort(self._free.setdefault((queue_id, kind), []), order)
        seat.placed, seat.order = kinds, order

    def withdraw(self, seat: Seat) -> None:
        """Show the agent as free for nothing."""
        for queue_id in seat.queues:
            for kind in seat.placed:
                if seat.service(queue_id, kind) is not None:
                    orders = self._free[queue_id, kind]
                    del orders[bisect_left(orders, seat.order)]
        seat.placed = frozenset()
