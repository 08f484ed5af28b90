"""On which day a birthday is kept: 29 February in common years, lunar dates with short and leap months.

Lunar days come from lunardate, whose tables reach from 1900 to 2099.
"""

from datetime import date

from lunardate import LunarDate

from hub.domain.customers import Birthday, Calendar

_LEAP_DAY = (2, 29)


def birthday_year(birthday: Birthday, day: date, *, leap_day: str = "02-28") -> int | None:
    """Return the year, in the birthday's own calendar, that is kept on `day`; None when it is not kept then.

    `leap_day` says when 29 February is kept in common years: `02-28`, `03-01`, or `skip`. In the lunar calendar day
    30 of
    a month with 29 days is kept on day 29, and a leap month that the year does not have as the ordinary one.
    """
    if birthday.calendar is Calendar.GREGORIAN:
        return day.year if _gregorian(birthday, day.year, leap_day) == day else None
    lunar = _lunar(day)
    if lunar is None:
        return None
    return lunar.year if _kept_lunar(birthday, lunar.year) == day else None


def days_kept_on(day: date, calendar: Calendar) -> list[tuple[int, int]]:
    """List the (month, day) pairs of birthdays that may be kept on `day`: a superset for a first selection."""
    if calendar is Calendar.GREGORIAN:
        near_leap_day = (day.month, day.day) in ((2, 28), (3, 1))
        return [(day.month, day.day), *([_LEAP_DAY] if near_leap_day else [])]
    lunar = _lunar(day)
    if lunar is None:
        return []
    return [(lunar.month, lunar.day), *([(lunar.month, 30)] if lunar.day == 29 else [])]


def _gregorian(birthday: Birthday, year: int, leap_day: str) -> date | None:
    if (birthday.month, birthday.day) == _LEAP_DAY and not _is_leap(year):
        if leap_day == "skip":
            return None
        month, day = leap_day.split("-")
        return date(year, int(month), int(day))
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        return None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _lunar(day: date) -> LunarDate | None:
    try:
        return LunarDate.from_solar_date(day.year, day.month, day.day)
    except ValueError:
        return None


def _kept_lunar(birthday: Birthday, year: int) -> date | None:
    leap = birthday.leap_month and LunarDate.leap_month_for_year(year) == birthday.month
    for day in (birthday.day, 29) if birthday.day == 30 else (birthday.day,):
        try:
            kept: date = LunarDate(year, birthday.month, day, leap).to_solar_date()
        except ValueError:
            continue
        return kept
    return None
