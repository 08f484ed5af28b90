"""Explanations know the plan: which ring, which level, since when, and when a later step opens."""

from datetime import timedelta

from hub.domain.plans import Plan, PlanStep, Term
from hub.domain.profiles import ProfileEntry, RoutingProfile
from hub.routing import Blocker, Candidate, ItemExplanation, UpsertAgent, UpsertPlan, UpsertProfile, Verdict
from hub.routing.evolve import evolve
from tests.unit.routing.floor import START, Floor, a_queue, an_agent


def explained(floor: Floor, item_id: str) -> ItemExplanation:
    told = floor.engine.explain_item(item_id)
    assert isinstance(told, ItemExplanation)
    return told


def seen(floor: Floor, item_id: str, agent_id: str) -> Candidate:
    return next(each for each in explained(floor, item_id).candidates if each.agent_id == agent_id)


def blocker(found: Candidate) -> Blocker | None:
    return found.block.blocker if found.block else None


def plan(floor: Floor, *steps: PlanStep) -> None:
    floor.tell(UpsertPlan(plan=Plan(id="plan", name="plan", steps=steps, created_at=START, updated_at=START)))


def test_a_ring_keeps_out_and_a_later_step_opens() -> None:
    floor = Floor()
    floor.hire(an_agent("near"), an_agent("far"))
    floor.open(a_queue("sales", {"near": 1, "far": 2}))
    plan(floor, PlanStep(at_s=0, ring=1), PlanStep(at_s=60, ring=2))
    floor.ready("far")
    floor.arrive("call", plan_id="plan")
    far = seen(floor, "call", "far")
    assert (blocker(far), far.stage, far.rank) == (Blocker.RING, 0, 2)
    assert far.opens_at == floor.now + timedelta(seconds=60)
    told = explained(floor, "call")
    assert (told.verdict, told.plan_steps) == (Verdict.NOBODY_HERE, 2)
    assert told.next_step_at == far.opens_at
    assert told.blockers == {Blocker.OFFLINE: 1, Blocker.RING: 1}
    floor.wait(60)
    assert floor.offered_to("call") == "far"


def test_too_much_skill_is_told_apart_from_too_little() -> None:
    floor = Floor()
    floor.hire(an_agent("expert", skills={"fr": 9}), an_agent("novice", skills={"fr": 1}))
    floor.open(a_queue("sales", {"expert": 1, "novice": 1}))
    plan(floor, PlanStep(at_s=0, needs=((Term(skill="fr", at_least=3, at_most=5),),)))
    floor.ready("expert", "novice")
    floor.arrive("call", plan_id="plan")
    expert, novice = seen(floor, "call", "expert"), seen(floor, "call", "novice")
    assert (blocker(expert), blocker(novice)) == (Blocker.SKILL_TOO_HIGH, Blocker.MISSING_SKILL)
    assert expert.block is not None
    assert (expert.block.detail, expert.block.have, expert.block.need) == ("fr", 9, 5)
    assert explained(floor, "call").verdict is Verdict.NOBODY_ABLE


def test_a_delay_says_from_when_it_is_seen() -> None:
    floor = Floor()
    entry = ProfileEntry(queue_id="sales", delay_s=30)
    floor.tell(
        UpsertProfile(
            profile=RoutingProfile(id="late", name="late", entries=(entry,), created_at=START, updated_at=START)
        )
    )
    floor.hire(an_agent("ann"))
    floor.tell(UpsertAgent(agent=evolve(an_agent("ann"), profile_id="late")))
    floor.open(a_queue("sales", {}))
    floor.ready("ann")
    floor.arrive("call")
    found = seen(floor, "call", "ann")
    assert blocker(found) is Blocker.DELAYED
    assert found.block is not None
    assert found.block.until == floor.now + timedelta(seconds=30)
    floor.wait(30)
    assert floor.offered_to("call") == "ann"


def test_the_alarm_knows_when_a_later_step_lets_somebody_in() -> None:
    floor = Floor()
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    plan(floor, PlanStep(at_s=90, needs=((),)))
    floor.ready("ann")
    floor.arrive("call", plan_id="plan", needs={"fr": 2})
    (found,) = floor.engine.unroutable()
    assert (found.item_ids, found.nobody_configured) == (("call",), True)
    assert found.relaxes_at == floor.now + timedelta(seconds=90)
    floor.wait(90)
    assert floor.engine.unroutable() == []
