"""Lists on their way in: uploaded, mapped, checked, run, mended, given up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from hub.domain.ids import new_id
from hub.domain.imports import FaultState, ImportFault, ImportJob, ImportPiece, ImportState, RowOutcome, RowResult
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.imports.kind import ImportKind
from hub.services.imports.mapping import checked, proposed, refuse_missing
from hub.services.shapes import Shape, time_shape

PIECE = 100
MOST_ROWS = 500_000
WORKING = frozenset({ImportState.CHECKING, ImportState.RUNNING})
_OPEN = frozenset({ImportState.UPLOADED, ImportState.CHECKED})
_MOST_SHOWN = 200
_LONGEST_CELL = 20_000

Kinds = Mapping[str, ImportKind]


def kind_of(kinds: Kinds, name: str) -> ImportKind:
    """Return a kind of list; raises `InvalidError` (field `kind`)."""
    if name not in kinds:
        raise InvalidError(f"{name!r} is unknown; known are {', '.join(kinds)}", field="kind")
    return kinds[name]


@dataclass(frozen=True, kw_only=True)
class NewImport:
    """A list's head."""

    kind: str
    name: str
    source: str
    charset: str
    delimiter: str
    columns: tuple[str, ...]
    actor: str


def begin(tx: Tx, kind: ImportKind, new: NewImport, *, at: datetime) -> ImportJob:
    """Store a list's head with the mapping that its headings propose; rows follow."""
    job = ImportJob(
        id=new_id(),
        kind=kind.name,
        name=new.name,
        source=new.source,
        charset=new.charset,
        delimiter=new.delimiter,
        columns=new.columns,
        mapping=proposed(new.columns, kind.fields(tx)),
        created_by=new.actor,
        created_at=at,
        updated_at=at,
    )
    tx.imports.add(job)
    record(tx, actor=new.actor, action="import.created", subject=job.id, at=at, list_=new.name)
    return job


def add_rows(tx: Tx, job: ImportJob, rows: Sequence[Sequence[str]]) -> ImportJob:
    """Store some rows; all pieces but the last one of a call are full."""
    if job.rows + len(rows) > MOST_ROWS:
        raise InvalidError(f"has more than {MOST_ROWS} rows; split it", field="file")
    pieces = [
        ImportPiece(
            id=new_id(),
            import_id=job.id,
            position=job.pieces + place,
            first_number=job.rows + start + 2,
            rows=tuple(tuple(row) for row in rows[start : start + PIECE]),
        )
        for place, start in enumerate(range(0, len(rows), PIECE))
    ]
    tx.imports.add_pieces(pieces)
    return replace(job, rows=job.rows + len(rows), pieces=job.pieces + len(pieces))


def loaded(tx: Tx, job: ImportJob, *, at: datetime) -> ImportJob:
    """All rows are there: the list waits for its mapping."""
    if not job.rows:
        raise InvalidError("has no rows below its first line", field="file")
    return put(tx, replace(job, state=ImportState.UPLOADED), at=at)


def put(tx: Tx, job: ImportJob, *, at: datetime) -> ImportJob:
    """Write a job's next version."""
    written = replace(job, version=job.version + 1, updated_at=at)
    tx.imports.update(written, job.version)
    return written


def require_import(tx: Tx, import_id: str, *, expected_version: int | None = None) -> ImportJob:
    """Return a job at the expected version, which nobody else changes meanwhile."""
    job = tx.imports.get(import_id)
    if job is None:
        raise NotFoundError(f"there is no import {import_id}")
    if expected_version not in (None, job.version):
        raise StaleVersionError(f"import {import_id} is at version {job.version}; read it again")
    return job


def change_mapping(
    tx: Tx,
    kind: ImportKind,
    job: ImportJob,
    *,
    mapping: Mapping[str, str] | None,
    source: str | None,
    actor: str,
    at: datetime,
) -> ImportJob:
    """Say which column fills which field, and whose ids these are; what was checked must be checked again."""
    _require_state(job, _OPEN, "can be mapped no more")
    changed = replace(
        job,
        mapping=job.mapping if mapping is None else checked(mapping, job.columns, kind.fields(tx)),
        source=job.source if source is None else source,
        state=ImportState.UPLOADED,
        counts={},
        done_rows=0,
    )
    record(tx, actor=actor, action="import.mapped", subject=job.id, at=at)
    return put(tx, changed, at=at)


def start(tx: Tx, kind: ImportKind, job: ImportJob, state: ImportState, *, actor: str, at: datetime) -> ImportJob:
    """Let the list be checked (a dry run) or taken in; a list is taken in once."""
    if job.state is state:
        return job
    _require_state(job, _OPEN, f"cannot begin {state.value}")
    refuse_missing(job.mapping, kind.fields(tx))
    begun = replace(job, state=state, position=0, done_rows=0, counts={}, worker="", leased_until=None, error="")
    record(tx, actor=actor, action=f"import.{state.value}", subject=job.id, at=at, mapping=dict(job.mapping))
    return put(tx, begun, at=at)


def cancel(tx: Tx, job: ImportJob, *, actor: str, at: datetime) -> ImportJob:
    """Stop after the rows that are being written; what has been taken in stays."""
    if job.state is ImportState.CANCELLED:
        return job
    _require_state(job, _OPEN | WORKING | {ImportState.LOADING}, "is over")
    record(tx, actor=actor, action="import.cancelled", subject=job.id, at=at, done_rows=job.done_rows)
    return put(tx, replace(job, state=ImportState.CANCELLED, ended_at=at), at=at)


def _require_state(job: ImportJob, states: frozenset[ImportState], why_not: str) -> None:
    if job.state not in states:
        raise ConflictError(f"import {job.id} is {job.state.value} and {why_not}", field="state")


def mended(job: ImportJob, fault: ImportFault, cells: Mapping[str, str]) -> ImportFault:
    """The row with the cells that a person corrected, by column."""
    _require_state(job, _OPEN | {ImportState.DONE}, "rows can be mended when it has been checked or run")
    unknown = next((each for each in cells if each not in job.columns), None)
    if unknown is not None:
        raise InvalidError(f"the list has no column {unknown!r}", field="cells")
    too_long = next((column for column, text in cells.items() if len(text) > _LONGEST_CELL), None)
    if too_long is not None:
        raise InvalidError(f"may have at most {_LONGEST_CELL} characters", field=f"cells.{too_long}")
    before = fault.cells[: len(job.columns)]
    row = tuple(cells.get(column, text) for column, text in zip(job.columns, before, strict=True))
    return replace(fault, cells=row)


def fault_of(job: ImportJob, row: Sequence[str], result: RowResult) -> ImportFault:
    """Keep a row that is wrong, its problems named by the list's own headings."""
    headings = {name: column for column, name in reversed(job.mapping.items())}
    problems = tuple(replace(each, column=headings.get(each.column, each.column)) for each in result.problems)
    return ImportFault(id=new_id(), import_id=job.id, number=result.number, cells=tuple(row), problems=problems)


def require_fault(tx: Tx, job: ImportJob, number: int) -> ImportFault:
    """Return a row that was wrong."""
    fault = tx.imports.fault(job.id, number)
    if fault is None:
        raise NotFoundError(f"row {number} of import {job.id} is not among those that are wrong")
    return fault


def counted(counts: Mapping[str, int], results: Sequence[RowResult]) -> dict[str, int]:
    """Counts with some more results; outcomes that nobody had are left out."""
    total = dict(counts)
    for each in results:
        total[each.outcome.value] = total.get(each.outcome.value, 0) + 1
    return total


def recounted(counts: Mapping[str, int], outcome: RowOutcome) -> dict[str, int]:
    """Counts after one wrong row became another outcome."""
    total = {**counts, RowOutcome.WRONG.value: counts.get(RowOutcome.WRONG.value, 0) - 1}
    total[outcome.value] = total.get(outcome.value, 0) + 1
    return {name: count for name, count in total.items() if count > 0}


def import_shape(tx: Tx, job: ImportJob, kind: ImportKind | None) -> Shape:
    """A job with what its columns may fill, as the API shows it."""
    return {
        **summary_shape(job),
        "fields": [
            {"name": each.name, "en": each.en, "zh": each.zh, "required": each.required, "joins": each.joins}
            for each in (kind.fields(tx) if kind else ())
        ],
        "sample": [list(row) for row in piece.rows[:5]] if (piece := tx.imports.piece(job.id, 0)) else [],
        "open_faults": tx.imports.count_faults(job.id),
    }


def summary_shape(job: ImportJob) -> Shape:
    """A job in a list of jobs."""
    return {
        "id": job.id,
        "version": job.version,
        "kind": job.kind,
        "name": job.name,
        "state": job.state.value,
        "source": job.source,
        "charset": job.charset,
        "delimiter": job.delimiter,
        "columns": list(job.columns),
        "mapping": dict(job.mapping),
        "rows": job.rows,
        "done_rows": job.done_rows,
        "counts": dict(job.counts),
        "error": job.error,
        "created_by": job.created_by,
        "created_at": time_shape(job.created_at),
        "updated_at": time_shape(job.updated_at),
        "ended_at": time_shape(job.ended_at),
    }


def fault_shape(job: ImportJob, fault: ImportFault) -> Shape:
    """A row that is wrong, by column."""
    return {
        "number": fault.number,
        "state": fault.state.value,
        "cells": dict(zip(job.columns, fault.cells, strict=False)),
        "problems": [asdict(each) for each in fault.problems],
    }


def faulty_rows(tx: Tx, job: ImportJob, *, after: int, limit: int = _MOST_SHOWN) -> Sequence[ImportFault]:
    """List what still waits to be mended."""
    return tx.imports.faults(job.id, after=after, limit=limit, state=FaultState.OPEN)
