"""The simulator: the same customers for every variant, intervals that hold what is true, days that add up."""

from math import inf
from random import Random
from statistics import fmean

import pytest

from hub.domain.interactions import InteractionKind
from hub.domain.plans import PlanStep, Strategy
from hub.routing.simulation.confidence import estimate, percentile, t_quantile, t_within
from hub.routing.simulation.day import Day, live
from hub.routing.simulation.figures import Figure, figures
from hub.routing.simulation.model import (
    Arrival,
    Duration,
    Group,
    Line,
    Rate,
    Scenario,
    Shape,
    Span,
    Stream,
    arrivals,
    steadily,
)
from hub.routing.simulation.runs import simulate
from hub.routing.staffing.loads import Demand, staffed

HOUR = 3600.0
ONE_MINUTE = Duration(mean_s=60, shape=Shape.FIXED)
CALLS = Stream(name="calls", queue="q", rates=steadily(100), handling=ONE_MINUTE)
TEAM = Group(name="team", count=1, queues={"q": 1})


def a_floor(*streams: Stream, groups: tuple[Group, ...] = (TEAM,), lines: tuple[Line, ...] = ()) -> Scenario:
    return Scenario(streams=streams or (CALLS,), groups=groups, length_s=HOUR, lines=lines)


def a_day(scenario: Scenario, *coming: Arrival) -> Day:
    return live(scenario, [sorted(coming, key=lambda each: each.at_s)])


def call(at_s: float, *, stream: Stream = CALLS, lasts: float = 60, patience: float = inf, wraps: float = 0) -> Arrival:
    return Arrival(at_s, stream, lasts, wraps, patience)


def answered(day: Day) -> list[float]:
    return [each.answered_s for each in day.contacts]


class TestADay:
    def test_who_comes_first_is_served_first(self) -> None:
        day = a_day(a_floor(), call(0), call(10), call(20))
        assert answered(day) == [0, 60, 120]
        assert [each.wait_s for each in day.contacts] == [0, 50, 100]

    def test_a_customer_hangs_up_when_patience_ends(self) -> None:
        day = a_day(a_floor(), call(0), call(10, patience=30), call(20))
        second = day.contacts[1]
        assert (second.left_s, second.wait_s, second.is_answered) == (40, 30, False)
        assert day.contacts[2].answered_s == 60

    def test_whoever_is_answered_has_all_the_patience_of_the_world(self) -> None:
        day = a_day(a_floor(), call(0, lasts=100, patience=10))
        assert day.contacts[0].is_answered
        assert not day.contacts[0].has_left

    def test_a_call_rings_before_it_is_answered(self) -> None:
        slow = Group(name="team", count=1, queues={"q": 1}, answer_s=4)
        day = a_day(a_floor(groups=(slow,)), call(0), call(10), call(11, patience=55))
        assert answered(day) == [4, 68, inf]
        assert day.contacts[2].left_s == 66

    def test_hanging_up_while_it_rings_frees_the_agent(self) -> None:
        slow = Group(name="team", count=1, queues={"q": 1}, answer_s=4)
        day = a_day(a_floor(groups=(slow,)), call(0, patience=3), call(10))
        assert day.contacts[0].left_s == 3
        assert day.contacts[1].answered_s == 14

    def test_wrap_up_keeps_the_agent_from_the_next(self) -> None:
        with_wrap_up = Stream(name="calls", queue="q", rates=(), handling=ONE_MINUTE, wrap_up=ONE_MINUTE)
        day = a_day(a_floor(with_wrap_up), *(call(at, stream=with_wrap_up, wraps=30) for at in (0, 1)))
        assert answered(day) == [0, 90]

    def test_a_break_begins_after_the_call_in_hand(self) -> None:
        pausing = Group(name="team", count=1, queues={"q": 1}, breaks=(Span(start_s=30, end_s=300),))
        day = a_day(a_floor(groups=(pausing,)), call(0), call(10))
        assert answered(day) == [0, 300]
        worker = day.workers[0]
        assert worker.staffed_s == pytest.approx(HOUR - 300 + 60)
        assert worker.busy_s == pytest.approx(120)

    def test_agents_come_and_go_by_their_shift(self) -> None:
        early = Group(name="early", count=1, queues={"q": 1}, shift=Span(start_s=0, end_s=100))
        late = Group(name="late", count=1, queues={"q": 1}, shift=Span(start_s=500, end_s=HOUR))
        day = a_day(a_floor(groups=(early, late)), call(0), call(90, lasts=50), call(101), call(102))
        assert answered(day) == [0, 90, 500, 560]
        assert {each.id: each.staffed_s for each in day.workers} == {"early-0001": 140, "late-0001": HOUR - 500}

    def test_nobody_is_left_waiting_when_the_doors_close(self) -> None:
        day = a_day(a_floor(), call(HOUR - 1), call(HOUR - 1))
        assert answered(day) == [HOUR - 1, HOUR + 59]
        assert day.workers[0].busy_s == 1

    def test_who_comes_after_all_have_gone_is_never_served(self) -> None:
        early = Group(name="early", count=1, queues={"q": 1}, shift=Span(start_s=0, end_s=100))
        scenario = a_floor(groups=(early,))
        found = figures(a_day(scenario, call(0), call(200)), scenario)
        assert found[Figure("all", "all", "unserved")] == 1
        assert found[Figure("all", "all", "answered")] == 1

    def test_chats_go_side_by_side_and_calls_do_not(self) -> None:
        chats = Stream(name="chats", queue="q", kind=InteractionKind.WEBCHAT, rates=(), handling=ONE_MINUTE)
        both = Group(
            name="team", count=1, queues={"q": 1}, at_once={InteractionKind.PHONE: 1, InteractionKind.WEBCHAT: 2}
        )
        scenario = a_floor(chats, CALLS, groups=(both,))
        day = a_day(scenario, *(call(at, stream=chats) for at in (0, 1, 2)), call(3))
        assert answered(day) == [0, 1, 60, 120]
        assert day.workers[0].busy_s == 180

    def test_only_who_can_gets_what_needs_it(self) -> None:
        spanish = Stream(name="spanish", queue="q", rates=(), handling=ONE_MINUTE, needs={"spanish": 5})
        able = Group(name="able", count=1, queues={"q": 1}, skills={"spanish": 6})
        weak = Group(name="weak", count=1, queues={"q": 1}, skills={"spanish": 4})
        day = a_day(a_floor(spanish, groups=(able, weak)), call(0, stream=spanish), call(1, stream=spanish))
        assert [each.agent_id for each in day.contacts] == ["able-0001", "able-0001"]

    def test_a_step_lets_anyone_help_after_a_while(self) -> None:
        spanish = Stream(name="spanish", queue="q", rates=(), handling=ONE_MINUTE, needs={"spanish": 5})
        line = Line(name="q", steps=(PlanStep(at_s=40, needs=()),))
        day = a_day(a_floor(spanish, lines=(line,)), call(7, stream=spanish))
        assert answered(day) == [47]

    def test_a_head_start_goes_before(self) -> None:
        urgent = Stream(name="urgent", queue="q", rates=(), handling=ONE_MINUTE, priority=1)
        day = a_day(a_floor(CALLS, urgent), call(0), call(1), call(2, stream=urgent))
        assert answered(day) == [0, 120, 60]

    def test_strategies_are_the_engines(self) -> None:
        groups = tuple(Group(name=name, count=1, queues={"q": 1}, skills=skills) for name, skills in ABILITIES.items())
        line = Line(name="q", strategy=Strategy.FEWEST_SKILLS_FIRST)
        day = a_day(a_floor(groups=groups, lines=(line,)), call(0), call(1))
        assert [each.agent_id for each in day.contacts] == ["narrow-0001", "broad-0001"]


ABILITIES = {"broad": {"spanish": 5, "french": 5}, "narrow": {"spanish": 5}}


class TestChance:
    @pytest.mark.parametrize("shape", Shape)
    def test_durations_have_the_mean_they_say(self, shape: Shape) -> None:
        dice = Random(1)
        drawn = [Duration(mean_s=240, shape=shape, cv=0.8).draw(dice) for _ in range(20_000)]
        assert fmean(drawn) == pytest.approx(240, rel=0.02)

    def test_lognormal_durations_scatter_as_they_say(self) -> None:
        dice = Random(1)
        drawn = [Duration(mean_s=240, shape=Shape.LOGNORMAL, cv=0.8).draw(dice) for _ in range(40_000)]
        assert fmean((each - 240) ** 2 for each in drawn) == pytest.approx((0.8 * 240) ** 2, rel=0.05)

    def test_contacts_follow_the_time_of_the_day(self) -> None:
        morning = Rate(start_s=8 * HOUR, end_s=9 * HOUR, per_hour=4000)
        noon = Rate(start_s=9 * HOUR, end_s=10 * HOUR, per_hour=1000)
        stream = Stream(name="calls", queue="q", rates=(morning, noon), handling=ONE_MINUTE)
        scenario = Scenario(streams=(stream,), groups=(TEAM,), start_s=8 * HOUR, length_s=3 * HOUR)
        times = [each.at_s for each in arrivals(stream, scenario, "1")]
        counts = [sum(start <= each < start + HOUR for each in times) for start in (0, HOUR, 2 * HOUR)]
        assert counts[0] == pytest.approx(4000, abs=4 * 63)
        assert counts[1] == pytest.approx(1000, abs=4 * 32)
        assert counts[2] == 0

    def test_a_variant_meets_the_same_customers(self) -> None:
        here, there = a_floor(), a_floor(groups=(Group(name="team", count=5, queues={"q": 1}),))
        assert list(arrivals(CALLS, here, "7")) == list(arrivals(CALLS, there, "7"))
        assert list(arrivals(CALLS, here, "7")) != list(arrivals(CALLS, here, "8"))


class TestManyDays:
    def test_an_interval_holds_what_erlang_says(self) -> None:
        stream = Stream(name="calls", queue="q", rates=steadily(40), handling=Duration(mean_s=180))
        floor = Scenario(
            streams=(stream,),
            groups=(Group(name="team", count=4, queues={"q": 1}),),
            length_s=20 * HOUR,
            warm_up_s=2 * HOUR,
        )
        exact = staffed(Demand(calls_per_hour=40, aht_s=180), 4, within_s=20)
        found = simulate({"floor": floor}, replications=8, seed=3, confidence=0.999)[0].figures
        for name, value in (("asa_s", exact.asa_s), ("service_level", exact.service_level)):
            interval = found[Figure("all", "all", name)]
            assert interval.low is not None
            assert interval.high is not None
            assert interval.low <= value <= interval.high
        occupancy = found[Figure("agents", "team", "occupancy")]
        assert occupancy.mean == pytest.approx(exact.occupancy, abs=0.05)

    def test_a_change_is_told_more_sharply_than_the_figures_themselves(self) -> None:
        spanish = Stream(name="spanish", queue="q", rates=steadily(20), handling=Duration(mean_s=120), needs={"es": 5})
        others = Stream(name="others", queue="q", rates=steadily(60), handling=Duration(mean_s=120))
        able, rest = (
            Group(name="able", count=1, queues={"q": 1}, skills={"es": 5}),
            Group(name="rest", count=3, queues={"q": 1}),
        )
        learned = Group(name="learned", count=2, queues={"q": 1}, skills={"es": 5})
        less = Group(name="rest", count=1, queues={"q": 1})
        seen: list[tuple[int, int]] = []
        before, after = simulate(
            {
                "as it is": a_floor(spanish, others, groups=(able, rest)),
                "two learn": a_floor(spanish, others, groups=(able, learned, less)),
            },
            replications=15,
            progress=lambda done, total: seen.append((done, total)),
        )
        figure = Figure("contacts", "spanish", "asa_s")
        change = after.changes[figure]
        assert change.high is not None
        assert change.high < 0
        assert change.half_width is not None
        assert change.half_width <= (before.figures[figure].half_width or 0) + (after.figures[figure].half_width or 0)
        assert all(each.mean == 0 for each in before.changes.values())
        assert seen[0] == (1, 30)
        assert seen[-1] == (30, 30)

    def test_the_same_seed_gives_the_same_answer(self) -> None:
        once, twice = (simulate({"floor": a_floor()}, replications=2, seed=5) for _ in range(2))
        assert once == twice


class TestStatistics:
    @pytest.mark.parametrize(
        ("confidence", "degrees", "t"),
        [
            (0.95, 1, 12.706204736),
            (0.95, 2, 4.302652730),
            (0.95, 5, 2.570581836),
            (0.95, 29, 2.045229642),
            (0.99, 29, 2.756385904),
            (0.9, 10, 1.812461123),
            (0.999, 120, 3.373453769),
        ],
    )
    def test_quantiles_are_those_of_the_tables(self, confidence: float, degrees: int, t: float) -> None:
        """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, with more digits."""
        assert t_quantile(confidence, degrees) == pytest.approx(t, rel=1e-8)
        assert t_within(t_quantile(confidence, degrees), degrees) == pytest.approx(confidence, rel=1e-10)

    def test_an_interval_by_hand(self) -> None:
        found = estimate([1.0, 2.0, 3.0])
        assert found.mean == 2
        assert found.half_width == pytest.approx(4.302652730 / 3**0.5)
        assert estimate([4.0]).half_width is None
        assert estimate([]).mean is None

    def test_percentiles_lie_between_neighbours(self) -> None:
        assert percentile([1.0, 2.0, 3.0, 5.0], 0.5) == 2.5
        assert percentile([1.0, 2.0, 3.0, 5.0], 1.0) == 5.0
        assert percentile([7.0], 0.9) == 7.0
