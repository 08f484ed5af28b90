"""A supervisor gives work to one agent."""

import pytest

from hub.domain.work import WorkItemState
from hub.routing import Assign, Connected, Logout, Reject, SetNotReady
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def a_floor() -> Floor:
    """Ann is offered a call; Bob, who does not even serve the queue, is ready."""
    floor = a_team("ann")
    floor.hire(an_agent("bob"))
    floor.open(a_queue("help", {"bob": 1}))
    floor.ready("bob")
    floor.arrive("call")
    assert floor.offered_to("call") == "ann"
    return floor


def test_the_offer_is_taken_back_without_blame_and_made_to_whom_it_is_given() -> None:
    floor = a_floor()
    floor.tell(Assign(item_id="call", agent_id="bob"))
    assert floor.offered_to("call") == "bob"
    assert floor.presence_of("ann").missed_offers == 0
    why = floor.offer("call").why
    assert why is not None
    assert why["rule"] == "assigned"
    assert floor.tell(Assign(item_id="call", agent_id="bob")) == []


def test_what_sleeps_wakes_for_it() -> None:
    floor = a_floor()
    floor.arrive("mail", kind="email", state=WorkItemState.PARKED, due_at=floor.now.replace(hour=20))
    floor.tell(Assign(item_id="mail", agent_id="bob"))
    assert floor.offered_to("mail") == "bob"


def test_who_declined_may_be_asked_again_by_a_person() -> None:
    floor = a_floor()
    floor.tell(Reject(offer_id=floor.offer("call").id, agent_id="ann"))
    floor.wait(11)
    floor.tell(Assign(item_id="call", agent_id="ann"))
    assert floor.offered_to("call") == "ann"


def test_above_the_limits_only_when_asked_and_the_offer_says_so() -> None:
    floor = a_floor()
    floor.accept("call")
    floor.tell(Connected(item_id="call"))
    floor.arrive("next")
    assert floor.refusal(Assign(item_id="next", agent_id="ann")) == "no_capacity"
    floor.tell(Assign(item_id="next", agent_id="ann", ignore_capacity=True))
    assert floor.offered_to("next") == "ann"
    why = floor.offer("next").why
    assert why is not None
    assert why["ignore_capacity"] is True


@pytest.mark.parametrize(
    ("away", "reason"), [(SetNotReady(agent_id="bob", reason="x"), "not_ready"), (Logout(agent_id="bob"), "offline")]
)
def test_nobody_who_is_away(away: SetNotReady | Logout, reason: str) -> None:
    floor = a_floor()
    floor.tell(away)
    assert floor.refusal(Assign(item_id="call", agent_id="bob", ignore_capacity=True)) == reason
    assert floor.offered_to("call") == "ann"
    assert floor.refusal(Assign(item_id="call", agent_id="nobody")) == "unknown_agent"
