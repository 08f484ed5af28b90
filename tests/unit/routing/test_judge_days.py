"""Whole days under the judge's eyes: drawn commands, repeated and out of order, with a crash between any two."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hub.domain.plans import Strategy
from hub.routing import ItemChanged, OfferCreated, OfferEnded, PresenceChanged, Transition
from tests.unit.routing.judge.draws import LONG, OPS, PAUSES, draw
from tests.unit.routing.judge.trial import Trial
from tests.unit.routing.judge.world import World, draw_world

BY_LUCK = frozenset({Strategy.RANDOM, Strategy.ROUND_ROBIN})
NUMBER = st.integers(0, 59)


class Floor(RuleBasedStateMachine):
    """Any command at any time, told once, twice, late, or to a successor; the judge raises by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.trial = Trial(World())

    @initialize(seed=st.integers(0, 10_000))
    def begin(self, seed: int) -> None:
        self.trial = Trial(draw_world(Random(seed)))

    @rule(op=st.sampled_from(OPS), first=NUMBER, second=NUMBER)
    def command(self, op: str, first: int, second: int) -> None:
        self.trial.tell(draw(self.trial, op, first, second))

    @rule(seconds=st.sampled_from((1, 3, 5, 10, 20, 30, 45, 60)))
    def time(self, seconds: int) -> None:
        self.trial.wait(seconds)

    @precondition(lambda floor: floor.trial.told)
    @rule(number=NUMBER)
    def again(self, number: int) -> None:
        self.trial.tell(self.trial.told[-1 - number % len(self.trial.told)])

    @rule(ops=st.tuples(st.sampled_from(OPS), st.sampled_from(OPS)), first=NUMBER, second=NUMBER)
    def out_of_order(self, ops: tuple[str, str], first: int, second: int) -> None:
        earlier, later = (draw(self.trial, op, first, second) for op in ops)
        self.trial.tell(later)
        self.trial.tell(earlier)

    @rule()
    def crash(self) -> None:
        self.trial.crash()


Floor.TestCase.settings = settings(
    max_examples=50,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestFloor = Floor.TestCase


def live_through(seed: int, length: int) -> Trial:
    """A day drawn from a seed."""
    dice = Random(seed)
    trial = Trial(draw_world(dice))
    for _ in range(length):
        trial.wait(LONG if dice.random() < 0.005 else dice.choice(PAUSES))
        if dice.random() < 0.05:
            trial.tell(dice.choice(trial.told[-60:]))
        trial.tell(draw(trial, dice.choice(OPS), dice.randrange(60), dice.randrange(60)))
    return trial


@pytest.mark.parametrize("seed", range(12))
def test_the_judge_has_no_objection_to_a_day(seed: int) -> None:
    live_through(seed, 120)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_judge_has_no_objection_to_many_long_days(seed: int) -> None:
    live_through(seed, 400)


def by_rule_alone(world: World) -> World:
    """The same world without chance, turns, and guesses how long an agent is busy."""
    queues = tuple(replace(each, strategy=_sure(each.strategy), sticky_wait_s=0) for each in world.queues)
    plans = tuple(
        replace(each, steps=tuple(replace(step, strategy=_sure(step.strategy)) for step in each.steps))
        for each in world.plans
    )
    return replace(world, queues=queues, plans=plans)


def _sure(strategy: Strategy | None) -> Strategy:
    return Strategy.LONGEST_IDLE if strategy is None or strategy in BY_LUCK else strategy


def decided(transitions: list[Transition]) -> list[tuple[object, ...]]:
    """What an event came to, without names that each engine makes up, in an order of its own."""
    found: list[tuple[object, ...]] = []
    for each in transitions:
        match each:
            case ItemChanged(item=item):
                found.append(("item", item.id, item.state, item.agent_id, item.queue_id, item.plan_step, each.cause))
            case OfferCreated(offer=offer) | OfferEnded(offer=offer):
                found.append(("offer", offer.work_item_id, offer.agent_id, offer.state))
            case PresenceChanged():
                found.append(("agent", each.agent_id, each.presence.state, each.presence.ticket, each.cause))
    return sorted(found, key=str)


def with_a_crash_after_every_event(seed: int, length: int) -> None:
    """After each event another engine is built from the rows; it has nothing to add, and decides the next one alike."""
    dice = Random(seed)
    trial = Trial(by_rule_alone(draw_world(dice)))
    for _ in range(length):
        trial.wait(dice.choice(PAUSES))
        heir, added = trial.succeed()
        assert added == [], f"a new owner decides anew what was settled: {decided(added)}"
        command = draw(trial, dice.choice(OPS), dice.randrange(60), dice.randrange(60))
        theirs = heir.apply(command, trial.now)
        assert decided(theirs) == decided(trial.tell(command)), f"a new owner decides otherwise: {command}"


@pytest.mark.parametrize("seed", range(6))
def test_a_new_owner_decides_as_the_old_one_would(seed: int) -> None:
    with_a_crash_after_every_event(seed, 80)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 130))
def test_a_new_owner_decides_as_the_old_one_would_at_every_point(seed: int) -> None:
    with_a_crash_after_every_event(seed, 300)
