"""The place in line as a number: lower is served first."""

from datetime import UTC, datetime, timedelta

from hub.domain.work import WorkItem
from hub.routing.policy import Ordering, Policy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CLASS = 1 << 62
_SLOWEST = 1e-9


def micros(when: datetime) -> int:
    """A moment as a whole number, which compares faster than the moment itself and as exactly."""
    return (when - _EPOCH) // _MICROSECOND


class LineOrder:
    """How items that an agent could take are ordered within one rank and weight.

    `head_start`: arrival less a head start a priority point. `strict`: priority, then arrival. Both never change while
    an item waits. `accumulating`: the score grows with the wait at the rate of the priority (Kleinrock, 1964), so
    lines are kept by rate, each in order of arrival, and their heads are compared when asked.
    """

    __slots__ = ("_mode", "_policy", "_step")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._mode = policy.ordering
        self._step = policy.priority_step // _MICROSECOND

    def place(self, item: WorkItem) -> int:
        """The place within a line."""
        arrived = micros(item.queued_at)
        if self._mode is Ordering.HEAD_START:
            return arrived - item.priority * self._step
        if self._mode is Ordering.STRICT:
            return arrived - item.priority * _CLASS
        return arrived

    def pace(self, item: WorkItem) -> float:
        """How fast the score grows; 0 where places do not change."""
        if self._mode is not Ordering.ACCUMULATING:
            return 0.0
        return max(self._policy.rates.get(item.priority, 1.0 + item.priority), _SLOWEST)
