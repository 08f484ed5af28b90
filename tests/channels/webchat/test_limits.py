"""Token buckets: what is allowed at once, how it comes back, and that no order of use gives more."""

from hypothesis import given
from hypothesis import strategies as st

from hub.channels.webchat.limits import Limiter, Rate

RATE = Rate(count=10, per_s=10)


def test_a_full_bucket_gives_all_at_once_then_one_a_second() -> None:
    limiter = Limiter()
    assert [limiter.wait_s([("a", RATE)], 0.0) for _ in range(10)] == [0.0] * 10
    assert limiter.wait_s([("a", RATE)], 0.0) == 1.0
    assert limiter.wait_s([("a", RATE)], 0.5) == 0.5
    assert limiter.wait_s([("a", RATE)], 1.0) == 0.0


def test_nothing_is_taken_from_any_bucket_when_one_is_empty() -> None:
    limiter = Limiter()
    small = Rate(count=1, per_s=60)
    assert limiter.wait_s([("visitor", small), ("address", RATE)], 0.0) == 0.0
    for _ in range(20):
        assert limiter.wait_s([("visitor", small), ("address", RATE)], 0.0) == 60.0
    assert [limiter.wait_s([("address", RATE)], 0.0) for _ in range(9)] == [0.0] * 9


def test_other_keys_have_their_own_buckets() -> None:
    limiter = Limiter()
    for _ in range(10):
        limiter.wait_s([("a", RATE)], 0.0)
    assert limiter.wait_s([("b", RATE)], 0.0) == 0.0


def test_more_than_a_bucket_holds_needs_a_full_one() -> None:
    limiter = Limiter()
    assert limiter.wait_s([("a", RATE)], 0.0, amount=50) == 0.0
    assert limiter.wait_s([("a", RATE)], 0.0) > 10


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=200))
def test_no_window_ever_gives_more_than_a_bucket_and_its_refill(pauses: list[float]) -> None:
    limiter = Limiter()
    now, taken = 0.0, 0
    for pause in pauses:
        now += pause
        taken += limiter.wait_s([("a", RATE)], now) == 0.0
    assert taken <= RATE.count + now * RATE.count / RATE.per_s + 1e-6


@given(st.floats(min_value=0, max_value=1e6), st.integers(1, 30))
def test_waiting_as_told_is_enough(start: float, used: int) -> None:
    limiter = Limiter()
    for _ in range(used):
        limiter.wait_s([("a", RATE)], start)
    wait = limiter.wait_s([("a", RATE)], start)
    assert wait == 0.0 or limiter.wait_s([("a", RATE)], start + wait + 1e-3) == 0.0
