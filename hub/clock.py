"""The machine's own clock, and one that does not jump with it."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from hub.ports.clock import Clock

_log = logging.getLogger(__name__)
_SLEW = 0.05  # a deadline comes at most this share early or late while the two clocks draw together
_JUMP = timedelta(seconds=2)
_SECOND = timedelta(seconds=1)


class SystemClock(Clock):
    """Real time."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    def monotonic(self) -> float:
        return time.monotonic()


def since_boot() -> float:
    """Return seconds that no setting of the clock changes and that count while the machine sleeps, where it can.

    CLOCK_BOOTTIME is Linux's (clock_gettime(2)).
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class SteadyClock(Clock):
    """Time for decisions: it follows the system's time, but a jump only by drawing near it, 3 minutes an hour.

    Whoever sets the machine's clock by an hour must not let an hour's deadlines pass at once.
    """

    def __init__(
        self, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC), elapsed: Callable[[], float] = since_boot
    ) -> None:
        """Start at the system's time; `wall` and `elapsed` are its two clocks."""
        self._wall = wall
        self._elapsed = elapsed
        self._now = wall()
        self._at = elapsed()
        self._is_apart = False

    @override
    def now(self) -> datetime:
        at = self._elapsed()
        passed = (at - self._at) * _SECOND
        gap = self._wall() - (self._now + passed)
        most = passed * _SLEW
        self._now += passed + max(-most, min(most, gap))
        self._at = at
        self._notice(gap)
        return self._now

    @override
    def of_system(self, at: datetime) -> datetime:
        ahead = self.now() - self._wall()
        return at + ahead if abs(ahead) > _JUMP else at

    @override
    def monotonic(self) -> float:
        return time.monotonic()

    def _notice(self, gap: timedelta) -> None:
        is_apart = abs(gap) > _JUMP
        if is_apart and not self._is_apart:
            _log.warning(
                "the system's clock jumped; routing keeps its own time and follows slowly, a restart takes the new one",
                extra={"seconds": gap / _SECOND},
            )
        self._is_apart = is_apart
