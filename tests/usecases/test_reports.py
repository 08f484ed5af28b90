"""Figures from the journal, on both databases: nothing counts twice, nothing is missed, all agrees with the rows."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.domain.journal import Step
from hub.domain.work import WorkItemState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.routing.figures.intervals import Interval
from hub.routing.figures.tables import Cohort, Dimension
from hub.services.reports import figures as reading
from hub.services.reports import running as running_report
from hub.services.reports.figures import Line, Reports, Wanted
from hub.services.reports.history import agent_history
from hub.services.reports.journal import Minutes, write_minutes
from hub.services.reports.reconciliation import Difference, Reconciled, reconcile
from hub.services.reports.running import RunningReport
from tests.support.journal import Leg
from tests.usecases.routed_house import House, MovableClock


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    made = House(database, MovableClock(SystemClock()))
    yield made
    await made.stop()


def reports_of(house: House) -> Reports:
    return Reports(database=house.database, clock=house.clock, zone="Europe/Berlin")


def lately(house: House, **changes: object) -> Wanted:
    now = house.clock.now()
    wanted = Wanted(start=now - timedelta(days=1), end=now + timedelta(hours=1))
    return replace(wanted, **changes)  # type: ignore[arg-type]


async def figures(house: House, **changes: object) -> list[Line]:
    reports = reports_of(house)
    return await reports.lines(lately(house, **changes), await reports.staff())


async def differences(house: House) -> Reconciled:
    return await reconcile(house.database, house.clock, reports_of(house), lately(house))


async def lines_of(house: House, interaction_id: str) -> list[Step]:
    return [*await house.database.read(lambda tx: tx.journal.of_interactions([interaction_id]))]


async def entered(house: House, *interaction_ids: str) -> None:
    """Wait until the journal knows these."""

    def look(tx: Tx) -> bool:
        return len(tx.journal.of_interactions(interaction_ids)) >= len(interaction_ids)

    await house.until(look)


async def a_busy_morning(house: House) -> dict[str, str]:
    """Ann takes one, rejects one; one leaves, one still waits, one is closed unanswered."""
    [ann] = await house.employ("ann", wrap_up_s={"sms": 60})
    router = house.router()
    await house.ready(router, ann)
    taken = await house.arrive()
    offer = await house.offered(taken)
    house.clock.push(seconds=30)
    await router.accept(offer.id, ann)
    house.clock.push(seconds=120)
    await router.end(taken, by=ann)
    house.clock.push(seconds=20)
    await router.close(taken, by=ann, disposition="sold")
    refused = await house.arrive()
    offer = await house.offered(refused)
    house.clock.push(seconds=3)
    await router.reject(offer.id, ann, "busy")
    await router.set_presence(ann, PresenceState.NOT_READY, "lunch", by=ann)
    waits, closed = await house.arrive(), await house.arrive()
    await entered(house, waits, closed)
    house.clock.push(seconds=60)
    await router.abandon(refused)
    await router.close(closed, by="test")
    return {"ann": ann, "taken": taken, "refused": refused, "waits": waits, "closed": closed}


async def test_a_morning_in_figures(house: House) -> None:
    who = await a_busy_morning(house)
    [line] = await figures(house)
    counts = line.counts
    assert (counts.entered, counts.answered, counts.abandoned, counts.withdrawn) == (4, 1, 1, 1)
    assert (counts.answered_in, counts.abandoned_in) == (0, 0)
    assert counts.waits[0] == pytest.approx(30, abs=2)
    assert [counts.talk_s, counts.wrap_s] == pytest.approx([120, 20], abs=2)
    assert (counts.offers["accepted"], counts.offers["rejected"]) == (1, 1)
    [cohort] = await figures(house, cohort=Cohort.ENQUEUED)
    assert (cohort.waiting, cohort.counts.left) == (1, 3)
    [agent] = await figures(house, by=Dimension.AGENT)
    assert (agent.value, agent.counts.handled, agent.counts.entered) == (who["ann"], 1, 0)
    assert agent.time is not None
    assert agent.time.busy_s == pytest.approx(140, abs=3)
    assert agent.time.not_ready_s["lunch"] == pytest.approx(60, abs=3)
    assert (await differences(house)).differences == []


async def test_the_journal_alone_balances(house: House) -> None:
    """Entered is what left and what still waits, and this is what the tables hold."""
    await a_busy_morning(house)
    [cohort] = await figures(house, cohort=Cohort.ENQUEUED)
    waiting = await house.database.read(lambda tx: tx.work_items.live("default"))
    assert cohort.counts.entered == cohort.counts.left + (cohort.waiting or 0)
    assert cohort.waiting == len([each for each in waiting if each.state is WorkItemState.WAITING])


async def test_every_step_is_a_line_and_a_state_begins_where_the_last_one_ended(house: House) -> None:
    who = await a_busy_morning(house)
    lines = [each for each in await lines_of(house, who["taken"]) if each.offer_id is None]
    states = [state for state, _ in groupby(each.state for each in lines)]
    assert states == ["waiting", "offered", "active", "wrapping", "completed"]
    ends = [each for each in await lines_of(house, who["refused"]) if each.offer_id is not None]
    assert [(each.state, each.cause) for each in ends] == [("rejected", "busy")]
    changes = [each for each in lines if each.state != each.state_before]
    spent = sum((each.at - each.since for each in changes), timedelta())
    assert spent == lines[-1].at - lines[0].at


async def test_a_page_ends_anywhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_busy_morning(house)
    whole = await figures(house, interval=Interval.QUARTER, by=Dimension.QUEUE)
    monkeypatch.setattr(reading, "PAGE", 1)
    assert await figures(house, interval=Interval.QUARTER, by=Dimension.QUEUE) == whole


async def test_a_range_knows_what_began_before_it_and_goes_on_after_it(house: House) -> None:
    who = await a_busy_morning(house)
    lines = [each for each in await lines_of(house, who["taken"]) if each.offer_id is None]
    active, ended = next(each.at for each in lines if each.state == "active"), lines[-1].at
    middle = {"start": active + timedelta(seconds=10), "end": active + timedelta(seconds=70)}
    [agent] = await figures(house, by=Dimension.AGENT, **middle)
    assert agent.time is not None
    assert agent.time.talk_s == pytest.approx(60)
    assert agent.counts.handled == 0
    [after] = await figures(house, start=active + timedelta(seconds=10), end=ended + timedelta(microseconds=1))
    assert (after.counts.entered, after.counts.answered, after.counts.handled) == (0, 0, 1)
    assert after.counts.talk_s == pytest.approx(120, abs=2)
    [cohort] = await figures(house, start=lines[0].at, end=active, cohort=Cohort.ENQUEUED)
    assert (cohort.counts.entered, cohort.counts.answered, cohort.counts.handled) == (1, 1, 1)


async def test_a_leg_that_waited_through_a_takeover_entered_once(house: House) -> None:
    await house.employ("ann")
    first = house.router("first")
    waits = await house.arrive()
    await entered(house, waits)
    await first.stop()
    unseen = await house.arrive(tell=False)
    second = house.router("second")
    await entered(house, waits, unseen)
    await second.abandon(unseen)
    assert [each.cause for each in await lines_of(house, waits)].count("entered") == 1
    assert [each.state_before for each in await lines_of(house, unseen)].count(None) == 1
    house.clock.push(minutes=1)
    assert (await differences(house)).differences == []


async def test_what_is_changed_behind_the_journals_back_is_found(house: House) -> None:
    who = await a_busy_morning(house)

    def tamper(tx: Tx) -> None:
        item = tx.work_items.live_of(who["waits"])
        assert item is not None
        assert tx.work_items.update(replace(item, state=WorkItemState.CANCELED), item.epoch, item.state.value)

    await house.database.write(tamper)
    found = (await differences(house)).differences
    assert [(each.what, each.expected, each.found) for each in found] == [("state of the leg", "canceled", "waiting")]
    assert isinstance(found[0], Difference)


async def test_intervals_are_in_the_queues_own_zone(house: House) -> None:
    await a_busy_morning(house)
    [line] = await figures(house, interval=Interval.DAY, by=Dimension.QUEUE, cohort=Cohort.ENQUEUED)
    assert line.zone == "Europe/Berlin"
    local = datetime.fromisoformat(line.local)
    assert local.utcoffset() in (timedelta(hours=1), timedelta(hours=2))


async def test_old_lines_are_pruned_and_the_last_stand_stays(house: House) -> None:
    who = await a_busy_morning(house)
    later = house.clock.now() + timedelta(days=1)
    removed = await house.database.write(lambda tx: tx.journal.prune(later, limit=3))
    assert removed >= 3
    while await house.database.write(lambda tx: tx.journal.prune(later, limit=1_000)):
        continue
    assert await lines_of(house, who["taken"]) == []
    stands = await house.database.read(lambda tx: tx.journal.stands(later, later))
    assert [(each.agent_id, each.reason) for each in stands] == [(who["ann"], "lunch")]


async def test_the_predicted_wait_is_held_against_the_real_one(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    first = await house.accepted(router, ann, kind="phone")
    await router.connected(first, ann)
    second = await house.arrive(kind="phone")
    await entered(house, second)
    entry = (await lines_of(house, second))[0]
    assert entry.ewt_s is not None
    house.clock.push(seconds=100)
    await router.end(first, by=ann)
    offer = await house.offered(second, ann)
    await router.accept(offer.id, ann)
    await router.connected(second, ann)
    [line] = await figures(house)
    assert line.counts.waits[-1] == pytest.approx(100, abs=5)
    assert line.counts.ewt_errors == [pytest.approx(abs(entry.ewt_s - line.counts.waits[-1]) / line.counts.waits[-1])]


async def test_work_that_spans_a_range_is_in_it_however_long_it_lasts(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    ended, open_ = await house.accepted(router, ann), await house.accepted(router, ann)
    began = house.clock.now()
    house.clock.push(hours=3)
    middle = {"start": began + timedelta(hours=1), "end": began + timedelta(hours=1, minutes=10)}
    for done in (None, ended):
        if done:
            await router.close(done, by=ann)
        [agent] = await figures(house, by=Dimension.AGENT, **middle)
        assert agent.time is not None
        assert (agent.time.talk_s, agent.time.busy_s) == (1200.0, 600.0)
    assert (await house.interaction(open_)).state == "active"


async def test_a_lost_desk_shows_in_the_agents_time(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    await router.connection_lost(ann)
    house.clock.push(seconds=9)
    await router.connection_restored(ann)
    house.clock.push(seconds=30)
    [agent] = await figures(house, by=Dimension.AGENT)
    assert agent.time is not None
    assert agent.time.lost_s == pytest.approx(9, abs=2)
    assert agent.time.ready_s == pytest.approx(30, abs=2)
    whole = agent.time.session_s + agent.time.offline_s
    assert whole == pytest.approx((house.clock.now() - agent.start).total_seconds(), abs=2)


async def test_a_running_report_reads_only_what_is_new(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    reports, start = reports_of(house), house.clock.now() - timedelta(hours=1)
    running = RunningReport(
        database=house.database, clock=house.clock, reports=reports, by=Dimension.QUEUE, zone="Europe/Berlin"
    )
    assert await running.counts(start) == {}
    first = await house.accepted(router, ann)
    assert (await running.counts(start))[house.queue_id].answered == 1
    monkeypatch.setattr(running_report, "PAGE", 2)
    house.clock.push(minutes=10)
    await house.accepted(router, ann)
    await router.close(first, by=ann)
    for _ in range(2):
        counts = (await running.counts(start))[house.queue_id]
        [whole] = await figures(house, by=Dimension.QUEUE, start=start)
        assert (counts.entered, counts.answered, counts.handled) == (2, 2, 1)
        assert (counts.waits, counts.offers) == (whole.counts.waits, whole.counts.offers)
    later = await running.counts(house.clock.now())
    assert [each.answered for each in later.values()] in ([], [0])


async def test_a_transfer_enters_anew_and_agrees_with_the_rows(house: House) -> None:
    ann, bob = await house.employ("ann", "bob", wrap_up_s={"sms": 30})
    router = house.router()
    await house.ready(router, ann)
    handed = await house.accepted(router, ann)
    await house.ready(router, bob)
    house.clock.push(seconds=60)
    await router.transfer(handed, by=ann, agent_id=bob)
    offer = await house.offered(handed, bob)
    house.clock.push(seconds=10)
    await router.accept(offer.id, bob)
    house.clock.push(seconds=40)
    await router.close(handed, by=bob)
    [line] = await figures(house)
    assert (line.counts.entered, line.counts.answered, line.counts.transfers) == (2, 2, 1)
    by_agent = {each.value: each for each in await figures(house, by=Dimension.AGENT)}
    assert (by_agent[ann].counts.transfers, by_agent[bob].counts.transfers) == (1, 0)
    assert by_agent[bob].counts.talk_s == pytest.approx(40, abs=2)
    talked = by_agent[ann].time
    assert talked is not None
    assert talked.talk_s == pytest.approx(60, abs=3)  # a text is handed over at once
    assert (await differences(house)).differences == []


async def test_what_was_lost_to_a_race_is_not_written(database: Database) -> None:
    lost = Leg("lost").goes("waiting", 0, "entered").goes("offered", 5)
    child = Leg("child").goes("waiting", 5, "enqueued")
    kept = Leg("kept").goes("waiting", 0, "entered").goes("offered", 5)
    told = Minutes(steps=[*lost.lines, *child.lines, *kept.lines])
    await database.write(lambda tx: write_minutes(tx, told, {"lost", "child"}))
    found = await database.read(lambda tx: tx.journal.of_interactions(["i-lost", "i-child", "i-kept"]))
    assert sorted((each.work_item_id, each.state) for each in found) == [
        ("kept", "offered"),
        ("kept", "waiting"),
        ("lost", "waiting"),
    ]


async def test_an_agents_history_accounts_for_every_second(house: House) -> None:
    [ann] = await house.employ("ann")
    router = house.router()
    await house.ready(router, ann)
    held = await house.accepted(router, ann)
    begun = house.clock.now()
    house.clock.push(minutes=10)
    start, end = begun + timedelta(minutes=2), begun + timedelta(minutes=7)
    told: Any = await house.database.read(lambda tx: agent_history(tx, ann, start=start, end=end))
    assert told["name"] == "ann"
    [stand], [work] = told["presence"], told["work"]
    assert (stand["state"], stand["seconds"]) == ("ready", 300.0)
    assert (work["interaction_id"], work["queue_name"], work["seconds"]) == (held, "sales", 300.0)
    assert told["totals"]["signed_in_s"] == told["totals"]["talk_s"] == 300.0
