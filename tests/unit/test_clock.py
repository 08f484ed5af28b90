"""The clock for decisions: it follows the system's, but never jumps with it."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import SteadyClock, SystemClock

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """Two clocks, of which only one can be set."""

    def __init__(self) -> None:
        self.set_by = timedelta()
        self.passed = 0.0

    def wall(self) -> datetime:
        return START + self.set_by + timedelta(seconds=self.passed)

    def elapsed(self) -> float:
        return self.passed


def steady(machine: Machine) -> SteadyClock:
    return SteadyClock(wall=machine.wall, elapsed=machine.elapsed)


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_jump_of_an_hour_moves_no_deadline(jump: timedelta, caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = steady(machine)
    machine.set_by, machine.passed = jump, 10.0
    with caplog.at_level(logging.WARNING):
        assert abs(clock.now() - (START + timedelta(seconds=10))) <= timedelta(seconds=0.5)
        clock.now()
    assert len(caplog.records) == 1


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_what_the_system_s_clock_showed_is_put_into_own_time(jump: timedelta) -> None:
    machine = Machine()
    clock = steady(machine)
    machine.passed = 5.0
    assert clock.of_system(machine.wall()) == clock.now() == machine.wall()
    machine.set_by = jump
    assert clock.of_system(machine.wall()) == clock.now()
    assert SystemClock().of_system(START) == START


def test_it_draws_near_the_system_s_time() -> None:
    machine = Machine()
    clock = steady(machine)
    machine.set_by = timedelta(seconds=30)
    for _ in range(700):
        machine.passed += 1
        clock.now()
    assert clock.now() == machine.wall()


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(-7200, 7200)), max_size=50))
def test_it_never_goes_back_and_keeps_the_pace(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    clock = steady(machine)
    before = clock.now()
    for passed, jump in steps:
        machine.passed += passed
        machine.set_by += timedelta(seconds=jump)
        now = clock.now()
        went = (now - before).total_seconds()
        assert 0.949 * passed - 1e-5 <= went <= 1.051 * passed + 1e-5
        before = now


def test_the_real_clocks_agree() -> None:
    clock = SteadyClock()
    assert abs(clock.now() - SystemClock().now()) < timedelta(seconds=1)
    assert clock.monotonic() <= clock.monotonic()
