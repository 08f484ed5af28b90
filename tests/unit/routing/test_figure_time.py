"""Intervals on the wall clock, and where agents' time went."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.domain.journal import Stand
from hub.routing.figures.intervals import Calendar, Interval
from hub.routing.figures.spent import Time, Work, times

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def stands(*changes: tuple[float, str, str], agent_id: str = "ann", units: int = 100) -> list[Stand]:
    return [
        Stand(agent_id, f"{place:03}", state, reason, None, False, units, "x", at(minutes))
        for place, (minutes, state, reason) in enumerate(changes)
    ]


def worked(start: float, end: float, state: str = "active", units: int = 100) -> Work:
    return Work("ann", f"leg-{start}", state, units, at(start), at(end))


def hour(found: dict[tuple[int, str], Time]) -> Time:
    return found[0, "ann"]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-06-01", 24),
        ("Asia/Shanghai", "2026-03-29", 24),
        ("America/Santiago", "2026-09-06", 23),  # the clock is put forward at midnight: the day begins at one
    ],
)
def test_a_day_has_as_many_intervals_as_it_has_hours(zone: str, day: str, hours: int) -> None:
    around = datetime.fromisoformat(day).replace(tzinfo=UTC)
    days = Calendar(around - timedelta(days=2), around + timedelta(days=3), Interval.DAY, zone)
    place = days.place(around + timedelta(hours=12))
    assert place is not None
    start, end = days.span(place)
    assert days.local(start).startswith(day)
    assert (end - start) / timedelta(hours=1) == hours
    assert len(Calendar(start, end, Interval.HOUR, zone).starts) == hours
    quarters = Calendar(start, end, Interval.QUARTER, zone)
    assert len(quarters.starts) == 4 * hours
    assert [quarters.place(each) for each in quarters.starts] == list(range(4 * hours))


def test_a_range_in_a_zone_is_cut_by_real_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    calendar = Calendar(
        datetime(2026, 3, 29, tzinfo=zone), datetime(2026, 3, 30, tzinfo=zone), Interval.HOUR, "Europe/Berlin"
    )
    assert len(calendar.starts) == 23
    assert [calendar.local(each)[11:16] for each in calendar.starts[:4]] == ["00:00", "01:00", "03:00", "04:00"]


def test_intervals_begin_at_round_times_of_the_zone() -> None:
    calendar = Calendar(at(10), at(130), Interval.HOUR, "Asia/Kathmandu")  # 5 h 45 min ahead
    assert [calendar.local(each)[11:16] for each in calendar.starts] == ["14:55", "15:00", "16:00"]
    assert calendar.place(at(9)) is None
    assert calendar.place(at(130)) is None
    assert calendar.span(2) == (at(75), at(130))


def test_half_an_hour_of_summer_time_comes_back_to_round_times() -> None:
    start = datetime(2026, 10, 3, 13, 30, tzinfo=UTC)  # midnight on Lord Howe Island; at two it becomes half past two
    calendar = Calendar(start, start + timedelta(hours=4), Interval.HOUR, "Australia/Lord_Howe")
    assert [calendar.local(each)[11:16] for each in calendar.starts] == ["00:00", "01:00", "02:30", "03:00", "04:00"]


def test_every_moment_of_a_session_is_in_one_state() -> None:
    stood = stands((-5, "not_ready", "login"), (10, "ready", ""), (40, "not_ready", "lunch"), (50, "offline", ""))
    time = hour(times(stood, [], Calendar(at(0), at(60), None, "UTC")))
    assert time.not_ready_s == {"login": 600.0, "lunch": 600.0}
    assert (time.ready_s, time.offline_s, time.session_s) == (1800.0, 600.0, 3000.0)
    assert time.session_s + time.offline_s == 3600.0


def test_occupancy_in_both_readings() -> None:
    """Ready for an hour; 20 minutes with one chat of a quarter of the units, ten of them with a second one."""
    work = [worked(0, 20, units=25), worked(10, 20, units=25)]
    time = hour(times(stands((0, "ready", "")), work, Calendar(at(0), at(60), None, "UTC")))
    assert (time.busy_s, time.available_s, time.talk_s) == (1200.0, 2400.0, 1800.0)
    assert time.occupancy == pytest.approx(1 / 3)
    assert time.unit_occupancy == pytest.approx((600 * 25 + 600 * 50) / (3600 * 100))
    assert time.utilisation == pytest.approx(1 / 3)


def test_breaks_count_in_utilisation_and_not_in_occupancy() -> None:
    stood = stands((0, "ready", ""), (30, "not_ready", "lunch"))
    time = hour(times(stood, [worked(0, 15)], Calendar(at(0), at(60), None, "UTC")))
    assert time.occupancy == 0.5
    assert time.utilisation == 0.25


def test_work_that_goes_on_after_not_ready_is_still_work() -> None:
    stood = stands((0, "ready", ""), (10, "not_ready", "lunch"))
    time = hour(times(stood, [worked(0, 20, "wrapping")], Calendar(at(0), at(60), None, "UTC")))
    assert (time.busy_s, time.available_s, time.wrap_s) == (1200.0, 0.0, 1200.0)


def test_a_ringing_phone_is_neither_work_nor_availability() -> None:
    time = hour(times(stands((0, "ready", "")), [worked(0, 6, "connecting")], Calendar(at(0), at(60), None, "UTC")))
    assert (time.connecting_s, time.busy_s, time.available_s) == (360.0, 0.0, 3240.0)


def test_a_lost_desk_is_its_own_state() -> None:
    stood = [*stands((0, "ready", "")), stands((20, "ready", ""))[0]._replace(id="x", lost=True)]
    time = hour(times(stood, [], Calendar(at(0), at(60), None, "UTC")))
    assert (time.ready_s, time.lost_s, time.available_s) == (1200.0, 2400.0, 1200.0)


def test_what_spans_an_interval_is_cut_at_its_edge() -> None:
    stood, work = stands((-60, "ready", "")), [worked(-30, 45)]
    found = times(stood, work, Calendar(at(0), at(60), Interval.HALF, "UTC"))
    assert [found[place, "ann"].busy_s for place in (0, 1)] == [1800.0, 900.0]
    whole = Time()
    for each in found.values():
        whole.merge(each)
    assert whole == hour(times(stood, work, Calendar(at(0), at(60), None, "UTC")))


def test_nobody_signed_in_has_no_occupancy() -> None:
    time = hour(times(stands((0, "offline", "")), [], Calendar(at(0), at(60), None, "UTC")))
    assert (time.occupancy, time.unit_occupancy, time.utilisation) == (None, None, None)
