"""Strict order: the higher priority is served first, however high, and whatever skills the work needs."""

from itertools import permutations

import pytest

from hub.domain.interactions import Requirement
from hub.routing import Policy
from hub.routing.policy import Ordering
from tests.unit.routing.floor import Floor, a_queue, an_agent

SKILLS = ("de", "en", "zh")


@pytest.mark.parametrize("priorities", list(permutations((2, 5, 9))), ids=str)
def test_the_highest_priority_is_first_below_any_skill(priorities: tuple[int, ...]) -> None:
    floor = Floor(Policy(ordering=Ordering.STRICT))
    floor.hire(an_agent("ann", skills=dict.fromkeys(SKILLS, 5)))
    floor.open(a_queue("sales", {"ann": 1}))
    for skill, priority in zip(SKILLS, priorities, strict=True):
        floor.arrive(f"{skill}-{priority}", requirements=(Requirement(skill=skill),), priority=priority)

    floor.ready("ann")

    [offered] = [f"{skill}-{each}" for skill, each in zip(SKILLS, priorities, strict=True) if each == max(priorities)]
    assert floor.offered_to(offered) == "ann"
