"""Deadlines of the engine: one a key, re-armed or disarmed at will, fired in order, in slices where there are many."""

from datetime import datetime
from heapq import heapify, heappop, heappush

TimerKey = tuple[str, ...]
_SLACK = 64
_PATIENT = frozenset({"step", "sight", "wait", "shut", "retime", "no_agent_for"})
"""What may fall due for all waiting work at once, and bears being a little late."""
_Heap = list[tuple[datetime, int, TimerKey]]


class Timers:
    """Heaps with lazy deletion; equal deadlines fire in the order they were armed.

    A hundred thousand items may reach a step of their plan in one second. Such deadlines are kept apart, so that a
    slice of them can be fired at a time while all others fire when they are due.
    """

    def __init__(self) -> None:
        self._urgent: _Heap = []
        self._patient: _Heap = []
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
        heappush(self._patient if key[0] in _PATIENT else self._urgent, (when, self._serial, key))
        if len(self._patient) + len(self._urgent) > 2 * len(self._armed) + _SLACK:
            self._compact()

    def next(self) -> datetime | None:
        """The earliest armed deadline."""
        urgent, patient = self._first(self._urgent), self._first(self._patient)
        if urgent is None or patient is None:
            first = urgent or patient
            return first[0] if first else None
        return min(urgent[0], patient[0])

    def pop_due(self, now: datetime, *, is_hurried: bool = False) -> TimerKey | None:
        """Disarm and return the earliest key that is due at `now`; in a hurry, of those that cannot wait."""
        urgent = self._first(self._urgent)
        patient = None if is_hurried else self._first(self._patient)
        is_patient = patient is not None and (urgent is None or patient[:2] < urgent[:2])
        first = patient if is_patient else urgent
        if first is None or first[0] > now:
            return None
        heappop(self._patient if is_patient else self._urgent)
        del self._armed[first[2]]
        return first[2]

    def _first(self, heap: _Heap) -> tuple[datetime, int, TimerKey] | None:
        armed = self._armed
        while heap:
            when, serial, key = heap[0]
            if armed.get(key) == (when, serial):
                return heap[0]
            heappop(heap)
        return None

    def _compact(self) -> None:
        self._urgent, self._patient = [], []
        for key, (when, serial) in self._armed.items():
            (self._patient if key[0] in _PATIENT else self._urgent).append((when, serial, key))
        heapify(self._urgent)
        heapify(self._patient)


def is_patient(key: TimerKey) -> bool:
    """Whether a deadline may wait for its slice."""
    return key[0] in _PATIENT
