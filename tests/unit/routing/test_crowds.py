"""Many items reach a step of their plan at once: a slice an event, and nobody else is kept waiting."""

from hub.domain.plans import Plan, PlanStep
from hub.routing import Enqueue, OfferCreated, Tick, UpsertPlan
from tests.unit.routing.floor import START, Floor, a_queue, an_agent

CROWD = 250


def a_crowd() -> Floor:
    floor = Floor()
    floor.hire(an_agent("ann", kinds={"phone": 1, "sms": 1}))
    floor.open(a_queue("sales", {}), a_queue("help", {"ann": 1}))
    step = PlanStep(at_s=60, priority=1)
    floor.tell(UpsertPlan(plan=Plan(id="plan", name="plan", steps=(step,), created_at=START, updated_at=START)))
    for number in range(CROWD):
        floor.arrive(f"item-{number:03}", plan_id="plan")
    return floor


def steps_taken(floor: Floor) -> int:
    return sum(each.plan_step for each in floor.store.items.values())


def test_a_crowd_of_steps_is_taken_in_slices_until_all_are_through() -> None:
    floor = a_crowd()
    floor.now = floor.now.replace(minute=1)
    slices = []
    while (deadline := floor.engine.next_deadline()) is not None and deadline <= floor.now:
        before = steps_taken(floor)
        floor.tell(Tick())
        slices.append(steps_taken(floor) - before)
    assert steps_taken(floor) == CROWD
    assert max(slices) < CROWD
    assert all(slices)


def test_another_queue_is_served_while_a_crowd_is_under_way() -> None:
    floor = a_crowd()
    floor.ready("ann")
    floor.now = floor.now.replace(minute=1)
    floor.tell(Tick())
    assert 0 < steps_taken(floor) < CROWD
    told = floor.tell(Enqueue(item=floor.item("urgent", "help")))
    offers = [each.offer for each in told if isinstance(each, OfferCreated)]
    assert [(each.work_item_id, each.agent_id) for each in offers] == [("urgent", "ann")]
    assert steps_taken(floor) < CROWD


def test_an_offer_ends_in_time_while_a_crowd_is_under_way() -> None:
    floor = a_crowd()
    floor.ready("ann")
    floor.wait(45)
    floor.arrive("urgent", "help")
    floor.now = floor.offer("urgent").deadline.replace(microsecond=500_000)
    floor.tell(Tick())
    assert steps_taken(floor) < CROWD
    assert floor.offered_to("urgent") is None
