"""Hand-overs at accept and warm: who has the customer at every step, and one live main leg always."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from hub.domain.work import LegRole
from hub.routing import (
    Abandon,
    AwaitCustomer,
    CancelConsult,
    CompleteConsult,
    Connected,
    ConnectFailed,
    End,
    FailCause,
    HandOver,
    Login,
    Logout,
    Reject,
    Requeue,
    SetNotReady,
    Transfer,
    WrapUp,
)
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def main_legs(floor: Floor) -> list[str]:
    return [each.id for each in floor.store.items.values() if each.role is LegRole.MAIN and not each.state.is_terminal]


def a_talk(*others: str, wrap_s: int = 30) -> Floor:
    """Ann talks to a customer; `others` are ready."""
    floor = a_team("ann", *others, wrap_s=wrap_s)
    floor.arrive("call")
    floor.accept("call")
    floor.tell(Connected(item_id="call"))
    return floor


def to_bob(floor: Floor, hand_over: HandOver, **fields: Any) -> None:
    leg = floor.item("leg", interaction_id="of-call", preferred_agent_id="bob", direct=True, **fields)
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=hand_over))


def consulting(wrap_s: int = 30) -> Floor:
    """Ann consults Bob about her caller."""
    floor = a_talk("bob", wrap_s=wrap_s)
    to_bob(floor, HandOver.WARM)
    floor.accept("leg")
    floor.tell(Connected(item_id="leg"))
    return floor


def test_a_contact_handed_over_at_accept_stays_until_the_next_agent_is_connected() -> None:
    floor = a_talk("bob")
    to_bob(floor, HandOver.AT_ACCEPT)
    assert floor.row("leg").role is LegRole.TRANSFER
    floor.accept("leg")
    assert (floor.state("call"), main_legs(floor)) == ("active", ["call"])
    floor.tell(Connected(item_id="leg"))
    assert (floor.state("leg"), floor.row("leg").role) == ("active", LegRole.MAIN)
    assert (floor.state("call"), floor.row("call").role) == ("wrapping", LegRole.TRANSFER)
    floor.tell(WrapUp(item_id="call", disposition="handed over"))
    assert main_legs(floor) == ["leg"]


def test_there_is_one_live_main_leg_after_every_single_step() -> None:
    floor = a_talk("bob")
    to_bob(floor, HandOver.AT_ACCEPT)
    floor.accept("leg")
    roles = {"call": (LegRole.MAIN, True), "leg": (LegRole.TRANSFER, True)}
    for each in floor.engine.apply(Connected(item_id="leg"), floor.now):
        item = getattr(each, "item", None)
        if item is not None:
            roles[item.id] = (item.role, not item.state.is_terminal)
            assert Counter(roles.values())[LegRole.MAIN, True] <= 1


def test_a_consulted_agent_takes_the_contact_when_told() -> None:
    floor = consulting()
    assert (floor.state("call"), floor.state("leg"), main_legs(floor)) == ("active", "active", ["call"])
    floor.tell(CompleteConsult(item_id="call"))
    assert (floor.state("call"), floor.state("leg"), main_legs(floor)) == ("wrapping", "active", ["leg"])
    assert floor.refusal(CompleteConsult(item_id="leg")) == "not_transferring"


def test_both_agents_hold_capacity_while_they_consult() -> None:
    floor = consulting()
    floor.arrive("other")
    assert floor.offered_to("other") is None


@pytest.mark.parametrize("item_id", ["call", "leg"])
def test_a_consultation_called_off_leaves_the_contact_where_it_was(item_id: str) -> None:
    floor = consulting()
    floor.tell(CancelConsult(item_id=item_id))
    assert (floor.state("call"), floor.state("leg")) == ("active", "completed")
    floor.arrive("next")
    assert floor.offered_to("next") == "bob", "no wrap-up for an advice"


def test_a_consultation_called_off_while_it_rings_stops_ringing() -> None:
    floor = a_talk("bob")
    to_bob(floor, HandOver.WARM)
    assert floor.refusal(CompleteConsult(item_id="call")) == "wrong_state"
    floor.tell(CancelConsult(item_id="call"))
    assert (floor.state("leg"), floor.offered_to("leg")) == ("canceled", None)
    assert floor.presence_of("bob").missed_offers == 0


def test_the_consulted_agent_may_leave_the_talk() -> None:
    floor = consulting()
    floor.tell(End(item_id="leg"))
    assert (floor.state("call"), floor.state("leg")) == ("active", "completed")


@pytest.mark.parametrize("hand_over", [HandOver.AT_ACCEPT, HandOver.WARM])
def test_a_colleague_who_declines_or_misses_changes_nothing_for_the_customer(hand_over: HandOver) -> None:
    floor = a_talk("bob")
    to_bob(floor, hand_over)
    floor.tell(Reject(offer_id=floor.offer("leg").id, agent_id="bob"))
    assert (floor.state("call"), floor.state("leg")) == ("active", "canceled")
    missed = a_talk("bob")
    to_bob(missed, hand_over)
    missed.wait(21)
    assert (missed.state("call"), missed.state("leg")) == ("active", "canceled")
    assert missed.presence("bob") == "not_ready"


def test_a_colleague_who_is_away_is_waited_for_a_minute() -> None:
    floor = a_talk("bob")
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    to_bob(floor, HandOver.WARM)
    floor.wait(59)
    assert floor.state("leg") == "waiting"
    floor.wait(1)
    assert (floor.state("call"), floor.state("leg")) == ("active", "canceled")


def test_a_queue_is_asked_until_the_time_is_up_and_never_the_asker() -> None:
    floor = a_talk("bob", "cho")
    leg = floor.item("leg", interaction_id="of-call")
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=HandOver.WARM))
    assert floor.offered_to("leg") == "bob"
    floor.tell(Reject(offer_id=floor.offer("leg").id, agent_id="bob"))
    assert floor.offered_to("leg") == "cho"
    floor.accept("leg")
    floor.tell(ConnectFailed(item_id="leg", cause=FailCause.UNREACHABLE))
    assert floor.state("call") == "active"
    floor.wait(61)
    assert (floor.state("call"), floor.state("leg")) == ("active", "canceled")
    assert all(each.agent_id != "ann" for each in floor.store.offers.values() if each.work_item_id == "leg")


def test_a_colleague_who_cannot_be_reached_fails_the_transfer() -> None:
    floor = a_talk("bob")
    to_bob(floor, HandOver.AT_ACCEPT)
    floor.accept("leg")
    floor.tell(ConnectFailed(item_id="leg", cause=FailCause.UNREACHABLE))
    assert (floor.state("call"), floor.state("leg"), main_legs(floor)) == ("active", "canceled", ["call"])


def test_when_the_asker_is_lost_while_consulting_the_colleague_has_the_customer() -> None:
    floor = consulting()
    floor.tell(Requeue(item_id="call"))
    assert (floor.state("call"), floor.state("leg"), main_legs(floor)) == ("completed", "active", ["leg"])


def test_when_the_asker_is_lost_while_it_only_rings_the_customer_is_next_in_line() -> None:
    floor = a_talk("bob", "cho")
    arrived = floor.row("call").queued_at
    floor.wait(5)
    to_bob(floor, HandOver.WARM)
    floor.tell(Requeue(item_id="call"))
    assert (floor.state("leg"), floor.row("call").queued_at, floor.row("call").priority) == ("canceled", arrived, 1)
    assert floor.offered_to("call") in {"bob", "cho"}


@pytest.mark.parametrize("leave", [Abandon(item_id="call"), End(item_id="call")])
def test_when_the_customer_leaves_both_talks_end(leave: Abandon | End) -> None:
    floor = consulting(wrap_s=0)
    floor.tell(leave)
    assert (floor.state("call"), floor.state("leg"), main_legs(floor)) == ("completed", "completed", [])


def test_one_transfer_at_a_time() -> None:
    floor = consulting()
    again = Transfer(item_id="call", new_item=floor.item("leg-2"), hand_over=HandOver.WARM)
    assert floor.refusal(again) == "already_transferring"
    beside = Transfer(item_id="leg", new_item=floor.item("leg-2"), hand_over=HandOver.WARM)
    assert floor.refusal(beside) == "already_transferring"
    assert floor.refusal(AwaitCustomer(item_id="call")) == "already_transferring"


def test_a_transfer_may_keep_the_arrival_of_the_first_leg() -> None:
    floor = a_talk("bob")
    floor.hire(an_agent("dee"))
    floor.open(a_queue("help", {"dee": 1}))
    arrived = floor.row("call").queued_at
    floor.wait(60)
    leg = floor.item("leg", "help", interaction_id="of-call")
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=HandOver.AT_INITIATE, keep_key=True))
    assert floor.row("leg").queued_at == arrived
    assert (floor.state("call"), floor.row("leg").role) == ("completed", LegRole.MAIN)


def test_signing_out_during_a_consultation_is_carried_out_when_the_talk_ends() -> None:
    floor = consulting(wrap_s=0)
    floor.tell(Logout(agent_id="ann"))
    assert floor.presence("ann") == "ready"
    floor.tell(CompleteConsult(item_id="call"))
    assert floor.presence("ann") == "offline"
    floor.tell(Login(agent_id="ann"))


@pytest.mark.parametrize("hand_over", [HandOver.AT_ACCEPT, HandOver.WARM])
def test_a_new_owner_knows_which_leg_stands_beside_which(hand_over: HandOver) -> None:
    floor = a_talk("bob")
    to_bob(floor, hand_over)
    again = restarted(floor)
    again.accept("leg")
    again.tell(Connected(item_id="leg"))
    again.tell(CancelConsult(item_id="call"))
    states = {"call": again.state("call"), "leg": again.state("leg")}
    wanted = {HandOver.AT_ACCEPT: {"call": "wrapping", "leg": "active"}}
    assert states == wanted.get(hand_over, {"call": "active", "leg": "completed"})


def test_a_side_leg_whose_contact_is_gone_has_taken_it_over() -> None:
    floor = consulting()
    del floor.store.items["call"]
    again = restarted(floor)
    assert main_legs(again) == ["leg"]


def restarted(floor: Floor) -> Floor:
    """The same rows under a new engine."""
    again = Floor()
    again.ids = (f"later-{number:06}" for number in range(1_000_000))
    again.now, again.store = floor.now + timedelta(milliseconds=1), floor.store
    agents = [floor.engine.agent(each) for each in floor.agents]
    live = [each for each in floor.store.items.values() if not each.state.is_terminal]
    offers = [each for each in floor.store.offers.values() if each.state == "pending"]
    for each in again.engine.load(
        agents=[each for each in agents if each],
        queues=floor.queues.values(),
        items=live,
        offers=offers,
        now=again.now,
    ):
        again.store.write(each)
    return again
