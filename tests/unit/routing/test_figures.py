"""The figures against published vectors, and what they say when there is nothing to divide by."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.work import OfferState
from hub.routing.figures.facts import Fact, What
from hub.routing.figures.formulas import (
    Counts,
    Goal,
    abandonment,
    abandonment_without_short,
    estimate_error,
    handle_time_s,
    offer_acceptance,
    percentile,
    ring_no_answer,
    service_levels,
    speed_of_answer_s,
    wait_of_abandoned_s,
)
from hub.routing.figures.tables import total

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOAL = Goal(threshold_s=20, short_abandon_s=5)


def a_fact(what: What, wait_s: float = 0.0, **more: float | str | None) -> Fact:
    plain = Fact(what, AT, AT, "q", "phone", None, wait_s)
    return plain._replace(**more)  # type: ignore[arg-type]


def counted(*facts: Fact) -> Counts:
    counts = Counts()
    for each in facts:
        counts.add(each, GOAL)
    return counts


def left(answered: list[float], abandoned: list[float]) -> Counts:
    return counted(
        *(a_fact(What.ANSWERED, each) for each in answered), *(a_fact(What.ABANDONED, each) for each in abandoned)
    )


def test_service_level_of_the_icmi_example() -> None:
    """1,000 answered, 860 of them within 20 s; 60 abandoned, 20 within 20 s and 10 of these within 5 s.

    https://www.callcentrehelper.com/service-level-threshold-calculations-206890.htm
    """
    counts = left([10.0] * 860 + [40.0] * 140, [3.0] * 10 + [15.0] * 10 + [60.0] * 40)
    levels = service_levels(counts)
    published = {"sl1": 83, "sl2": 86, "sl3": 81, "sl4": 83}
    assert {name: round(100 * (levels[name] or 0)) for name in published} == published
    exact = {"sl1": 83.0189, "sl2": 86.0, "sl3": 81.1321, "sl4": 82.6923, "sl5": 82.0755}
    assert {name: round(100 * (level or 0), 4) for name, level in levels.items()} == exact


def test_service_level_of_the_cisco_example() -> None:
    """70 answered and 10 abandoned in time, 20 too late: abandoned calls ignored 77.78 %, negative 70 %, positive 80 %.

    Cisco ICM CTI user guide, "Service level", tables 3-4.
    """
    levels = service_levels(left([10.0] * 70 + [40.0] * 20, [10.0] * 10))
    assert [round(100 * (levels[name] or 0), 2) for name in ("sl4", "sl3", "sl1")] == [77.78, 70.0, 80.0]


def test_the_threshold_itself_is_in_time() -> None:
    assert service_levels(left([20.0], []))["sl2"] == 1.0
    assert service_levels(left([20.001], []))["sl2"] == 0.0


def test_nothing_to_divide_by_is_null_and_not_all() -> None:
    nothing = Counts()
    figures = [
        *service_levels(nothing).values(),
        speed_of_answer_s(nothing),
        wait_of_abandoned_s(nothing),
        abandonment(nothing),
        abandonment_without_short(nothing),
        handle_time_s(nothing),
        offer_acceptance(nothing),
        percentile(nothing.waits, 0.5),
        estimate_error(nothing),
        nothing.longest_wait_s,
    ]
    assert figures == [None] * len(figures)


def test_only_early_leavers_have_no_service_level_in_the_default_variant() -> None:
    levels = service_levels(left([], [10.0, 12.0]))
    assert levels == {"sl1": 1.0, "sl2": None, "sl3": 0.0, "sl4": None, "sl5": 0.0}


def test_waits_and_their_percentiles() -> None:
    counts = left([float(each) for each in range(1, 11)], [4.0, 8.0])
    assert speed_of_answer_s(counts) == 5.5
    assert wait_of_abandoned_s(counts) == 6.0
    assert counts.longest_wait_s == 10.0
    assert [percentile(counts.waits, share) for share in (0.5, 0.9, 0.95)] == [5.0, 9.0, 10.0]
    assert percentile([7.0], 0.5) == 7.0


def test_abandonment_with_and_without_those_who_left_at_once() -> None:
    counts = counted(
        *[a_fact(What.ENTERED)] * 10, *[a_fact(What.ABANDONED, 3.0)] * 2, *[a_fact(What.ABANDONED, 30.0)] * 2
    )
    assert abandonment(counts) == 0.4
    assert abandonment_without_short(counts) == 0.25


def test_handle_time_is_talk_hold_and_wrap_up() -> None:
    counts = counted(a_fact(What.HANDLED, talk_s=100, hold_s=20, wrap_s=30), a_fact(What.HANDLED, talk_s=50))
    assert handle_time_s(counts) == 100.0


def test_acceptance_blames_nobody_for_offers_taken_back() -> None:
    states = {
        OfferState.ACCEPTED: 6,
        OfferState.REJECTED: 1,
        OfferState.TIMED_OUT: 1,
        OfferState.RESCINDED: 5,
        OfferState.CANCELLED: 3,
        OfferState.FAILED: 2,
    }
    offers = [a_fact(What.OFFER, detail=state.value) for state, count in states.items() for _ in range(count)]
    counts = counted(*offers, a_fact(What.UNREACHED))
    assert offer_acceptance(counts) == 0.75
    assert ring_no_answer(counts) == 2


def test_the_error_of_predicted_waits() -> None:
    counts = counted(a_fact(What.ANSWERED, 100.0, ewt_s=80.0), a_fact(What.ANSWERED, 50.0, ewt_s=70.0))
    assert estimate_error(counts) == pytest.approx(0.3)


def test_intervals_add_up_to_the_whole() -> None:
    rng = random.Random(7)
    kinds = [each for each in What if each is not What.OFFER]
    facts = [a_fact(rng.choice(kinds), rng.uniform(0, 90), ewt_s=30.0, talk_s=rng.uniform(0, 9)) for _ in range(500)]
    facts += [a_fact(What.OFFER, detail=rng.choice(["accepted", "rejected", "timed_out"])) for _ in range(100)]
    rng.shuffle(facts)
    added, whole = total(counted(*facts[at : at + 37]) for at in range(0, len(facts), 37)), counted(*facts)
    assert (added.entered, added.left, added.offers, added.waits) == (
        whole.entered,
        whole.left,
        whole.offers,
        whole.waits,
    )
    assert added.longest_wait_s == whole.longest_wait_s
    assert added.talk_s == pytest.approx(whole.talk_s)
    assert service_levels(added) == service_levels(whole)


def test_every_outcome_leaves_the_queue_once() -> None:
    outcomes = (What.ANSWERED, What.ABANDONED, What.OVERFLOWED, What.CALLBACK, What.VOICEMAIL, What.MOVED)
    counts = counted(*(a_fact(each, 1.0) for each in (*outcomes, What.WITHDRAWN)), a_fact(What.STARTED))
    assert counts.left == 7
    assert counts.started == 1
    assert timedelta(seconds=counts.longest_wait_s or 0) == timedelta(seconds=1)
