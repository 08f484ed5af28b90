"""Queues that compare agents by themselves keep them in that order, whatever agents do and however queues change."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from hub.domain.agents import Agent
from hub.domain.plans import Strategy
from hub.routing import End, WrapUp
from tests.unit.routing.floor import Floor, a_queue, an_agent

NAMES = [f"agent-{number:02}" for number in range(30)]
KEYS: dict[Strategy, Callable[[Floor, Agent], float]] = {
    Strategy.LEAST_OCCUPIED: lambda floor, agent: floor.engine.load_of(agent.id)[0],
    Strategy.FEWEST_HANDLED: lambda _, agent: agent.presence.handled,
    Strategy.FEWEST_SKILLS_FIRST: lambda _, agent: len(agent.skills),
}


def a_floor(strategy: Strategy) -> Floor:
    floor, dice = Floor(), Random(1)
    skills = [f"skill-{number}" for number in range(6)]
    for name in NAMES:
        floor.hire(an_agent(name, skills=dict.fromkeys(dice.sample(skills, dice.randint(0, 6)), 5)))
    floor.open(replace(a_queue("sales", dict.fromkeys(NAMES, 1)), strategy=strategy))
    floor.ready(*NAMES)
    return floor


def free(floor: Floor) -> list[Agent]:
    """Who could take one more text."""
    agents = [floor.engine.agent(each) for each in NAMES]
    return [each for each in agents if each and floor.engine.load_of(each.id)[1].get("sms", 0) < 3]


def asked_is_first(floor: Floor, strategy: Strategy, item_id: str) -> bool:
    """Whether the agent who is asked for a new text was the first of all who were free."""
    expected = min(free(floor), key=lambda each: (KEYS[strategy](floor, each), each.presence.ticket, each.id))
    floor.arrive(item_id, kind="sms")
    return floor.offered_to(item_id) == expected.id


def why(floor: Floor, item_id: str) -> dict[str, object]:
    """The reason kept with the open offer of an item."""
    reason = floor.offer(item_id).why
    assert reason is not None
    return reason


@pytest.mark.parametrize("strategy", KEYS)
def test_the_first_of_many_is_asked(strategy: Strategy) -> None:
    floor, dice, open_items = a_floor(strategy), Random(2), list[str]()
    for number in range(120):
        item_id = f"item-{number:03}"
        assert asked_is_first(floor, strategy, item_id)
        floor.accept(item_id)
        open_items.append(item_id)
        if dice.random() < 0.6:
            floor.tell(End(item_id=open_items.pop(dice.randrange(len(open_items)))))
            floor.wait(1)


@pytest.mark.parametrize("strategy", KEYS)
def test_who_was_first_in_the_old_order_is_not_in_the_new(strategy: Strategy) -> None:
    floor = a_floor(Strategy.LONGEST_IDLE)
    for number in range(20):
        floor.arrive(f"early-{number:02}", kind="sms")
        floor.accept(f"early-{number:02}")
    floor.open(replace(floor.queues["sales"], strategy=strategy))
    for number in range(10):
        assert asked_is_first(floor, strategy, f"late-{number}")
    floor.open(replace(floor.queues["sales"], strategy=Strategy.LONGEST_IDLE))
    floor.arrive("last", kind="sms")
    assert why(floor, "last")["strategy"] == "longest_idle"


def test_ten_of_all_who_were_compared_are_told_with_what_they_scored() -> None:
    floor = a_floor(Strategy.FEWEST_HANDLED)
    floor.arrive("call")
    floor.accept("call")
    floor.tell(End(item_id="call"))
    floor.tell(WrapUp(item_id="call", disposition="done"))
    floor.arrive("text", kind="sms")
    assert why(floor, "text")["considered_total"] == len(NAMES)
    told = why(floor, "text")["considered"]
    assert isinstance(told, list)
    assert [each["score"] for each in told] == [0.0] * 10
    assert told[0]["agent_id"] == floor.offered_to("text")
