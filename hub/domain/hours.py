"""Weekly opening hours on the wall clock of one zone, with exceptions by date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SEARCH_DAYS = 370
_FAR_DAYS = 3_660


@dataclass(frozen=True, kw_only=True)
class Interval:
    """From `start` to `end` (exclusive) on the wall clock; `end` at or before `start` ends on the next day."""

    start: time
    end: time


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """`week[0]` is Monday; a date in `overrides` replaces its weekday (an empty tuple is a holiday)."""

    time_zone: str
    week: tuple[tuple[Interval, ...], ...]
    overrides: tuple[tuple[date, tuple[Interval, ...]], ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in an interval that starts on its local day or crossed midnight from the day before."""
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        return any(start <= at < end for day in (today - timedelta(days=1), today) for start, end in self._spans(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return `at` when open, else the next opening in UTC within a year, else None."""
        if self.is_open(at):
            return at
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        for offset in range(_SEARCH_DAYS):
            starts = [
                start for start, end in self._spans(today + timedelta(days=offset)) if start >= at and end > start
            ]
            if starts:
                return min(starts)
        return None

    def next_change(self, at: datetime) -> datetime | None:
        """Return when it next opens or closes after `at`, in UTC, within a year, else None."""
        was_open = self.is_open(at)
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        for offset in range(-1, _SEARCH_DAYS):
            edges = sorted({edge for span in self._spans(today + timedelta(days=offset)) for edge in span})
            for edge in edges:
                if edge > at and self.is_open(edge) is not was_open:
                    return edge
        return None

    def after_open(self, since: datetime, seconds: float) -> datetime | None:
        """Return when `seconds` of open time have passed after `since`, in UTC; None when they never do."""
        left = timedelta(seconds=seconds)
        for start, end in self._open_from(since):
            if end - start >= left:
                return start + left
            left -= end - start
        return None

    def open_seconds(self, start: datetime, end: datetime) -> float:
        """Count the open time between two moments."""
        total = timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total / timedelta(seconds=1)

    def _open_from(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield open times from `since` on, each once, in order; it ends when none came for a year, or after ten."""
        covered = since.astimezone(UTC)
        today = since.astimezone(ZoneInfo(self.time_zone)).date()
        quiet = 0
        for offset in range(-1, _FAR_DAYS):
            quiet += 1
            for start, end in sorted(self._spans(today + timedelta(days=offset))):
                if end > max(start, covered):
                    yield max(start, covered), end
                    covered, quiet = end, 0
            if quiet > _SEARCH_DAYS:
                return

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        return [(self._instant(day, each.start), self._end(day, each)) for each in self._intervals(day)]

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        override = dict(self.overrides).get(day)
        return self.week[day.weekday()] if override is None else override

    def _end(self, day: date, interval: Interval) -> datetime:
        next_day = interval.end <= interval.start
        return self._instant(day + timedelta(days=int(next_day)), interval.end)

    def _instant(self, day: date, wall: time) -> datetime:
        """Resolve the wall time; one that does not exist moves forward, the first of two counts (PEP 495, fold=0)."""
        return datetime.combine(day, wall, tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class NamedHours:
    """Opening hours that several queues and promises share; changing them acts on all of these."""

    id: str
    version: int = 1
    name: str
    hours: OpeningHours
    created_at: datetime
    updated_at: datetime
