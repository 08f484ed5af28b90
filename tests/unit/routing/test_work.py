"""Work in hand: hold, pending, snooze, wrap-up, transfer, sticky and directed work, outbound."""

from datetime import timedelta

from hub.domain.work import WorkItemState
from hub.routing import (
    Abandon,
    AwaitCustomer,
    Cancel,
    Close,
    Connected,
    ConnectFailed,
    End,
    HandOver,
    Hold,
    Move,
    Park,
    Policy,
    Reactivate,
    Reject,
    Reprioritise,
    Requeue,
    SetNotReady,
    SetReady,
    Snooze,
    StartOutbound,
    Transfer,
    Unhold,
    WrapUp,
)
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def talking(floor: Floor, item_id: str = "call", kind: str = "phone") -> None:
    floor.arrive(item_id, kind=kind)
    floor.accept(item_id)
    floor.tell(Connected(item_id=item_id))


def test_hold_and_unhold() -> None:
    floor = a_team("ann")
    talking(floor)
    floor.tell(Hold(item_id="call"))
    assert floor.state("call") == "held"
    assert floor.tell(Hold(item_id="call")) == []
    floor.tell(Unhold(item_id="call"))
    assert floor.state("call") == "active"


def test_wrap_up_occupies_and_its_time_out_never_strands_the_agent() -> None:
    floor = a_team("ann", wrap_s=30)
    talking(floor)
    floor.tell(End(item_id="call"))
    floor.arrive("next")
    assert floor.state("next") == "waiting"
    floor.wait(30)
    assert floor.row("call").disposition == "unset"
    assert floor.offered_to("next") == "ann"


def test_wrap_up_belongs_to_the_agent_not_to_the_queue() -> None:
    """asterisk#1006."""
    floor = a_team("ann")
    floor.open(a_queue("help", {"ann": 1}))
    talking(floor)
    floor.tell(End(item_id="call"))
    floor.arrive("other", "help")
    assert floor.state("other") == "waiting"


def test_ending_twice_is_harmless_and_wrapping_up_late_is_told() -> None:
    """lehel-twilio/plugin-dialpad#31."""
    floor = a_team("ann")
    talking(floor)
    floor.tell(End(item_id="call"))
    assert floor.tell(End(item_id="call")) == []
    floor.tell(WrapUp(item_id="call", disposition="sold"))
    assert floor.tell(End(item_id="call")) == []
    assert floor.refusal(WrapUp(item_id="call", disposition="sold")) == "wrong_state"
    assert floor.refusal(End(item_id="never heard of")) == "unknown_item"


def test_without_wrap_up_the_work_is_done_at_once() -> None:
    floor = a_team("ann", wrap_s=0)
    talking(floor)
    floor.tell(End(item_id="call"))
    assert floor.state("call") == "completed"


def test_waiting_for_the_customer_frees_capacity_and_the_answer_takes_it_back() -> None:
    floor = a_team("ann")
    talking(floor, "chat-1", "webchat")
    talking(floor, "chat-2", "webchat")
    floor.arrive("chat-3", kind="webchat")
    assert floor.state("chat-3") == "waiting"
    floor.tell(AwaitCustomer(item_id="chat-1"))
    assert floor.offered_to("chat-3") == "ann"
    floor.tell(Reject(offer_id=floor.offer("chat-3").id, agent_id="ann"))
    floor.tell(SetNotReady(agent_id="ann", reason="x"))
    floor.wait(11)
    floor.tell(SetReady(agent_id="ann"))
    floor.tell(Reactivate(item_id="chat-1"))
    assert floor.state("chat-1") == "waiting"
    assert floor.row("chat-1").agent_id == "ann"
    floor.tell(Close(item_id="chat-2"))
    assert floor.state("chat-1") == "active"


def test_an_answer_goes_to_the_queue_when_its_agent_stays_away() -> None:
    floor = a_team("ann", "bob")
    talking(floor, "text", "sms")
    floor.tell(AwaitCustomer(item_id="text"))
    floor.tell(SetNotReady(agent_id="ann", reason="home"))
    floor.tell(Reactivate(item_id="text"))
    floor.wait(14 * 60)
    assert floor.state("text") == "waiting"
    floor.wait(61)
    assert floor.offered_to("text") == "bob"


def test_a_silent_text_completes_at_its_time() -> None:
    floor = a_team("ann")
    talking(floor, "text", "sms")
    floor.tell(AwaitCustomer(item_id="text", close_at=floor.now + timedelta(hours=24)))
    floor.wait(24 * 3600)
    assert floor.state("text") == "completed"
    assert floor.row("text").disposition == "silent"


def test_a_snoozed_item_comes_back_by_itself() -> None:
    floor = a_team("ann")
    talking(floor, "mail", "email")
    floor.tell(Snooze(item_id="mail", until=floor.now + timedelta(hours=1)))
    assert floor.state("mail") == "snoozed"
    floor.wait(3600)
    assert floor.state("mail") == "active"
    assert floor.row("mail").agent_id == "ann"


def test_reopened_work_waits_for_the_last_agent_then_for_anyone() -> None:
    """Never for ever for someone who is away (chatwoot#4158, chatwoot#7204, chatwoot#9587)."""
    floor = a_team("ann", "bob")
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    until = floor.now + timedelta(minutes=15)
    floor.arrive("text", kind="sms", preferred_agent_id="ann", preferred_until=until)
    assert floor.state("text") == "waiting"
    floor.wait(15 * 60)
    assert floor.offered_to("text") == "bob"


def test_reopened_work_goes_to_the_last_agent_when_ready() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("text", kind="sms", preferred_agent_id="bob", preferred_until=floor.now + timedelta(minutes=15))
    assert floor.offered_to("text") == "bob"


def test_a_preferred_agent_goes_first_but_nobody_waits_for_them() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("text", kind="sms", preferred_agent_id="bob")
    assert floor.offered_to("text") == "bob"
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    assert floor.offered_to("text") == "ann"


def test_directed_work_waits_for_its_agent_alone() -> None:
    floor = a_team("ann", "bob")
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    floor.arrive("chat", None, "webchat", preferred_agent_id="bob", direct=True)
    floor.wait(7200)
    assert floor.state("chat") == "waiting"
    floor.tell(SetReady(agent_id="bob"))
    assert floor.offered_to("chat") == "bob"


def test_a_cold_transfer_frees_the_agent_and_does_not_come_back_at_once() -> None:
    floor = a_team("ann", "bob", wrap_s=0)
    talking(floor)
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    floor.tell(Transfer(item_id="call", new_item=floor.item("leg"), hand_over=HandOver.AT_INITIATE))
    assert floor.state("call") == "completed"
    assert floor.state("leg") == "waiting"
    assert floor.row("leg").parent_id == "call"
    floor.wait(30)
    assert floor.offered_to("leg") == "ann", "nobody else came"


def test_a_transfer_to_an_agent_is_offered_to_that_agent() -> None:
    floor = a_team("ann", "bob", wrap_s=0)
    talking(floor)
    leg = floor.item("leg", preferred_agent_id="bob", direct=True)
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=HandOver.AT_INITIATE))
    assert floor.offered_to("leg") == "bob"


def test_a_hand_over_keeps_the_customer_until_the_next_agent_is_there() -> None:
    """flex-project-template#476."""
    floor = a_team("ann", "bob", wrap_s=0)
    talking(floor)
    leg = floor.item("leg", preferred_agent_id="bob", direct=True)
    floor.tell(Transfer(item_id="call", new_item=leg, hand_over=HandOver.AT_ACCEPT))
    assert floor.state("call") == "active"
    floor.accept("leg")
    assert floor.state("call") == "active"
    floor.tell(Connected(item_id="leg"))
    assert floor.state("call") == "completed"
    assert floor.state("leg") == "active"


def test_a_declined_hand_over_fails_and_a_second_one_may_be_tried() -> None:
    floor = a_team("ann", "bob")
    talking(floor)
    leg = floor.item("leg", preferred_agent_id="bob", direct=True)
    transfer = Transfer(item_id="call", new_item=leg, hand_over=HandOver.AT_ACCEPT)
    floor.tell(transfer)
    again = Transfer(item_id="call", new_item=floor.item("leg-2"), hand_over=HandOver.AT_ACCEPT)
    assert floor.refusal(again) == "already_transferring"
    floor.tell(Reject(offer_id=floor.offer("leg").id, agent_id="bob"))
    assert floor.state("leg") == "canceled"
    assert floor.state("call") == "active"
    assert floor.tell(transfer) == []
    assert floor.refusal(again) is None


def test_when_the_customer_leaves_during_a_hand_over_nothing_rings_on() -> None:
    floor = a_team("ann", "bob")
    talking(floor)
    floor.tell(Transfer(item_id="call", new_item=floor.item("leg"), hand_over=HandOver.AT_ACCEPT))
    assert floor.offered_to("leg") == "bob"
    floor.tell(Abandon(item_id="call"))
    assert floor.state("call") == "wrapping"
    assert floor.state("leg") == "canceled"
    assert floor.offered_to("leg") is None


def test_work_of_a_lost_agent_goes_to_another_ahead_of_its_place() -> None:
    floor = a_team("ann", "bob")
    talking(floor, "chat", "webchat")
    floor.tell(Requeue(item_id="chat"))
    assert floor.offered_to("chat") == "bob"
    assert floor.row("chat").priority == 1


def test_outbound_work_occupies_its_agent_even_while_not_ready() -> None:
    floor = a_team("ann")
    floor.tell(SetNotReady(agent_id="ann", reason="office"))
    out = floor.item("out", state=WorkItemState.CONNECTING)
    floor.tell(StartOutbound(item=out, agent_id="ann"))
    assert floor.state("out") == "connecting"
    second = floor.item("second")
    assert floor.refusal(StartOutbound(item=second, agent_id="ann")) == "no_capacity"
    assert floor.refusal(StartOutbound(item=second, agent_id="ann", ignore_capacity=True)) is None
    assert floor.state("second") == "active"


def test_outbound_work_sends_the_agent_to_the_end_unless_the_domain_says_otherwise() -> None:
    floor = a_team("ann", "bob")
    floor.tell(StartOutbound(item=floor.item("mail", kind="email"), agent_id="ann"))
    floor.arrive("call")
    assert floor.offered_to("call") == "bob"

    keeps = a_team("ann", "bob", policy=Policy(outbound_keeps_idle=True))
    keeps.tell(StartOutbound(item=keeps.item("mail", kind="email"), agent_id="ann"))
    keeps.arrive("call")
    assert keeps.offered_to("call") == "ann"


def test_a_closed_queue_parks_and_opening_keeps_the_arrival() -> None:
    floor = a_team("ann")
    floor.arrive("mail", kind="email", state=WorkItemState.PARKED, due_at=floor.now + timedelta(hours=8))
    assert floor.offered_to("mail") is None
    floor.wait(8 * 3600)
    assert floor.offered_to("mail") == "ann"


def test_closing_the_queue_takes_back_what_rings() -> None:
    floor = a_team("ann")
    floor.arrive("mail", kind="email")
    floor.tell(Park(item_id="mail", until=floor.now + timedelta(hours=1)))
    assert floor.offered_to("mail") is None
    assert floor.state("mail") == "parked"


def test_a_change_of_priority_moves_those_who_wait() -> None:
    """asterisk#202."""
    floor = a_team()
    floor.open(a_queue("sales", {}))
    floor.arrive("first")
    floor.arrive("second")
    assert floor.engine.position("second") == 2
    floor.tell(Reprioritise(item_id="second", priority=1))
    assert floor.engine.position("second") == 1


def test_moving_to_another_queue_takes_the_offer_back_and_keeps_the_arrival() -> None:
    floor = a_team("ann")
    floor.hire(an_agent("bob"))
    floor.open(a_queue("help", {"bob": 1}))
    floor.ready("bob")
    call = floor.arrive("call")
    floor.tell(Move(item_id="call", queue_id="help"))
    assert floor.offered_to("call") == "bob"
    assert floor.row("call").queued_at == call.queued_at


def test_a_caller_who_leaves_a_voicemail_is_out_of_the_line() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    floor.tell(Cancel(item_id="call", state=WorkItemState.VOICEMAIL, cause="voicemail"))
    assert floor.state("call") == "voicemail"
    assert floor.offered_to("call") is None


def test_the_longest_wait_is_told_once_and_the_item_waits_on() -> None:
    floor = a_team()
    floor.open(a_queue("sales", {}))
    floor.arrive("call", due_at=floor.now + timedelta(seconds=60))
    causes = [getattr(each, "cause", "") for each in floor.wait(3600)]
    assert causes == ["max_wait"]
    assert floor.state("call") == "waiting"


def test_an_outbound_call_that_does_not_connect_is_over() -> None:
    floor = a_team("ann")
    out = floor.item("out", None, state=WorkItemState.CONNECTING)
    floor.tell(StartOutbound(item=out, agent_id="ann"))
    floor.tell(ConnectFailed(item_id="out"))
    assert floor.state("out") == "completed"


def test_work_without_a_queue_waits_for_its_own_agent() -> None:
    floor = a_team("ann", "bob")
    floor.tell(StartOutbound(item=floor.item("mail", None, "email"), agent_id="ann"))
    floor.tell(AwaitCustomer(item_id="mail"))
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    floor.tell(Reactivate(item_id="mail"))
    floor.wait(3600)
    assert floor.state("mail") == "waiting"
    floor.tell(SetReady(agent_id="ann"))
    assert floor.state("mail") == "active"
    floor.tell(Requeue(item_id="mail"))
    floor.wait(30)
    assert floor.offered_to("mail") == "ann"
