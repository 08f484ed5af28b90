"""Random days on the floor, written down: the journal agrees with the rows, balances, and loses no second."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from hub.domain.journal import Step
from hub.domain.work import OfferState, WorkItemState
from hub.routing import (
    Abandon,
    AwaitCustomer,
    Close,
    Command,
    Connected,
    End,
    Enqueue,
    Hold,
    Move,
    Reactivate,
    Reject,
    Reprioritise,
    Requeue,
    SetNotReady,
    SetReady,
    Tick,
    Transfer,
    Unhold,
    UpsertAgent,
    UpsertQueue,
    WrapUp,
)
from hub.routing.figures.facts import LEFT, Fact, Ledger, What
from hub.routing.figures.formulas import Counts
from hub.routing.figures.intervals import Calendar, Interval
from hub.routing.figures.spent import times, work_of
from hub.routing.figures.tables import Cohort, Dimension, Row, Table, total
from hub.services.reports.journal import Clerk
from hub.services.reports.reconciliation import compared
from tests.unit.routing.floor import START, Floor, a_queue, an_agent

AGENTS = ("ann", "bob", "cho")
QUEUES = ("sales", "help")
OPS = (
    *("arrive",) * 6,
    *("accept",) * 10,
    *("connected",) * 4,
    "reject",
    "hold",
    "unhold",
    "end",
    "wrap",
    "close",
    "abandon",
    "move",
    "pend",
    "reactivate",
    "requeue",
    "priority",
    "transfer",
    *("ready",) * 3,
    "not_ready",
)
EVENT = st.tuples(st.sampled_from(OPS), st.integers(0, 59), st.integers(0, 59), st.sampled_from((0, 0, 1, 7, 25, 400)))
EVENTS = st.lists(EVENT, min_size=30, max_size=90)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class WrittenFloor(Floor):
    """A floor whose clerk writes everything down."""

    def __init__(self) -> None:
        super().__init__()
        self.clerk = Clerk(self.engine)
        self.steps: list[Step] = []
        self.stands: list[Any] = []
        self.made = 0

    @override
    def tell(self, command: Command) -> list[Any]:
        transitions = super().tell(command)
        if not isinstance(command, UpsertAgent | UpsertQueue):
            told = self.clerk.minutes(transitions, (), at=self.now)
            self.steps += told.steps
            self.stands += told.stands
        return transitions

    def go(self, op: str, first: int, second: int, pause: int) -> None:
        self.wait(pause)
        command = self._command(op, first, second)
        self.tell(command or Tick())

    def _command(self, op: str, first: int, second: int) -> Command | None:
        agent_id, queue_id = AGENTS[first % 3], QUEUES[second % 2]
        if op == "arrive":
            self.made += 1
            return Enqueue(item=self.item(f"item-{self.made:03}", queue_id, ("phone", "sms")[first % 2]))
        if op in ("ready", "not_ready"):
            return SetReady(agent_id=agent_id) if op == "ready" else SetNotReady(agent_id=agent_id, reason="lunch")
        if op in ("accept", "reject"):
            return self._about_offer(op, first)
        live = sorted(each.id for each in self.engine.live_items())
        return self._about_item(op, live[first % len(live)], queue_id, second) if live else None

    def _about_offer(self, op: str, first: int) -> Command | None:
        offers = sorted(self.engine.pending_offers(), key=lambda each: each.id)
        if not offers:
            return None
        offer = offers[first % len(offers)]
        if op == "reject":
            return Reject(offer_id=offer.id, agent_id=offer.agent_id, reason="busy")
        self.accept(offer.work_item_id)
        return None

    def _about_item(self, op: str, item_id: str, queue_id: str, second: int) -> Command:
        child = self.item(f"{item_id}-{len(self.steps)}", queue_id, self.row(item_id).kind.value)
        commands: dict[str, Command] = {
            "connected": Connected(item_id=item_id),
            "hold": Hold(item_id=item_id),
            "unhold": Unhold(item_id=item_id),
            "end": End(item_id=item_id),
            "wrap": WrapUp(item_id=item_id, disposition="done"),
            "close": Close(item_id=item_id),
            "abandon": Abandon(item_id=item_id),
            "move": Move(item_id=item_id, queue_id=queue_id),
            "pend": AwaitCustomer(item_id=item_id, close_at=None),
            "reactivate": Reactivate(item_id=item_id),
            "requeue": Requeue(item_id=item_id, cause="agent_gone"),
            "priority": Reprioritise(item_id=item_id, priority=second % 5),
            "transfer": Transfer(item_id=item_id, new_item=child),
        }
        return commands[op]


def a_day(events: list[tuple[str, int, int, int]]) -> WrittenFloor:
    floor = WrittenFloor()
    floor.hire(*(an_agent(each) for each in AGENTS))
    floor.open(a_queue("sales", dict.fromkeys(AGENTS, 1)), a_queue("help", {"bob": 1, "cho": 2}))
    floor.ready(*AGENTS)
    for event in events:
        floor.go(*event)
    return floor


def facts(floor: WrittenFloor) -> list[Fact]:
    ledger = Ledger()
    return [fact for line in floor.steps for fact in ledger.take(line)]


@MANY
@given(EVENTS)
def test_the_journal_agrees_with_the_rows(events: list[tuple[str, int, int, int]]) -> None:
    floor = a_day(events)
    rows = floor.store
    assert compared(floor.steps, [*rows.items.values()], [*rows.offers.values()], floor.now) == []


@MANY
@given(EVENTS)
def test_whoever_entered_has_left_or_still_waits(events: list[tuple[str, int, int, int]]) -> None:
    """For every queue, entered is what left by one of the seven ways, and what still waits."""
    floor = a_day(events)
    waiting: Counter[str | None] = Counter()
    served = {each.work_item_id for each in floor.steps if each.state == WorkItemState.ACTIVE}
    for item in floor.engine.live_items():
        waiting[item.queue_id] += item.id not in served
    balance: Counter[str | None] = Counter()
    for fact in facts(floor):
        balance[fact.queue_id] += (fact.what is What.ENTERED) - (fact.what in LEFT)
    assert {name: count for name, count in balance.items() if count} == {
        name: count for name, count in waiting.items() if count
    }


@MANY
@given(EVENTS)
def test_intervals_add_up_and_offers_are_counted_once(events: list[tuple[str, int, int, int]]) -> None:
    floor = a_day(events)
    ended = Counter(each.state.value for each in floor.store.offers.values() if each.state is not OfferState.PENDING)
    for cohort in Cohort:
        one, added = (counted(floor, cohort, interval) for interval in (None, Interval.QUARTER))
        assert sorted(one.waits) == sorted(added.waits)
        assert (one.entered, one.left, one.handled, one.offers) == (
            added.entered,
            added.left,
            added.handled,
            added.offers,
        )
        assert (one.talk_s, one.hold_s, one.wrap_s) == pytest.approx((added.talk_s, added.hold_s, added.wrap_s))
        assert {state: count for state, count in one.offers.items() if count} == dict(ended)


def counted(floor: WrittenFloor, cohort: Cohort, interval: Interval | None) -> Counts:
    calendar = Calendar(START, floor.now + timedelta(seconds=1), interval, "Asia/Kathmandu")
    rows: dict[Row, Counts] = {}
    Table(by=Dimension.ALL, cohort=cohort, calendar=calendar, calendars={}, goals={}).count(facts(floor), rows)
    return total(rows.values())


@MANY
@given(EVENTS)
def test_no_second_of_an_agent_is_lost(events: list[tuple[str, int, int, int]]) -> None:
    """The states' times add up to the session, and handled work to what the agents had in hand."""
    floor = a_day(events)
    floor.wait(60)
    stands = sorted(floor.stands, key=lambda each: (each.agent_id, each.at, each.id))
    calendar = Calendar(START, floor.now, Interval.QUARTER, "UTC")
    found = times(stands, work_of(floor.steps), calendar)
    for agent_id in AGENTS:
        spent = [time for (_, each), time in found.items() if each == agent_id]
        seconds = sum(time.session_s + time.offline_s for time in spent)
        assert seconds == pytest.approx((floor.now - START).total_seconds())
        assert all(time.busy_s + time.available_s <= time.session_s + time.offline_s + 1e-6 for time in spent)
    handled = [fact for fact in facts(floor) if fact.what is What.HANDLED]
    if not any(True for _ in floor.engine.live_items()):
        talked = sum(time.talk_s for time in found.values())
        assert sum(fact.talk_s for fact in handled) == pytest.approx(talked)
