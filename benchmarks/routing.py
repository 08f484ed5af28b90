"""How long the routing engine takes to decide, against the size of the floor and beside a linear scan of it."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import TypedDict

from benchmarks.results import percentile
from benchmarks.routing_site import START, Needs, Run, Site
from benchmarks.routing_storm import storm
from benchmarks.scale import sized
from hub.domain.agents import Agent, PresenceState
from hub.domain.interactions import Requirement
from hub.domain.queues import QueueMember
from hub.domain.work import WorkItem, WorkItemState
from hub.routing import Enqueue

_AGENTS, _QUEUES = sized((10_000, 1_000), quick=(1_000, 100))
_SIZES = sized((100, 1_000, 10_000, 100_000), quick=(100, 1_000))
_EVENTS = sized(6_000, quick=300)
_BACKLOG = sized(100_000, quick=2_000)


class Result(TypedDict):
    """One measured figure; `baseline` and `ratio` (baseline / value) are None where nothing is compared."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None


def run() -> list[Result]:
    """Measure the mixed load at four sizes, the named worst cases, and what a start with a backlog takes."""
    results: list[Result] = []
    means: list[float] = []
    for waiting in _SIZES:
        site = Site(_AGENTS, _QUEUES)
        items = site.waiting(waiting)
        day = Run(site, items)
        day.accept_all()
        day.mix(_EVENTS)
        results += _sized(day, waiting, _scan_seconds(site, items))
        means.append(_mean(day.decisions))
    growth = _result(f"decision, mean at {_SIZES[-1]:,} waiting over mean at {_SIZES[0]}", means[-1] / means[0], "x")
    return [*results, growth, *_worst_cases(), *_storm(), *_start()]


def _sized(day: Run, waiting: int, scan_s: float) -> list[Result]:
    """A decision is compared with the scan; an event is the decision with all rows, timers and reasons it changes."""
    at = f"at {waiting:,} waiting"
    return [
        _result(f"decision {at}, mean", _mean(day.decisions) * 1e6, "us", scan_s * 1e6),
        _result(f"decision {at}, p99", percentile(day.decisions, 0.99) * 1e6, "us"),
        _result(f"whole event {at}, mean", _mean(day.events) * 1e6, "us", scan_s * 1e6),
        _result(f"whole event {at}, p99", percentile(day.events, 0.99) * 1e6, "us"),
        _result(f"whole event {at}, p99.9", percentile(day.events, 0.999) * 1e6, "us"),
    ]


def _scan_seconds(site: Site, items: list[WorkItem]) -> float:
    """The same two decisions by linear scan, the best agent for an item and the best item for an agent: their mean."""
    ranks = {queue_id: {each.agent_id: each.rank for each in members} for queue_id, members in site.members.items()}
    rounds = 5
    began = perf_counter()
    for number in range(rounds):
        _scan_agents(site.agents, ranks, items[number])
        _scan_items(items, ranks, site.agents[number])
    return (perf_counter() - began) / (2 * rounds)


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
        f"worst case, one queue with {_BACKLOG:,} distinct needs": _distinct_needs,
        "worst case, 10,000 agents in one queue": _one_queue,
        "worst case, agents in 1,000 queues": _wide_agents,
    }
    results: list[Result] = []
    for name, case in cases.items():
        events = case()
        results.append(_result(f"{name}, p99", percentile(events, 0.99) * 1e3, "ms"))
        results.append(_result(f"{name}, longest", max(events) * 1e3, "ms"))
    return results


def _distinct_needs() -> list[float]:
    site = Site(1_000, 1)
    items = [site.item(START - timedelta(seconds=_BACKLOG - place), needs=_distinct(site)) for place in range(_BACKLOG)]
    day = Run(site, items)
    day.accept_all()
    closing = [day.close() for _ in range(min(500, len(day.serving)))]
    return [*closing, *(day.timed(Enqueue(item=site.item(day.now, needs=_distinct(site)))) for _ in range(500))]


def _distinct(site: Site) -> Needs:
    return tuple(
        Requirement(skill=each, level=site.dice.randint(1, 10)) for each in sorted(site.dice.sample(site.skills, 3))
    )


def _one_queue() -> list[float]:
    site = Site(10_000, 1)
    day = Run(site, [])
    arrivals = [day.timed(Enqueue(item=site.item(day.now, needs=_distinct(site)))) for _ in range(1_000)]
    arrivals += [day.timed(Enqueue(item=site.item(day.now))) for _ in range(1_000)]
    day.accept_all()
    return [*arrivals, *(day.close() for _ in range(min(1_000, len(day.serving))))]


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


def _storm() -> list[Result]:
    seen = storm(_BACKLOG)
    return [
        _result(f"step storm of {_BACKLOG:,} items, longest wait of another queue", seen.longest_s * 1e3, "ms"),
        _result(f"step storm of {_BACKLOG:,} items, p99 wait of another queue", seen.p99_s * 1e3, "ms"),
        _result(f"step storm of {_BACKLOG:,} items, all through after", seen.all_s, "s"),
    ]


def _start() -> list[Result]:
    """10,000 agents are there and 100,000 items wait: rebuild, index and offer."""
    site = Site(_AGENTS, _QUEUES)
    items = site.waiting(_BACKLOG)
    days = [Run(site, items) for _ in range(3)]
    name = f"rebuild with {_BACKLOG:,} waiting and {len(days[0].offers):,} first offers"
    return [_result(name, median(day.load_s for day in days), "s")]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _result(name: str, value: float, unit: str, baseline: float | None = None) -> Result:
    ratio = baseline / value if baseline is not None else None
    return Result(name=name, value=value, unit=unit, baseline=baseline, ratio=ratio)


if __name__ == "__main__":
    for each in run():
        print(each)
