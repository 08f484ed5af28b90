"""Deadlines come in order, whatever was moved or taken back meanwhile, and what is gone is not kept."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.routing.timers import TimerKey, Timers
from tests.unit.routing.floor import START

KEYS = st.tuples(st.sampled_from(("offer", "step")), st.sampled_from("abcdefgh"))
SETTINGS = st.lists(st.tuples(KEYS, st.none() | st.integers(0, 9)), max_size=400)


@given(SETTINGS)
def test_deadlines_come_in_order_of_time_then_of_arming(settings: list[tuple[TimerKey, int | None]]) -> None:
    timers, plain = Timers(), dict[TimerKey, tuple[int, int]]()
    for serial, (key, second) in enumerate(settings):
        timers.set(key, None if second is None else START + timedelta(seconds=second))
        if second is None:
            plain.pop(key, None)
        elif key not in plain or plain[key][0] != second:
            plain[key] = second, serial
    assert timers.next() == (START + timedelta(seconds=min(plain.values())[0]) if plain else None)
    end = START + timedelta(seconds=9)
    assert list(iter(lambda: timers.pop_due(end), None)) == sorted(plain, key=plain.__getitem__)


def test_what_cannot_wait_comes_first_in_a_hurry() -> None:
    timers = Timers()
    timers.set(("step", "item"), START)
    timers.set(("offer", "one"), START + timedelta(seconds=1))
    now = START + timedelta(seconds=2)
    assert timers.pop_due(now, is_hurried=True) == ("offer", "one")
    assert timers.pop_due(now, is_hurried=True) is None
    assert timers.pop_due(now) == ("step", "item")


def test_what_is_moved_very_often_takes_no_room() -> None:
    timers = Timers()
    for number in range(10_000):
        timers.set(("offer", f"offer-{number % 10}"), START + timedelta(seconds=10_000 - number))
    agenda = timers._urgent  # noqa: SLF001 - room is nothing that can be seen from outside
    assert len(agenda._heap) + len(agenda._old) < 200  # noqa: SLF001
    assert timers.next() == START + timedelta(seconds=1)
