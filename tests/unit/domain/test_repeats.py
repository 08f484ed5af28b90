"""Repeated due times keep their wall time, clamp month ends, and leave out what was missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.repeats import following, occurrence
from hub.domain.tasks import Repeat, RepeatUnit

BERLIN = ZoneInfo("Europe/Berlin")


def _wall(repeat: Repeat, first: datetime, number: int) -> str:
    due = occurrence(repeat, first, number)
    assert due
    return due.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")


def test_a_week_keeps_the_wall_time_across_the_change_to_summer() -> None:
    repeat = Repeat(unit=RepeatUnit.WEEK, zone="Europe/Berlin")
    first = datetime(2026, 3, 23, 9, tzinfo=BERLIN)

    assert [_wall(repeat, first, number) for number in (1, 2)] == ["2026-03-23 09:00", "2026-03-30 09:00"]
    assert occurrence(repeat, first, 2) == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_a_wall_time_that_a_day_lacks_moves_forward_for_that_day_alone() -> None:
    repeat = Repeat(unit=RepeatUnit.DAY, zone="Europe/Berlin")
    first = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)

    assert [_wall(repeat, first, number)[11:] for number in (1, 2, 3)] == ["02:30", "03:30", "02:30"]


def test_of_two_the_first_counts() -> None:
    repeat = Repeat(unit=RepeatUnit.DAY, zone="Europe/Berlin")

    assert occurrence(repeat, datetime(2026, 10, 24, 2, 30, tzinfo=BERLIN), 2) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_the_end_of_a_month_is_clamped_and_comes_back() -> None:
    repeat = Repeat(unit=RepeatUnit.MONTH, zone="Europe/Berlin")
    first = datetime(2026, 1, 31, 9, tzinfo=BERLIN)

    days = [_wall(repeat, first, number)[:10] for number in range(1, 5)]
    assert days == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_leap_day_comes_each_year() -> None:
    repeat = Repeat(unit=RepeatUnit.YEAR, zone="Europe/Berlin")
    first = datetime(2024, 2, 29, 9, tzinfo=BERLIN)

    assert [_wall(repeat, first, number)[:10] for number in (2, 5)] == ["2025-02-28", "2028-02-29"]


def test_nothing_follows_after_the_last_day() -> None:
    repeat = Repeat(unit=RepeatUnit.DAY, zone="UTC", until=datetime(2026, 1, 3, tzinfo=UTC))
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)

    assert following(repeat, first, 1, first) == (2, datetime(2026, 1, 2, 9, tzinfo=UTC))
    assert following(repeat, first, 2, first) is None


@pytest.mark.parametrize("unit", list(RepeatUnit))
def test_the_calendar_has_an_end(unit: RepeatUnit) -> None:
    far = 20_000_000
    assert occurrence(Repeat(unit=unit, zone="UTC"), datetime(2026, 1, 1, tzinfo=UTC), far) is None


@given(
    unit=st.sampled_from(RepeatUnit),
    every=st.integers(1, 20),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]),
    first=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    missed=st.timedeltas(timedelta(), timedelta(days=900)),
)
def test_the_next_one_is_the_first_that_is_still_to_come(
    unit: RepeatUnit, every: int, zone: str, first: datetime, missed: timedelta
) -> None:
    repeat = Repeat(unit=unit, every=every, zone=zone)
    found = following(repeat, first, 1, first + missed)

    assert found
    number, due = found
    assert due > first + missed
    assert occurrence(repeat, first, number) == due
    before = occurrence(repeat, first, number - 1)
    assert before
    assert number == 2 or before <= first + missed
