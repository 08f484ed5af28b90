"""Birthdays as people and spreadsheets write them."""

import re
from datetime import date, timedelta

from hub.domain.customers import Birthday, Calendar

_LEAP_YEAR = 2000
_MONTHS = 12
_LUNAR_DAYS = 30  # a month of the Chinese calendar has at most 30 days
_DAY = re.compile(
    r"(?P<lunar>lunar\s*|农历|阴历)?(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?P<leap>\s*leap|\s*闰)?"
)
# Spreadsheets count days from 1899-12-30; five digits are the years from 1927 on.
# https://support.microsoft.com/office/datevalue-function-df8b07d4-7761-4a93-bc33-b7471bbff252
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_FIRST_DAY = date(1899, 12, 30)
_FORMS = "write 1980-03-09, 03-09 or lunar 1980-08-15"


class NoBirthdayError(ValueError):
    """The text is no birthday; it says why and what to write."""


def read_birthday(text: str) -> Birthday:
    """Read a day of the year, with or without the year, in either calendar; raises `NoBirthdayError`."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise NoBirthdayError(_why_not(text.strip()))
    lunar, leap = bool(found["lunar"]), bool(found["leap"])
    year = int(found["year"]) if found["year"] else None
    month, day = int(found["month"]), int(found["day"])
    if leap and not lunar:
        raise NoBirthdayError(f"{text!r}: only the lunar calendar has leap months; {_FORMS}")
    if not _exists(year, month, day, lunar=lunar):
        raise NoBirthdayError(f"{text!r} is no birthday: there is no such day; {_FORMS}")
    calendar = Calendar.LUNAR if lunar else Calendar.GREGORIAN
    return Birthday(calendar=calendar, year=year, month=month, day=day, leap_month=leap)


def birthday_text(birthday: Birthday) -> str:
    """Write a birthday so that `read_birthday` reads the same."""
    lunar = "lunar " if birthday.calendar is Calendar.LUNAR else ""
    year = f"{birthday.year:04d}-" if birthday.year else ""
    return f"{lunar}{year}{birthday.month:02d}-{birthday.day:02d}{' leap' if birthday.leap_month else ''}"


def is_day_count(text: str) -> bool:
    """Whether a spreadsheet has made a count of days out of a date."""
    return _SERIAL.fullmatch(text.strip()) is not None


def _why_not(text: str) -> str:
    if is_day_count(text):
        day = _FIRST_DAY + timedelta(days=int(float(text)))
        count = f"{text!r} is a spreadsheet's count of days, perhaps {day.isoformat()}"
        return f"{count}; format the column as a date and save again"
    return f"{text!r} is no birthday; {_FORMS}"


def _exists(year: int | None, month: int, day: int, *, lunar: bool) -> bool:
    if lunar:
        return 1 <= month <= _MONTHS and 1 <= day <= _LUNAR_DAYS
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
