"""Who serves which queue, by membership or profile."""

from collections.abc import Iterable, Iterator

from hub.routing.agents.seats import Seat


class Serving:
    """The agents of every queue."""

    def __init__(self) -> None:
        self._seats: dict[str, dict[str, Seat]] = {}

    def change(self, seat: Seat, before: Iterable[str], after: Iterable[str]) -> None:
        """Take over the queues that an agent serves."""
        for queue_id in before:
            self._seats.get(queue_id, {}).pop(seat.id, None)
        for queue_id in after:
            self._seats.setdefault(queue_id, {})[seat.id] = seat

    def of(self, queue_ids: Iterable[str], others: Iterable[Seat | None] = ()) -> Iterator[Seat]:
        """Everybody who serves one of these queues, and these besides, each once."""
        found = {seat.id: seat for queue_id in queue_ids for seat in self._seats.get(queue_id, {}).values()}
        found |= {seat.id: seat for seat in others if seat is not None}
        return iter(found.values())
