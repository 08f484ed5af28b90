"""Holds the figures against the journal, and the journal against the tables: lists every difference, of which there
should be none.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from hub.domain.journal import Step
from hub.domain.work import Offer, OfferState, WorkItem
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.reports import Mark
from hub.routing.figures.formulas import SUMS, Counts
from hub.routing.figures.intervals import Interval
from hub.routing.figures.tables import Cohort, total
from hub.services.reports.figures import PAGE, Reports, Wanted

_CHUNK = 500
_SHOWN = 100
_SETTLES = timedelta(seconds=10)  # what was made a moment ago may not have been routed yet
_EXACT_TO_S = 1e-6


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that does not agree."""

    what: str
    interaction_id: str = ""
    work_item_id: str = ""
    expected: str
    found: str


@dataclass(kw_only=True)
class Reconciled:
    """How much was compared, and the first differences."""

    legs: int = 0
    lines: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, found: Iterable[Difference]) -> None:
        """Keep the first of them."""
        self.differences += [*found][: _SHOWN - len(self.differences)]


async def reconcile(database: Database, clock: Clock, reports: Reports, wanted: Wanted) -> Reconciled:
    """Compare what happened from `wanted.start` to before `wanted.end`."""
    result = Reconciled()
    result.note(await _intervals(reports, wanted))
    settled = clock.now() - _SETTLES
    touched = sorted(await _touched(database, wanted, settled))
    for first in range(0, len(touched), _CHUNK):
        lines, legs, offers = await database.read(partial(_rows, ids=touched[first : first + _CHUNK]))
        result.lines += len(lines)
        result.legs += len(legs)
        result.note(await asyncio.to_thread(compared, lines, legs, offers, settled))
    return result


async def _touched(database: Database, wanted: Wanted, settled: datetime) -> set[str]:
    """The interactions that the journal tells of, and those whose legs it should tell of."""
    end = min(wanted.end, settled)
    made = await database.read(lambda tx: tx.journal.made(wanted.start, end)) if wanted.start < end else ()
    found = {each.interaction_id for each in made}
    after: Mark | None = None
    while True:
        page = await database.read(partial(_page, wanted=wanted, after=after))
        found.update(each.interaction_id for each in page)
        if len(page) < PAGE:
            return found
        after = (page[-1].at, page[-1].id)


def _page(tx: Tx, *, wanted: Wanted, after: Mark | None) -> Sequence[Step]:
    return tx.journal.between(wanted.start, wanted.end, after=after, limit=PAGE)


def _rows(tx: Tx, *, ids: Sequence[str]) -> tuple[Sequence[Step], Sequence[WorkItem], Sequence[Offer]]:
    """Both on one snapshot: every commit writes both."""
    return tx.journal.of_interactions(ids), *tx.journal.rows_of(ids)


async def _intervals(reports: Reports, wanted: Wanted) -> list[Difference]:
    """The sum of all intervals is the figure of the whole, in both cohorts; so nothing falls between two of them."""
    staff = await reports.staff()
    found: list[Difference] = []
    for cohort in Cohort:
        plain = replace(wanted, interval=None, cohort=cohort)
        [whole] = await reports.lines(plain, staff)
        parts = await reports.lines(replace(plain, interval=Interval.QUARTER), staff)
        found += _added(cohort, whole.counts, total(each.counts for each in parts))
    return found


def _added(cohort: Cohort, whole: Counts, parts: Counts) -> Iterator[Difference]:
    for name in SUMS:
        expected, found = getattr(whole, name), getattr(parts, name)
        if abs(expected - found) > _EXACT_TO_S * max(1.0, abs(expected)):
            yield Difference(
                what=f"sum of intervals: {name} by {cohort.value}", expected=str(expected), found=str(found)
            )
    if whole.offers != parts.offers:
        yield Difference(what="sum of intervals: offers", expected=str(whole.offers), found=str(parts.offers))


def compared(
    lines: Sequence[Step], legs: Sequence[WorkItem], offers: Sequence[Offer], settled: datetime
) -> list[Difference]:
    """What the journal and the rows of the same interactions say differently."""
    told: dict[str, list[Step]] = {}
    ends: dict[str, Step] = {}
    for each in lines:
        if each.offer_id is None:
            told.setdefault(each.work_item_id, []).append(each)
        else:
            ends[each.offer_id] = each
    found: list[Difference] = []
    for leg in legs:
        found += _leg(leg, told.pop(leg.id, []), settled)
    found += [
        _differs("a leg that no table holds", each[0], expected="", found=each[-1].state) for each in told.values()
    ]
    for offer in offers:
        found += _offer(offer, ends.pop(offer.id, None))
    found += [_differs("an offer that no table holds", each, expected="", found=each.state) for each in ends.values()]
    return found


def _leg(leg: WorkItem, lines: Sequence[Step], settled: datetime) -> Iterator[Difference]:
    if not lines:
        if leg.created_at < settled:
            yield Difference(
                what="a leg that the journal does not know",
                interaction_id=leg.interaction_id,
                work_item_id=leg.id,
                expected=leg.state.value,
                found="",
            )
        return
    ordered = sorted(lines, key=lambda each: (each.state_before is not None, each.epoch, each.id))
    yield from _chain(ordered)
    last = ordered[-1]
    for name, expected, found in (
        ("state", leg.state.value, last.state),
        ("queue", leg.queue_id, last.queue_id),
        ("agent", leg.agent_id, last.agent_id),
        ("epoch", leg.epoch, last.epoch),
        ("priority", leg.priority, last.priority),
        ("role", leg.role.value, last.role),
    ):
        if expected != found:
            yield _differs(f"{name} of the leg", last, expected=str(expected), found=str(found))


def _chain(lines: Sequence[Step]) -> Iterator[Difference]:
    """Each line begins where the one before ended, so the states' lengths add up to the leg's."""
    since: datetime | None = None
    for before, line in pairwise(lines):
        if (line.state_before, line.queue_before, line.agent_before) != (
            before.state,
            before.queue_id,
            before.agent_id,
        ):
            expected, found = (before.state, before.queue_id), (line.state_before, line.queue_before)
            yield _differs("a gap between two lines", line, expected=str(expected), found=str(found))
        if since is not None and line.since != since:
            yield _differs("a state's beginning", line, expected=since.isoformat(), found=line.since.isoformat())
        if line.at < before.at:
            yield _differs("the order of time", line, expected=before.at.isoformat(), found=line.at.isoformat())
        if line.state != line.state_before:
            since = line.at


def _offer(offer: Offer, line: Step | None) -> Iterator[Difference]:
    found = line.state if line else OfferState.PENDING.value
    if offer.state.value != found:
        yield Difference(
            what="state of the offer",
            interaction_id=offer.interaction_id,
            work_item_id=offer.work_item_id,
            expected=offer.state.value,
            found=found,
        )


def _differs(what: str, line: Step, *, expected: str, found: str) -> Difference:
    return Difference(
        what=what,
        interaction_id=line.interaction_id,
        work_item_id=line.work_item_id,
        expected=expected,
        found=found,
    )
