"""Cuts a time range into intervals on the wall clock of a zone, right across changes of its offset."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hub.domain.time import require_utc


class Interval(StrEnum):
    """How long an interval is."""

    QUARTER = "15"
    HALF = "30"
    HOUR = "60"
    DAY = "day"


class Calendar:
    """The intervals of a range; the first and the last are cut where the range begins and ends.

    They begin at round times of the wall clock, whatever its offset: on the days on which the clock is put forward or
    back there are fewer or more of them, and the day has 23 or 25 hours.
    """

    def __init__(self, start: datetime, end: datetime, interval: Interval | None, zone: str) -> None:
        """Cut from `start` to before `end`; without an interval the whole range is one."""
        self.starts = [require_utc(start)]  # arithmetic in a zone would be that of its wall clock
        self.end = require_utc(end)
        self.zone = zone
        self._zone = ZoneInfo(zone)
        while interval is not None and (following := self._next(self.starts[-1], interval)) < end:
            self.starts.append(following)

    def place(self, at: datetime) -> int | None:
        """Return the index of the interval that `at` lies in."""
        if not self.starts[0] <= at < self.end:
            return None
        return bisect_right(self.starts, at) - 1

    def span(self, place: int) -> tuple[datetime, datetime]:
        """Return the bounds of an interval, in UTC."""
        following = self.starts[place + 1] if place + 1 < len(self.starts) else self.end
        return self.starts[place], following

    def local(self, at: datetime) -> str:
        """Format as the zone's wall clock with its offset."""
        return at.astimezone(self._zone).isoformat(timespec="minutes")

    def _next(self, at: datetime, interval: Interval) -> datetime:
        if interval is Interval.DAY:
            return self._midnight(at.astimezone(self._zone).date() + timedelta(days=1))
        length = timedelta(minutes=int(interval))
        return at + length - self._past(at, length)

    def _past(self, at: datetime, length: timedelta) -> timedelta:
        """How far the wall clock is past the last round time."""
        local = at.astimezone(self._zone)
        since_midnight = timedelta(
            hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        return since_midnight % length

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self._zone).astimezone(UTC)
