"""Erlang's formulas to ten digits: against published figures, and against sums of the states in long decimals."""

from decimal import Decimal, localcontext
from math import prod
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.routing.staffing.errors import OverloadedError, StaffingError
from hub.routing.staffing.loads import (
    Demand,
    Staffing,
    erlang_b,
    erlang_c,
    least_agents,
    options,
    staffed,
)

TEN_DIGITS = 1e-10
BEYOND_THE_PRINTED_DIGITS = 6e-10
DIGITS = 200

ERLANG_C = [
    # calls/h, AHT, agents, within, P(wait), ASA, service level, occupancy
    (200, 180, 11, 20, 0.6821182047, 122.7812768, 0.3896138117, 0.9090909),
    (200, 180, 12, 20, 0.4493882243, 40.44494019, 0.6401580404, 0.8333333),
    (200, 180, 13, 20, 0.2852704530, 17.11622718, 0.7955947884, 0.7692308),
    (200, 180, 14, 20, 0.1741319336, 7.835937012, 0.8883500192, 0.7142857),
    (200, 180, 15, 20, 0.1020423670, 3.673525212, 0.9414528429, 0.6666667),
    (150, 180, 10, 20, 0.3066112002, 22.07600642, 0.7677527079, 0.75),
    (150, 180, 11, 20, 0.1758069379, 9.041499663, 0.8808363736, 0.6818182),
    (720, 240, 55, 15, 0.2387009364, 8.184032104, 0.8458830922, 0.8727273),
    (250, 330, 27, 30, 0.3157278342, 25.51596374, 0.7821801300, 0.8487654),
    (250, 330, 28, 30, 0.2272412275, 14.75205346, 0.8568503026, 0.8184524),
    (40, 300, 5, 20, 0.3266692800, 58.80047040, 0.7076834846, 0.6666667),
    (1500, 216, 100, 20, 0.2169404809, 4.685914388, 0.9140558980, 0.9),
    (18000, 196, 1000, 10, 0.4122002924, 4.039562865, 0.8514233162, 0.98),
]


@pytest.mark.parametrize("row", ERLANG_C, ids=lambda row: f"{row[0]}x{row[1]}s-{row[2]}")
def test_erlang_c_in_ten_digits(row: tuple[float, float, int, float, float, float, float, float]) -> None:
    """The row of 14 agents is also what pyworkforce and R's ErlangC print; 55 agents is the classic worked example."""
    calls, aht, agents, within, p_wait, asa, level, occupancy = row
    found = staffed(Demand(calls_per_hour=calls, aht_s=aht), agents, within_s=within)
    assert found.p_wait == pytest.approx(p_wait, rel=BEYOND_THE_PRINTED_DIGITS)
    assert found.asa_s == pytest.approx(asa, rel=BEYOND_THE_PRINTED_DIGITS)
    assert found.service_level == pytest.approx(level, rel=BEYOND_THE_PRINTED_DIGITS)
    assert found.occupancy == pytest.approx(occupancy, rel=1e-6)


@pytest.mark.parametrize(
    ("calls", "aht", "within", "agents"), [(200, 180, 20, 14), (250, 330, 30, 28), (150, 180, 20, 11)]
)
def test_published_head_counts_for_eighty_percent(calls: float, aht: float, within: float, agents: int) -> None:
    demand = Demand(calls_per_hour=calls, aht_s=aht)
    assert least_agents(demand, within_s=within, service_level=0.8) == agents


@pytest.mark.parametrize(("erlangs", "agents"), [(10, 14), (48, 55), (0.3, 1), (980, 1000), (0.001, 40), (99.9, 100)])
def test_erlang_b_and_c_against_sums_of_the_states(erlangs: float, agents: int) -> None:
    with localcontext(prec=DIGITS):
        load = Decimal(erlangs)
        states = [Decimal(1)]
        for number in range(1, agents + 1):
            states.append(states[-1] * load / number)
        queue = states[-1] * agents / (agents - load)
        blocked, waits = states[-1] / sum(states), queue / (sum(states[:-1]) + queue)
    assert erlang_b(erlangs, agents) == pytest.approx(float(blocked), rel=TEN_DIGITS)
    assert erlang_c(erlangs, agents) == pytest.approx(float(waits), rel=TEN_DIGITS)


class Exact(NamedTuple):
    """M/M/c+M in long decimals."""

    p_wait: Decimal
    p_abandon: Decimal
    answered_in_time: Decimal
    service_level: Decimal
    asa_s: Decimal
    waiting: Decimal


def exact_erlang_a(demand: Demand, agents: int, within_s: float) -> Exact:
    """Sum the states one by one, and mix the waits of every place in line from exponentials by partial fractions.

    Somebody with j ahead waits for j + 1 moves of the line, at rates c mu + j theta, ..., c mu: their sum has the
    density sum of w_i e^(-r_i t); nothing here is shared with the incomplete gamma series of the product.
    """
    with localcontext(prec=DIGITS):
        arrivals = Decimal(demand.calls_per_hour) / 3600
        service = 1 / Decimal(demand.aht_s)
        leaving = 1 / Decimal(demand.patience_s or 0)
        states = [Decimal(1)]
        while not (len(states) > agents and states[-1] < Decimal(10) ** -30 * max(states)):
            busy, line = min(len(states), agents), max(len(states) - agents, 0)
            states.append(states[-1] * arrivals / (busy * service + line * leaving))
        whole = sum(states)
        line_states = [each / whole for each in states[agents:]]
        answered_late = over = wait_sum = answered = passed = Decimal(0)
        rates: list[Decimal] = []
        weights: list[Decimal] = []
        faded: list[Decimal] = []
        for ahead, share in enumerate(line_states):
            rate = agents * service + ahead * leaving
            weights = [weight * rate / (rate - each) for weight, each in zip(weights, rates, strict=True)]
            weights.append(rate * prod((each / (each - rate) for each in rates), start=Decimal(1)))
            rates.append(rate)
            faded.append((-(rate + leaving) * Decimal(within_s)).exp())
            mixed = list(zip(weights, rates, faded, strict=True))
            answered_late += share * sum(weight / (each + leaving) * fade for weight, each, fade in mixed)
            over += share * sum(weight / each * fade for weight, each, fade in mixed)
            gets = rates[0] / (rate + leaving)
            passed += 1 / (rate + leaving)
            answered += share * gets
            wait_sum += share * gets * passed
        p_wait = sum(line_states, Decimal(0))
        in_time = 1 - p_wait + answered - answered_late
        waiting = sum((place * share for place, share in enumerate(line_states)), Decimal(0))
        return Exact(
            p_wait=p_wait,
            p_abandon=p_wait - answered,
            answered_in_time=in_time,
            service_level=in_time / (in_time + over),
            asa_s=wait_sum / (1 - p_wait + answered),
            waiting=waiting,
        )


@pytest.mark.parametrize(
    ("calls", "aht", "patience", "agents", "within"),
    [
        (200, 180, 120, 14, 20),
        (200, 180, 120, 9, 20),  # overloaded: those who hang up keep the queue short
        (200, 180, 30, 6, 0),
        (48 * 60, 60, 120, 50, 12.5),
        (720, 240, 300, 45, 15),
        (40, 300, 60, 1, 20),
        (1500, 216, 90, 100, 30),
    ],
)
def test_erlang_a_in_ten_digits(calls: float, aht: float, patience: float, agents: int, within: float) -> None:
    demand = Demand(calls_per_hour=calls, aht_s=aht, patience_s=patience)
    exact, found = exact_erlang_a(demand, agents, within), staffed(demand, agents, within_s=within)
    for name, value in exact._asdict().items():
        assert getattr(found, name) == pytest.approx(float(value), rel=TEN_DIGITS), name
    assert found.occupancy == pytest.approx(demand.erlangs * float(1 - exact.p_abandon) / agents, rel=TEN_DIGITS)


def test_the_published_comparison_of_fifty_agents() -> None:
    """48 calls and 50 agents a minute, patience 2 minutes: Mandelbaum and Zeltyn, "The Palm/Erlang-A queue" (2005)."""
    patient = staffed(Demand(calls_per_hour=2880, aht_s=60), 50, within_s=58.1)
    impatient = staffed(Demand(calls_per_hour=2880, aht_s=60, patience_s=120), 50, within_s=12.5)
    assert (round(patient.wait_s, 1), round(patient.waiting), round(patient.occupancy, 2)) == (20.8, 17, 0.96)
    assert (round(impatient.wait_s, 1), round(impatient.waiting), round(impatient.occupancy, 2)) == (3.7, 3, 0.93)
    assert round(impatient.p_abandon, 3) == 0.031
    assert patient.service_level == pytest.approx(0.9, abs=1e-3)


def test_endless_patience_is_erlang_c() -> None:
    patient = staffed(Demand(calls_per_hour=200, aht_s=180), 14, within_s=20)
    nearly = staffed(Demand(calls_per_hour=200, aht_s=180, patience_s=1e13), 14, within_s=20)
    for name in ("service_level", "asa_s", "p_wait", "waiting"):
        assert getattr(nearly, name) == pytest.approx(getattr(patient, name), rel=1e-9)


def test_a_flood_neither_overflows_nor_reports_nonsense() -> None:
    found = staffed(Demand(calls_per_hour=100_000, aht_s=180, patience_s=3600), 10, within_s=20)
    assert found.p_abandon == pytest.approx(1 - 10 / 5000, rel=TEN_DIGITS)
    assert found.p_wait == 1.0
    assert found.occupancy == pytest.approx(1.0)
    assert found.service_level == pytest.approx(0.0, abs=1e-12)


def test_a_calm_with_a_thousand_agents_waits_for_nobody() -> None:
    found = staffed(Demand(calls_per_hour=10, aht_s=60, patience_s=60), 1000, within_s=20)
    assert (found.p_wait, found.p_abandon, found.service_level) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("patience", [None, 1e-9, 1e15])
def test_next_to_nothing_comes_in(patience: float | None) -> None:
    found = staffed(Demand(calls_per_hour=1e-9, aht_s=1e-9, patience_s=patience), 1, within_s=20)
    assert found.service_level == pytest.approx(1)
    assert found.p_wait == pytest.approx(0, abs=1e-12)


demands = st.builds(
    Demand,
    calls_per_hour=st.floats(1, 3000),
    aht_s=st.floats(10, 900),
    patience_s=st.one_of(st.none(), st.floats(5, 1000)),
)


@given(demand=demands, within=st.floats(0, 120), level=st.floats(0.05, 0.99))
def test_the_least_number_reaches_the_level_and_one_fewer_does_not(demand: Demand, within: float, level: float) -> None:
    agents = least_agents(demand, within_s=within, service_level=level)
    reached = {each.agents: each.staffing for each in options(demand, agents, within_s=within, below=1, above=0)}
    enough, fewer = reached[agents], reached.get(agents - 1)
    assert enough is not None
    assert enough.service_level >= level
    assert fewer is None or fewer.service_level < level


@given(demand=demands, within=st.floats(0, 120), more=st.integers(0, 20))
def test_one_agent_more_never_hurts(demand: Demand, within: float, more: int) -> None:
    agents = int(demand.erlangs) + 1 + more
    here, there = staffed(demand, agents, within_s=within), staffed(demand, agents + 1, within_s=within)
    rounding = 1e-12
    assert there.service_level >= here.service_level - rounding
    assert there.p_abandon <= here.p_abandon + rounding
    assert there.asa_s <= here.asa_s + rounding * demand.aht_s
    assert _is_share(here.p_wait)
    assert _is_share(here.occupancy)


def _is_share(value: float) -> bool:
    return -1e-12 <= value <= 1 + 1e-12


def test_without_patience_too_few_agents_are_refused_with_the_remedy() -> None:
    with pytest.raises(OverloadedError, match=r"10 agents cannot serve a load of 10 erlangs.*at least 11 agents"):
        staffed(Demand(calls_per_hour=200, aht_s=180), 10, within_s=20)


def test_neighbours_show_where_the_queue_grows_without_end() -> None:
    found = options(Demand(calls_per_hour=200, aht_s=180), 11, within_s=20)
    assert [each.agents for each in found] == [9, 10, 11, 12, 13, 14]
    assert [each.staffing is None for each in found] == [True, True, False, False, False, False]
    assert all(isinstance(each.staffing, Staffing) for each in found[2:])


@pytest.mark.parametrize(
    ("field", "ask"),
    [
        ("calls_per_hour", lambda: Demand(calls_per_hour=0, aht_s=180)),
        ("calls_per_hour", lambda: Demand(calls_per_hour=1e-300, aht_s=180)),
        ("aht_s", lambda: Demand(calls_per_hour=1, aht_s=float("nan"))),
        ("patience_s", lambda: Demand(calls_per_hour=1, aht_s=1, patience_s=-1)),
        ("agents", lambda: staffed(Demand(calls_per_hour=1, aht_s=1), 0, within_s=20)),
        ("within_s", lambda: staffed(Demand(calls_per_hour=1, aht_s=1), 1, within_s=-1)),
        ("service_level", lambda: least_agents(Demand(calls_per_hour=1, aht_s=1), within_s=1, service_level=1)),
        (
            "patience_s",
            lambda: staffed(Demand(calls_per_hour=2e6, aht_s=60, patience_s=1e6), 10, within_s=20),
        ),
        ("calls_per_hour", lambda: Demand(calls_per_hour=1e9, aht_s=60)),
    ],
)
def test_a_wrong_figure_is_named(field: str, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(StaffingError) as caught:
        ask()
    assert caught.value.field == field
