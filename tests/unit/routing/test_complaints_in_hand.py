"""What users of other engines suffer once an agent is found: one test a public complaint (docs/routing.md)."""

from dataclasses import replace

import pytest

from hub.domain.plans import Strategy
from hub.domain.work import OfferState, WorkItemState
from hub.routing import (
    Abandon,
    Accept,
    Acknowledge,
    Close,
    Connected,
    ConnectFailed,
    ConnectionLost,
    ConnectionRestored,
    End,
    FailCause,
    HandOver,
    Login,
    OnOffers,
    SetNotReady,
    SetReady,
    Transfer,
    WrapUp,
)
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def a_ring(*agent_ids: str, ring: int = 3) -> Floor:
    """A queue whose calls ring at several agents at once."""
    floor = a_team(*agent_ids)
    queue = a_queue("sales", dict.fromkeys(agent_ids, 1))
    floor.open(replace(queue, strategy=Strategy.RING_ALL, ring=ring))
    return floor


def rung(floor: Floor, item_id: str) -> dict[str, str]:
    """The open offers of an item, by agent."""
    offers = floor.engine.pending_offers()
    return {each.agent_id: each.id for each in offers if each.work_item_id == item_id}


def talking(floor: Floor, item_id: str = "call", kind: str = "phone") -> str:
    """Bring a contact into somebody's hands; return who."""
    floor.arrive(item_id, kind=kind)
    agent_id = floor.offer(item_id).agent_id
    floor.accept(item_id)
    floor.tell(Connected(item_id=item_id))
    return agent_id


def test_of_two_who_answer_one_has_the_call() -> None:
    """asterisk#176: everything rings, two agents answer, and both are told that the call is theirs."""
    floor = a_ring("ann", "bob", "cho")
    floor.arrive("call")
    offers = rung(floor, "call")
    assert offers.keys() == {"ann", "bob", "cho"}
    assert floor.refusal(Accept(offer_id=offers["bob"], agent_id="bob")) is None
    assert floor.refusal(Accept(offer_id=offers["ann"], agent_id="ann")) == "offer_over"
    assert floor.row("call").agent_id == "bob"
    assert [floor.store.offers[offers[each]].state for each in ("ann", "bob", "cho")] == [
        OfferState.RESCINDED,
        OfferState.ACCEPTED,
        OfferState.RESCINDED,
    ]


def test_an_answer_that_comes_to_nothing_costs_the_caller_no_place() -> None:
    """asterisk#1557: the one who answered hangs up early, all others are dropped, and the caller starts anew."""
    floor = a_ring("ann", "bob", "cho")
    floor.arrive("call")
    floor.accept("call")
    floor.arrive("behind")
    loser = floor.row("call").agent_id
    floor.tell(ConnectFailed(item_id="call", cause=FailCause.NO_ANSWER))
    assert floor.engine.position("call") in (None, 1)
    floor.tell(Abandon(item_id="behind"))
    assert rung(floor, "call").keys() == {"ann", "bob", "cho"} - {loser}


def test_whoever_lost_the_ring_is_free_at_once() -> None:
    """freeswitch#2540: in ring-all agents stay reserved for a call that somebody else has."""
    floor = a_ring("ann", "bob", "cho")
    floor.arrive("call")
    before = {each: floor.presence_of(each).ticket for each in ("ann", "cho")}
    floor.tell(Accept(offer_id=rung(floor, "call")["bob"], agent_id="bob"))
    assert [floor.engine.load_of(each)[0] for each in ("ann", "cho")] == [0, 0]
    assert {each: floor.presence_of(each).ticket for each in ("ann", "cho")} == before
    floor.arrive("next")
    assert rung(floor, "next").keys() == {"ann", "cho"}


def test_a_call_whose_customer_left_is_over_for_the_agent() -> None:
    """freeswitch#1973: members are listed as answered hours after they hung up."""
    floor = a_team("ann")
    floor.arrive("call")
    floor.accept("call")
    floor.tell(Abandon(item_id="call"))
    assert floor.state("call") == "abandoned"
    assert list(floor.engine.live_items()) == []
    floor.arrive("next")
    assert floor.offered_to("next") == "ann"


def test_a_bridge_that_never_comes_is_given_up() -> None:
    """freeswitch#1973: the other way into the same limbo: nobody ever says whether the bridge stood."""
    floor = a_team("ann", "bob")
    floor.arrive("call")
    floor.accept("call")
    floor.wait(46)
    assert floor.offered_to("call") == "bob"


def test_nothing_rings_for_a_customer_who_left() -> None:
    """freeswitch#2529: the customer hangs up, and the agent's phone rings all the same."""
    floor = a_team("ann")
    floor.arrive("call")
    offer = floor.offer("call")
    floor.tell(Abandon(item_id="call"))
    assert floor.store.offers[offer.id].state is OfferState.CANCELLED
    assert floor.refusal(Accept(offer_id=offer.id, agent_id="ann")) == "offer_over"
    assert floor.refusal(Connected(item_id="call", epoch=offer.epoch)) == "wrong_state"
    assert floor.engine.load_of("ann") == (0, {})


@pytest.mark.parametrize("end", ["closed", "ended", "left", "not connected", "never connected"])
def test_however_a_contact_ends_the_agent_is_free(end: str) -> None:
    """opensips#3123, #2679: an agent is locked "incall" for ever, or free and served late."""
    floor = a_team("ann", wrap_s=0)
    floor.arrive("call")
    floor.accept("call")
    floor.arrive("next")
    match end:
        case "closed":
            floor.tell(Close(item_id="call"))
        case "ended":
            floor.tell(Connected(item_id="call"))
            floor.tell(End(item_id="call"))
        case "left":
            floor.tell(Abandon(item_id="call"))
        case "not connected":
            floor.tell(ConnectFailed(item_id="call", cause=FailCause.UNREACHABLE))
            floor.tell(Abandon(item_id="call"))
            floor.wait(5)
        case _:
            floor.wait(45)
            floor.tell(SetReady(agent_id="ann"))
            floor.tell(Abandon(item_id="call"))
    assert floor.offered_to("next") == "ann"


def test_no_conversation_is_open_without_an_agent() -> None:
    """RocketChat#24693: a room opens without an agent although some are online."""
    floor = a_team("ann", "bob")
    for number in range(5):
        floor.arrive(f"chat-{number}", kind="webchat")
    for item in floor.engine.live_items():
        assert item.state is WorkItemState.WAITING or floor.offered_to(item.id)
    floor.accept("chat-0")
    assert floor.row("chat-0").agent_id is not None


def test_it_does_not_ring_at_one_agent_for_ever_and_returning_brings_the_rest() -> None:
    """RocketChat#12579, #18041: one agent is rung for ever; what waits is not assigned when the agent returns."""
    floor = a_team("ann")
    floor.arrive("call")
    floor.wait(21)
    assert floor.presence("ann") == "not_ready"
    assert floor.state("call") == "waiting"
    floor.wait(600)
    floor.tell(SetReady(agent_id="ann"))
    assert floor.offered_to("call") == "ann"


@pytest.mark.parametrize("offers", [*OnOffers])
def test_a_break_asked_for_is_kept_whatever_ends(offers: OnOffers) -> None:
    """flex-project-template#290: the agent asks for a break, and the plugin sets the old state back to available."""
    floor = a_team("ann")
    talking(floor)
    floor.tell(SetNotReady(agent_id="ann", reason="break", offers=offers))
    floor.tell(End(item_id="call"))
    floor.tell(WrapUp(item_id="call", disposition="done"))
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.tell(ConnectionRestored(agent_id="ann"))
    floor.tell(Login(agent_id="ann"))
    floor.arrive("next")
    assert (floor.presence("ann"), floor.state("next")) == ("not_ready", "waiting")


def test_whoever_transfers_keeps_the_customer_until_the_next_agent_is_there() -> None:
    """flex-project-template#476: a cold transfer drops the agent before anybody has accepted."""
    floor = a_team("ann", "bob")
    assert talking(floor) == "ann"
    floor.tell(Transfer(item_id="call", new_item=floor.item("leg", interaction_id="of-call")))
    assert (floor.offered_to("leg"), floor.state("call")) == ("bob", "active")
    floor.accept("leg")
    assert floor.state("call") == "active"
    floor.tell(Connected(item_id="leg"))
    assert (floor.state("leg"), floor.state("call")) == ("active", "wrapping")


@pytest.mark.parametrize("hand_over", [*HandOver])
def test_a_transfer_goes_to_the_queue_it_names_and_not_back(hand_over: HandOver) -> None:
    """plugin-chat-sms-transfer#37: a transfer to a queue lands with somebody of the old one."""
    floor = a_team("ann", "bob")
    floor.hire(an_agent("eve"))
    floor.open(a_queue("help", {"ann": 1, "eve": 2}))
    assert talking(floor, kind="webchat") == "ann"
    leg = floor.item("leg", "help", "webchat", interaction_id="of-call")
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=hand_over))
    assert floor.offered_to("leg") is None
    floor.ready("eve")
    assert floor.offered_to("leg") == "eve"


def test_ending_late_or_twice_is_no_error() -> None:
    """lehel-twilio/plugin-dialpad#31: "cannot wrap up": the reservation is not currently assigned."""
    floor = a_team("ann")
    talking(floor)
    floor.tell(End(item_id="call"))
    assert floor.tell(End(item_id="call")) == []
    floor.tell(WrapUp(item_id="call", disposition="done"))
    assert floor.tell(End(item_id="call")) == []
    assert floor.tell(Close(item_id="call")) == []


def test_whoever_let_it_ring_is_asked_last() -> None:
    """FreePBX/issue-tracker#40: the least recent agent, who never answers, is rung again and again."""
    floor = a_team("ann", "bob")
    floor.arrive("first", kind="webchat")
    assert floor.offered_to("first") == "ann"
    floor.wait(21)
    assert floor.offered_to("first") == "bob"
    floor.accept("first")
    floor.tell(Close(item_id="first"))
    floor.arrive("second", kind="webchat")
    assert floor.offered_to("second") == "ann"
    floor.wait(21)
    assert floor.offered_to("second") == "bob"


def test_a_desk_that_did_not_show_the_offer_is_not_an_agent_who_missed_it() -> None:
    """OpenACD#6: while the phone registers anew an offer is lost, and the agent is taken out as one who rings fail."""
    floor = a_team("ann", "bob")
    floor.tell(ConnectionRestored(agent_id="ann", acknowledges=True))
    ticket = floor.presence_of("ann").ticket
    floor.arrive("call")
    offer = floor.offer("call")
    floor.wait(4)
    assert floor.store.offers[offer.id].cause == "not_delivered"
    assert floor.offered_to("call") == "bob"
    presence = floor.presence_of("ann")
    assert (presence.state, presence.missed_offers, presence.ticket) == ("ready", 0, ticket)


def test_an_offer_that_was_shown_and_ignored_counts_as_missed() -> None:
    """OpenACD#6: the other half: what the desk showed is the agent's to answer."""
    floor = a_team("ann", "bob")
    floor.tell(ConnectionRestored(agent_id="ann", acknowledges=True))
    floor.arrive("call")
    floor.tell(Acknowledge(offer_id=floor.offer("call").id, agent_id="ann"))
    floor.wait(21)
    assert floor.presence("ann") == "not_ready"
