"""Works on lists piece by piece: each piece is one transaction, so a stop at any moment loses and repeats nothing."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from hub.domain.ids import new_id
from hub.domain.imports import (
    FaultState,
    ImportFault,
    ImportJob,
    ImportPiece,
    ImportState,
    RowOutcome,
    RowProblem,
    RowResult,
)
from hub.errors import BusyError, ConflictError, HubError, StaleVersionError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.imports.jobs import (
    WORKING,
    Kinds,
    counted,
    fault_of,
    kind_of,
    mended,
    put,
    recounted,
    require_fault,
    require_import,
)
from hub.services.imports.kind import Given, ImportKind, Row
from hub.services.imports.mapping import cells_of

LEASE = timedelta(seconds=30)
A_TURN_S = 2.0
_log = logging.getLogger(__name__)

Cells = tuple[str, ...]


@dataclass(kw_only=True)
class _Memory:
    """What a check has seen so far: only good for the piece at `position`."""

    position: int = 0
    held: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A claimed job with its next piece; rows that were mended have their new cells."""

    job: ImportJob
    piece: ImportPiece
    mended: dict[int, ImportFault]

    @property
    def numbered(self) -> list[tuple[int, Cells]]:
        rows = enumerate(self.piece.rows, self.piece.first_number)
        return [(number, self.mended[number].cells if number in self.mended else row) for number, row in rows]

    @property
    def numbers(self) -> tuple[int, int]:
        return self.piece.first_number, self.piece.first_number + len(self.piece.rows) - 1


class _TakenAwayError(HubError):
    """The list is no longer ours to work on."""


class ImportWork:
    """Checks and runs lists, one piece after the other; of several processes one holds a list at a time."""

    def __init__(self, *, database: Database, clock: Clock, kinds: Kinds, region: str | None, zone: str) -> None:
        """`kinds` by name; `region` and `zone` are the organisation's."""
        self._database = database
        self._clock = clock
        self._region = region
        self._zone = zone
        self._me = new_id()
        self._memory: dict[str, _Memory] = {}
        self._turn = asyncio.Lock()
        self.kinds = kinds

    async def tend(self) -> None:
        """Work on whatever waits, for a moment."""
        until = self._clock.monotonic() + A_TURN_S
        jobs = await self._database.read(lambda tx: tx.imports.working())
        for job in jobs:
            while self._clock.monotonic() < until and await self.step(job.id):
                pass

    async def step(self, import_id: str) -> bool:
        """Take the next piece of a list; whether there may be more to do here."""
        async with self._turn:
            try:
                part = await self._database.write(partial(self._claim, import_id=import_id))
                if part is None:
                    return False
                work = self._check if part.job.state is ImportState.CHECKING else self._run
                return await work(part)
            except BusyError:
                return False
            except Exception as error:  # noqa: BLE001 - a broken list must not stop the others, and says why it stopped
                _log.exception("an import broke", extra={"import": import_id})
                await self._database.write(partial(self._fail, import_id=import_id, error=error))
                return False

    def _claim(self, tx: Tx, *, import_id: str) -> _Part | None:
        claimed, now = tx.imports.leased(import_id, self._me, LEASE), self._clock.now()
        if claimed is None or claimed.state not in WORKING:
            self._memory.pop(import_id, None)
            return None
        if claimed.state is ImportState.CHECKING and self._remembered(claimed).position != claimed.position:
            self._memory.pop(import_id)
            claimed = replace(claimed, position=0, done_rows=0, counts={})
        piece = tx.imports.piece(import_id, claimed.position)
        if piece is None:
            self._end(tx, claimed, now)
            return None
        faults = tx.imports.faults(
            import_id,
            after=piece.first_number - 1,
            until=piece.first_number + len(piece.rows) - 1,
            limit=len(piece.rows),
            state=FaultState.MENDED,
        )
        return _Part(job=put(tx, claimed, at=now), piece=piece, mended={each.number: each for each in faults})

    def _remembered(self, job: ImportJob) -> _Memory:
        return self._memory.setdefault(job.id, _Memory())

    def _end(self, tx: Tx, job: ImportJob, now: datetime) -> None:
        is_check = job.state is ImportState.CHECKING
        state = ImportState.CHECKED if is_check else ImportState.DONE
        self._memory.pop(job.id, None)
        put(tx, replace(job, state=state, worker="", leased_until=None, ended_at=None if is_check else now), at=now)
        if not is_check:
            record(tx, actor=job.created_by, action="import.done", subject=job.id, at=now, counts=dict(job.counts))

    def _fail(self, tx: Tx, *, import_id: str, error: Exception) -> None:
        job, now = tx.imports.locked(import_id), self._clock.now()
        if job is not None and job.state in WORKING:
            text = f"{type(error).__name__}: {error}"[:500]
            put(tx, replace(job, state=ImportState.FAILED, error=text, ended_at=now, worker=""), at=now)

    # A check only reads, and remembers what the rows before would have made.

    async def _check(self, part: _Part) -> bool:
        memory = self._remembered(part.job)
        given = self._given(part.job, writes=False, memory=memory.held)
        rows = part.numbered
        results = await self._database.read(lambda tx: self._taken(tx, part.job, rows, given))
        await self._database.write(lambda tx: self._advance(tx, part, results))
        memory.position = part.job.position + 1
        return True

    # A run writes a piece's records, its faults and how far it came together.

    async def _run(self, part: _Part) -> bool:
        try:
            await self._database.write(partial(self._write, part=part))
        except _TakenAwayError:
            return False
        except (ConflictError, StaleVersionError):
            await self._run_alone(part)
        return True

    def _write(self, tx: Tx, *, part: _Part) -> None:
        self._require_mine(tx, part)
        results = self._taken(tx, part.job, part.numbered, self._given(part.job, writes=True))
        self._advance(tx, part, results)

    async def _run_alone(self, part: _Part) -> None:
        """After a conflict with somebody who wrote meanwhile: only the row that still has it is wrong."""
        given = self._given(part.job, writes=True)
        results = [await self._one(part.job, numbered, given) for numbered in part.numbered]
        await self._database.write(lambda tx: self._advance(tx, part, results))

    async def _one(self, job: ImportJob, numbered: tuple[int, Cells], given: Given) -> RowResult:
        try:
            [result] = await self._database.write(lambda tx: self._taken(tx, job, [numbered], given))
        except (ConflictError, StaleVersionError) as error:
            problem = RowProblem(column=error.field, message=str(error), remedy="try the row again")
            return RowResult(number=numbered[0], outcome=RowOutcome.WRONG, problems=(problem,))
        return result

    def _require_mine(self, tx: Tx, part: _Part) -> None:
        job = tx.imports.locked(part.job.id)
        if job is None or job.version != part.job.version:
            raise _TakenAwayError(f"import {part.job.id} was cancelled, or another process has it")

    def _advance(self, tx: Tx, part: _Part, results: Sequence[RowResult]) -> None:
        job, now = tx.imports.locked(part.job.id), self._clock.now()
        if job is None or job.position != part.job.position or job.worker != self._me or job.state not in WORKING:
            return
        rows = dict(part.numbered)
        wrong = [each for each in results if each.outcome is RowOutcome.WRONG]
        kept = [each for each in part.mended.values() if each.number not in {wrong_.number for wrong_ in wrong}]
        faults = [fault_of(job, rows[each.number], each) for each in wrong]
        tx.imports.put_faults(job.id, part.numbers, [*faults, *kept])
        counts = counted(job.counts, results)
        put(tx, replace(job, position=job.position + 1, done_rows=job.done_rows + len(rows), counts=counts), at=now)

    def _taken(self, tx: Tx, job: ImportJob, numbered: Sequence[tuple[int, Cells]], given: Given) -> list[RowResult]:
        kind = kind_of(self.kinds, job.kind)
        width = len(job.columns)
        rows = [Row(number=number, cells=cells_of(cells, job.columns, job.mapping)) for number, cells in numbered]
        too_wide = {number: cells for number, cells in numbered if len(cells) > width}
        blank = {number for number, cells in numbered if not cells}
        fitting = [row for row in rows if row.number not in too_wide and row.number not in blank]
        results = {each.number: each for each in self._of_kind(tx, kind, fitting, given)}
        results |= {number: RowResult(number=number, outcome=RowOutcome.UNCHANGED) for number in blank}
        for number, cells in too_wide.items():
            problem = RowProblem(
                column="",
                value=cells[width],
                message=f"the row has more cells than the head line, which has {width}",
                remedy="put texts with a delimiter into quotes",
                code="too_wide",
            )
            results[number] = RowResult(number=number, outcome=RowOutcome.WRONG, problems=(problem,))
        if given.writes:
            self._audit(tx, job, list(results.values()), given)
        return [results[number] for number, _ in numbered]

    @staticmethod
    def _of_kind(tx: Tx, kind: ImportKind, rows: Sequence[Row], given: Given) -> Sequence[RowResult]:
        return kind.take(tx, rows, given) if rows else ()

    @staticmethod
    def _audit(tx: Tx, job: ImportJob, results: Sequence[RowResult], given: Given) -> None:
        written = {RowOutcome.ADDED, RowOutcome.CHANGED}
        touched = [each.record_id for each in results if each.outcome in written]
        if touched:
            record(tx, actor=given.actor, action=f"{job.kind}.imported", subject=job.id, at=given.at, records=touched)

    def _given(self, job: ImportJob, *, writes: bool, memory: dict[str, object] | None = None) -> Given:
        return Given(
            source=job.source,
            region=self._region,
            zone=self._zone,
            actor=job.created_by,
            at=self._clock.now(),
            writes=writes,
            memory={} if memory is None else memory,
        )

    # One row, mended by a person.

    def mend(self, tx: Tx, import_id: str, number: int, cells: dict[str, str], *, actor: str) -> ImportFault:
        """Try a row with new cells: taken in at once when the list has been, else kept for the run."""
        job = require_import(tx, import_id)
        fault = mended(job, require_fault(tx, job, number), cells)
        if fault.state is FaultState.MENDED and job.state is ImportState.DONE:
            raise ConflictError(f"row {number} has been taken in already", field="number")
        given = replace(self._given(job, writes=job.state is ImportState.DONE), actor=actor)
        [result] = self._taken(tx, job, [(number, fault.cells)], given)
        tried = replace(fault_of(job, fault.cells, result), id=fault.id)
        if result.outcome is not RowOutcome.WRONG:
            tried = replace(tried, state=FaultState.MENDED)
            if fault.state is FaultState.OPEN:
                put(tx, replace(job, counts=recounted(job.counts, result.outcome)), at=given.at)
        tx.imports.put_fault(tried)
        return tried
