"""The index of free agents: by queue and kind in idle order, and who of a queue has a skill."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

from hub.routing.seats import Order, Seat


class FreeIndex:
    """Which agents could be offered one more contact of a kind, longest idle first."""

    def __init__(self, seats: Mapping[str, Seat], members: Mapping[str, Mapping[str, int]]) -> None:
        """Look at the given seats, and at members (queue -> agent -> rank)."""
        self._seats = seats
        self._members = members
        self._free: dict[tuple[str, str], list[Order]] = {}
        self._holders: dict[str, dict[str, frozenset[str]]] = {}

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
                insort(self._free.setdefault((queue_id, kind), []), order)
        seat.placed, seat.order = kinds, order

    def withdraw(self, seat: Seat) -> None:
        """Show the agent as free for nothing."""
        for queue_id in seat.queues:
            for kind in seat.placed:
                orders = self._free[queue_id, kind]
                del orders[bisect_left(orders, seat.order)]
        seat.placed = frozenset()

    def holders(self, queue_id: str, skill: str) -> frozenset[str]:
        """The members of a queue who have a skill at any level."""
        known = self._holders.setdefault(queue_id, {})
        found = known.get(skill)
        if found is None:
            found = known[skill] = self._find(queue_id, skill)
        return found

    def forget_skills(self, queue_id: str) -> None:
        """Members or their skills changed."""
        self._holders.pop(queue_id, None)

    def _find(self, queue_id: str, skill: str) -> frozenset[str]:
        seats = ((agent_id, self._seats.get(agent_id)) for agent_id in self._members.get(queue_id, {}))
        return frozenset(agent_id for agent_id, seat in seats if seat and skill in seat.skills)
