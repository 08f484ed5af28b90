"""The figures of a time range that has not ended: counted once, then only what is new is read."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hub.domain.journal import Step
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories.reports import Mark
from hub.routing.figures.facts import Ledger
from hub.routing.figures.formulas import Counts, Goal
from hub.routing.figures.tables import Dimension, Row, Table
from hub.services.reports.figures import PAGE, Reports, Wanted, earlier_lines, table_of

_REACH = timedelta(days=2)
# A line bears the time at which something happened and appears when that is committed: so much is read again.
_OVERLAP = timedelta(seconds=120)


class RunningReport:
    """Everything since a moment, by queue, kind or agent; begins anew when the moment or a queue's goal is another."""

    def __init__(self, *, database: Database, clock: Clock, reports: Reports, by: Dimension, zone: str) -> None:
        self._database = database
        self._clock = clock
        self._reports = reports
        self._by = by
        self._zone = zone
        self._table: Table | None = None
        self._start: datetime | None = None
        self._begin()

    def _begin(self) -> None:
        self._ledger = Ledger()
        self._rows: dict[Row, Counts] = {}
        self._seen: dict[str, datetime] = {}
        self._read_until: datetime | None = None

    async def counts(self, start: datetime) -> Mapping[str | None, Counts]:
        """What happened since `start`, by what rows stand for."""
        table = table_of(Wanted(start=start, end=start + _REACH, by=self._by), await self._reports.staff(), self._zone)
        if (start, _goals(table)) != (self._start, _goals(self._table)):
            self._begin()
        self._start, self._table = start, table
        await self._catch_up(start, table)
        return {row.value: counts for row, counts in self._rows.items()}

    async def _catch_up(self, start: datetime, table: Table) -> None:
        now = self._clock.now()
        since = start if self._read_until is None else max(start, self._read_until - _OVERLAP)
        after: Mark | None = None
        while True:
            page = await self._database.read(
                lambda tx, after=after: tx.journal.between(since, start + _REACH, after=after, limit=PAGE)  # type: ignore[misc]
            )
            fresh = [each for each in page if each.id not in self._seen]
            earlier = await earlier_lines(self._database, fresh, since, self._ledger)
            await asyncio.to_thread(self._take, [*earlier, *fresh], table)
            if len(page) < PAGE:
                break
            after = (page[-1].at, page[-1].id)
        self._read_until = now
        self._seen = {key: at for key, at in self._seen.items() if at >= now - _OVERLAP}

    def _take(self, lines: Sequence[Step], table: Table) -> None:
        table.count((fact for line in lines for fact in self._ledger.take(line)), self._rows)
        self._seen.update((each.id, each.at) for each in lines)


def _goals(table: Table | None) -> Mapping[str, Goal] | None:
    return table.goals if table else None
