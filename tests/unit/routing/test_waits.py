"""Estimates, what may be announced, and the place of a customer who comes back."""

from dataclasses import replace

import pytest

from hub.routing import Abandon, Connected, End, Enqueue, SetNotReady, announceable
from tests.unit.routing.floor import Floor, a_queue, a_team


def a_busy_floor(agents: int) -> Floor:
    """So many agents, each with a call."""
    names = [f"agent-{number:02}" for number in range(agents)]
    floor = a_team(*names, wrap_s=0)
    for name in names:
        floor.arrive(f"call-of-{name}")
        floor.accept(f"call-of-{name}")
        floor.tell(Connected(item_id=f"call-of-{name}"))
    return floor


def test_ten_busy_agents_four_ahead_and_three_minutes_a_call_are_ninety_seconds() -> None:
    """(n + 1) / (s mu), the wait expected while all are busy."""
    floor = a_busy_floor(10)
    floor.engine._board.memory._delay_s.clear()  # noqa: SLF001 - nobody has waited yet: only the length counts
    for number in range(5):
        floor.arrive(f"waits-{number}")
    guess = floor.engine.estimate("waits-4")
    assert guess is not None
    assert guess.seconds == pytest.approx(90)
    assert guess.low < guess.seconds < guess.high


def test_the_delay_of_the_last_to_be_served_corrects_the_model() -> None:
    floor = a_busy_floor(1)
    floor.arrive("before")
    floor.wait(300)
    floor.tell(End(item_id="call-of-agent-00"))
    floor.accept("before")
    floor.tell(Connected(item_id="before"))
    floor.arrive("call")
    guess = floor.engine.estimate("call")
    assert guess is not None
    assert guess.seconds == pytest.approx((300 + 300) / 2), "one ahead of none, handled in 300 s, and 300 s waited"


def test_who_is_offered_waits_no_longer_and_nobody_is_no_estimate() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    offered = floor.engine.estimate("call")
    assert offered is not None
    assert offered.seconds == 0
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    assert floor.engine.estimate("call") is None
    assert floor.engine.estimate("unheard of") is None


def test_handling_times_are_learned_the_later_the_heavier() -> None:
    floor = a_busy_floor(1)
    floor.wait(100)
    floor.tell(End(item_id="call-of-agent-00"))
    memory = floor.engine._board.memory  # noqa: SLF001 - what is learned shows in estimates only
    assert memory.handling_s("sales", "phone") == 100
    floor.arrive("next")
    floor.accept("next")
    floor.tell(Connected(item_id="next"))
    floor.wait(200)
    floor.tell(End(item_id="next"))
    assert memory.handling_s("sales", "phone") == pytest.approx(125)


@pytest.mark.parametrize(
    ("told", "place", "may_be_told"),
    [(None, 4, 4), (4, 3, 3), (4, 4, 4), (4, 6, 4), (4, None, None), (None, None, None)],
)
def test_a_worse_place_is_never_announced(told: int | None, place: int | None, may_be_told: int | None) -> None:
    assert announceable(told, place) == may_be_told


def test_a_customer_who_comes_back_soon_has_the_old_place() -> None:
    floor = a_team()
    floor.open(replace(a_queue("sales", {}), rejoin_s=60))
    first = floor.item("first")
    floor.tell(Enqueue(item=first, rejoin_key="customer/sales"))
    floor.wait(30)
    floor.arrive("other")
    floor.tell(Abandon(item_id="first"))
    floor.wait(60)
    floor.tell(Enqueue(item=floor.item("again"), rejoin_key="customer/sales"))
    assert floor.row("again").queued_at == first.queued_at
    assert floor.engine.position("again") == 1


@pytest.mark.parametrize(("after_s", "key"), [(61, "customer/sales"), (10, "another/sales")])
def test_too_late_or_somebody_else_is_a_new_customer(after_s: float, key: str) -> None:
    floor = a_team()
    floor.open(replace(a_queue("sales", {}), rejoin_s=60))
    floor.arrive("first")
    floor.tell(Abandon(item_id="first", rejoin_key="customer/sales"))
    floor.wait(after_s)
    floor.tell(Enqueue(item=floor.item("again"), rejoin_key=key))
    assert floor.row("again").queued_at == floor.now
