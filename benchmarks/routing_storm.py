"""A hundred thousand items reach a step of their plan in the same second, while other queues go on working."""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from benchmarks.results import percentile
from benchmarks.routing_site import START, Run, Site
from hub.domain.interactions import Requirement
from hub.domain.plans import Plan, PlanStep, Term
from hub.domain.work import WorkItem
from hub.routing import Accept, Close, Enqueue, Tick

_AT_S = 60


@dataclass(frozen=True, kw_only=True)
class Storm:
    """How long commands of other queues had to wait, and when the last item had taken its step."""

    longest_s: float
    p99_s: float
    all_s: float


def storm(items: int) -> Storm:
    """Let an owner work through it: what is due and what is asked in turns, as a serving hub does."""
    site = Site(1_000, 100)
    far = site.queue_ids[0]
    site.members[far] = []
    needs = (Requirement(skill="nobody-has-it"),)
    stormy = [site.item(START - timedelta(seconds=1), far, needs, plan_id="plan") for _ in range(items)]
    day = Run(site, stormy, (_plan(),))
    _staff(day)
    waits: list[float] = []
    began = perf_counter()
    steps_at = START + timedelta(seconds=_AT_S - 1)
    while True:
        asked = perf_counter()
        day.now = steps_at + timedelta(seconds=asked - began)
        deadline = day.engine.next_deadline()
        if deadline is None or deadline > steps_at + timedelta(seconds=1):
            break
        day.tell(Tick())
        for command in _asks(day):
            day.tell(command)
            waits.append(perf_counter() - asked)
    taken = sum(1 for each in stormy if (now := day.engine.item(each.id)) and now.plan_step == 1)
    assert taken == items, f"{items - taken} items have not taken their step"
    return Storm(longest_s=max(waits), p99_s=percentile(waits, 0.99), all_s=perf_counter() - began)


def _plan() -> Plan:
    step = PlanStep(at_s=_AT_S, needs=((Term(skill="nobody-has-it-either"),),), priority=1)
    return Plan(id="plan", name="plan", steps=(step,), created_at=START, updated_at=START)


def _staff(day: Run) -> None:
    """Keep the other queues at work: half of their agents have something in hand."""
    for _ in range(500):
        day.timed(Enqueue(item=_elsewhere(day)))
    day.accept_all()


def _asks(day: Run) -> list[Accept | Enqueue | Close]:
    """What is asked of an owner in one round, all of it at one moment."""
    offers, day.offers = day.offers, []
    accepts = [Accept(offer_id=each.id, agent_id=each.agent_id, epoch=each.epoch) for each in offers]
    ended = [Close(item_id=day.serving.pop(0))] if day.serving else []
    day.serving += [each.work_item_id for each in offers]
    return [*accepts, *ended, Enqueue(item=_elsewhere(day))]


def _elsewhere(day: Run) -> WorkItem:
    return day.site.item(day.now, day.site.dice.choice(day.site.queue_ids[1:]), ())
