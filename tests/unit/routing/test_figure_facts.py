"""What the journal's lines come to: each stay in a queue is entered once and left once."""

from hub.routing.figures.facts import Fact, Ledger, What
from tests.support.journal import START, Leg


def facts(leg: Leg) -> list[Fact]:
    ledger = Ledger()
    return [fact for line in leg.lines for fact in ledger.take(line)]


def told(leg: Leg) -> list[tuple[What, str | None, float]]:
    return [(each.what, each.queue_id, each.wait_s) for each in facts(leg)]


def test_the_wait_ends_when_the_contact_is_open_and_not_when_it_is_accepted() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 4).offer_ends("accepted", 9)
    leg.goes("connecting", 9, agent_id="ann").goes("active", 15)
    leg.goes("held", 45).goes("active", 55).goes("wrapping", 75).goes("completed", 100)
    counted = facts(leg)
    assert [each.what for each in counted] == [What.ENTERED, What.OFFER, What.ANSWERED, What.HANDLED]
    answered, handled = counted[2], counted[3]
    assert (answered.wait_s, answered.agent_id) == (15.0, "ann")
    assert (handled.talk_s, handled.hold_s, handled.wrap_s) == (50.0, 10.0, 25.0)
    assert all(each.entered_at == START for each in counted)


def test_the_night_before_the_opening_is_no_waiting() -> None:
    leg = Leg().goes("parked", 0).goes("waiting", 3600).goes("active", 3630, agent_id="ann")
    assert told(leg)[1] == (What.ANSWERED, "sales", 30.0)


def test_an_offer_that_comes_to_nothing_prolongs_the_wait() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 10).offer_ends("timed_out", 30).goes("waiting", 30)
    leg.goes("abandoned", 40)
    assert told(leg)[1:] == [(What.OFFER, "sales", 0.0), (What.ABANDONED, "sales", 40.0)]


def test_a_queue_is_left_by_overflow_or_by_a_move_and_the_next_one_entered() -> None:
    leg = Leg().goes("waiting", 0).goes("waiting", 60, "overflowed", queue_id="support")
    leg.goes("waiting", 90, "moved", queue_id="billing").goes("active", 95, agent_id="ann")
    assert told(leg) == [
        (What.ENTERED, "sales", 0.0),
        (What.OVERFLOWED, "sales", 60.0),
        (What.ENTERED, "support", 0.0),
        (What.MOVED, "support", 30.0),
        (What.ENTERED, "billing", 0.0),
        (What.ANSWERED, "billing", 5.0),
    ]


def test_asking_for_a_callback_ends_the_wait_and_is_no_abandonment() -> None:
    leg = Leg().goes("waiting", 0).goes("parked", 45, "callback", callback=True).goes("waiting", 60)
    leg.goes("connecting", 300, agent_id="ann").goes("active", 310).goes("completed", 400)
    assert [each[0] for each in told(leg)] == [What.ENTERED, What.CALLBACK, What.HANDLED]
    assert told(leg)[1] == (What.CALLBACK, "sales", 45.0)


def test_voicemail_expiry_and_withdrawal() -> None:
    assert told(Leg().goes("waiting", 0).goes("voicemail", 9))[1][0] is What.VOICEMAIL
    assert told(Leg().goes("waiting", 0).goes("canceled", 9, "transfer_failed"))[1][0] is What.WITHDRAWN
    assert told(Leg().goes("waiting", 0).goes("completed", 9, "closed"))[1][0] is What.WITHDRAWN
    assert told(Leg().goes("waiting", 0).goes("expired", 9, "overflow_end"))[1][0] is What.OVERFLOWED


def test_what_comes_back_after_the_answer_is_not_counted_anew() -> None:
    leg = Leg().goes("waiting", 0).goes("active", 5, agent_id="ann").goes("pending", 20).goes("waiting", 500)
    leg.goes("active", 520).goes("waiting", 530, "agent_gone", agent_id=None).goes("active", 600, agent_id="bob")
    leg.goes("completed", 610)
    counted = facts(leg)
    assert [each.what for each in counted] == [What.ENTERED, What.ANSWERED, What.HANDLED, What.HANDLED]
    assert [(each.agent_id, each.talk_s) for each in counted[2:]] == [("ann", 25.0), ("bob", 10.0)]


def test_a_call_that_an_agent_began_enters_no_queue() -> None:
    leg = Leg(queue_id=None).goes("connecting", 0, "started", agent_id="ann").goes("active", 9).goes("completed", 69)
    assert [each.what for each in facts(leg)] == [What.STARTED, What.HANDLED]


def test_a_transfer_counts_once_for_who_gave_and_the_next_leg_enters() -> None:
    leg = Leg().goes("waiting", 0).goes("active", 5, agent_id="ann")
    leg.goes("wrapping", 60, "transferred", role="transfer").goes("completed", 70, "wrapped_up")
    transfers = [each for each in facts(leg) if each.what is What.TRANSFERRED]
    assert [each.agent_id for each in transfers] == ["ann"]
    following = Leg("next", "support", role="transfer").goes("waiting", 50).goes("active", 60, agent_id="bob")
    assert [each.what for each in facts(following)] == [What.ENTERED, What.ANSWERED]


def test_a_consultation_is_nobodys_wait_until_it_takes_the_customer_over() -> None:
    asked = Leg(role="consult").goes("waiting", 0).goes("active", 5, agent_id="bob").goes("completed", 50)
    assert facts(asked) == []
    taken = Leg(role="consult").goes("waiting", 0).goes("active", 5, agent_id="bob").goes("active", 50, role="main")
    assert [each.what for each in facts(taken.goes("completed", 80))] == [What.HANDLED]


def test_a_phone_that_nobody_lifts_is_told_apart() -> None:
    leg = Leg().goes("waiting", 0).goes("connecting", 5, agent_id="ann")
    leg.goes("waiting", 50, "connect_no_answer", agent_id=None)
    unreached = facts(leg)[1]
    assert (unreached.what, unreached.agent_id) == (What.UNREACHED, "ann")


def test_a_leg_whose_first_lines_are_gone_still_counts_from_what_is_left() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 10).goes("waiting", 20).goes("abandoned", 30)
    ledger = Ledger()
    what = [fact.what for line in leg.lines[1:] for fact in ledger.take(line)]
    assert what == [What.ENTERED, What.ABANDONED]
    assert ledger.open() == []
