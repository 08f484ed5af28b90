"""Skills and priorities obey queueing theory: who serves whom, and how long each sort of customer waits.

As in `test_queueing_theory.py`, each of 30 replications adds what the engine did otherwise than a textbook simulation,
for the `few` customers that both met, to what the textbook says of `many` others. What chance did to those is judged by
how long they would have waited if all agents were alike, which Erlang knows: a control variate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean

import pytest

from hub.domain.plans import Strategy
from hub.routing.policy import Ordering, Policy
from hub.routing.simulation.model import Arrival, Group, Line, Scenario, Stream, simulated_policy
from hub.routing.staffing.loads import erlang_c
from tests.unit.routing.queueing_reference import (
    Figures,
    Served,
    Skilled,
    Urgency,
    Verdict,
    a_stream,
    controlled,
    customers,
    engine_serves,
    figures_of_skills,
    judge,
    pooled_wait,
    product_form,
    textbook_serves,
)

REPLICATIONS = 30
FINE, ROUGH = 0.01, 0.12
ANY: frozenset[str] = frozenset()
SPANISH, FRENCH = frozenset({"spanish"}), frozenset({"french"})

# N: whoever speaks Spanish serves everybody, the other agent only those who do not ask for it.
N_MODEL = Skilled({"any": (ANY, 0.7), "spanish": (SPANISH, 0.4)}, (ANY, SPANISH), 1.0)
# W: two specialists, and one agent between them who can do both.
W_MODEL = Skilled({"spanish": (SPANISH, 0.9), "french": (FRENCH, 0.6)}, (SPANISH, SPANISH | FRENCH, FRENCH), 1.0)
MODELS = {"N": (N_MODEL, 75_000), "W": (W_MODEL, 60_000)}

Tell = Callable[[Sequence[Served]], Figures]


@dataclass(frozen=True, slots=True)
class Replications:
    """Figures, each with the mean wait that the same customers would have had with equal agents."""

    figures: list[Figures]
    controls: list[float]
    known: float

    def verdicts(self, exact: Figures) -> dict[str, Verdict]:
        return {
            name: judge(controlled([each[name] for each in self.figures], self.controls, self.known), value)
            for name, value in exact.items()
        }


def replications(
    scenario: Scenario,
    agents: Sequence[frozenset[str]],
    tell: Tell,
    *,
    few: int,
    many: int,
    urgency: Urgency | None = None,
    is_right: bool = True,
) -> Replications:
    """Live through them; an engine that is right serves every single customer as the textbook does."""
    load = sum(rate.per_hour for stream in scenario.streams for rate in stream.rates) / 3600
    lived = Replications([], [], erlang_c(load, len(agents)) / (len(agents) - load))
    for replication in range(REPLICATIONS):
        coming = customers(scenario.streams, few, f"few/{replication}")
        ours, _ = engine_serves(scenario, coming)
        textbook = textbook_serves(coming, agents, urgency)
        if is_right:
            assert [each.wait_s for each in ours] == pytest.approx([each.wait_s for each in textbook], abs=1e-6)
        others = customers(scenario.streams, many, f"many/{replication}")
        rest, few_ours, few_textbook = tell(textbook_serves(others, agents, urgency)), tell(ours), tell(textbook)
        lived.figures.append({name: rest[name] + few_ours[name] - few_textbook[name] for name in rest})
        lived.controls.append(pooled_wait(others, len(agents)))
    return lived


# -- skills


def skilled_verdicts(system: Skilled, *, few: int, many: int, strategy: Strategy) -> dict[str, Verdict]:
    scenario = replace(system.scenario(), lines=(Line(name="q", strategy=strategy),))
    lived = replications(
        scenario,
        system.agents,
        lambda served: figures_of_skills(served, system),
        few=few,
        many=many,
        is_right=strategy is Strategy.LONGEST_IDLE,
    )
    return lived.verdicts(product_form(system))


def check_skills(model: str, *, few: int, many: int, sharpness: float) -> None:
    judged = skilled_verdicts(MODELS[model][0], few=few, many=many, strategy=Strategy.LONGEST_IDLE)
    for name, verdict in judged.items():
        assert verdict.passes(sharpness=sharpness), (name, verdict)


@pytest.mark.parametrize("model", MODELS)
def test_skills_share_the_work_as_the_product_form_says(model: str) -> None:
    check_skills(model, few=150, many=1000, sharpness=ROUGH)


@pytest.mark.soak
@pytest.mark.parametrize("model", MODELS)
def test_skills_share_the_work_as_the_product_form_says_to_one_per_cent(model: str) -> None:
    check_skills(model, few=1000, many=MODELS[model][1], sharpness=FINE)


def test_an_engine_that_calls_any_agent_fails_the_check_of_skills() -> None:
    """Whoever speaks Spanish has mostly just done so, and the other agent is idle longer: two thirds go there."""
    system = Skilled({"any": (ANY, 0.2), "spanish": (SPANISH, 0.2)}, (ANY, SPANISH), 1.0)
    right = skilled_verdicts(system, few=200, many=1000, strategy=Strategy.LONGEST_IDLE)
    wrong = skilled_verdicts(system, few=200, many=1000, strategy=Strategy.RANDOM)
    assert all(abs(right[f"served by {agent}"].z) <= 4 for agent in range(2)), right
    assert all(abs(wrong[f"served by {agent}"].z) > 4 for agent in range(2)), wrong


def test_the_product_form_of_equal_agents_is_erlangs() -> None:
    equal = Skilled({"calls": (ANY, 1.5)}, (ANY, ANY), 1.0)
    assert product_form(equal)["wait calls"] == pytest.approx(erlang_c(1.5, 2) / 0.5, rel=1e-12)


# -- priorities


RATES = {"gold": 0.3, "silver": 0.6, "bronze": 0.5}
PRIORITY = {"gold": 2, "silver": 1, "bronze": 0}
AGENTS = 2
PACE = {0: 1.0, 1: 2.0, 2: 4.0}


def a_floor(policy: Policy) -> Scenario:
    streams: list[Stream] = [a_stream(name, rate, 1.0, priority=PRIORITY[name]) for name, rate in RATES.items()]
    return Scenario(
        streams=tuple(streams),
        groups=(Group(name="team", count=AGENTS, queues={"q": 1}),),
        length_s=0.0,
        policy=policy,
    )


def mean_waits(served: Sequence[Served]) -> Figures:
    return {name: fmean(each.wait_s for each in served if each.arrival.stream.name == name) for name in RATES}


def cobham() -> Figures:
    """Non-preemptive priorities (A. Cobham, "Priority assignment in waiting line problems", 1954).

    W = W0 / ((1 - s_before) (1 - s)), where s is the load of this priority and those above, and W0 what an arrival
    waits until the first agent frees up: C / (c mu).
    """
    first = erlang_c(sum(RATES.values()), AGENTS) / AGENTS
    waits: Figures = {}
    above = 0.0
    for name in sorted(RATES, key=lambda each: -PRIORITY[each]):
        here = above + RATES[name] / AGENTS
        waits[name] = first / ((1 - above) * (1 - here))
        above = here
    return waits


def kleinrock() -> Figures:
    """Accumulating priorities (L. Kleinrock, "A delay dependent queue discipline", 1964); equal agents are like one."""
    load = {name: rate / AGENTS for name, rate in RATES.items()}
    everybody = erlang_c(sum(RATES.values()), AGENTS) / AGENTS / (1 - sum(load.values()))
    pace = {name: PACE[PRIORITY[name]] for name in RATES}
    waits: Figures = {}
    for name in sorted(RATES, key=lambda each: pace[each]):
        slower = sum(load[each] * waits[each] * (1 - pace[each] / pace[name]) for each in waits)
        faster = sum(load[each] * (1 - pace[name] / pace[each]) for each in RATES if pace[each] > pace[name])
        waits[name] = (everybody - slower) / (1 - faster)
    return waits


def strictly(arrival: Arrival, now: float) -> float:
    return arrival.stream.priority * 1e6 - arrival.at_s


def accumulating(arrival: Arrival, now: float) -> float:
    return PACE[arrival.stream.priority] * (now - arrival.at_s)


def ahead(arrival: Arrival, now: float) -> float:
    return 60 * arrival.stream.priority - arrival.at_s


STRICT = simulated_policy(Ordering.STRICT)
ACCUMULATING = replace(simulated_policy(Ordering.ACCUMULATING), rates=PACE)
ORDERINGS: dict[str, tuple[Policy, Urgency, Callable[[], Figures]]] = {
    "strict": (STRICT, strictly, cobham),
    "accumulating": (ACCUMULATING, accumulating, kleinrock),
}


def check_priorities(ordering: str, *, few: int, many: int, sharpness: float) -> None:
    policy, urgency, theory = ORDERINGS[ordering]
    lived = replications(a_floor(policy), [ANY] * AGENTS, mean_waits, few=few, many=many, urgency=urgency)
    for name, verdict in lived.verdicts(theory()).items():
        assert verdict.passes(sharpness=sharpness), (name, verdict)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_priorities_wait_as_theory_says(ordering: str) -> None:
    check_priorities(ordering, few=150, many=1000, sharpness=ROUGH)


@pytest.mark.soak
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_priorities_wait_as_theory_says_to_one_per_cent(ordering: str) -> None:
    check_priorities(ordering, few=1000, many=40_000, sharpness=FINE)


def test_an_engine_that_ignores_priorities_fails_the_check() -> None:
    lived = replications(
        a_floor(replace(STRICT, ordering=Ordering.HEAD_START, priority_step=STRICT.priority_step * 0)),
        [ANY] * AGENTS,
        mean_waits,
        few=300,
        many=3000,
        urgency=strictly,
        is_right=False,
    )
    judged = lived.verdicts(cobham())
    assert judged["gold"].z > 4, judged
    assert judged["bronze"].z < -4, judged


def test_a_head_start_is_worth_its_minutes() -> None:
    """No formula, but the textbook serves every single customer alike when a point of priority is a minute."""
    coming = customers(a_floor(simulated_policy()).streams, 2000, "head start")
    ours, _ = engine_serves(a_floor(simulated_policy()), coming)
    textbook = textbook_serves(coming, [ANY] * AGENTS, ahead)
    assert [each.wait_s for each in ours] == pytest.approx([each.wait_s for each in textbook], abs=1e-6)
    assert [each.agent for each in ours] == [each.agent for each in textbook]


def test_the_orders_of_waiting_share_one_mean() -> None:
    """What one sort gains the others lose (L. Kleinrock's conservation law, 1965)."""
    everybody = sum(RATES.values())
    expected = erlang_c(everybody, AGENTS) / (AGENTS - everybody)
    for waits in (cobham(), kleinrock()):
        assert sum(RATES[name] * wait for name, wait in waits.items()) / everybody == pytest.approx(expected, rel=1e-12)


# -- any floor


def any_floor(dice: Random) -> tuple[Scenario, list[frozenset[str]], Urgency]:
    """Some agents with some skills, some sorts of customers with needs, priorities and patience."""
    agents = [frozenset(skill for skill in ("a", "b", "c") if dice.random() < 0.6) for _ in range(dice.randint(1, 5))]
    policy, urgency = dice.choice([(STRICT, strictly), (simulated_policy(), ahead), (ACCUMULATING, accumulating)])
    streams = [
        a_stream(
            f"stream{number}",
            dice.uniform(0.1, 0.5) * len(agents),
            dice.uniform(0.5, 2.0),
            needs={skill: 1 for skill in ("a", "b", "c") if dice.random() < 0.25},
            priority=dice.randint(0, 2),
            patience_s=dice.uniform(1, 10),
        )
        for number in range(dice.randint(1, 4))
    ]
    groups = tuple(
        Group(name=f"agent{number}", count=1, queues={"q": 1}, skills=dict.fromkeys(sorted(skills), 1))
        for number, skills in enumerate(agents)
    )
    return Scenario(streams=tuple(streams), groups=groups, length_s=0.0, policy=policy), agents, urgency


@pytest.mark.parametrize("seed", range(12))
def test_every_single_customer_is_served_as_in_the_textbook(seed: int) -> None:
    scenario, agents, urgency = any_floor(Random(seed))
    coming = customers(scenario.streams, 300, str(seed))
    ours, _ = engine_serves(scenario, coming)
    textbook = textbook_serves(coming, agents, urgency)
    assert [each.agent for each in ours] == [each.agent for each in textbook]
    assert [each.wait_s for each in ours] == pytest.approx([each.wait_s for each in textbook], abs=1e-6)
