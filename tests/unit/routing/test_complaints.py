"""What users of other engines suffer while they wait: one test a public complaint (docs/routing.md has the table)."""

import sys
from collections import Counter
from dataclasses import replace
from types import FrameType

from hub.domain.plans import Plan, PlanStep, Strategy
from hub.domain.work import Preference
from hub.routing import (
    Accept,
    Close,
    Connected,
    End,
    ItemExplanation,
    Logout,
    Reprioritise,
    SetNotReady,
    SetReady,
    UpsertPlan,
    WrapUp,
)
from tests.unit.routing.floor import START, Floor, a_queue, a_team, an_agent


def served(floor: Floor, item_id: str) -> None:
    """Let an item be accepted and closed by whoever has the offer."""
    floor.accept(item_id)
    floor.tell(Close(item_id=item_id))


def test_a_freed_agent_gets_the_waiting_chat_before_a_new_one() -> None:
    """chatwoot#10583: a freed agent is left idle, and the next new chat passes those who wait."""
    floor = a_team("ann")
    for item_id in ("first", "second", "third"):
        floor.arrive(item_id, kind="webchat")
    floor.accept("first")
    floor.accept("second")
    floor.tell(Close(item_id="first"))
    assert floor.offered_to("third") == "ann"
    floor.arrive("newcomer", kind="webchat")
    assert floor.state("newcomer") == "waiting"


def test_the_oldest_goes_first() -> None:
    """chatwoot#10376: unassigned conversations are not handed out oldest first."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    for number in range(5):
        floor.arrive(f"item-{number}")
        floor.wait(1)
    floor.ready("ann")
    for number in range(5):
        assert floor.offered_to(f"item-{number}") == "ann"
        served(floor, f"item-{number}")


def test_work_that_came_while_all_were_away_goes_out_at_the_first_login() -> None:
    """chatwoot#10685: everybody was offline; when somebody signs in, nothing is assigned."""
    floor = a_team("ann")
    floor.tell(Logout(agent_id="ann"))
    floor.arrive("overnight")
    floor.wait(3600)
    floor.ready("ann")
    assert floor.offered_to("overnight") == "ann"


def test_the_event_itself_assigns_and_no_sweep_is_waited_for() -> None:
    """chatwoot#12334: waiting work is only found by a sweep every quarter of an hour."""
    floor = a_team("ann")
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    floor.arrive("waiting")
    assert floor.engine.next_deadline() is None  # nothing periodic is planned
    told = floor.tell(SetReady(agent_id="ann"))
    assert any(type(each).__name__ == "OfferCreated" for each in told)


def test_a_limit_is_a_limit_and_the_load_is_even() -> None:
    """chatwoot#11034: with a limit of four one agent gets more, another none."""
    floor = Floor()
    floor.hire(*(an_agent(each, kinds={"webchat": 4}) for each in ("ann", "bob", "cho")))
    floor.open(replace(a_queue("sales", {"ann": 1, "bob": 1, "cho": 1}), strategy=Strategy.LEAST_OCCUPIED))
    floor.ready("ann", "bob", "cho")
    for number in range(14):
        floor.arrive(f"chat-{number:02}", kind="webchat")
        if number % 3 == 2:
            held = Counter(floor.offered_to(f"chat-{each:02}") for each in range(number + 1))
            assert set(held.values()) == {(number + 1) // 3} or number > 11
    assert Counter(floor.offered_to(f"chat-{each:02}") for each in range(14)) == {"ann": 4, "bob": 4, "cho": 4, None: 2}


def test_a_preferred_agent_who_is_away_is_skipped_at_once() -> None:
    """chatwoot#4158, #7204, #9587: a returning customer is given to the last agent, who is offline."""
    floor = a_team("ann", "bob")
    floor.tell(Logout(agent_id="ann"))
    floor.arrive("again", kind="webchat", preferences=(Preference(agent_id="ann"),))
    assert floor.offered_to("again") == "bob"


def test_an_offer_nobody_answers_goes_on_by_itself() -> None:
    """chatwoot#14508, #13516: the assignee never answers, and nothing returns the conversation."""
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    assert floor.offered_to("chat") == "ann"
    floor.wait(21)
    assert floor.offered_to("chat") == "bob"


def test_work_that_no_signed_in_agent_could_take_is_named() -> None:
    """chatwoot#5672: when the only fitting agent leaves, conversations wait in limbo and nobody is told."""
    floor = Floor()
    floor.hire(an_agent("ann", skills={"fr": 5}), an_agent("bob"))
    floor.open(a_queue("sales", {"ann": 1, "bob": 1}))
    floor.ready("ann", "bob")
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    floor.arrive("french", needs={"fr": 3})
    assert list(floor.engine.unroutable()) == []  # merely busy: she is coming back
    floor.tell(Logout(agent_id="ann"))
    [alarm] = floor.engine.unroutable()
    assert (alarm.queue_id, alarm.kind, alarm.count, list(alarm.item_ids)) == ("sales", "phone", 1, ["french"])
    assert not alarm.nobody_configured


def test_why_nothing_is_assigned_can_be_asked() -> None:
    """chatwoot#6427: assignment silently stops for one inbox, and nothing says why."""
    floor = a_team("ann", "bob")
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    floor.tell(Logout(agent_id="bob"))
    floor.arrive("chat", kind="webchat")
    told = floor.engine.explain_item("chat")
    assert isinstance(told, ItemExplanation)
    assert {each.agent_id: each.block and each.block.blocker for each in told.candidates} == {
        "ann": "not_ready",
        "bob": "offline",
    }


def test_each_agent_has_limits_of_their_own() -> None:
    """chatwoot#1198: a limit per agent has been asked for since 2020."""
    floor = Floor()
    floor.hire(an_agent("ann", kinds={"webchat": 1}), an_agent("bob", kinds={"webchat": 3}))
    floor.open(a_queue("sales", {"ann": 1, "bob": 1}))
    floor.ready("ann", "bob")
    for number in range(5):
        floor.arrive(f"chat-{number}", kind="webchat")
    assert Counter(floor.offered_to(f"chat-{each}") for each in range(5)) == {"ann": 1, "bob": 3, None: 1}


def test_queues_of_one_rank_are_one_line() -> None:
    """asterisk#108: each caller looks for agents alone, so queues that share agents are not served fairly."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}), a_queue("help", {"ann": 1}))
    for number, queue_id in enumerate(["help", "sales", "sales", "help", "sales"]):
        floor.arrive(f"call-{number}", queue_id)
        floor.wait(1)
    floor.ready("ann")
    for number in range(5):
        assert floor.offered_to(f"call-{number}") == "ann"
        served(floor, f"call-{number}")


def test_one_key_holds_waiting_time_and_priority() -> None:
    """asterisk#1637: choosing the longest waiting ignores priority."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    floor.arrive("plain")
    floor.wait(59)
    floor.arrive("urgent", priority=1)
    floor.wait(2)
    floor.arrive("too late", priority=1)
    floor.ready("ann")
    for item_id in ("urgent", "plain", "too late"):
        assert floor.offered_to(item_id) == "ann"
        served(floor, item_id)


def test_a_caller_whom_nobody_can_serve_stops_nobody() -> None:
    """asterisk#1691: one caller at the first place makes all queues stop offering."""
    floor = a_team("ann", "bob")
    floor.open(a_queue("help", {"ann": 1, "bob": 1}), a_queue("deserted", {}))
    floor.arrive("stuck", needs={"klingon": 9})
    floor.arrive("stranded", "deserted")
    floor.arrive("behind")
    floor.arrive("elsewhere", "help")
    assert floor.offered_to("behind") == "ann"
    assert floor.offered_to("elsewhere") == "bob"


def test_a_heavier_queue_that_cannot_use_an_agent_does_not_block_the_agent() -> None:
    """asterisk#1561: the heavier queue keeps an agent whom its own penalty rule shuts out from the lighter queue."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    plan = Plan(id="near", name="near", steps=(PlanStep(at_s=0, ring=1),), created_at=START, updated_at=START)
    floor.tell(UpsertPlan(plan=plan))
    floor.open(
        replace(a_queue("heavy", {"ann": 2}), weight=10, plan_id="near"),
        replace(a_queue("light", {"ann": 2}), weight=1),
    )
    floor.arrive("in the heavy one", "heavy")
    floor.arrive("in the light one", "light")
    floor.ready("ann")
    assert floor.offered_to("in the light one") == "ann"


def test_the_heavier_of_two_queues_goes_first_where_both_may() -> None:
    """asterisk#1561: the other half: weight decides among what the agent could take."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("light", {"ann": 1}), replace(a_queue("heavy", {"ann": 1}), weight=10))
    floor.arrive("earlier", "light")
    floor.wait(1)
    floor.arrive("heavier", "heavy")
    floor.ready("ann")
    assert floor.offered_to("heavier") == "ann"


def test_the_rest_after_work_holds_in_every_queue() -> None:
    """asterisk#1006: with six queues the wrap-up time ends early."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(*(a_queue(f"queue-{number}", {"ann": 1}, wrap_s=30 if number == 0 else 1) for number in range(6)))
    floor.ready("ann")
    floor.arrive("call", "queue-0")
    floor.accept("call")
    floor.tell(Connected(item_id="call"))
    for number in range(1, 6):
        floor.arrive(f"other-{number}", f"queue-{number}")
    floor.tell(End(item_id="call"))
    floor.wait(29)
    assert [floor.offered_to(f"other-{number}") for number in range(1, 6)] == [None] * 5
    floor.wait(1)
    assert floor.offered_to("other-1") == "ann"


def test_what_is_told_twice_counts_once() -> None:
    """asterisk#1736: under load counters double, and with them the choice of who had the fewest calls."""
    floor = a_team("ann")
    floor.arrive("call")
    offer = floor.offer("call")
    for _ in range(3):
        floor.tell(Accept(offer_id=offer.id, agent_id="ann"))
        floor.tell(Connected(item_id="call"))
    for _ in range(3):
        floor.tell(End(item_id="call"))
        floor.tell(WrapUp(item_id="call", disposition="done"))
    assert floor.presence_of("ann").handled == 1


def calls_made(floor: Floor) -> int:
    """How many Python functions one agent's pause and return cost."""
    made = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal made
        made += event == "call"

    sys.setprofile(count)
    try:
        floor.engine.apply(SetNotReady(agent_id="ann", reason="tea"), floor.now)
        floor.engine.apply(SetReady(agent_id="ann"), floor.now)
    finally:
        sys.setprofile(None)
    return made


def a_crowd(queues: int) -> Floor:
    """Queues with two members each and a call waiting; ann serves one of them."""
    floor = Floor()
    for number in range(queues):
        floor.hire(an_agent(f"agent-{number}"))
        floor.open(a_queue(f"queue-{number}", {f"agent-{number}": 1}))
        floor.arrive(f"call-{number}", f"queue-{number}")
    floor.hire(an_agent("ann"))
    floor.open(a_queue("own", {"ann": 1}))
    floor.ready("ann")
    return floor


def test_an_agents_event_costs_the_same_however_many_others_there_are() -> None:
    """asterisk#1972, #1961: one device's event walks all queues and all their members."""
    assert calls_made(a_crowd(800)) <= calls_made(a_crowd(8)) * 1.2


def test_a_change_of_priority_acts_on_those_who_wait() -> None:
    """asterisk#202: a changed priority counts only for those who come later."""
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    for number in range(3):
        floor.arrive(f"call-{number}")
        floor.wait(1)
    floor.tell(Reprioritise(item_id="call-2", priority=1))
    assert floor.engine.position("call-2") == 1
    floor.ready("ann")
    assert floor.offered_to("call-2") == "ann"


def test_thirteen_callers_are_served_in_their_order() -> None:
    """freeswitch#2511: the eighth of thirteen callers is served first."""
    floor = a_team("ann", "bob")
    floor.tell(SetNotReady(agent_id="ann", reason="tea"))
    floor.tell(SetNotReady(agent_id="bob", reason="tea"))
    for number in range(13):
        floor.arrive(f"call-{number:02}")
        floor.wait(7)
    floor.tell(SetReady(agent_id="bob"))
    order = []
    while (ringing := next(iter(floor.engine.pending_offers()), None)) is not None:
        order.append(ringing.work_item_id)
        served(floor, ringing.work_item_id)
    assert order == [f"call-{number:02}" for number in range(13)]


def test_the_last_agents_absence_does_not_halt_the_order_of_members() -> None:
    """freeswitch#1221: with top-down order an unavailable last agent halts everything."""
    floor = a_team("ann", "bob", "cho")
    floor.open(replace(a_queue("sales", {"ann": 1, "bob": 1, "cho": 1}), strategy=Strategy.LINEAR))
    floor.tell(Logout(agent_id="cho"))
    for number in range(3):
        floor.arrive(f"call-{number}")
    assert [floor.offered_to(f"call-{number}") for number in range(3)] == ["ann", "bob", None]
    served(floor, "call-1")
    assert floor.offered_to("call-2") == "bob"


def test_a_rush_is_decided_at_once_and_leaves_nobody_stuck() -> None:
    """freeswitch#2458: at twenty calls a second distribution falls behind and agents stay locked."""
    team = [f"agent-{number:02}" for number in range(50)]
    floor = a_team(*team, wrap_s=0)
    for number in range(400):
        floor.arrive(f"call-{number:03}")
    for number in range(400):
        served(floor, f"call-{number:03}")
    assert list(floor.engine.live_items()) == []
    for number in range(50):
        floor.arrive(f"late-{number:02}")
    assert {floor.offered_to(f"late-{number:02}") for number in range(50)} == set(team)
