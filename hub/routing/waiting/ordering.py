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
    since = when - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class LineOrder:
    """How items that an agent could take are ordered within one rank and weight.

    `head_start`: arrival less a head start a priority point. `strict`: priority, then arrival. Both never change while
    an item waits. `accumulating`: the score grows with the wait at the rate of the priority (Kleinrock, 1964), so
    lines are kept by rate, each in order of arrival, and their heads are compared when asked.
    """

    __slots__ = ("_is_head_start", "_is_scored", "_policy", "_step")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._step = policy.priority_step // _MICROSECOND
        self._is_head_start = policy.ordering is Ordering.HEAD_START
        self._is_scored = policy.ordering is Ordering.ACCUMULATING

    def place(self, item: WorkItem) -> int:
        """The place within a line."""
        arrived = micros(item.queued_at)
        if self._is_head_start:
            return arrived - item.priority * self._step
        return arrived if self._is_scored else arrived - item.priority * _CLASS

    def pace(self, item: WorkItem) -> float:
        """How fast the score grows; 0 where places do not change."""
        if not self._is_scored:
            return 0.0
        return max(self._policy.rates.get(item.priority, 1.0 + item.priority), _SLOWEST)
