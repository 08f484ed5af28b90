"""Lists that come in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from hub.domain.imports import FaultState, ImportFault, ImportJob, ImportPiece, ImportState
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.imports import import_faults, import_pieces, imports

JOB = Codec(imports, ImportJob)
PIECE = Codec(import_pieces, ImportPiece)
FAULT = Codec(import_faults, ImportFault)
_WORKING = sa.text("state IN ('checking', 'running')")  # the partial index's own words


class Imports:
    """Implements `hub.ports.repositories.imports.Imports`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, import_id: str) -> ImportJob | None:
        return self._unit.one(JOB, imports.c.id == import_id)

    def locked(self, import_id: str) -> ImportJob | None:
        return self._first(import_id, skip_locked=False)

    def _first(self, import_id: str, *, skip_locked: bool) -> ImportJob | None:
        mine = sa.select(imports).where(imports.c.id == import_id).with_for_update(skip_locked=skip_locked)
        return next(iter(self._unit.list(JOB, mine)), None)

    def leased(self, import_id: str, worker: str, period: timedelta) -> ImportJob | None:
        job, now = self._first(import_id, skip_locked=True), self._unit.now()
        if job is None:
            return None
        if job.worker not in ("", worker) and job.leased_until is not None and job.leased_until > now:
            return None
        return replace(job, worker=worker, leased_until=now + period)

    def add(self, job: ImportJob) -> None:
        self._unit.add(JOB, [job])

    def update(self, job: ImportJob, expected_version: int) -> None:
        self._unit.update_version(JOB, JOB.row(job), expected_version)

    def page(self, *, after: str | None, limit: int, kind: str | None = None) -> Sequence[ImportJob]:
        statement = sa.select(imports)
        if after is not None:
            statement = statement.where(imports.c.id < after)
        if kind is not None:
            statement = statement.where(imports.c.kind == kind)
        return self._unit.list(JOB, statement.order_by(imports.c.id.desc()).limit(limit))

    def working(self) -> Sequence[ImportJob]:
        return self._unit.list(JOB, sa.select(imports).where(_WORKING).order_by(imports.c.id))

    def add_pieces(self, pieces: Sequence[ImportPiece]) -> None:
        self._unit.add(PIECE, pieces)

    def piece(self, import_id: str, position: int) -> ImportPiece | None:
        c = import_pieces.c
        return self._unit.one(PIECE, c.import_id == import_id, c.position == position)

    def put_faults(self, import_id: str, numbers: tuple[int, int], faults: Sequence[ImportFault]) -> None:
        c = import_faults.c
        among = sa.and_(c.import_id == import_id, c.number.between(*numbers))
        self._unit.connection.execute(sa.delete(import_faults).where(among))
        self._unit.add(FAULT, faults)

    def put_fault(self, fault: ImportFault) -> None:
        self._unit.put(FAULT, fault)

    def fault(self, import_id: str, number: int) -> ImportFault | None:
        c = import_faults.c
        return self._unit.one(FAULT, c.import_id == import_id, c.number == number)

    def faults(
        self, import_id: str, *, after: int, limit: int, state: FaultState | None = None, until: int | None = None
    ) -> Sequence[ImportFault]:
        c = import_faults.c
        wanted = [c.import_id == import_id, c.number > after]
        if state is not None:
            wanted.append(c.state == state.value)
        if until is not None:
            wanted.append(c.number <= until)
        return self._unit.list(FAULT, sa.select(import_faults).where(*wanted).order_by(c.number).limit(limit))

    def forget(self, before: datetime, *, limit: int) -> int:
        c = imports.c
        waiting = [each.value for each in (ImportState.LOADING, ImportState.UPLOADED, ImportState.CHECKED)]
        self._unit.connection.execute(
            sa.update(imports)
            .where(c.updated_at < before, c.state.in_(waiting))
            .values(state=ImportState.CANCELLED.value, ended_at=c.updated_at, version=c.version + 1)
        )
        old = sa.select(c.id).where(c.updated_at < before, c.ended_at.is_not(None))
        return sum(
            self._unit.prune(table.c.id, table.c.import_id.in_(old), limit=limit)
            for table in (import_pieces, import_faults)
        )

    def count_faults(self, import_id: str) -> int:
        c = import_faults.c
        open_ = sa.select(sa.func.count()).where(c.import_id == import_id, c.state == FaultState.OPEN.value)
        return self._unit.connection.execute(open_).scalar_one()
