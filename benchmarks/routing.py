"""How long the routing engine takes to decide, beside a linear scan of the same data."""

import gc
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from time import perf_counter
from typing import TypedDict

from hub.domain.agents import Agent, Capacity, Presence, PresenceState
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.routing import Accept, Close, Engine, Enqueue, OfferCreated, Transition

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = InteractionKind.WEBCHAT
Needs = tuple[Requirement, ...]


class Result(TypedDict):
    """One measured figure; `baseline` and `ratio` (baseline / value) are None where nothing is compared."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None


class Site:
    """A routing domain of some size: agents in 1-10 of its queues with 5-30 of 200 skills, and waiting items."""

    def __init__(self, agents: int, queues: int, skills: int = 200, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.skills = [f"skill-{number}" for number in range(skills)]
        self.queue_ids = [f"queue-{number:04}" for number in range(queues)]
        self.numbers = count(1)
        self.members: dict[str, list[QueueMember]] = {each: [] for each in self.queue_ids}
        self.agents = [self._agent(number) for number in range(agents)]

    def _agent(self, number: int) -> Agent:
        agent_id = f"agent-{number:05}"
        for queue_id in self.dice.sample(self.queue_ids, min(self.dice.randint(1, 10), len(self.queue_ids))):
            self.members[queue_id].append(QueueMember(agent_id=agent_id, rank=self.dice.randint(1, 3)))
        owned = self.dice.sample(self.skills, min(self.dice.randint(5, 30), len(self.skills)))
        return self.agent(agent_id, {each: self.dice.randint(1, 10) for each in owned}, number)

    def agent(self, agent_id: str, skills: dict[str, int], ticket: int) -> Agent:
        return Agent(
            id=agent_id,
            name=agent_id,
            skills=skills,
            capacity=Capacity(kinds={KIND: 1}, costs={KIND: 1}),
            presence=Presence(state=PresenceState.READY, since=START, ticket=ticket),
            created_at=START,
            updated_at=START,
        )

    def queues(self) -> list[Queue]:
        return [
            Queue(id=queue_id, name=queue_id, members=tuple(members), wrap_up_s={}, created_at=START, updated_at=START)
            for queue_id, members in self.members.items()
        ]

    def needs(self) -> Needs:
        """None, one or two skills; some are asked for far more often than others."""
        asked = {self.skills[int(len(self.skills) * self.dice.random() ** 3)] for _ in range(self.dice.randint(0, 2))}
        return tuple(Requirement(skill=each, level=self.dice.choice((1, 1, 3))) for each in sorted(asked))

    def item(self, at: datetime, queue_id: str | None = None, needs: Needs | None = None) -> WorkItem:
        item_id = f"item-{next(self.numbers):09}"
        return WorkItem(
            id=item_id,
            interaction_id=item_id,
            kind=KIND,
            queue_id=queue_id or self.dice.choice(self.queue_ids),
            priority=self.dice.choice((0, 0, 0, 1, 5)),
            requirements=self.needs() if needs is None else needs,
            queued_at=at,
            state_at=at,
            created_at=at,
        )

    def waiting(self, number: int) -> list[WorkItem]:
        return [self.item(START - timedelta(seconds=number - place)) for place in range(number)]


class Run:
    """An engine at work, each command timed."""

    def __init__(self, site: Site, items: list[WorkItem]) -> None:
        ids = (f"offer-{number:09}" for number in count(1))
        self.site = site
        self.now = START
        self.engine = Engine(now=START, new_id=lambda: next(ids))
        began = perf_counter()
        made = self.engine.load(agents=site.agents, queues=site.queues(), items=items, offers=(), now=START)
        self.load_s = perf_counter() - began
        self.offers = [each.offer for each in made if isinstance(each, OfferCreated)]
        self.serving: list[str] = []

    def timed(self, command: Accept | Close | Enqueue) -> float:
        self.now += timedelta(milliseconds=1)
        began = perf_counter()
        made = self.engine.apply(command, self.now)
        took = perf_counter() - began
        self.offers.extend(each.offer for each in made if isinstance(each, OfferCreated))
        self._check(made)
        return took

    def _check(self, made: list[Transition]) -> None:
        assert all(type(each).__name__ != "Refused" for each in made), made

    def accept_all(self) -> list[float]:
        return [self.accept(self.offers.pop()) for _ in range(len(self.offers))]

    def accept(self, offer: Offer) -> float:
        self.serving.append(offer.work_item_id)
        return self.timed(Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch))

    def close(self) -> float:
        """An agent becomes free, and the first in line is offered."""
        place = self.site.dice.randrange(len(self.serving))
        self.serving[place], self.serving[-1] = self.serving[-1], self.serving[place]
        return self.timed(Close(item_id=self.serving.pop()))


def run() -> list[Result]:
    """Measure the mixed load, its growth, the named worst cases and the drain of a backlog."""
    gc.collect()
    gc.freeze()
    small = _mixed(agents=10_000, queues=1_000, waiting=100, events=8_000)
    large = _mixed(agents=10_000, queues=1_000, waiting=100_000, events=8_000)
    scan = _scan_seconds(agents=10_000, queues=1_000, waiting=100_000)
    mean = sum(large) / len(large)
    return [
        _result("decision, mean", mean * 1e6, "us", scan * 1e6),
        _result("decision, p99", _percentile(large, 0.99) * 1e6, "us"),
        _result("decision, p99.9", _percentile(large, 0.999) * 1e6, "us"),
        _result("mean at 100,000 waiting over mean at 100", mean / (sum(small) / len(small)), "x"),
        *_worst_cases(),
        *_drain(),
    ]


def _mixed(*, agents: int, queues: int, waiting: int, events: int) -> list[float]:
    """Arrivals, accepts, and agents becoming free, in equal parts."""
    site = Site(agents, queues)
    day = Run(site, site.waiting(waiting))
    day.accept_all()
    return list(_mix(day, events))


def _mix(day: Run, events: int) -> Iterator[float]:
    for number in range(events):
        if number % 2 or not day.serving:
            yield day.timed(Enqueue(item=day.site.item(day.now)))
        else:
            yield day.close()
        if day.offers:
            yield day.accept(day.offers.pop())


def _scan_seconds(*, agents: int, queues: int, waiting: int) -> float:
    """The same two decisions by linear scan, the best agent for an item and the best item for an agent: their mean."""
    site = Site(agents, queues)
    items = site.waiting(waiting)
    ranks = _ranks(site)
    rounds = 5
    began = perf_counter()
    for number in range(rounds):
        _scan_agents(site.agents, ranks, items[number])
        _scan_items(items, ranks, site.agents[number])
    return (perf_counter() - began) / (2 * rounds)


def _ranks(site: Site) -> dict[str, dict[str, int]]:
    return {queue_id: {each.agent_id: each.rank for each in members} for queue_id, members in site.members.items()}


def _scan_agents(agents: list[Agent], ranks: dict[str, dict[str, int]], item: WorkItem) -> Agent | None:
    members = ranks[item.queue_id or ""]
    able = (each for each in agents if each.presence.state is PresenceState.READY and each.id in members)
    skilled = (each for each in able if _satisfies(each, item))
    return min(skilled, key=lambda each: (each.presence.ticket, each.id), default=None)


def _scan_items(items: list[WorkItem], ranks: dict[str, dict[str, int]], agent: Agent) -> WorkItem | None:
    waiting = (each for each in items if each.state is WorkItemState.WAITING)
    mine = (each for each in waiting if agent.id in ranks[each.queue_id or ""] and _satisfies(agent, each))
    step = timedelta(seconds=60)
    return min(mine, key=lambda each: (each.queued_at - each.priority * step, each.id), default=None)


def _satisfies(agent: Agent, item: WorkItem) -> bool:
    return all(agent.skills.get(each.skill, 0) >= each.level for each in item.requirements)


def _worst_cases() -> list[Result]:
    cases: dict[str, Callable[[], list[float]]] = {
        "worst case, one queue with 100,000 distinct needs, p99": _distinct_needs,
        "worst case, 10,000 agents in one queue, p99": _one_queue,
        "worst case, agents in 1,000 queues, p99": _wide_agents,
    }
    return [_result(name, _percentile(case(), 0.99) * 1e3, "ms") for name, case in cases.items()]


def _distinct_needs() -> list[float]:
    site = Site(1_000, 1)
    items = [site.item(START - timedelta(seconds=100_000 - place), needs=_distinct(site)) for place in range(100_000)]
    day = Run(site, items)
    day.accept_all()
    return [day.close() for _ in range(500)]


def _distinct(site: Site) -> Needs:
    return tuple(
        Requirement(skill=each, level=site.dice.randint(1, 10)) for each in sorted(site.dice.sample(site.skills, 3))
    )


def _one_queue() -> list[float]:
    site = Site(10_000, 1)
    day = Run(site, [])
    arrivals = [day.timed(Enqueue(item=site.item(day.now, needs=_distinct(site)))) for _ in range(1_000)]
    day.accept_all()
    return [*arrivals, *(day.close() for _ in range(min(500, len(day.serving))))]


def _wide_agents() -> list[float]:
    site = Site(0, 1_000)
    for number in range(100):
        agent_id = f"wide-{number:03}"
        site.agents.append(site.agent(agent_id, dict.fromkeys(site.skills[:20], 5), number))
        for members in site.members.values():
            members.append(QueueMember(agent_id=agent_id))
    day = Run(site, site.waiting(1_000))
    day.accept_all()
    return [day.close() for _ in range(80)] + [day.timed(Enqueue(item=site.item(day.now))) for _ in range(500)]


def _drain() -> list[Result]:
    """10,000 agents come in while 100,000 items wait: rebuild, index and offer."""
    site = Site(10_000, 1_000)
    items = site.waiting(100_000)
    days = [Run(site, items) for _ in range(2)]
    offers = len(days[0].offers)
    name = f"rebuild with 100,000 waiting and {offers:,} first offers"
    return [_result(name, median(day.load_s for day in days), "s")]


def _percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def _result(name: str, value: float, unit: str, baseline: float | None = None) -> Result:
    ratio = baseline / value if baseline is not None else None
    return Result(name=name, value=value, unit=unit, baseline=baseline, ratio=ratio)


if __name__ == "__main__":
    for each in run():
        print(each)
