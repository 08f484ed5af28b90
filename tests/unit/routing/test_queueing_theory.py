"""The engine's waits are those of queueing theory: equal agents, with and without patience, and who answers.

Plain simulation of the engine would need half a billion customers for one per cent. So each of 30 independent
replications has two parts (a control variate with an estimated mean: B. Schmeiser, M. Taaffe and J. Wang, "Biased
control-variate estimation", IIE Transactions 33, 2001): the engine and a textbook simulation meet the same `few`
customers, and a bare Markov chain of the number in the system meets `many` more. A replication's value is the chain's
plus what the engine did otherwise than the textbook. An engine that serves as it should does nothing otherwise, not for
one customer; a wrong one is off by its whole error, which no theory about the right one hides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp

import pytest
from typing_extensions import override

from hub.domain.plans import Strategy
from hub.routing import Command, Engine, Enqueue, Policy, Transition
from hub.routing.simulation.day import EPOCH, MakeEngine, real_engine
from hub.routing.simulation.model import Line
from hub.routing.staffing.loads import Demand, erlang_c, staffed
from tests.unit.routing.queueing_reference import (
    NOBODY,
    Equal,
    Figures,
    Served,
    Verdict,
    customers,
    engine_serves,
    figures_of_places,
    figures_of_waits,
    judge,
    seen_by_arrivals,
    textbook_serves,
)

REPLICATIONS = 30
FINE, ROUGH = 0.01, 0.16
QUICKER = 100

ROWS = [
    # lambda, mu, c, customers a replication of which the chain needs for one per cent of the mean wait
    (2, 3, 1, 80_000),
    (2, 3, 2, 60_000),
    (6, 3, 3, 100_000),
    (0.2, 0.1, 3, 100_000),
    (1.8, 1, 2, 850_000),
    (9, 1, 10, 1_300_000),
    (9.5, 1, 10, 3_500_000),
    (90, 1, 100, 7_000_000),
    (95, 1, 100, 8_000_000),
]
PUBLISHED = [
    # P0, P(wait), Lq, Wq, to the digits that textbooks print
    (1 / 3, 2 / 3, 4 / 3, 2 / 3),
    (1 / 2, 1 / 6, 1 / 12, 1 / 24),
    (1 / 9, 4 / 9, 8 / 9, 4 / 27),
    (1 / 9, 4 / 9, 8 / 9, 4.444444),
    (0.0526315789, 0.8526315789, 7.673684211, 4.263157895),
    (6.959687e-5, 0.6687315241, 6.018583717, 0.6687315241),
    (2.501837e-5, 0.8255855781, 15.68612598, 1.651171156),
    (7.6224e-40, 0.2169404809, 1.952464328, 0.02169404809),
    (3.9917e-42, 0.5064568539, 9.622680224, 0.1012913708),
]
IDS = [f"{arrivals:g}-{services:g}-{agents}" for arrivals, services, agents, _ in ROWS]


def exact_figures(queue: Equal) -> Figures:
    """Erlang C; whoever waits at all waits an exponential time with rate c mu - lambda."""
    p_wait = erlang_c(queue.arrivals / queue.services, queue.agents)
    return {
        "p_wait": p_wait,
        "wait": p_wait / queue.surplus,
        "square": 2 * p_wait / queue.surplus**2,
        "tail": p_wait * exp(-1),
    }


def replications(
    queue: Equal, *, few: int, many: int, make_engine: MakeEngine = real_engine
) -> tuple[list[Figures], list[float]]:
    """Each replication's figures, and by how much the engine's waits differed at most from the textbook's."""
    tail_s = 1 / queue.surplus
    found: list[Figures] = []
    gaps: list[float] = []
    for replication in range(REPLICATIONS):
        seed = f"{queue}/{replication}"
        coming = customers(queue.scenario().streams, few, seed)
        ours, _ = engine_serves(queue.scenario(), coming, make_engine)
        textbook = textbook_serves(coming, [frozenset()] * queue.agents)
        ours_say, textbook_says = figures_of_waits(ours, tail_s), figures_of_waits(textbook, tail_s)
        chain = figures_of_places(queue, seen_by_arrivals(queue, many, seed), tail_s)
        found.append({name: chain[name] + ours_say[name] - textbook_says[name] for name in ours_say})
        gaps.append(_gap(ours, textbook))
    return found, gaps


def _gap(ours: Sequence[Served], textbook: Sequence[Served]) -> float:
    return max(abs(left.wait_s - right.wait_s) for left, right in zip(ours, textbook, strict=True))


def verdicts(found: Sequence[Figures], exact: Figures) -> dict[str, Verdict]:
    return {name: judge([each[name] for each in found], value) for name, value in exact.items()}


@pytest.mark.parametrize(("row", "published"), list(zip(ROWS, PUBLISHED, strict=True)), ids=IDS)
def test_the_formulas_give_the_published_figures(
    row: tuple[float, float, int, int], published: tuple[float, float, float, float]
) -> None:
    queue = Equal(*row[:3])
    exact = exact_figures(queue)
    load = queue.arrivals / queue.services
    weights, weight = 0.0, 1.0
    for present in range(queue.agents):
        weights += weight
        weight *= load / (present + 1)
    p_empty = 1 / (weights + weight * queue.agents / (queue.agents - load))
    computed = (p_empty, exact["p_wait"], exact["wait"] * queue.arrivals, exact["wait"])
    assert computed == pytest.approx(published, rel=2e-5)


def check_equal_agents(row: tuple[float, float, int, int], *, few: int, many: int, sharpness: float) -> None:
    queue = Equal(*row[:3])
    found, gaps = replications(queue, few=few, many=many)
    assert max(gaps) < 1e-6 / queue.services
    judged = verdicts(found, exact_figures(queue))
    for name in ("p_wait", "wait", "tail"):
        assert judged[name].passes(sharpness=sharpness), (name, judged[name])
    assert judged["square"].passes(sharpness=4 * sharpness), judged["square"]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_equal_agents_wait_as_erlang_says(row: tuple[float, float, int, int]) -> None:
    check_equal_agents(row, few=50, many=row[3] // QUICKER, sharpness=ROUGH)


@pytest.mark.soak
@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_equal_agents_wait_as_erlang_says_to_one_per_cent(row: tuple[float, float, int, int]) -> None:
    check_equal_agents(row, few=1000, many=row[3], sharpness=FINE)


# -- hanging up


IMPATIENT = [
    # lambda, mu, c, theta, customers a replication for one per cent of those who hang up
    (10, 1, 9, 0.5, 60_000),
    (12, 1, 10, 0.25, 60_000),
    (200, 20, 14, 30, 280_000),
    (48, 1, 50, 0.5, 650_000),
]


def _impatient_few(served: Sequence[Served]) -> Figures:
    return {
        "p_abandon": sum(each.agent == NOBODY for each in served) / len(served),
        "wait": sum(each.wait_s for each in served) / len(served),
    }


def _impatient_many(queue: Equal, seen: Sequence[int]) -> Figures:
    """With k ahead, counting oneself, the next move is one's own hanging up, or brings one closer."""
    total, gone, waited = sum(seen), 0.0, 0.0
    busy = queue.agents * queue.services
    passed = 0.0
    for place, times in enumerate(seen[queue.agents :], start=1):
        passed += 1 / (busy + place * queue.leaving)
        gone += times * place * queue.leaving / (busy + place * queue.leaving)
        waited += times * place / (busy + place * queue.leaving)
    return {"p_abandon": gone / total, "wait": waited / total}


def check_impatient(row: tuple[float, float, int, float, int], *, few: int, many: int, sharpness: float) -> None:
    queue = Equal(*row[:3], leaving=row[3])
    demand = Demand(calls_per_hour=queue.arrivals * 3600, aht_s=1 / queue.services, patience_s=1 / queue.leaving)
    theory = staffed(demand, queue.agents, within_s=0)
    found: list[Figures] = []
    for replication in range(REPLICATIONS):
        seed = f"{queue}/{replication}"
        coming = customers(queue.scenario().streams, few, seed)
        ours, _ = engine_serves(queue.scenario(), coming)
        textbook = textbook_serves(coming, [frozenset()] * queue.agents)
        assert _gap(ours, textbook) < 1e-6 / queue.services
        assert [each.agent for each in ours] == [each.agent for each in textbook]
        chain = _impatient_many(queue, seen_by_arrivals(queue, many, seed))
        few_ours, few_textbook = _impatient_few(ours), _impatient_few(textbook)
        found.append({name: chain[name] + few_ours[name] - few_textbook[name] for name in chain})
    for name, verdict in verdicts(found, {"p_abandon": theory.p_abandon, "wait": theory.wait_s}).items():
        assert verdict.passes(sharpness=sharpness), (name, verdict)


@pytest.mark.parametrize("row", IMPATIENT, ids=str)
def test_customers_hang_up_as_erlang_a_says(row: tuple[float, float, int, float, int]) -> None:
    check_impatient(row, few=50, many=row[4] // QUICKER, sharpness=ROUGH)


@pytest.mark.soak
@pytest.mark.parametrize("row", IMPATIENT, ids=str)
def test_customers_hang_up_as_erlang_a_says_to_one_per_cent(row: tuple[float, float, int, float, int]) -> None:
    check_impatient(row, few=1000, many=row[4], sharpness=FINE)


# -- who answers: the longest idle


@dataclass(frozen=True, slots=True)
class Idle:
    """Mean and mean square of agents' idle periods."""

    mean: float
    square: float


def exact_idle(queue: Equal) -> Idle:
    """Idle agents form a queue of their own, which only arrivals shorten.

    Whoever joins it behind k others is called by the (k+1)-th arrival from now, after an Erlang(k+1, lambda) time; k
    is what those who end leave behind, which is distributed as what arrivals find.
    """
    load = queue.arrivals / queue.services
    weights, weight = list[float](), 1.0
    for present in range(queue.agents):
        weights.append(weight)
        weight *= load / (present + 1)
    ahead = [(queue.agents - 1 - left, share / sum(weights)) for left, share in enumerate(weights)]
    mean = sum(share * (k + 1) for k, share in ahead) / queue.arrivals
    square = sum(share * (k + 1) * (k + 2) for k, share in ahead) / queue.arrivals**2
    return Idle(mean, square)


def idle_verdicts(queue: Equal, *, few: int, strategy: Strategy) -> dict[str, Verdict]:
    scenario = replace(queue.scenario(), lines=(Line(name="q", strategy=strategy),))
    means, squares = list[float](), list[float]()
    for replication in range(REPLICATIONS):
        _, idle = engine_serves(scenario, customers(scenario.streams, few, f"{queue}/{replication}"))
        means.append(sum(idle) / len(idle))
        squares.append(sum(each * each for each in idle) / len(idle))
    exact = exact_idle(queue)
    return {"mean": judge(means, exact.mean), "square": judge(squares, exact.square)}


SPARE = Equal(3, 1, 5)


def test_the_longest_idle_agent_answers() -> None:
    judged = idle_verdicts(SPARE, few=300, strategy=Strategy.LONGEST_IDLE)
    assert judged["mean"].passes(sharpness=ROUGH), judged
    assert judged["square"].passes(sharpness=2 * ROUGH), judged


def test_an_engine_that_calls_any_agent_fails_the_check_of_idle_times() -> None:
    """The mean is the same whoever answers; the squares are not."""
    judged = idle_verdicts(SPARE, few=300, strategy=Strategy.RANDOM)
    assert judged["mean"].passes(sharpness=ROUGH), judged
    assert judged["square"].z > 4, judged


@pytest.mark.soak
def test_the_longest_idle_agent_answers_to_one_per_cent() -> None:
    judged = idle_verdicts(SPARE, few=7000, strategy=Strategy.LONGEST_IDLE)
    assert judged["mean"].passes(sharpness=FINE), judged
    assert judged["square"].passes(sharpness=2 * FINE), judged


# -- planted wrong engines


class LastFirst(Engine):
    """Whoever came last is next: places in line count backwards."""

    @override
    def apply(self, command: Command, now: datetime) -> list[Transition]:
        if isinstance(command, Enqueue):
            command = Enqueue(item=replace(command.item, queued_at=EPOCH - (now - EPOCH)))
        return super().apply(command, now)


def last_first(now: datetime, policy: Policy, new_id: Callable[[], str]) -> Engine:
    return LastFirst(now=now, policy=policy, new_id=new_id)


def test_an_engine_that_serves_the_last_first_fails_the_check() -> None:
    """The mean wait does not tell: it is the same in every order. The squares, the tail and single customers do."""
    queue = Equal(1.6, 1, 2)
    found, gaps = replications(queue, few=400, many=20_000, make_engine=last_first)
    judged = verdicts(found, exact_figures(queue))
    assert abs(judged["wait"].z) <= 4, judged
    assert judged["square"].z > 4, judged
    assert judged["tail"].z < -4, judged
    assert min(gaps) > 1


def test_the_same_check_passes_the_real_engine() -> None:
    queue = Equal(1.6, 1, 2)
    found, gaps = replications(queue, few=400, many=20_000)
    judged = verdicts(found, exact_figures(queue))
    assert all(abs(each.z) <= 4 for each in judged.values()), judged
    assert max(gaps) < 1e-6
