"""On which day a birthday is kept, with published and computed vectors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.birthdays import birthday_year, days_kept_on
from hub.domain.customers import Birthday, Calendar


def lunar(month: int, day: int, *, leap: bool = False) -> Birthday:
    return Birthday(calendar=Calendar.LUNAR, month=month, day=day, leap_month=leap)


def kept_in(birthday: Birthday, first: date, last: date, leap_day: str = "02-28") -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if birthday_year(birthday, day, leap_day=leap_day) is not None]


@pytest.mark.parametrize(
    ("year", "leap_day", "kept"),
    [
        (2025, "02-28", [date(2025, 2, 28)]),
        (2025, "03-01", [date(2025, 3, 1)]),
        (2025, "skip", []),
        (2028, "02-28", [date(2028, 2, 29)]),
        (2028, "skip", [date(2028, 2, 29)]),
        (2100, "02-28", [date(2100, 2, 28)]),
    ],
)
def test_29_february(year: int, leap_day: str, kept: list[date]) -> None:
    born = Birthday(month=2, day=29, year=2000)
    assert kept_in(born, date(year, 1, 1), date(year, 12, 31), leap_day) == kept


# https://pypi.org/project/lunardate/ and the Hong Kong Observatory's calendar conversion tables
@pytest.mark.parametrize(
    ("birthday", "first", "last", "kept"),
    [
        (lunar(8, 15), date(2026, 1, 1), date(2026, 12, 31), [date(2026, 9, 25)]),
        (lunar(1, 1), date(2026, 1, 1), date(2026, 12, 31), [date(2026, 2, 17)]),
        (lunar(12, 30), date(2026, 1, 1), date(2026, 12, 31), [date(2026, 2, 16)]),
        (lunar(12, 30), date(2027, 1, 1), date(2027, 12, 31), [date(2027, 2, 5)]),
        (lunar(6, 1, leap=True), date(2025, 1, 1), date(2025, 12, 31), [date(2025, 7, 25)]),
        (lunar(6, 1, leap=True), date(2026, 1, 1), date(2026, 12, 31), [date(2026, 7, 14)]),
    ],
)
def test_lunar_birthdays(birthday: Birthday, first: date, last: date, kept: list[date]) -> None:
    assert kept_in(birthday, first, last) == kept


def test_a_lunar_birthday_that_falls_twice_into_a_year_has_two_keys() -> None:
    days = kept_in(lunar(11, 20), date(2024, 1, 1), date(2024, 12, 31))
    assert len(days) == 2
    assert [birthday_year(lunar(11, 20), day) for day in days] == [2023, 2024]


@given(
    st.builds(
        Birthday,
        calendar=st.sampled_from(Calendar),
        month=st.integers(1, 12),
        day=st.integers(1, 28),
        leap_month=st.booleans(),
    ),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
)
def test_the_first_selection_misses_nobody(birthday: Birthday, day: date) -> None:
    if birthday_year(birthday, day) is not None and not birthday.leap_month:
        assert (birthday.month, birthday.day) in days_kept_on(day, birthday.calendar)
