"""When a repeated task is due again: by the calendar of its zone, at the same wall time, month ends clamped."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.domain.tasks import Repeat, RepeatUnit

_LAST_YEAR = 9_998


def occurrence(repeat: Repeat, first_due_at: datetime, number: int) -> datetime | None:
    """Return the due time of the `number`-th, counted from 1; None after `until` and past the calendar's end.

    A wall time that a day does not have moves forward, of two the first counts (PEP 495, fold=0). A month without the
    day has its last one instead, and the next month the day itself again.
    """
    first = first_due_at.astimezone(ZoneInfo(repeat.zone))
    day = _moved(first.date(), repeat, (number - 1) * repeat.every)
    if day is None:
        return None
    due = datetime.combine(day, first.time().replace(tzinfo=None), tzinfo=ZoneInfo(repeat.zone)).astimezone(UTC)
    return None if repeat.until is not None and due > repeat.until else due


def following(repeat: Repeat, first_due_at: datetime, number: int, not_before: datetime) -> tuple[int, datetime] | None:
    """Return number and due time of the next one after `number` that is later than `not_before`; what was missed is
    left out, so that nobody comes back to a heap of them.
    """
    following_number = max(number + 1, _estimate(repeat, first_due_at, not_before))
    while (due := occurrence(repeat, first_due_at, following_number)) is not None:
        if due > not_before:
            return following_number, due
        following_number += 1
    return None


def _moved(day: date, repeat: Repeat, steps: int) -> date | None:
    match repeat.unit:
        case RepeatUnit.DAY:
            return _plus_days(day, steps)
        case RepeatUnit.WEEK:
            return _plus_days(day, 7 * steps)
        case RepeatUnit.MONTH:
            return _plus_months(day, steps)
        case RepeatUnit.YEAR:
            return _plus_months(day, 12 * steps)


def _plus_days(day: date, days: int) -> date | None:
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return None
    return moved if moved.year <= _LAST_YEAR else None


def _plus_months(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > _LAST_YEAR:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


_DAYS = {RepeatUnit.DAY: 1, RepeatUnit.WEEK: 7, RepeatUnit.MONTH: 31, RepeatUnit.YEAR: 366}


def _estimate(repeat: Repeat, first_due_at: datetime, not_before: datetime) -> int:
    """A number that is surely not too late: so that years of rest are not walked through day by day."""
    days = (not_before - first_due_at).days
    return max(1, days // (_DAYS[repeat.unit] * repeat.every))
