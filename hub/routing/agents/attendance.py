"""How many agents who serve a queue are signed in, and since when nobody is."""

from datetime import datetime

from hub.domain.agents import PresenceState
from hub.routing.agents.seats import Seat


class Attendance:
    """Counted as agents come and go, so that asking costs nothing."""

    def __init__(self) -> None:
        self._present: dict[str, int] = {}
        self._serves: dict[str, frozenset[str]] = {}
        self._empty_since: dict[str, datetime] = {}

    def of(self, queue_id: str) -> int:
        """How many are signed in."""
        return self._present.get(queue_id, 0)

    def empty_since(self, queue_id: str, now: datetime) -> datetime | None:
        """Since when nobody is signed in, as far as is known; None when somebody is."""
        if self.of(queue_id):
            return None
        return self._empty_since.setdefault(queue_id, now)

    def note(self, seat: Seat, now: datetime, *, is_gone: bool = False) -> list[str]:
        """Take an agent as they are now; return the queues that have become empty, or are so no longer."""
        away = is_gone or seat.presence.state is PresenceState.OFFLINE
        serves: frozenset[str] = frozenset() if away else frozenset(seat.queues)
        before = self._serves.get(seat.id, frozenset())
        if serves == before:
            return []
        self._serves[seat.id] = serves
        return [each for each in sorted(serves ^ before) if self._count(each, 1 if each in serves else -1, now)]

    def _count(self, queue_id: str, step: int, now: datetime) -> bool:
        before = self.of(queue_id)
        self._present[queue_id] = before + step
        if before + step == 0:
            self._empty_since[queue_id] = now
        else:
            self._empty_since.pop(queue_id, None)
        return 0 in {before, before + step}
