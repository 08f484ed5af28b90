"""Quiet hours in customers' zones, across summer time, with computed vectors."""

from datetime import UTC, datetime, time

import pytest

from hub.services.sending.quiet_hours import Window, instant, next_allowed


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def us(*zones: str) -> list[Window]:
    return [Window(zone=each, start=time(8), end=time(21)) for each in zones]


@pytest.mark.parametrize(
    ("windows", "now", "allowed"),
    [
        (us("America/Los_Angeles"), "2026-06-15 12:59", "2026-06-15 15:00"),
        (us("America/Los_Angeles"), "2026-06-15 15:00", "2026-06-15 15:00"),
        (us("America/Los_Angeles"), "2026-06-16 03:59:59", "2026-06-16 03:59:59"),
        (us("America/Los_Angeles"), "2026-06-16 04:00:00", "2026-06-16 15:00"),
        (us("America/New_York"), "2026-03-08 09:00", "2026-03-08 12:00"),
        (us("America/New_York"), "2026-11-01 11:00", "2026-11-01 13:00"),
        (us("Asia/Shanghai"), "2026-06-15 14:00", "2026-06-16 00:00"),
        (us("America/New_York", "America/Los_Angeles"), "2026-06-15 12:30", "2026-06-15 15:00"),
    ],
)
def test_next_allowed(windows: list[Window], now: str, allowed: str) -> None:
    assert next_allowed(windows, utc(now)) == utc(allowed)


def test_weekdays_count_in_the_windows_own_zone() -> None:
    window = Window(zone="Europe/Paris", start=time(10), end=time(20), weekdays=frozenset(range(5)))
    assert next_allowed([window], utc("2026-06-20 13:00")) == utc("2026-06-22 08:00")


def test_a_window_may_cross_midnight() -> None:
    window = Window(zone="UTC", start=time(21), end=time(8))
    assert next_allowed([window], utc("2026-06-15 03:00")) == utc("2026-06-15 03:00")
    assert next_allowed([window], utc("2026-06-15 12:00")) == utc("2026-06-15 21:00")


@pytest.mark.parametrize(
    ("zone", "wall", "at"),
    [
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00"),
        ("Pacific/Kiritimati", "2026-05-01 09:00", "2026-04-30 19:00"),
        ("Pacific/Pago_Pago", "2026-05-01 09:00", "2026-05-01 20:00"),
    ],
)
def test_wall_time_becomes_an_instant(zone: str, wall: str, at: str) -> None:
    assert instant(datetime.fromisoformat(wall), zone) == utc(at)
