"""Imports as the command line does them: a list is handed over in parts, then worked on while somebody waits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from hub.domain.imports import ImportState
from hub.errors import InvalidError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.imports.jobs import (
    WORKING,
    NewImport,
    add_rows,
    begin,
    fault_shape,
    faulty_rows,
    kind_of,
    loaded,
    put,
    require_import,
    start,
    summary_shape,
)
from hub.services.imports.kind import ImportKind
from hub.services.imports.mapping import checked
from hub.services.imports.work import ImportWork
from hub.services.shapes import Shape


class ImportConsole:
    """Each step is a transaction of its own; plain values in, plain values out."""

    def __init__(self, *, database: Database, clock: Clock, work: ImportWork) -> None:
        self._database = database
        self._clock = clock
        self._work = work

    async def begin(self, new: NewImport, mapping: Mapping[str, str]) -> Shape:
        """Store a list's head; every column must fill a field, or be left out by name."""
        kind = kind_of(self._work.kinds, new.kind)
        return await self._database.write(partial(self._begin, kind=kind, new=new, mapping=mapping))

    def _begin(self, tx: Tx, *, kind: ImportKind, new: NewImport, mapping: Mapping[str, str]) -> Shape:
        now = self._clock.now()
        begun = begin(tx, kind, new, at=now)
        fields = kind.fields(tx)
        whole = {**begun.mapping, **mapping}
        unknown = [each for each in new.columns if each not in whole]
        if unknown:
            known = ", ".join(f"{each.name}NAME" if each.name.endswith(":") else each.name for each in fields)
            raise InvalidError(
                "; ".join(f"{each!r} is an unknown column; known are {known}" for each in unknown), field="columns"
            )
        return summary_shape(put(tx, replace(begun, mapping=checked(whole, new.columns, fields)), at=now))

    async def add(self, import_id: str, rows: Sequence[Sequence[str]]) -> Shape:
        """Store some rows."""

        def work(tx: Tx) -> Shape:
            return summary_shape(put(tx, add_rows(tx, require_import(tx, import_id), rows), at=self._clock.now()))

        return await self._database.write(work)

    async def start(self, import_id: str, *, dry_run: bool, actor: str) -> Shape:
        """All rows are there: check them, or take them in."""
        state = ImportState.CHECKING if dry_run else ImportState.RUNNING

        def work(tx: Tx) -> Shape:
            now = self._clock.now()
            job = require_import(tx, import_id)
            if not job.rows:
                return summary_shape(put(tx, replace(job, state=ImportState.DONE, ended_at=now), at=now))
            job = loaded(tx, job, at=now)
            return summary_shape(start(tx, kind_of(self._work.kinds, job.kind), job, state, actor=actor, at=now))

        return await self._database.write(work)

    async def work(self, import_id: str) -> Shape:
        """Do some of what is to be done."""
        until = self._clock.monotonic() + 1
        while await self._work.step(import_id) and self._clock.monotonic() < until:
            pass
        return await self._database.read(lambda tx: summary_shape(require_import(tx, import_id)))

    async def faults(self, import_id: str, *, after: int) -> list[Shape]:
        """Rows that are wrong."""

        def work(tx: Tx) -> list[Shape]:
            job = require_import(tx, import_id)
            return (
                [] if job.state in WORKING else [fault_shape(job, each) for each in faulty_rows(tx, job, after=after)]
            )

        return await self._database.read(work)
