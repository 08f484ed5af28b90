"""Offers: who gets them, how they end, and what each ending costs."""

from datetime import timedelta

from hub.routing import (
    Abandon,
    Accept,
    Connected,
    ConnectFailed,
    End,
    FailCause,
    FailOffer,
    Reject,
    Rescind,
    SetReady,
    Tick,
    UpsertAgent,
    UpsertQueue,
    WrapUp,
)
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def test_the_longest_idle_agent_is_offered_the_item() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("call")
    assert floor.offered_to("call") == "ann"


def test_an_offer_says_who_was_considered_and_which_rule_chose() -> None:
    floor = a_team("ann", "bob")
    floor.hire(an_agent("bob", skills={"fr": 3}))
    floor.arrive("call", needs={"fr": 2})
    why = floor.offer("call").why
    assert why is not None
    assert why["rule"] == "longest_idle"
    assert why["considered"] == [
        {"agent_id": "ann", "ticket": 2, "blocker": "missing_skill"},
        {"agent_id": "bob", "ticket": 4, "blocker": None},
    ]


def test_a_freed_agent_gets_the_longest_waiting_item_at_once() -> None:
    """Not the next one to arrive (chatwoot#10583, chatwoot#10376)."""
    floor = a_team("ann")
    floor.arrive("first")
    floor.accept("first")
    floor.tell(Connected(item_id="first"))
    for name in ("second", "third"):
        floor.wait(5)
        floor.arrive(name)
    floor.tell(End(item_id="first"))
    transitions = floor.tell(WrapUp(item_id="first", disposition="sold"))
    assert floor.offered_to("second") == "ann"
    assert floor.state("third") == "waiting"
    assert floor.row("first").disposition == "sold"
    assert transitions


def test_work_that_waited_while_all_were_offline_goes_out_when_someone_comes() -> None:
    """chatwoot#10685."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    floor.arrive("mail", kind="email")
    floor.wait(3600)
    floor.ready("ann")
    assert floor.offered_to("mail") == "ann"


def test_a_point_of_priority_is_a_head_start_of_a_minute() -> None:
    floor = a_team()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    floor.arrive("plain")
    floor.wait(59)
    floor.arrive("urgent", priority=1)
    floor.wait(2)
    floor.arrive("late", priority=1)
    floor.ready("ann")
    assert floor.offered_to("urgent") == "ann"
    assert floor.engine.position("plain") == 1
    assert floor.engine.position("late") == 2


def test_a_call_accepted_connects_and_a_chat_is_open_at_once() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    floor.accept("call")
    assert floor.state("call") == "connecting"
    floor.tell(Connected(item_id="call"))
    assert floor.state("call") == "active"
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    assert floor.state("chat") == "active"


def test_accepting_twice_is_harmless() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    offer = floor.offer("chat")
    accept = Accept(offer_id=offer.id, agent_id="ann", epoch=offer.epoch)
    assert floor.tell(accept)
    assert floor.tell(accept) == []


def test_another_agent_cannot_take_the_offer() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    assert floor.refusal(Accept(offer_id=floor.offer("chat").id, agent_id="bob")) == "not_yours"


def test_accepting_in_the_grace_after_the_deadline_counts_and_later_is_refused() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    offer = floor.offer("chat")
    accept = Accept(offer_id=offer.id, agent_id="ann", epoch=offer.epoch)
    floor.now = offer.deadline + timedelta(milliseconds=500)
    floor.tell(Tick())
    assert floor.offered_to("chat") == "bob"
    assert floor.refusal(accept) == "offer_over"

    punctual = a_team("ann")
    punctual.arrive("chat", kind="webchat")
    offer = punctual.offer("chat")
    punctual.now = offer.deadline + timedelta(milliseconds=499)
    assert punctual.refusal(Accept(offer_id=offer.id, agent_id="ann")) is None
    assert punctual.state("chat") == "active"


def test_a_missed_offer_goes_to_the_next_agent_at_the_same_place() -> None:
    floor = a_team("ann", "bob")
    call = floor.arrive("call")
    floor.wait(21)
    assert floor.offered_to("call") == "bob"
    assert floor.row("call").queued_at == call.queued_at


def test_one_missed_call_or_two_missed_chats_make_an_agent_not_ready() -> None:
    """So nobody's phone rings for ever (RocketChat#12579)."""
    floor = a_team("ann")
    floor.arrive("call")
    floor.wait(21)
    assert floor.presence("ann") == "not_ready"
    assert floor.store.presences["ann"].reason == "no_answer"

    chats = a_team("ann")
    chats.arrive("chat", kind="webchat")
    chats.wait(21)
    assert chats.presence("ann") == "ready"
    chats.wait(21)
    assert chats.presence("ann") == "not_ready"
    assert chats.state("chat") == "waiting"


def test_answering_clears_the_count_of_missed_offers() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.wait(21)
    floor.accept("chat")
    floor.arrive("other", kind="webchat")
    floor.wait(21)
    assert floor.presence("ann") == "ready"


def test_rejecting_rests_the_agent_and_asks_others_first() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    floor.tell(Reject(offer_id=floor.offer("chat").id, agent_id="ann", reason="no idea"))
    assert floor.offered_to("chat") == "bob"
    floor.tell(Reject(offer_id=floor.offer("chat").id, agent_id="bob"))
    assert floor.state("chat") == "waiting"
    floor.wait(9)
    assert floor.state("chat") == "waiting"
    floor.wait(1)
    assert floor.offered_to("chat") == "ann"


def test_an_agent_who_let_one_ring_is_not_rung_again_before_the_others() -> None:
    """FreePBX/issue-tracker#40."""
    floor = a_team("ann", "bob", "cho")
    floor.arrive("chat", kind="webchat")
    floor.wait(21)
    floor.wait(21)
    assert floor.offered_to("chat") == "cho"


def test_an_offer_that_could_not_be_delivered_is_not_the_agents_fault() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.tell(FailOffer(offer_id=floor.offer("chat").id, cause=FailCause.UNREACHABLE))
    assert floor.state("chat") == "waiting"
    assert floor.presence_of("ann").missed_offers == 0
    floor.wait(5)
    assert floor.offered_to("chat") == "ann"


def test_a_rescinded_offer_costs_nothing_but_goes_elsewhere() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("call")
    before = floor.engine.agent("ann")
    floor.tell(Rescind(offer_id=floor.offer("call").id))
    assert floor.offered_to("call") == "bob"
    assert floor.engine.agent("ann") == before
    floor.tell(Rescind(offer_id=floor.offer("call").id))
    assert floor.state("call") == "waiting"
    floor.wait(30)
    assert floor.offered_to("call") == "ann"


def test_when_the_customer_leaves_the_offer_is_cancelled_without_blame() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    offer = floor.offer("call")
    floor.tell(Abandon(item_id="call"))
    assert floor.store.offers[offer.id].state == "cancelled"
    assert floor.state("call") == "abandoned"
    assert floor.tell(Abandon(item_id="call")) == []
    floor.arrive("next")
    assert floor.offered_to("next") == "ann"
    assert floor.refusal(Accept(offer_id=offer.id, agent_id="ann")) == "offer_over"


def test_a_connection_that_fails_puts_the_caller_a_step_ahead_of_the_old_place() -> None:
    floor = a_team("ann")
    call = floor.arrive("call")
    floor.accept("call")
    floor.tell(ConnectFailed(item_id="call"))
    assert floor.state("call") == "waiting"
    assert (floor.row("call").queued_at, floor.row("call").priority) == (call.queued_at, call.priority + 1)
    floor.wait(5)
    assert floor.offered_to("call") == "ann"


def test_a_phone_that_never_connects_gives_the_caller_back() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("call")
    floor.accept("call")
    floor.wait(46)
    assert floor.offered_to("call") == "bob"
    assert floor.presence("ann") == "not_ready"


def test_an_old_epoch_is_refused() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    floor.accept("call")
    epoch = floor.row("call").epoch
    assert floor.refusal(Connected(item_id="call", epoch=epoch - 1)) == "stale_epoch"
    assert floor.refusal(Connected(item_id="call", epoch=epoch)) is None


def test_a_burst_of_chats_spreads_over_the_team() -> None:
    """chatwoot#11034."""
    floor = a_team("ann", "bob")
    for number in range(4):
        floor.arrive(f"chat-{number}", kind="webchat")
    assert [floor.offered_to(f"chat-{number}") for number in range(4)] == ["ann", "bob", "ann", "bob"]
    floor.arrive("one-too-many", kind="webchat")
    assert floor.state("one-too-many") == "waiting"


def test_an_agent_serves_the_better_ranked_queue_first() -> None:
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 2}), a_queue("gold", {"ann": 1}))
    floor.arrive("plain", "sales")
    floor.wait(60)
    floor.arrive("golden", "gold")
    floor.ready("ann")
    assert floor.offered_to("golden") == "ann"


def test_an_item_nobody_can_serve_does_not_hold_up_those_behind_it() -> None:
    """freeswitch#1221, and the head-of-line blocking of single-queue routers."""
    floor = a_team("ann")
    floor.arrive("call", needs={"klingon": 5})
    floor.arrive("next")
    assert floor.offered_to("next") == "ann"


def test_new_skills_and_new_members_match_what_waits() -> None:
    floor = a_team("ann")
    floor.arrive("call", needs={"fr": 2})
    assert floor.state("call") == "waiting"
    floor.tell(UpsertAgent(agent=an_agent("ann", skills={"fr": 2})))
    assert floor.offered_to("call") == "ann"

    floor.open(a_queue("help", {}))
    floor.arrive("chat", "help", "webchat")
    floor.tell(UpsertQueue(queue=a_queue("help", {"ann": 1})))
    assert floor.offered_to("chat") == "ann"


def test_a_clock_that_goes_back_changes_no_order() -> None:
    floor = a_team("ann")
    floor.wait(100)
    floor.now -= timedelta(hours=1)
    floor.arrive("call")
    assert floor.offered_to("call") == "ann"
    floor.tell(SetReady(agent_id="ann"))
    floor.now += timedelta(hours=1)
    floor.wait(21)
    assert floor.presence("ann") == "not_ready"


def test_one_specialist_is_found_behind_a_crowd_who_has_been_idle_longer() -> None:
    crowd = [f"agent-{number:02}" for number in range(40)]
    floor = a_team(*crowd)
    floor.hire(
        an_agent("other queue", skills={"fr": 5, "vip": 5}),
        an_agent("half", skills={"fr": 5, "vip": 1}),
        an_agent("ann", skills={"fr": 5, "vip": 5}),
    )
    floor.open(a_queue("sales", dict.fromkeys([*crowd, "half", "ann"], 1)))
    floor.ready("other queue", "half", "ann")
    floor.arrive("call", needs={"fr": 3, "vip": 3})
    assert floor.offered_to("call") == "ann"
    floor.arrive("second", needs={"fr": 3, "vip": 3})
    assert floor.offered_to("second") is None


def test_rows_that_are_read_again_count_once() -> None:
    floor = a_team("ann")
    for number in range(2):
        floor.arrive(f"chat-{number}", kind="webchat")
    rows = [floor.row(f"chat-{number}") for number in range(2)]
    offers = [floor.offer(f"chat-{number}") for number in range(2)]
    assert floor.engine.load_of("ann") == (2, {"webchat": 2})
    floor.engine.reload(items=rows[:1], offers=offers, now=floor.now)
    assert floor.engine.load_of("ann") == (2, {"webchat": 2})
    floor.engine.reload(items=(), gone=["chat-0"], offers=(), now=floor.now)
    assert floor.engine.load_of("ann") == (1, {"webchat": 1})
