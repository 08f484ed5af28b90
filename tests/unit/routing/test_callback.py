"""Callbacks keep the place, come within opening hours, and are tried as often as was agreed."""

from dataclasses import replace
from datetime import time, timedelta

from hub.domain.hours import Interval, OpeningHours
from hub.domain.work import Callback
from hub.routing import Abandon, AskCallback, Cancel, Connected, Postpone
from tests.unit.routing.floor import Floor, a_queue, a_team


def ask(floor: Floor, *, expires_s: int | None = 86_400, after_s: float = 10) -> None:
    wanted = Callback(
        number="+4930123",
        asked_at=floor.now,
        max_attempts=2,
        expires_at=None if expires_s is None else floor.now + timedelta(seconds=expires_s),
    )
    floor.tell(AskCallback(item_id="call", callback=wanted, not_before=floor.now + timedelta(seconds=after_s)))


def a_caller_who_hung_up(*agents: str) -> Floor:
    floor = a_team(*agents)
    floor.arrive("call")
    ask(floor)
    return floor


def reach(floor: Floor) -> None:
    """The agent accepts, and the customer's number is dialled."""
    floor.accept("call")


def test_a_callback_keeps_the_arrival_and_comes_after_the_line_is_free() -> None:
    floor = a_team()
    floor.open(a_queue("sales", {}))
    arrived = floor.arrive("call").queued_at
    floor.wait(60)
    floor.arrive("later")
    ask(floor, after_s=0)
    assert floor.state("call") == "parked"
    floor.wait(9)
    assert floor.state("call") == "parked", "not before ten seconds"
    floor.wait(1)
    assert (floor.state("call"), floor.row("call").queued_at) == ("waiting", arrived)
    assert floor.engine.position("call") == 1


def test_asking_while_it_rings_takes_the_offer_back_without_blame() -> None:
    floor = a_caller_who_hung_up("ann")
    assert (floor.state("call"), floor.offered_to("call")) == ("parked", None)
    assert floor.presence_of("ann").missed_offers == 0
    floor.wait(10)
    assert floor.offered_to("call") == "ann"


def test_hanging_up_as_agreed_is_not_leaving() -> None:
    floor = a_caller_who_hung_up("ann")
    assert floor.tell(Abandon(item_id="call")) == []
    floor.wait(10)
    assert floor.tell(Abandon(item_id="call")) == []
    assert floor.offered_to("call") == "ann"


def test_a_customer_who_is_not_reached_is_called_later_and_the_agent_is_free() -> None:
    floor = a_caller_who_hung_up("ann")
    arrived = floor.row("call").queued_at
    floor.wait(10)
    reach(floor)
    until = floor.now + timedelta(minutes=5)
    floor.tell(Postpone(item_id="call", until=until))
    callback = floor.row("call").callback
    assert callback is not None
    assert (floor.state("call"), callback.attempts, floor.row("call").queued_at) == ("parked", 1, arrived)
    assert floor.tell(Postpone(item_id="call", until=until)) == []
    floor.arrive("next")
    assert floor.offered_to("next") == "ann"


def test_the_last_attempt_ends_it() -> None:
    floor = a_caller_who_hung_up("ann")
    floor.wait(10)
    for _ in range(2):
        reach(floor)
        floor.tell(Postpone(item_id="call", until=floor.now + timedelta(minutes=5)))
        floor.wait(300)
    assert floor.state("call") == "expired"
    assert floor.presence("ann") == "ready"


def test_a_customer_who_is_reached_is_a_contact_like_any_other() -> None:
    floor = a_caller_who_hung_up("ann")
    floor.wait(10)
    reach(floor)
    floor.tell(Connected(item_id="call"))
    floor.tell(Abandon(item_id="call"))
    assert floor.state("call") == "wrapping"


def test_it_expires_wherever_it_waits() -> None:
    floor = a_team()
    floor.open(a_queue("sales", {}))
    floor.arrive("call")
    ask(floor, expires_s=3600)
    floor.wait(3599)
    assert floor.state("call") == "waiting"
    floor.wait(1)
    assert floor.state("call") == "expired"


def test_nobody_is_called_outside_opening_hours() -> None:
    floor = a_team("ann")
    day = (Interval(start=time(9), end=time(17)),)
    hours = OpeningHours(time_zone="UTC", week=(day,) * 7)
    floor.open(replace(a_queue("sales", {"ann": 1}), hours=hours))
    floor.arrive("call")
    ask(floor, expires_s=None, after_s=9 * 3600)
    floor.wait(9 * 3600)
    assert (floor.state("call"), floor.now.hour) == ("parked", 18)
    floor.wait(15 * 3600)
    assert (floor.offered_to("call"), floor.now.hour) == ("ann", 9)


def test_one_wish_is_one_callback_and_only_those_who_wait_may_ask() -> None:
    floor = a_caller_who_hung_up("ann")
    ask(floor)
    assert floor.row("call").epoch == 2
    floor.arrive("other")
    floor.accept("other")
    floor.tell(Connected(item_id="other"))
    wanted = Callback(number="+1", asked_at=floor.now)
    assert floor.refusal(AskCallback(item_id="other", callback=wanted, not_before=floor.now)) == "wrong_state"
    assert floor.refusal(Postpone(item_id="other", until=floor.now)) == "no_callback"
    floor.tell(Cancel(item_id="call", cause="called_again"))
    assert floor.state("call") == "canceled"
