"""Open time on the wall clock, against a count of every single minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.domain.hours import Interval, OpeningHours

MINUTE = timedelta(minutes=1)
OFFICE = (Interval(start=time(9), end=time(17)),)
WEEKDAYS = OpeningHours(time_zone="Europe/Berlin", week=(OFFICE,) * 5 + ((), ()))
NIGHTS = OpeningHours(time_zone="Europe/Berlin", week=((Interval(start=time(22), end=time(6)),),) * 7)

_WALL = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
_DAY = st.lists(st.builds(Interval, start=_WALL, end=_WALL), max_size=2).map(tuple)
# Around both changes of the clock in Europe and America, and a zone that has none.
_STARTS = st.sampled_from(["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31", "2026-06-10"])
_HOURS = st.builds(
    OpeningHours,
    time_zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    week=st.tuples(*[_DAY] * 7),
    overrides=st.lists(st.tuples(st.dates(date(2026, 3, 1), date(2026, 11, 5)), _DAY), max_size=3).map(tuple),
)
_MOMENTS = st.builds(
    lambda day, minutes: datetime.fromisoformat(f"{day}T00:00+00:00") + minutes * MINUTE, _STARTS, st.integers(0, 2880)
)


@given(hours=_HOURS, start=_MOMENTS, minutes=st.integers(0, 4000))
@settings(max_examples=60, deadline=None)
def test_open_time_is_the_number_of_open_minutes(hours: OpeningHours, start: datetime, minutes: int) -> None:
    counted = sum(hours.is_open(start + each * MINUTE) for each in range(minutes))

    assert hours.open_seconds(start, start + minutes * MINUTE) == counted * 60


@given(hours=_HOURS, start=_MOMENTS, promised=st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_the_time_after_so_much_open_time_is_found(hours: OpeningHours, start: datetime, promised: int) -> None:
    due = hours.after_open(start, promised * 60)
    assume(due is not None)
    assert due is not None
    assume(due - start < timedelta(days=6))

    assert hours.open_seconds(start, due) == promised * 60
    assert promised == 0 or hours.open_seconds(start, due - MINUTE) == (promised - 1) * 60


@pytest.mark.parametrize(
    ("hours", "start", "seconds", "due"),
    [
        (WEEKDAYS, "2026-11-20T15:30:00+00:00", 3600, "2026-11-23T08:30:00+00:00"),  # Friday 16:30: half on Monday
        (WEEKDAYS, "2026-11-21T12:00:00+00:00", 0, "2026-11-23T08:00:00+00:00"),  # nothing is due while closed
        (NIGHTS, "2026-11-20T22:30:00+00:00", 3600, "2026-11-20T23:30:00+00:00"),  # across midnight
        (NIGHTS, "2026-03-28T23:00:00+00:00", 6 * 3600, "2026-03-29T21:00:00+00:00"),  # an hour is missing
        (NIGHTS, "2026-10-24T22:00:00+00:00", 6 * 3600, "2026-10-25T04:00:00+00:00"),  # an hour comes twice
    ],
)
def test_known_times(hours: OpeningHours, start: str, seconds: int, due: str) -> None:
    assert hours.after_open(datetime.fromisoformat(start), seconds) == datetime.fromisoformat(due)


def test_a_holiday_does_not_count() -> None:
    closed = OpeningHours(time_zone="UTC", week=(OFFICE,) * 7, overrides=((date(2026, 12, 25), ()),))

    assert closed.after_open(datetime(2026, 12, 24, 16, tzinfo=UTC), 7200) == datetime(2026, 12, 26, 10, tzinfo=UTC)


def test_hours_that_never_open_are_never_over() -> None:
    never = OpeningHours(time_zone="UTC", week=((),) * 7)

    assert never.after_open(datetime(2026, 12, 24, 16, tzinfo=UTC), 1) is None
    assert never.open_seconds(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)) == 0


def test_a_far_promise_is_found() -> None:
    due = WEEKDAYS.after_open(datetime(2026, 1, 1, tzinfo=UTC), 365 * 8 * 3600)

    assert due == datetime(2027, 5, 26, 15, tzinfo=UTC)
