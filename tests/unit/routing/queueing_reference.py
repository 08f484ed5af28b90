"""What queueing theory says, and textbook simulations that share nothing with the engine, to hold it to that."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace, merge
from itertools import islice, permutations
from math import exp, inf, sqrt
from random import Random
from statistics import fmean, stdev

from hub.routing.simulation.confidence import estimate
from hub.routing.simulation.day import MakeEngine, live, real_engine
from hub.routing.simulation.model import Arrival, Duration, Group, Scenario, Stream, arrivals, steadily

Skills = frozenset[str]
Urgency = Callable[[Arrival, float], float]
Figures = dict[str, float]
NOBODY = -1
_MOST_PRESENT = 5_000


@dataclass(frozen=True, slots=True)
class Served:
    """How long one customer waited, and who answered: `NOBODY` when the customer hung up."""

    arrival: Arrival
    wait_s: float
    agent: int


def a_stream(
    name: str,
    per_second: float,
    mean_s: float,
    *,
    needs: dict[str, int] | None = None,
    priority: int = 0,
    patience_s: float | None = None,
) -> Stream:
    """Poisson arrivals with exponential times."""
    return Stream(
        name=name,
        queue="q",
        rates=steadily(per_second * 3600),
        handling=Duration(mean_s=mean_s),
        needs=needs or {},
        priority=priority,
        patience=Duration(mean_s=patience_s) if patience_s else None,
    )


def customers(streams: Sequence[Stream], count: int, seed: str) -> list[Arrival]:
    """The first customers of all streams together."""
    endless = Scenario(streams=tuple(streams), groups=(), length_s=inf)
    coming = merge(*(arrivals(each, endless, seed) for each in streams), key=lambda each: each.at_s)
    return list(islice(coming, count))


def engine_serves(
    scenario: Scenario, coming: Sequence[Arrival], make_engine: MakeEngine = real_engine
) -> tuple[list[Served], list[float]]:
    """Let the engine serve them; also give all idle periods of all agents, after the first, which all begin at once."""
    day = live(scenario, [coming], make_engine)
    number = {each.id: index for index, each in enumerate(day.workers)}
    served = [Served(each.arrival, each.wait_s, number.get(each.agent_id, NOBODY)) for each in day.contacts]
    return served, [period for each in day.workers for period in each.idle_periods[1:] if period > 0]


def textbook_serves(
    coming: Iterable[Arrival], agents: Sequence[Skills], urgency: Urgency | None = None
) -> list[Served]:
    """One queue, agents with skills: whoever frees up takes the first in line, or the most urgent, they can serve.

    An arrival goes to the agent who has been idle longest. Customers who hang up are passed over when their turn comes.
    """
    desk = _Textbook(agents, urgency)
    for number, arrival in enumerate(coming):
        desk.live_until(arrival.at_s)
        desk.take(number, arrival)
    desk.live_until(inf)
    for number, arrival in desk.line:
        desk.found[number] = Served(arrival, arrival.patience_s, NOBODY)
    return [desk.found[each] for each in range(len(desk.found))]


class _Textbook:
    def __init__(self, agents: Sequence[Skills], urgency: Urgency | None) -> None:
        self.agents = agents
        self.urgency = urgency
        self.idle = list(range(len(agents)))
        self.ends: list[tuple[float, int]] = []
        self.line: list[tuple[int, Arrival]] = []
        self.found: dict[int, Served] = {}
        self.able: dict[str, frozenset[int]] = {}

    def can(self, stream: Stream) -> frozenset[int]:
        """The agents who have what a stream needs."""
        if stream.name not in self.able:
            able = [each for each, skills in enumerate(self.agents) if skills >= stream.needs.keys()]
            self.able[stream.name] = frozenset(able)
        return self.able[stream.name]

    def take(self, number: int, arrival: Arrival) -> None:
        able = self.can(arrival.stream)
        for agent in self.idle:
            if agent in able:
                self.idle.remove(agent)
                self.serve(number, arrival, agent, arrival.at_s)
                return
        self.line.append((number, arrival))

    def serve(self, number: int, arrival: Arrival, agent: int, now: float) -> None:
        self.found[number] = Served(arrival, now - arrival.at_s, agent)
        heappush(self.ends, (now + arrival.handling_s, agent))

    def live_until(self, at_s: float) -> None:
        while self.ends and self.ends[0][0] <= at_s:
            now, agent = heappop(self.ends)
            place = self.next_for(agent, now)
            if place is None:
                self.idle.append(agent)
            else:
                number, arrival = self.line.pop(place)
                self.serve(number, arrival, agent, now)

    def next_for(self, agent: int, now: float) -> int | None:
        """The place in line of whom the agent serves next."""
        gone = [place for place, (_, each) in enumerate(self.line) if each.at_s + each.patience_s <= now]
        for place in reversed(gone):
            number, arrival = self.line.pop(place)
            self.found[number] = Served(arrival, arrival.patience_s, NOBODY)
        places = (place for place, (_, each) in enumerate(self.line) if agent in self.can(each.stream))
        if self.urgency is None:
            return next(places, None)
        return max(places, key=lambda place: self.urgency(self.line[place][1], now), default=None)  # type: ignore[misc]


# -- M/M/c


@dataclass(frozen=True, slots=True)
class Equal:
    """M/M/c, or with `leaving` above 0 M/M/c+M: arrivals, services and hanging up a second, agents."""

    arrivals: float
    services: float
    agents: int
    leaving: float = 0.0

    @property
    def surplus(self) -> float:
        """How much faster all agents together are than the arrivals."""
        return self.agents * self.services - self.arrivals

    def scenario(self) -> Scenario:
        return Scenario(
            streams=(
                a_stream(
                    "calls", self.arrivals, 1 / self.services, patience_s=1 / self.leaving if self.leaving else None
                ),
            ),
            groups=(Group(name="team", count=self.agents, queues={"q": 1}),),
            length_s=0.0,
        )

    def going(self, present: int) -> float:
        """How many end or hang up a second when so many are there."""
        waiting = max(present - self.agents, 0)
        return min(present, self.agents) * self.services + waiting * self.leaving


def seen_by_arrivals(queue: Equal, count: int, seed: str) -> list[int]:
    """How many of `count` customers find 0, 1, 2 ... others: the jumps of the number in the system, nothing else."""
    draw = Random(f"{seed}/jumps").random
    up = [queue.arrivals / (queue.arrivals + queue.going(present)) for present in range(_MOST_PRESENT)]
    present = min(round(queue.arrivals / queue.services), queue.agents)
    for _ in range(40 * queue.agents + 20_000):
        present += 1 if draw() < up[present] else -1
    seen = [0] * _MOST_PRESENT
    left = count
    while left:
        if draw() < up[present]:
            seen[present] += 1
            present += 1
            left -= 1
        else:
            present -= 1
    return seen


def figures_of_places(queue: Equal, seen: Sequence[int], tail_s: float) -> Figures:
    """Figures of waits, given how many each customer found: with k to leave first the wait is Erlang(k, c mu)."""
    rate = queue.agents * queue.services
    total = sum(seen)
    figures = {"p_empty": seen[0] / total, "p_wait": 0.0, "wait": 0.0, "square": 0.0, "tail": 0.0}
    term = later = exp(-rate * tail_s)
    for place, times in enumerate(seen[queue.agents :], start=1):
        share = times / total
        figures["p_wait"] += share
        figures["wait"] += share * place / rate
        figures["square"] += share * place * (place + 1) / rate**2
        figures["tail"] += share * later
        term *= rate * tail_s / place
        later += term
    return figures


def figures_of_waits(served: Sequence[Served], tail_s: float) -> Figures:
    """The same of waits themselves."""
    waits = [each.wait_s for each in served]
    return {
        "p_wait": fmean(each > 0 for each in waits),
        "wait": fmean(waits),
        "square": fmean(each * each for each in waits),
        "tail": fmean(each > tail_s for each in waits),
    }


# -- the check


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a mean over replications is from the exact value, in standard errors, and how sharp it is."""

    mean: float
    exact: float
    half_width: float
    z: float

    def passes(self, *, sharpness: float, most_z: float = 4.0) -> bool:
        return self.half_width <= sharpness * abs(self.exact) and abs(self.z) <= most_z


def judge(values: Sequence[float], exact: float) -> Verdict:
    """Compare independent replications with theory."""
    found = estimate(values)
    mean, error = fmean(values), stdev(values) / sqrt(len(values))
    off = mean - exact
    z = off / error if error > 1e-12 * abs(exact) else (0.0 if abs(off) <= 1e-9 * abs(exact) else inf)
    return Verdict(mean, exact, found.half_width or 0.0, z)


def pooled_wait(coming: Iterable[Arrival], agents: int) -> float:
    """The mean wait of these customers if any agent could serve any, first come, first served.

    J. Kiefer and J. Wolfowitz, "On the theory of queues with many servers", 1955: only when each agent is free next
    matters.
    """
    free = [0.0] * agents
    waited, count = 0.0, 0
    for arrival in coming:
        start = max(free[0], arrival.at_s)
        waited += start - arrival.at_s
        count += 1
        heapreplace(free, start + arrival.handling_s)
    return waited / count


def controlled(values: Sequence[float], controls: Sequence[float], known: float) -> list[float]:
    """Take out what chance did to a control whose mean is known (P. Bratley, B. Fox and L. Schrage, "A Guide to
    Simulation", ch. 2), with the loss of one degree of freedom.
    """
    count, mean, middle = len(values), fmean(values), fmean(controls)
    spread = sum((each - middle) ** 2 for each in controls)
    slope = sum((each - middle) * value for each, value in zip(controls, values, strict=True)) / spread
    rest = [value - slope * (each - known) for value, each in zip(values, controls, strict=True)]
    centre = mean - slope * (middle - known)
    return [centre + (each - centre) * sqrt((count - 1) / (count - 2)) for each in rest]


# -- first come, first served, longest idle agent, skills


@dataclass(frozen=True, slots=True)
class Skilled:
    """Streams by name with what they need and how many come a second; agents with their skills, all equally fast."""

    streams: dict[str, tuple[Skills, float]]
    agents: tuple[Skills, ...]
    services: float

    def scenario(self) -> Scenario:
        return Scenario(
            streams=tuple(
                a_stream(name, rate, 1 / self.services, needs=dict.fromkeys(sorted(needs), 1))
                for name, (needs, rate) in self.streams.items()
            ),
            groups=tuple(
                Group(name=f"agent{index}", count=1, queues={"q": 1}, skills=dict.fromkeys(sorted(skills), 1))
                for index, skills in enumerate(self.agents)
            ),
            length_s=0.0,
        )

    def rate_of(self, streams: Iterable[str]) -> float:
        return sum(self.streams[each][1] for each in streams)

    def served_by(self, agents: Iterable[int]) -> set[str]:
        """Streams that at least one of these agents can serve."""
        able = [self.agents[each] for each in agents]
        return {name for name, (needs, _) in self.streams.items() if any(each >= needs for each in able)}

    def only_by(self, agents: Sequence[int]) -> set[str]:
        """Streams that nobody but these agents can serve."""
        others = [each for each in range(len(self.agents)) if each not in agents]
        return set(self.streams) - self.served_by(others)


def product_form(system: Skilled) -> Figures:
    """Mean wait of each stream, and the share of all customers that each agent serves.

    I. Adan and G. Weiss, "A skill based parallel service system under FCFS-ALIS", Stochastic Systems 4(1), 2014: list
    the busy agents in the order in which their customers came, and between them n_1, n_2 ... customers whom all those
    before could not serve; then the idle ones, the longest idle last. The probability of such a state is proportional
    to the product of lambda(only by M_1 .. M_j)^n_j / mu(M_1 .. M_j)^(n_j + 1) over busy places j, and of
    1 / lambda(served by M_j .. M_J) over idle places j.
    """
    whole = 0.0
    waiting = dict.fromkeys(system.streams, 0.0)
    busy_share = [0.0] * len(system.agents)
    for order in permutations(range(len(system.agents))):
        for busy in range(len(order) + 1):
            weight, lines = 1.0, []
            for place in range(1, busy + 1):
                stuck = system.only_by(order[:place])
                ratio = system.rate_of(stuck) / (place * system.services)
                weight /= place * system.services * (1 - ratio)
                lines.append((stuck, ratio / (1 - ratio)))
            for place in range(busy, len(order)):
                weight /= system.rate_of(system.served_by(order[place:]))
            whole += weight
            for agent in order[:busy]:
                busy_share[agent] += weight
            for stuck, mean in lines:
                for name in stuck:
                    waiting[name] += weight * mean * system.streams[name][1] / system.rate_of(stuck)
    figures = {f"wait {name}": waiting[name] / whole / rate for name, (_, rate) in system.streams.items()}
    everybody = system.rate_of(system.streams)
    figures |= {
        f"served by {agent}": share / whole * system.services / everybody for agent, share in enumerate(busy_share)
    }
    return figures


def figures_of_skills(served: Sequence[Served], system: Skilled) -> Figures:
    """The same, of served customers."""
    figures: Figures = {}
    for name in system.streams:
        waits = [each.wait_s for each in served if each.arrival.stream.name == name]
        figures[f"wait {name}"] = fmean(waits)
    for agent in range(len(system.agents)):
        figures[f"served by {agent}"] = fmean(each.agent == agent for each in served)
    return figures
