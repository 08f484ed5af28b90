"""Wrap-up by rule: bound, left to the agent, kept in a time box, extended once, overlapping."""

from dataclasses import replace

import pytest

from hub.domain.queues import WrapUpMode, WrapUpRule
from hub.routing import Close, Connected, End, ExtendWrapUp, WrapUp
from tests.unit.routing.floor import Floor, a_queue, a_team


def wrapping(rule: WrapUpRule | None, *, wrap_s: int = 30, kind: str = "phone") -> Floor:
    """Ann has just ended a contact."""
    floor = a_team("ann")
    queue = a_queue("sales", {"ann": 1})
    rules = {kind: rule} if rule else {}
    floor.open(replace(queue, wrap_up_s={kind: wrap_s}, wrap_up_rules=rules))
    floor.arrive("item", kind=kind)
    floor.accept("item")
    floor.tell(Connected(item_id="item"))
    floor.tell(End(item_id="item"))
    assert floor.state("item") == "wrapping"
    return floor


def test_without_a_rule_it_ends_when_told_or_after_its_time() -> None:
    floor = wrapping(None)
    assert floor.refusal(ExtendWrapUp(item_id="item")) == "no_extension"
    floor.wait(30)
    assert (floor.state("item"), floor.row("item").disposition) == ("completed", "unset")


def test_where_the_agent_decides_the_time_is_far_off_but_there() -> None:
    floor = wrapping(WrapUpRule(mode=WrapUpMode.DISCRETIONARY))
    floor.wait(899)
    assert floor.state("item") == "wrapping"
    floor.wait(1)
    assert floor.row("item").disposition == "unset"


@pytest.mark.parametrize("end", [WrapUp(item_id="item", disposition="sold"), Close(item_id="item", disposition="sold")])
def test_in_a_time_box_not_before_the_least_time(end: WrapUp | Close) -> None:
    floor = wrapping(WrapUpRule(mode=WrapUpMode.TIMEBOXED, min_s=10))
    floor.wait(9)
    assert floor.refusal(end) == "too_early"
    floor.wait(1)
    assert floor.refusal(end) is None
    assert floor.row("item").disposition == "sold"


def test_more_time_once() -> None:
    floor = wrapping(WrapUpRule(extension_s=60))
    floor.wait(29)
    assert floor.refusal(ExtendWrapUp(item_id="item")) is None
    assert floor.refusal(ExtendWrapUp(item_id="item")) == "already_extended"
    floor.wait(60)
    assert floor.state("item") == "wrapping"
    floor.wait(1)
    assert floor.state("item") == "completed"
    assert floor.refusal(ExtendWrapUp(item_id="item")) == "wrong_state"


def test_overlapping_wrap_up_takes_no_room() -> None:
    floor = wrapping(WrapUpRule(overlaps=True))
    floor.arrive("next")
    assert floor.offered_to("next") == "ann"
    blocked = wrapping(None)
    blocked.arrive("next")
    assert blocked.offered_to("next") is None
