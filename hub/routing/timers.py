"""Deadlines of the engine: one a key, re-armed or disarmed at will, fired in order."""

from datetime import datetime
from heapq import heapify, heappop, heappush

TimerKey = tuple[str, ...]
_SLACK = 64


class Timers:
    """A heap with lazy deletion; equal deadlines fire in the order they were armed."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, TimerKey]] = []
        self._armed: dict[TimerKey, tuple[datetime, int]] = {}
        self._serial = 0

    def set(self, key: TimerKey, when: datetime | None) -> None:
        """Arm, move or (None) disarm the deadline of `key`."""
        if when is None:
            self._armed.pop(key, None)
            return
        armed = self._armed.get(key)
        if armed and armed[0] == when:
            return
        self._serial += 1
        self._armed[key] = (when, self._serial)
        heappush(self._heap, (when, self._serial, key))
        if len(self._heap) > 2 * len(self._armed) + _SLACK:
            self._compact()

    def next(self) -> datetime | None:
        """The earliest armed deadline."""
        heap = self._heap
        while heap:
            when, serial, key = heap[0]
            if self._armed.get(key) == (when, serial):
                return when
            heappop(heap)
        return None

    def pop_due(self, now: datetime) -> TimerKey | None:
        """Disarm and return the earliest key that is due at `now`."""
        when = self.next()
        if when is None or when > now:
            return None
        key = heappop(self._heap)[2]
        del self._armed[key]
        return key

    def _compact(self) -> None:
        self._heap = [(when, serial, key) for key, (when, serial) in self._armed.items()]
        heapify(self._heap)
