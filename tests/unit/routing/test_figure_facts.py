"""What the journal's lines come to: each stay in a queue is entered once and left once."""

from datetime import UTC, datetime, timedelta

from hub.domain.journal import Step
from hub.routing.figure_facts import Fact, Ledger, What

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Leg:
    """Writes the lines of one leg."""

    def __init__(self, leg_id: str = "leg", queue_id: str | None = "sales", role: str = "main") -> None:
        self.leg_id, self.queue_id, self.role = leg_id, queue_id, role
        self.agent_id: str | None = None
        self.state: str | None = None
        self.since = START
        self.is_callback = False
        self.lines: list[Step] = []

    def goes(self, state: str, at_s: float, cause: str = "x", **change: str | bool | None) -> "Leg":
        at = START + timedelta(seconds=at_s)
        before = (self.queue_id, self.agent_id, self.state)
        self.queue_id = change.get("queue_id", self.queue_id)  # type: ignore[assignment]
        self.agent_id = change.get("agent_id", self.agent_id)  # type: ignore[assignment]
        self.is_callback = bool(change.get("callback", self.is_callback))
        self.role = str(change.get("role", self.role))
        entry = self.state is None
        self.lines.append(
            self._line(
                id=self.leg_id if entry else f"{self.leg_id}-{len(self.lines):03}",
                queue_before=None if entry else before[0],
                agent_before=before[1],
                state_before=before[2],
                state=state,
                cause=cause,
                since=at if entry else self.since,
                at=at,
            )
        )
        if state != self.state:
            self.since = at
        self.state = state
        return self

    def offer_ends(self, state: str, at_s: float, agent_id: str = "ann") -> "Leg":
        at = START + timedelta(seconds=at_s)
        line = self._line(id=f"{self.leg_id}-{len(self.lines):03}", state_before="pending", state=state, at=at)
        self.lines.append(line._replace(offer_id="offer", agent_id=agent_id))
        return self

    def _line(self, **fields: object) -> Step:
        plain: dict[str, object] = {
            "interaction_id": f"i-{self.leg_id}",
            "work_item_id": self.leg_id,
            "offer_id": None,
            "parent_id": None,
            "role": self.role,
            "kind": "phone",
            "queue_id": self.queue_id,
            "queue_before": None,
            "agent_id": self.agent_id,
            "agent_before": None,
            "cause": "x",
            "epoch": 0,
            "priority": 0,
            "plan_step": 0,
            "units": 100,
            "callback": self.is_callback,
            "ewt_s": None,
            "since": START,
        }
        return Step(**{**plain, **fields})  # type: ignore[arg-type]

    def facts(self) -> list[Fact]:
        ledger = Ledger()
        return [fact for line in self.lines for fact in ledger.take(line)]

    def told(self) -> list[tuple[What, str | None, float]]:
        return [(each.what, each.queue_id, each.wait_s) for each in self.facts()]


def test_the_wait_ends_when_the_contact_is_open_and_not_when_it_is_accepted() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 4).offer_ends("accepted", 9)
    leg.goes("connecting", 9, agent_id="ann").goes("active", 15)
    leg.goes("held", 45).goes("active", 55).goes("wrapping", 75).goes("completed", 100)
    facts = leg.facts()
    assert [each.what for each in facts] == [What.ENTERED, What.OFFER, What.ANSWERED, What.HANDLED]
    answered, handled = facts[2], facts[3]
    assert (answered.wait_s, answered.agent_id) == (15.0, "ann")
    assert (handled.talk_s, handled.hold_s, handled.wrap_s) == (50.0, 10.0, 25.0)
    assert all(each.entered_at == START for each in facts)


def test_the_night_before_the_opening_is_no_waiting() -> None:
    leg = Leg().goes("parked", 0).goes("waiting", 3600).goes("active", 3630, agent_id="ann")
    assert leg.told()[1] == (What.ANSWERED, "sales", 30.0)


def test_an_offer_that_comes_to_nothing_prolongs_the_wait() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 10).offer_ends("timed_out", 30).goes("waiting", 30)
    leg.goes("abandoned", 40)
    assert leg.told()[1:] == [(What.OFFER, "sales", 0.0), (What.ABANDONED, "sales", 40.0)]


def test_a_queue_is_left_by_overflow_or_by_a_move_and_the_next_one_entered() -> None:
    leg = Leg().goes("waiting", 0).goes("waiting", 60, "overflowed", queue_id="support")
    leg.goes("waiting", 90, "moved", queue_id="billing").goes("active", 95, agent_id="ann")
    assert leg.told() == [
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
    assert [each[0] for each in leg.told()] == [What.ENTERED, What.CALLBACK, What.HANDLED]
    assert leg.told()[1] == (What.CALLBACK, "sales", 45.0)


def test_voicemail_expiry_and_withdrawal() -> None:
    assert Leg().goes("waiting", 0).goes("voicemail", 9).told()[1][0] is What.VOICEMAIL
    assert Leg().goes("waiting", 0).goes("canceled", 9, "transfer_failed").told()[1][0] is What.WITHDRAWN
    assert Leg().goes("waiting", 0).goes("completed", 9, "closed").told()[1][0] is What.WITHDRAWN
    assert Leg().goes("waiting", 0).goes("expired", 9, "overflow_end").told()[1][0] is What.OVERFLOWED


def test_what_comes_back_after_the_answer_is_not_counted_anew() -> None:
    leg = Leg().goes("waiting", 0).goes("active", 5, agent_id="ann").goes("pending", 20).goes("waiting", 500)
    leg.goes("active", 520).goes("waiting", 530, "agent_gone", agent_id=None).goes("active", 600, agent_id="bob")
    leg.goes("completed", 610)
    facts = leg.facts()
    assert [each.what for each in facts] == [What.ENTERED, What.ANSWERED, What.HANDLED, What.HANDLED]
    assert [(each.agent_id, each.talk_s) for each in facts[2:]] == [("ann", 25.0), ("bob", 10.0)]


def test_a_call_that_an_agent_began_enters_no_queue() -> None:
    leg = Leg(queue_id=None).goes("connecting", 0, "started", agent_id="ann").goes("active", 9).goes("completed", 69)
    assert [each.what for each in leg.facts()] == [What.STARTED, What.HANDLED]


def test_a_transfer_counts_once_for_who_gave_and_the_next_leg_enters() -> None:
    leg = Leg().goes("waiting", 0).goes("active", 5, agent_id="ann")
    leg.goes("wrapping", 60, "transferred", role="transfer").goes("completed", 70, "wrapped_up")
    transfers = [each for each in leg.facts() if each.what is What.TRANSFERRED]
    assert [each.agent_id for each in transfers] == ["ann"]
    following = Leg("next", "support", role="transfer").goes("waiting", 50).goes("active", 60, agent_id="bob")
    assert [each.what for each in following.facts()] == [What.ENTERED, What.ANSWERED]


def test_a_consultation_is_nobodys_wait_until_it_takes_the_customer_over() -> None:
    asked = Leg(role="consult").goes("waiting", 0).goes("active", 5, agent_id="bob").goes("completed", 50)
    assert asked.facts() == []
    taken = Leg(role="consult").goes("waiting", 0).goes("active", 5, agent_id="bob").goes("active", 50, role="main")
    assert [each.what for each in taken.goes("completed", 80).facts()] == [What.HANDLED]


def test_a_phone_that_nobody_lifts_is_told_apart() -> None:
    leg = Leg().goes("waiting", 0).goes("connecting", 5, agent_id="ann")
    leg.goes("waiting", 50, "connect_no_answer", agent_id=None)
    unreached = leg.facts()[1]
    assert (unreached.what, unreached.agent_id) == (What.UNREACHED, "ann")


def test_a_leg_whose_first_lines_are_gone_still_counts_from_what_is_left() -> None:
    leg = Leg().goes("waiting", 0).goes("offered", 10).goes("waiting", 20).goes("abandoned", 30)
    ledger = Ledger()
    told = [fact.what for line in leg.lines[1:] for fact in ledger.take(line)]
    assert told == [What.ENTERED, What.ABANDONED]
    assert ledger.open() == []
