"""Overflow: each trigger, each destination, in order, and never round in circles."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from hub.domain.hours import Interval, OpeningHours
from hub.domain.queues import CallbackRule, Destination, DestinationKind, Overflow, Trigger
from hub.routing import ItemChanged, Logout, Transition
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent

CLOSED = OpeningHours(time_zone="UTC", week=((Interval(start=time(20), end=time(21)),),) * 7)


def to(queue_id: str) -> Destination:
    return Destination(kind=DestinationKind.QUEUE, queue_id=queue_id)


def doing(kind: str, **fields: Any) -> Destination:
    return Destination(kind=DestinationKind(kind), **fields)


def on(trigger: str, *destinations: Destination) -> Overflow:
    return Overflow(on=Trigger(trigger), to=destinations)


def a_floor(*overflow: Overflow, agents: tuple[str, ...] = (), **queue: Any) -> Floor:
    """`sales` overflows; `help` has Bob, who is ready."""
    floor = a_team(*agents)
    floor.hire(an_agent("bob"))
    floor.open(
        replace(a_queue("sales", dict.fromkeys(agents, 1)), overflow=overflow, **queue), a_queue("help", {"bob": 1})
    )
    floor.ready("bob")
    return floor


def told(transitions: list[Transition], item_id: str) -> list[tuple[str, str]]:
    changes = (each for each in transitions if isinstance(each, ItemChanged) and each.item.id == item_id)
    return [(each.cause, each.detail) for each in changes]


def test_a_full_queue_sends_on_who_comes_and_keeps_their_place() -> None:
    floor = a_floor(on("full", to("help")), max_length=1)
    floor.arrive("first")
    arrived = floor.arrive("second")
    assert (floor.row("first").queue_id, floor.row("second").queue_id) == ("sales", "help")
    assert (floor.offered_to("second"), floor.row("second").queued_at) == ("bob", arrived.queued_at)
    assert floor.row("second").visited_queue_ids == ("sales",)


def test_nobody_signed_in_and_no_waiting_without() -> None:
    floor = a_floor(on("empty", to("help")), agents=("ann",), join_empty=False)
    floor.arrive("kept")
    assert floor.row("kept").queue_id == "sales"
    floor.tell(Logout(agent_id="ann"))
    floor.arrive("sent")
    assert floor.row("sent").queue_id == "help"


def test_after_the_longest_wait() -> None:
    floor = a_floor(on("max_wait", to("help")), max_wait_s=60)
    floor.arrive("call")
    floor.wait(59)
    assert floor.row("call").queue_id == "sales"
    changes = floor.wait(1)
    assert told(changes, "call")[0] == ("overflowed", "max_wait")
    assert floor.offered_to("call") == "bob"


def test_the_next_queue_counts_the_same_wait() -> None:
    floor = a_floor(on("max_wait", to("help")), max_wait_s=60)
    end = on("max_wait", doing("end"))
    floor.open(replace(a_queue("help", {}), overflow=(end,), max_wait_s=100))
    floor.arrive("mail", kind="email")
    floor.wait(99)
    assert floor.state("mail") == "waiting"
    floor.wait(1)
    assert floor.state("mail") == "expired"


def test_a_long_wait_foreseen() -> None:
    floor = a_floor(on("max_estimated_wait", to("help")), agents=("ann",), max_estimated_wait_s=300)
    floor.arrive("served")
    for name in ("one", "two", "three"):
        floor.arrive(name)
    assert [floor.row(each).queue_id for each in ("one", "two", "three")] == ["sales", "help", "help"]


def test_nobody_signed_in_for_too_long_and_then_for_who_comes() -> None:
    floor = a_floor(on("no_agent", to("help")), agents=("ann",), no_agent_s=120)
    floor.tell(Logout(agent_id="ann"))
    floor.wait(60)
    floor.arrive("call")
    floor.wait(59)
    assert floor.row("call").queue_id == "sales"
    floor.wait(1)
    assert floor.row("call").queue_id == "help"
    floor.arrive("next")
    assert floor.row("next").queue_id == "help"
    floor.ready("ann")
    floor.arrive("after")
    assert floor.row("after").queue_id == "sales"


def test_a_closed_queue_sends_on() -> None:
    floor = a_floor(on("closed", to("help")), hours=CLOSED)
    floor.arrive("call")
    assert floor.offered_to("call") == "bob"


@pytest.mark.parametrize("kind", ["voicemail", "callback", "message", "end"])
def test_what_is_not_a_queue_is_told_to_who_acts_and_the_caller_stays(kind: str) -> None:
    floor = a_floor(on("max_wait", doing(kind)), max_wait_s=60, callback=CallbackRule())
    floor.arrive("call")
    assert told(floor.wait(60), "call") == [(f"overflow_{kind}", "max_wait")]
    assert floor.state("call") == "waiting"
    assert floor.wait(3600) == [], "once"


def test_a_mail_cannot_speak_on_a_mailbox_so_the_next_destination_counts() -> None:
    floor = a_floor(
        on("max_wait", doing("voicemail"), doing("callback"), doing("message", text="Sorry")), max_wait_s=60
    )
    floor.arrive("mail", kind="email")
    assert told(floor.wait(60), "mail") == [("overflow_message", "max_wait")]


def test_a_queue_that_calls_nobody_back_is_passed_over() -> None:
    floor = a_floor(on("max_wait", doing("callback"), doing("voicemail")), max_wait_s=60)
    floor.arrive("call")
    assert told(floor.wait(60), "call") == [("overflow_voicemail", "max_wait")]


def test_a_text_ends_for_good() -> None:
    floor = a_floor(on("max_wait", doing("end")), max_wait_s=60)
    floor.arrive("text", kind="sms")
    floor.wait(60)
    assert floor.state("text") == "expired"


def test_where_nothing_fits_it_stays_and_is_told_once() -> None:
    floor = a_floor(on("max_wait", to("nowhere"), to("sales")), max_wait_s=60)
    floor.arrive("call")
    assert told(floor.wait(60), "call") == [("max_wait", "")]
    assert (floor.wait(3600), floor.state("call")) == ([], "waiting")


def test_never_round_in_circles() -> None:
    """Not A to B to A without end, as where overflow calls itself."""
    floor = a_floor(on("full", to("help")), max_length=0)
    floor.open(replace(a_queue("help", {}), overflow=(on("max_wait", to("sales")),), max_wait_s=60))
    floor.open(replace(floor.queues["sales"], max_length=None))
    floor.open(replace(floor.queues["sales"], overflow=(on("max_wait", to("help")),), max_wait_s=30))
    floor.arrive("call")
    changes = floor.wait(600)
    assert told(changes, "call") == [("overflowed", "max_wait"), ("max_wait", "")]
    assert (floor.row("call").queue_id, floor.row("call").visited_queue_ids) == ("help", ("sales",))


def test_five_hops_at_most() -> None:
    floor = a_team()
    for number in range(8):
        then = on("max_wait", to(f"q{number + 1}"))
        floor.open(replace(a_queue(f"q{number}", {}), overflow=(then,), max_wait_s=10 * (number + 1)))
    floor.arrive("call", "q0")
    floor.wait(600)
    assert floor.row("call").visited_queue_ids == ("q0", "q1", "q2", "q3", "q4")


def test_a_full_or_closed_queue_takes_nobody_over() -> None:
    floor = a_floor(on("max_wait", to("help"), to("more")), max_wait_s=60)
    floor.open(replace(a_queue("help", {}), max_length=0), replace(a_queue("more", {}), hours=CLOSED))
    floor.arrive("call")
    floor.wait(60)
    assert floor.row("call").queue_id == "sales"


def test_while_it_rings_nothing_overflows() -> None:
    floor = a_floor(on("max_wait", to("help")), agents=("ann",), max_wait_s=10)
    floor.arrive("call")
    floor.wait(15)
    assert floor.offered_to("call") == "ann"
    floor.wait(6)
    assert floor.offered_to("call") == "bob"
