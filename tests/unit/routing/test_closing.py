"""Queues close and open: who waits drains, sleeps or goes elsewhere; who sleeps wakes by the hours as they are."""

from dataclasses import replace
from datetime import time
from typing import Any

from hub.domain.hours import Interval, OpeningHours
from hub.domain.queues import Destination, DestinationKind, OnClose, Overflow, Trigger
from hub.domain.work import WorkItemState
from hub.routing import ItemChanged
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent

HOUR = 3600


def from_to(start: int, end: int) -> OpeningHours:
    return OpeningHours(time_zone="UTC", week=((Interval(start=time(start), end=time(end)),),) * 7)


def a_floor(*agents: str, hours: OpeningHours | None = None, **queue: Any) -> Floor:
    """It is nine; `sales` is open until ten."""
    floor = a_team(*agents)
    members = dict.fromkeys(agents, 1)
    floor.open(replace(a_queue("sales", members), hours=hours or from_to(9, 10), **queue))
    return floor


def test_who_waits_at_closing_is_still_served_where_the_queue_drains() -> None:
    floor = a_floor()
    floor.arrive("mail", kind="email")
    floor.wait(2 * HOUR)
    assert floor.state("mail") == "waiting"


def test_who_waits_at_closing_sleeps_until_the_opening_and_keeps_the_place() -> None:
    floor = a_floor(on_close=OnClose.PARK)
    arrived = floor.arrive("mail", kind="email").queued_at
    floor.wait(HOUR)
    assert floor.state("mail") == "parked"
    floor.wait(23 * HOUR)
    assert (floor.state("mail"), floor.row("mail").queued_at) == ("waiting", arrived)


def test_what_rings_at_closing_rings_on_and_sleeps_when_it_comes_back() -> None:
    floor = a_floor("ann", on_close=OnClose.PARK)
    floor.wait(HOUR - 5)
    floor.arrive("mail", kind="email")
    floor.wait(10)
    assert floor.offered_to("mail") == "ann"
    floor.wait(11)
    assert floor.state("mail") == "parked"


def test_who_waits_at_closing_goes_elsewhere() -> None:
    to_help = Overflow(on=Trigger.CLOSED, to=(Destination(kind=DestinationKind.QUEUE, queue_id="help"),))
    floor = a_floor(on_close=OnClose.OVERFLOW, overflow=(to_help,))
    floor.hire(an_agent("bob"))
    floor.open(a_queue("help", {"bob": 1}))
    floor.arrive("call")
    floor.wait(HOUR)
    floor.ready("bob")
    assert floor.offered_to("call") == "bob"


def test_a_caller_on_the_line_cannot_sleep_so_whoever_acts_is_told() -> None:
    floor = a_floor(on_close=OnClose.PARK)
    floor.arrive("call")
    told = [each.cause for each in floor.wait(HOUR) if isinstance(each, ItemChanged)]
    assert (told, floor.state("call")) == (["closed"], "waiting")


def test_who_comes_while_closed_sleeps_or_is_told() -> None:
    floor = a_floor(hours=from_to(12, 13))
    floor.arrive("mail", kind="email")
    floor.arrive("call")
    assert (floor.state("mail"), floor.state("call")) == ("parked", "waiting")
    floor.wait(3 * HOUR)
    assert floor.state("mail") == "waiting"


def test_the_night_before_the_opening_is_no_wait() -> None:
    floor = a_floor(hours=from_to(12, 13))
    floor.arrive("mail", kind="email")
    assert floor.row("mail").entered_at is None
    floor.wait(3 * HOUR)
    assert floor.row("mail").entered_at == floor.now


def test_edited_hours_wake_who_sleeps_at_once_or_later() -> None:
    floor = a_floor(hours=from_to(12, 13))
    due = floor.now.replace(hour=12)
    floor.arrive("mail", kind="email", state=WorkItemState.PARKED, due_at=due)
    floor.open(replace(floor.queues["sales"], hours=from_to(14, 15)))
    floor.wait(0)
    assert floor.row("mail").due_at == due.replace(hour=14)
    floor.open(replace(floor.queues["sales"], hours=from_to(9, 15)))
    floor.wait(0)
    assert floor.state("mail") == "waiting"
    floor.arrive("other", kind="email", state=WorkItemState.PARKED, due_at=due)
    floor.open(replace(floor.queues["sales"], hours=None))
    floor.wait(0)
    assert floor.state("other") == "waiting"


def test_hours_edited_to_closed_act_on_who_waits() -> None:
    floor = a_floor(on_close=OnClose.PARK)
    floor.arrive("mail", kind="email")
    floor.open(replace(floor.queues["sales"], hours=from_to(12, 13)))
    floor.wait(0)
    assert floor.state("mail") == "parked"


def test_a_long_queue_that_closes_is_put_to_sleep_item_by_item() -> None:
    floor = a_floor(on_close=OnClose.PARK)
    for number in range(200):
        floor.arrive(f"mail-{number:03}", kind="email")
    floor.wait(HOUR)
    assert {each.state for each in floor.store.items.values()} == {WorkItemState.PARKED}
