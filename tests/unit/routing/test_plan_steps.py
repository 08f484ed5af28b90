"""Plans over time: what each step changes, when, for whom, and what follows the last."""

from dataclasses import replace
from typing import Any

import pytest

from hub.domain.plans import AfterPlan, Measure, Plan, PlanStep, SkipIf, StepMode, Term
from hub.domain.queues import Destination, DestinationKind, Overflow, Trigger
from hub.routing import AwaitCustomer, Park, Reactivate, RemovePlan, SetNotReady, UpsertPlan
from tests.unit.routing.floor import START, Floor, a_queue, a_team, an_agent

ANYBODY = ((),)


def a_plan(*steps: PlanStep, **fields: Any) -> Plan:
    return Plan(id="plan", name="plan", steps=steps, created_at=START, updated_at=START, **fields)


def needing(at_s: int, skill: str | None, **fields: Any) -> PlanStep:
    return PlanStep(at_s=at_s, needs=((Term(skill=skill),),) if skill else ANYBODY, **fields)


def a_floor(plan: Plan, *, skills: dict[str, dict[str, int]] | None = None, **queue: Any) -> Floor:
    """A queue with a plan, and agents by their skills, all ready."""
    floor = Floor()
    wanted = {"ann": {}} if skills is None else skills
    floor.hire(*(an_agent(name, skills=has) for name, has in wanted.items()))
    floor.tell(UpsertPlan(plan=plan))
    floor.open(replace(a_queue("sales", dict.fromkeys(wanted, 1)), plan_id="plan", **queue), a_queue("help", {}))
    floor.ready(*wanted)
    return floor


def test_a_step_relaxes_what_is_needed_at_its_time() -> None:
    floor = a_floor(a_plan(needing(0, "fr"), needing(30, None)))
    floor.arrive("call")
    assert floor.offered_to("call") is None, "a first step at once counts before anybody is asked"
    floor.wait(29)
    assert floor.offered_to("call") is None
    floor.wait(1)
    assert floor.offered_to("call") == "ann"
    assert floor.row("call").plan_step == 2


def test_steps_count_from_the_first_wait_and_offers_do_not_stop_the_clock() -> None:
    floor = a_floor(a_plan(PlanStep(at_s=10, priority=1), PlanStep(at_s=50, priority=2)))
    floor.arrive("mail", kind="email")
    assert floor.offered_to("mail") == "ann"
    floor.wait(15)
    assert (floor.row("mail").priority, floor.offered_to("mail")) == (1, "ann"), "taken, and the offer stays"
    floor.wait(40)
    assert floor.row("mail").priority == 3


def test_what_a_step_opened_while_it_rang_counts_when_it_comes_back() -> None:
    plan = a_plan(needing(0, "fr"), needing(10, None))
    floor = a_floor(plan, skills={"fay": {"fr": 5}, "ann": {}})
    floor.arrive("call")
    assert floor.offered_to("call") == "fay"
    floor.wait(21)
    assert floor.offered_to("call") == "ann"


def test_nothing_happens_to_who_sleeps() -> None:
    floor = a_floor(a_plan(PlanStep(at_s=10, priority=1)), skills={})
    call = floor.arrive("call")
    floor.tell(Park(item_id="call", until=call.queued_at.replace(hour=12)))
    floor.wait(60)
    assert floor.row("call").plan_step == 0


def test_rings_widen_and_the_inner_ring_keeps_its_precedence() -> None:
    plan = a_plan(PlanStep(at_s=0, ring=1), PlanStep(at_s=20, mode=StepMode.ADD, ring=2))
    floor = Floor()
    floor.hire(an_agent("ann"), an_agent("bob"))
    floor.tell(UpsertPlan(plan=plan))
    floor.open(replace(a_queue("sales", {"ann": 2, "bob": 1}), plan_id="plan"))
    floor.ready("ann")
    floor.arrive("call")
    floor.wait(19)
    assert floor.offered_to("call") is None
    floor.wait(1)
    assert floor.offered_to("call") == "ann"
    floor.ready("bob")
    floor.wait(21)
    assert floor.offered_to("call") == "bob"


def test_a_step_may_move_to_another_queue_at_the_same_place() -> None:
    floor = a_floor(a_plan(PlanStep(at_s=30, move_to="help")), skills={})
    floor.hire(an_agent("bob"))
    floor.open(a_queue("help", {"bob": 1}))
    floor.ready("bob")
    arrived = floor.arrive("call").queued_at
    floor.wait(30)
    assert (floor.offered_to("call"), floor.row("call").queue_id) == ("bob", "help")
    assert floor.row("call").queued_at == arrived


def test_a_step_that_finds_nobody_signed_in_is_passed_over_at_once() -> None:
    nobody = (SkipIf(measure=Measure.LOGGED_IN, at_most=0),)
    plan = a_plan(needing(0, "fr", skip_if=nobody), needing(30, "de", skip_if=nobody), needing(60, None))
    floor = a_floor(plan)
    floor.arrive("call")
    assert floor.offered_to("call") == "ann"
    assert floor.row("call").plan_step == 3


def test_a_step_is_not_passed_over_when_somebody_was_found() -> None:
    always = (SkipIf(measure=Measure.QUEUE_LENGTH, at_least=0),)
    floor = a_floor(a_plan(needing(0, None, skip_if=always), PlanStep(at_s=60, priority=9)))
    floor.arrive("call")
    assert (floor.offered_to("call"), floor.row("call").plan_step) == ("ann", 1)


@pytest.mark.parametrize(
    ("measure", "least", "is_skipped"),
    [
        (Measure.AVAILABLE, 1, False),
        (Measure.LOGGED_IN, 1, True),
        (Measure.LONGEST_IDLE_S, 1, False),
        (Measure.QUEUE_LENGTH, 2, True),
        (Measure.QUEUE_LENGTH, 3, False),
        (Measure.ESTIMATED_WAIT_S, 60, True),
    ],
)
def test_each_measure_is_taken_in_the_pool_of_the_step(measure: Measure, least: float, *, is_skipped: bool) -> None:
    """Ann is busy and serves; one call waits before ours."""
    plan = a_plan(PlanStep(at_s=10, skip_if=(SkipIf(measure=measure, at_least=least),)), PlanStep(at_s=500))
    floor = a_floor(plan)
    floor.arrive("first")
    floor.accept("first")
    floor.open(replace(floor.queues["sales"], plan_id=None))
    floor.arrive("before")
    floor.arrive("call", plan_id="plan")
    floor.wait(10)
    assert floor.row("call").plan_step == (2 if is_skipped else 1)


def test_after_the_plan_anybody_in_the_queue_may_have_it() -> None:
    plan = a_plan(needing(0, "fr"), after=AfterPlan.ANY_AGENT_IN_QUEUE, ends_at_s=60)
    floor = a_floor(plan)
    floor.arrive("call")
    floor.wait(59)
    assert floor.offered_to("call") is None
    floor.wait(1)
    assert floor.offered_to("call") == "ann"


def test_after_the_plan_the_last_step_may_stay_in_force() -> None:
    floor = a_floor(a_plan(needing(0, "fr")))
    floor.arrive("call")
    floor.wait(3600)
    assert (floor.state("call"), floor.row("call").plan_step) == ("waiting", 1)


def test_after_the_plan_it_overflows() -> None:
    to_help = Overflow(on=Trigger.PLAN_ENDED, to=(Destination(kind=DestinationKind.QUEUE, queue_id="help"),))
    plan = a_plan(needing(0, "fr"), after=AfterPlan.OVERFLOW, ends_at_s=60)
    floor = a_floor(plan, overflow=(to_help,))
    floor.arrive("call")
    floor.wait(60)
    assert (floor.row("call").queue_id, floor.row("call").visited_queue_ids) == ("help", ("sales",))


def test_overflowing_waits_for_the_offer_that_is_open() -> None:
    to_help = Overflow(on=Trigger.PLAN_ENDED, to=(Destination(kind=DestinationKind.QUEUE, queue_id="help"),))
    floor = a_floor(a_plan(after=AfterPlan.OVERFLOW, ends_at_s=10), overflow=(to_help,))
    floor.arrive("call")
    floor.wait(15)
    assert (floor.offered_to("call"), floor.row("call").queue_id) == ("ann", "sales")
    floor.wait(6)
    assert (floor.state("call"), floor.row("call").queue_id) == ("waiting", "help")


def test_an_edited_plan_acts_at_once_on_who_waits() -> None:
    floor = a_floor(a_plan(needing(0, "fr"), needing(600, None)))
    floor.arrive("call")
    floor.wait(60)
    floor.tell(UpsertPlan(plan=a_plan(needing(0, "fr"), needing(60, None), version=2)))
    floor.wait(0)
    assert floor.offered_to("call") == "ann"


def test_an_edited_plan_may_change_the_steps_already_taken() -> None:
    floor = a_floor(a_plan(needing(0, "fr"), needing(10, "de")))
    floor.arrive("call")
    floor.wait(10)
    floor.tell(UpsertPlan(plan=a_plan(needing(0, None), version=2)))
    assert (floor.offered_to("call"), floor.row("call").plan_step) == ("ann", 1)


def test_without_the_plan_the_own_needs_count() -> None:
    floor = a_floor(a_plan(needing(0, "fr")))
    floor.arrive("call")
    floor.tell(RemovePlan(plan_id="plan"))
    assert floor.offered_to("call") == "ann"


def test_a_plan_of_the_entry_rule_counts_before_that_of_the_queue() -> None:
    floor = a_floor(a_plan(needing(0, "fr")))
    floor.tell(UpsertPlan(plan=replace(a_plan(), id="own")))
    floor.arrive("call", plan_id="own")
    assert floor.offered_to("call") == "ann"


def test_a_reopened_item_begins_its_plan_anew() -> None:
    floor = a_floor(a_plan(PlanStep(at_s=10, priority=4)))
    floor.tell(SetNotReady(agent_id="ann", reason="x"))
    floor.arrive("text", kind="sms")
    floor.wait(10)
    assert floor.row("text").priority == 4
    floor.ready("ann")
    floor.accept("text")
    floor.tell(AwaitCustomer(item_id="text"))
    floor.tell(SetNotReady(agent_id="ann", reason="x"))
    floor.wait(100)
    floor.tell(Reactivate(item_id="text"))
    assert (floor.row("text").plan_step, floor.row("text").priority) == (0, 0)
    floor.wait(10)
    assert (floor.row("text").plan_step, floor.row("text").priority) == (1, 4)


def test_many_steps_at_one_moment_leave_nothing_out() -> None:
    """A step storm: a thousand items relax together, and each is offered or waits rightly."""
    floor = a_floor(a_plan(needing(0, "fr"), needing(30, None)), skills={"ann": {}, "bob": {}})
    for number in range(1000):
        floor.arrive(f"call-{number:04}")
    floor.wait(30)
    assert all(each.plan_step == 2 for each in floor.store.items.values())
    assert {floor.offered_to("call-0000"), floor.offered_to("call-0001")} == {"ann", "bob"}


def test_a_team_without_a_plan_is_as_before() -> None:
    floor = a_team("ann")
    assert floor.arrive("call").plan_id is None
    assert floor.offered_to("call") == "ann"
