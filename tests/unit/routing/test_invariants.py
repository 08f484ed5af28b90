"""Random days on the floor, judged after every event by a slow oracle."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.work import OfferState, WorkItem, WorkItemState
from hub.routing import (
    Abandon,
    Accept,
    AwaitCustomer,
    Cancel,
    Close,
    Command,
    Connected,
    ConnectFailed,
    ConnectionLost,
    ConnectionRestored,
    End,
    Engine,
    Enqueue,
    FailCause,
    FailOffer,
    HandOver,
    Hold,
    Login,
    Logout,
    Move,
    OnOffers,
    Park,
    Reactivate,
    Reject,
    Reprioritise,
    Requeue,
    Rescind,
    SetNotReady,
    SetReady,
    Snooze,
    StartOutbound,
    Tick,
    Transfer,
    Unhold,
    Unpark,
    WrapUp,
)
from tests.unit.routing.floor import Floor, a_queue, an_agent
from tests.unit.routing.oracle import Judge

AGENTS = ("ann", "bob", "cho", "dee")
SKILLS: tuple[dict[str, int], ...] = ({}, {"fr": 5}, {"fr": 2, "vip": 1}, {"vip": 3})
QUEUES = ("sales", "help", "gold")
OPS = (
    *("enqueue",) * 6,
    *("ready",) * 4,
    *("accept",) * 12,
    "login",
    "not_ready",
    "logout",
    "lost",
    "restored",
    "reject",
    "fail",
    "rescind",
    *("connected",) * 4,
    "connect_failed",
    "hold",
    "unhold",
    *("pend",) * 3,
    *("snooze",) * 2,
    *("reactivate",) * 4,
    "end",
    "end",
    "wrap",
    "close",
    "abandon",
    "cancel",
    "park",
    "unpark",
    "priority",
    "move",
    "requeue",
    "transfer",
    "outbound",
    "again",
    "again",
    "tick",
)
PAUSES = (*(0,) * 8, *(1,) * 4, 3, 9, 21, 31, 70, 950)
EVENT = st.tuples(st.sampled_from(OPS), st.integers(0, 59), st.integers(0, 59), st.sampled_from(PAUSES))


class Day:
    """Turns drawn numbers into commands about things that exist."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.floor.hire(*(an_agent(each, skills=skills) for each, skills in zip(AGENTS, SKILLS, strict=True)))
        self.floor.open(
            a_queue("sales", {"ann": 1, "bob": 1, "cho": 2, "dee": 1}),
            a_queue("help", {"bob": 2, "cho": 1}),
            a_queue("gold", {"cho": 1, "dee": 2, "ann": 1}),
        )
        self.judge = Judge(self.floor)
        self.told: list[Command] = []
        self.made = 0

    def go(self, op: str, first: int, second: int, pause: int) -> None:
        self.pass_time(pause)
        command = self.told[first % len(self.told)] if op == "again" and self.told else self.command(op, first, second)
        self.told.append(command)
        self.judge.watch(command, self.floor.tell(command))

    def pass_time(self, seconds: int) -> None:
        until = self.floor.now + timedelta(seconds=seconds)
        while (deadline := self.floor.engine.next_deadline()) is not None and deadline <= until:
            self.floor.now = max(deadline, self.floor.now)
            self.judge.watch(Tick(), self.floor.tell(Tick()))
        self.floor.now = until
        self.judge.watch(Tick(), self.floor.tell(Tick()))

    def command(self, op: str, first: int, second: int) -> Command:
        agent_id = AGENTS[first % 4]
        return (
            self._about_agents(op, agent_id, second)
            or self._about_offers(op, first, second)
            or self._about_work(op, first, second)
            or self._about_lines(op, first, second)
            or Tick()
        )

    def _about_agents(self, op: str, agent_id: str, second: int) -> Command | None:
        choices: dict[str, Command] = {
            "login": Login(agent_id=agent_id),
            "not_ready": SetNotReady(agent_id=agent_id, reason="break", offers=(*OnOffers,)[second % 2]),
            "logout": Logout(agent_id=agent_id),
            "lost": ConnectionLost(agent_id=agent_id),
            "restored": ConnectionRestored(agent_id=agent_id),
            "outbound": StartOutbound(item=self._new(second), agent_id=agent_id),
        }
        if op == "ready":
            live = self.floor.engine.agent(agent_id)
            assert live is not None
            return Login(agent_id=agent_id) if live.presence.state == "offline" else SetReady(agent_id=agent_id)
        return choices.get(op)

    def _about_offers(self, op: str, first: int, second: int) -> Command | None:
        offers = sorted(self.floor.engine.pending_offers(), key=lambda each: each.id)
        if not offers:
            return None
        offer = offers[first % len(offers)]
        choices: dict[str, Command] = {
            "accept": Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch),
            "reject": Reject(offer_id=offer.id, agent_id=offer.agent_id),
            "fail": FailOffer(offer_id=offer.id, cause=(*FailCause,)[second % 3]),
            "rescind": Rescind(offer_id=offer.id),
        }
        return choices.get(op)

    def _about_work(self, op: str, first: int, second: int) -> Command | None:
        owned = sorted(each.id for each in self.floor.engine.live_items() if each.agent_id)
        if not owned:
            return None
        item_id = owned[first % len(owned)]
        later = self.floor.now + timedelta(seconds=second * 10)
        choices: dict[str, Command] = {
            "connected": Connected(item_id=item_id),
            "connect_failed": ConnectFailed(item_id=item_id, cause=(*FailCause,)[second % 3]),
            "hold": Hold(item_id=item_id),
            "unhold": Unhold(item_id=item_id),
            "pend": AwaitCustomer(item_id=item_id, close_at=later),
            "snooze": Snooze(item_id=item_id, until=later),
            "reactivate": Reactivate(item_id=item_id),
            "end": End(item_id=item_id),
            "wrap": WrapUp(item_id=item_id, disposition="done"),
            "requeue": Requeue(item_id=item_id),
            "transfer": Transfer(item_id=item_id, new_item=self._new(second), hand_over=(*HandOver,)[first % 2]),
        }
        return choices.get(op)

    def _about_lines(self, op: str, first: int, second: int) -> Command | None:
        if op == "enqueue":
            return Enqueue(item=self._new(first))
        live = sorted(each.id for each in self.floor.engine.live_items())
        if not live:
            return None
        item_id = live[first % len(live)]
        agent_id = AGENTS[first % 4] if second % 5 == 0 else None
        choices: dict[str, Command] = {
            "close": Close(item_id=item_id, disposition="done"),
            "abandon": Abandon(item_id=item_id),
            "cancel": Cancel(item_id=item_id),
            "park": Park(item_id=item_id, until=self.floor.now + timedelta(seconds=second * 5)),
            "unpark": Unpark(item_id=item_id),
            "priority": Reprioritise(item_id=item_id, priority=second % 4),
            "move": Move(item_id=item_id, queue_id=QUEUES[second % 3], target_agent_id=agent_id),
        }
        return choices.get(op)

    def _new(self, number: int) -> WorkItem:
        self.made += 1
        needs: dict[str, int] = [{}, {}, {"fr": 1}, {"fr": 3}, {"vip": 1}, {"fr": 1, "vip": 1}, {"de": 1}][number % 7]
        fields: dict[str, Any] = {"needs": needs, "priority": number % 3}
        if number % 8 == 0:
            fields["preferred_agent_id"] = AGENTS[number % 4]
            fields["preferred_until"] = self.floor.now + timedelta(seconds=number)
        if number % 11 == 0:
            fields["preferred_agent_id"] = AGENTS[number % 4]
            fields["direct"] = number % 2 == 0
        if number % 13 == 0:
            fields["state"] = WorkItemState.PARKED
            fields["due_at"] = self.floor.now + timedelta(seconds=number)
        kind = ("phone", "webchat", "sms")[number % 3]
        return self.floor.item(f"item-{self.made:05}", QUEUES[(number // 3) % 3], kind, **fields)

    def rebuilt(self) -> Engine:
        """An engine that takes over from the store."""
        store = self.floor.store
        engine = Engine(now=self.floor.now)
        agents = [
            replace(each, presence=store.presences.get(each.id, each.presence)) for each in self.floor.agents.values()
        ]
        pending = [each for each in store.offers.values() if each.state is OfferState.PENDING]
        live = [each for each in store.items.values() if not each.state.is_terminal]
        engine.load(agents=agents, queues=self.floor.queues.values(), items=live, offers=pending, now=self.floor.now)
        return engine


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(EVENT, min_size=40, max_size=120))
def test_every_invariant_holds_after_every_event(events: list[tuple[str, int, int, int]]) -> None:
    day = Day()
    for event in events:
        day.go(*event)


def random_day(seed: int, length: int) -> Day:
    """Live through a day drawn from a seed."""
    dice = random.Random(seed)
    day = Day()
    for _ in range(length):
        day.go(dice.choice(OPS), dice.randrange(60), dice.randrange(60), dice.choice(PAUSES))
    return day


@pytest.mark.parametrize("seed", range(8))
def test_invariants_hold_through_a_long_day(seed: int) -> None:
    random_day(seed, 250)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 400))
def test_invariants_hold_through_many_long_days(seed: int) -> None:
    random_day(seed, 1000)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_commands_give_the_same_day(seed: int) -> None:
    first, second = random_day(seed, 80), random_day(seed, 80)
    assert first.floor.store.items == second.floor.store.items
    assert first.floor.store.offers == second.floor.store.offers


@pytest.mark.parametrize("seed", range(20))
def test_a_new_owner_takes_over_every_live_item_and_offer(seed: int) -> None:
    day = random_day(seed, 150)
    heir = day.rebuilt()
    live = {each.id: each for each in day.floor.engine.live_items()}
    taken = {each.id: each for each in heir.live_items()}
    assert taken.keys() == live.keys()
    for item_id, item in live.items():
        if item.state is not WorkItemState.WAITING:
            assert taken[item_id] == item
    assert {each.id for each in day.floor.engine.pending_offers()} <= {each.id for each in heir.pending_offers()}
