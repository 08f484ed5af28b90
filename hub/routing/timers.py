"""Deadlines of the engine: one a key, re-armed or disarmed at will, fired in order, in slices where there are many."""

from datetime import datetime
from heapq import heappop, heappush

TimerKey = tuple[str, ...]
_SLACK = 64
_SWEPT = 4
_PATIENT = frozenset({"step", "sight", "wait", "shut", "retime", "no_agent_for"})
"""What may fall due for all waiting work at once, and bears being a little late."""
_Entry = tuple[datetime, int, TimerKey]


class _Agenda:
    """Heaps with lazy deletion: what is no longer armed is dropped when it comes up.

    Where most is no longer armed, the heap becomes the old one, from whose end each change takes a few, so that no
    change has to go through all. A heap without its last entry is a heap.
    """

    __slots__ = ("_heap", "_old", "armed")

    def __init__(self) -> None:
        self.armed: dict[TimerKey, _Entry] = {}
        self._heap: list[_Entry] = []
        self._old: list[_Entry] = []

    def arm(self, when: datetime, serial: int, key: TimerKey) -> None:
        armed = self.armed.get(key)
        if armed is not None and armed[0] == when:
            return
        entry = self.armed[key] = (when, serial, key)
        heappush(self._heap, entry)
        if self._old:
            self._sweep()
        elif len(self._heap) > 2 * len(self.armed) + _SLACK:
            self._heap, self._old = self._old, self._heap

    def first(self) -> _Entry | None:
        first = self._top(self._heap)
        if not self._old:
            return first
        old = self._top(self._old)
        return min(first, old) if first and old else first or old

    def _top(self, heap: list[_Entry]) -> _Entry | None:
        armed = self.armed
        while heap:
            entry = heap[0]
            if armed.get(entry[2]) is entry:
                return entry
            heappop(heap)
        return None

    def _sweep(self) -> None:
        old, armed = self._old, self.armed
        for entry in old[-_SWEPT:]:
            if armed.get(entry[2]) is entry:
                heappush(self._heap, entry)
        del old[-_SWEPT:]


class Timers:
    """Equal deadlines fire in the order they were armed.

    A hundred thousand items may reach a step of their plan in one second. Such deadlines are kept apart, so that a
    slice of them can be fired at a time while all others fire when they are due.
    """

    def __init__(self) -> None:
        self._urgent = _Agenda()
        self._patient = _Agenda()
        self._serial = 0

    def set(self, key: TimerKey, when: datetime | None) -> None:
        """Arm, move or (None) disarm the deadline of `key`."""
        agenda = self._patient if key[0] in _PATIENT else self._urgent
        if when is None:
            agenda.armed.pop(key, None)
        else:
            self._serial += 1
            agenda.arm(when, self._serial, key)

    def next(self) -> datetime | None:
        """The earliest armed deadline."""
        urgent, patient = self._urgent.first(), self._patient.first()
        if urgent is None or patient is None:
            first = urgent or patient
            return first[0] if first else None
        return min(urgent[0], patient[0])

    def pop_due(self, now: datetime, *, is_hurried: bool = False) -> TimerKey | None:
        """Disarm and return the earliest key that is due at `now`; in a hurry, of those that cannot wait."""
        urgent = self._urgent.first()
        patient = None if is_hurried else self._patient.first()
        is_patient = patient is not None and (urgent is None or patient[:2] < urgent[:2])
        first = patient if is_patient else urgent
        if first is None or first[0] > now:
            return None
        del (self._patient if is_patient else self._urgent).armed[first[2]]
        return first[2]


def is_patient(key: TimerKey) -> bool:
    """Whether a deadline may wait for its slice."""
    return key[0] in _PATIENT
