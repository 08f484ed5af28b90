"""Reports: reads the journal once over a time range, a page at a time, and counts it into tables."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from hub.domain.agents import Agent
from hub.domain.journal import Held, Step
from hub.domain.queues import Queue
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.reports import Mark
from hub.routing.figures.facts import Fact, Ledger
from hub.routing.figures.formulas import Counts, Goal
from hub.routing.figures.intervals import Calendar, Interval
from hub.routing.figures.spent import Time, Work, times, work_of
from hub.routing.figures.tables import Cohort, Dimension, Row, Table

PAGE = 2_000  # so many lines are decoded in a few milliseconds, for which everybody else waits
_HISTORIES = 500
_AT_ONCE = 2


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for: from `start` to before `end`; without `interval` each row covers the whole range.

    `threshold_s` and `short_abandon_s` stand in for every queue's own.
    """

    start: datetime
    end: datetime
    interval: Interval | None = None
    by: Dimension = Dimension.ALL
    cohort: Cohort = Cohort.EVENT
    queue_id: str | None = None
    kind: str | None = None
    agent_id: str | None = None
    threshold_s: float | None = None
    short_abandon_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a report; `time` where rows stand for agents or for everybody."""

    start: datetime
    end: datetime
    local: str
    zone: str
    value: str | None
    counts: Counts
    time: Time | None = None
    waiting: int | None = None


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Names and choices that a report shows and counts by."""

    queues: Mapping[str, Queue]
    agents: Mapping[str, Agent]
    zones: Mapping[str, str]


@dataclass(kw_only=True)
class _Sums:
    """What the pages so far came to."""

    ledger: Ledger = field(default_factory=Ledger)
    counts: dict[Row, Counts] = field(default_factory=dict)
    work: list[Work] = field(default_factory=list)


class Reports:
    """The figures of a time range; `zone` holds where a queue's hours name none. Long ones wait for each other, so that
    they leave the machine to those who work.
    """

    def __init__(self, *, database: Database, clock: Clock, zone: str) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def staff(self) -> Staff:
        """Read queues, agents and zones."""
        return await self._database.read(partial(_staff, zone=self._zone))

    async def lines(self, wanted: Wanted, staff: Staff) -> list[Line]:
        """Count, and account for agents' time where rows stand for them; empty intervals of a whole table are there."""
        async with self._turns:
            return await self._lines(wanted, staff)

    async def _lines(self, wanted: Wanted, staff: Staff) -> list[Line]:
        table = table_of(wanted, staff, self._zone)
        sums = _Sums()
        async for page in self._pages(wanted, sums.ledger):
            await asyncio.to_thread(_take, sums, page, table, wanted)
        spent = await self._time(wanted, sums.work, table, staff) if _has_time(wanted) else {}
        return await asyncio.to_thread(_lines, wanted, table, sums.counts, spent)

    async def _pages(self, wanted: Wanted, ledger: Ledger) -> AsyncIterator[Sequence[Step]]:
        """The range's lines in order, those of legs that began before it first, and for the cohort of those who
        entered what became of them later.
        """
        after: Mark | None = None
        while True:
            page = await self._database.read(
                lambda tx, after=after: tx.journal.between(wanted.start, wanted.end, after=after, limit=PAGE)  # type: ignore[misc]
            )
            earlier = await earlier_lines(self._database, page, wanted.start, ledger)
            if earlier:
                yield earlier
            yield page
            if len(page) < PAGE:
                break
            after = (page[-1].at, page[-1].id)
        if wanted.cohort is Cohort.ENQUEUED:
            unfinished = ledger.open()
            for first in range(0, len(unfinished), _HISTORIES):
                some = unfinished[first : first + _HISTORIES]
                later = await self._database.read(partial(_lines_of, ids=some, since=wanted.end))
                yield sorted(later, key=_when)

    async def _time(self, wanted: Wanted, work: list[Work], table: Table, staff: Staff) -> dict[tuple[int, str], Time]:
        now = self._clock.now()
        end = min(wanted.end, now)
        if end <= wanted.start:
            return {}
        calendar = Calendar(wanted.start, end, wanted.interval, table.calendar.zone)
        stands = await self._database.read(lambda tx: tx.journal.stands(wanted.start, end, agent_id=wanted.agent_id))
        across = await self._database.read(lambda tx: tx.journal.across(wanted.end))
        open_now = await self._database.read(lambda tx: tx.journal.in_hand())
        work = [*work, *work_of(across), *(_open_work(each, staff, now) for each in open_now)]
        if wanted.agent_id is not None:
            work = [each for each in work if each.agent_id == wanted.agent_id]
        return await asyncio.to_thread(times, stands, work, calendar)


async def earlier_lines(database: Database, page: Sequence[Step], start: datetime, ledger: Ledger) -> list[Step]:
    """The lines before `start` of legs that this page names for the first time."""
    entered = {each.work_item_id for each in page if each.state_before is None}
    strangers = {
        each.work_item_id: each.interaction_id
        for each in page
        if each.work_item_id not in entered and not ledger.knows(each.work_item_id)
    }
    if not strangers:
        return []
    wanted, found = sorted(set(strangers.values())), list[Step]()
    for first in range(0, len(wanted), _HISTORIES):
        found += await database.read(partial(_lines_of, ids=wanted[first : first + _HISTORIES], before=start))
    return sorted((each for each in found if each.work_item_id in strangers), key=_when)


def _lines_of(
    tx: Tx, *, ids: Sequence[str], before: datetime | None = None, since: datetime | None = None
) -> Sequence[Step]:
    return tx.journal.of_interactions(ids, before=before, since=since)


def _staff(tx: Tx, *, zone: str) -> Staff:
    queues = {each.id: each for each in tx.queues.all()}
    shared = {each.id: each.hours.time_zone for each in tx.hours.all()}
    zones = {
        each.id: shared.get(each.hours_id or "") or (each.hours.time_zone if each.hours else zone)
        for each in queues.values()
    }
    return Staff(queues=queues, agents={each.id: each for each in tx.agents.all()}, zones=zones)


def table_of(wanted: Wanted, staff: Staff, zone: str) -> Table:
    """One queue's report is in its zone; else only the rows of queues are in their own."""
    main = staff.zones.get(wanted.queue_id or "", zone)
    cut = partial(Calendar, wanted.start, wanted.end, wanted.interval)
    by_zone = {each: cut(each) for each in {main, *staff.zones.values()}}
    return Table(
        by=wanted.by,
        cohort=wanted.cohort,
        calendar=by_zone[main],
        calendars={queue_id: by_zone[each] for queue_id, each in staff.zones.items()},
        goals={each.id: _goal(each, wanted) for each in staff.queues.values()},
    )


def _goal(queue: Queue, wanted: Wanted) -> Goal:
    service = queue.service
    return Goal(
        threshold_s=service.threshold_s if wanted.threshold_s is None else wanted.threshold_s,
        short_abandon_s=service.short_abandon_s if wanted.short_abandon_s is None else wanted.short_abandon_s,
    )


def _has_time(wanted: Wanted) -> bool:
    """Agents' time belongs to no queue and no kind of channel."""
    fits = wanted.by in (Dimension.AGENT, Dimension.ALL)
    return fits and wanted.queue_id is None and wanted.kind is None and wanted.cohort is Cohort.EVENT


def _take(sums: _Sums, page: Sequence[Step], table: Table, wanted: Wanted) -> None:
    facts = (fact for line in page for fact in sums.ledger.take(line) if _is_wanted(fact, wanted))
    table.count(facts, sums.counts)
    if _has_time(wanted):
        sums.work += [each for each in work_of(page) if each.end > wanted.start]


def _is_wanted(fact: Fact, wanted: Wanted) -> bool:
    return (
        wanted.queue_id in (None, fact.queue_id)
        and wanted.kind in (None, fact.kind)
        and wanted.agent_id in (None, fact.agent_id)
    )


def _open_work(held: Held, staff: Staff, now: datetime) -> Work:
    agent = staff.agents.get(held.agent_id)
    cost = agent.capacity.costs.get(held.kind, 1) if agent else 0
    return Work(held.agent_id, held.work_item_id, held.state, cost, held.since, now)


def _lines(
    wanted: Wanted, table: Table, counted: Mapping[Row, Counts], spent: Mapping[tuple[int, str], Time]
) -> list[Line]:
    time = _time_by_row(wanted, spent)
    rows = {*counted, *time}
    if wanted.by is Dimension.ALL:
        rows |= {Row(place, None) for place in range(len(table.calendar.starts))}
    made = [_line(wanted, table, row, counted.get(row), time.get(row)) for row in rows]
    return sorted(made, key=lambda each: (each.start, each.value or ""))


def _time_by_row(wanted: Wanted, spent: Mapping[tuple[int, str], Time]) -> dict[Row, Time]:
    if wanted.by is Dimension.AGENT:
        return {Row(place, agent_id): time for (place, agent_id), time in spent.items()}
    rows: dict[Row, Time] = {}
    for (place, _), time in spent.items():
        rows.setdefault(Row(place, None), Time()).merge(time)
    return rows


def _line(wanted: Wanted, table: Table, row: Row, counts: Counts | None, time: Time | None) -> Line:
    calendar = table.calendar_of(row.value)
    start, end = calendar.span(row.place)
    counts = counts or Counts()
    line = Line(
        start=start,
        end=end,
        local=calendar.local(start),
        zone=calendar.zone,
        value=row.value,
        counts=counts,
        time=time,
    )
    return line if wanted.cohort is Cohort.EVENT else replace(line, waiting=counts.entered - counts.left)


def _when(step: Step) -> tuple[datetime, bool, str]:
    return step.at, step.state_before is not None, step.id
