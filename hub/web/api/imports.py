"""/imports: lists that come in: uploaded, mapped, checked, taken in, mended."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from hub.domain.imports import ImportFault, ImportJob, ImportState
from hub.domain.text import clean_text
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.imports import jobs as import_jobs
from hub.services.imports.jobs import NewImport, fault_shape, import_shape, kind_of, require_import, summary_shape
from hub.services.imports.list_reading import ReadList, read_list
from hub.services.reports.sheets import as_csv
from hub.services.shapes import Shape
from hub.web.files import csv_headers
from hub.web.models.imports import FaultQuery, ImportChange, ImportQuery, RowChange, UploadQuery
from hub.web.pages import page_shape
from hub.web.route import Call
from hub.web.uploads import bytes_of, file_part

_MOST_NAME = 200
_ALL = 1_000_000
_ERROR_COLUMN = "error"

Rows = Sequence[tuple[str, ...]]


async def upload(call: Call) -> Shape:
    """Read a file whole; nothing is kept of one that cannot be read."""
    wanted = call.query_as(UploadQuery)
    kind = kind_of(call.services.imports.kinds, wanted.kind)
    part = await file_part(call.request)
    data = await bytes_of(part, call.services.settings.max_upload_bytes)
    head, rows = await asyncio.to_thread(_read, data, wanted.charset, wanted.delimiter)
    now = call.services.clock.now()
    new = NewImport(
        kind=wanted.kind,
        name=clean_text(part.filename or "list.csv")[-_MOST_NAME:],
        source=wanted.source,
        charset=head.charset,
        delimiter=head.delimiter,
        columns=head.columns,
        actor=call.caller.actor,
    )

    def work(tx: Tx) -> Shape:
        job = import_jobs.add_rows(tx, import_jobs.begin(tx, kind, new, at=now), rows)
        return import_shape(tx, import_jobs.loaded(tx, job, at=now), kind)

    return await call.write(work)


def _read(data: bytes, charset: str, delimiter: str) -> tuple[ReadList, Rows]:
    head = read_list(data, charset=charset, delimiter=delimiter)
    return head, list(head.rows)


async def list_(call: Call) -> Shape:
    """Lists, newest first."""
    wanted = call.query_as(ImportQuery)
    found = await call.read(lambda tx: tx.imports.page(after=wanted.after, limit=wanted.limit + 1, kind=wanted.kind))
    return page_shape(found, summary_shape, limit=wanted.limit)


async def show(call: Call) -> Shape:
    """One list, with how far it is."""
    return await call.read(lambda tx: _whole(call, tx, require_import(tx, call.path["id"])))


def _whole(call: Call, tx: Tx, job: ImportJob) -> Shape:
    return import_shape(tx, job, call.services.imports.kinds.get(job.kind))


async def edit(call: Call) -> Shape:
    """Say which column fills which field."""
    body, now = call.body_as(ImportChange), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        job = require_import(tx, call.path["id"], expected_version=call.expected_version)
        kind = kind_of(call.services.imports.kinds, job.kind)
        changed = import_jobs.change_mapping(
            tx, kind, job, mapping=body.mapping, source=body.source, actor=call.caller.actor, at=now
        )
        return _whole(call, tx, changed)

    return await call.write(work)


async def check(call: Call) -> Shape:
    """Begin a dry run."""
    return await _start(call, ImportState.CHECKING)


async def run(call: Call) -> Shape:
    """Begin to take the rows in."""
    return await _start(call, ImportState.RUNNING)


async def _start(call: Call, state: ImportState) -> Shape:
    now = call.services.clock.now()

    def work(tx: Tx) -> Shape:
        job = require_import(tx, call.path["id"], expected_version=call.expected_version)
        kind = kind_of(call.services.imports.kinds, job.kind)
        return _whole(call, tx, import_jobs.start(tx, kind, job, state, actor=call.caller.actor, at=now))

    return await call.write(work)


async def cancel(call: Call) -> Shape:
    """Stop; what has been taken in stays."""
    now = call.services.clock.now()

    def work(tx: Tx) -> Shape:
        job = require_import(tx, call.path["id"], expected_version=call.expected_version)
        return _whole(call, tx, import_jobs.cancel(tx, job, actor=call.caller.actor, at=now))

    return await call.write(work)


async def faults(call: Call) -> Shape:
    """Rows that are wrong."""
    wanted = call.query_as(FaultQuery)

    def work(tx: Tx) -> Shape:
        job = require_import(tx, call.path["id"])
        found = import_jobs.faulty_rows(tx, job, after=wanted.after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        more = shown[-1].number if len(found) > wanted.limit else None
        return {"items": [fault_shape(job, each) for each in shown], "next": more}

    return await call.read(work)


async def faults_csv(call: Call) -> web.Response:
    """The same rows as a list to mend and upload again; its last column says what is wrong."""

    def work(tx: Tx) -> tuple[ImportJob, Sequence[ImportFault]]:
        job = require_import(tx, call.path["id"])
        return job, import_jobs.faulty_rows(tx, job, after=0, limit=_ALL)

    job, found = await call.read(work)
    rows = [{**dict(zip(job.columns, each.cells, strict=False)), _ERROR_COLUMN: _told(each)} for each in found]
    body = as_csv(rows, [*job.columns, _ERROR_COLUMN], bom=True)
    return web.Response(body=body, headers=csv_headers(f"faulty-{job.name}"))


def _told(fault: ImportFault) -> str:
    return " | ".join(
        f"{each.column}: {each.message}{'; ' if each.remedy else ''}{each.remedy}" for each in fault.problems
    )


async def mend(call: Call) -> Shape:
    """Try one row with new cells."""
    cells, now = call.body_as(RowChange).cells, call.services.clock.now()
    number = call.path["number"]
    if not number.isascii() or not number.isdigit():
        raise NotFoundError(f"there is no row {number!r}")

    def work(tx: Tx) -> Shape:
        tried = call.services.imports.mend(tx, call.path["id"], int(number), dict(cells), actor=call.caller.actor)
        record(tx, actor=call.caller.actor, action="import.mended", subject=call.path["id"], at=now, row=int(number))
        return fault_shape(require_import(tx, call.path["id"]), tried)

    return await call.write(work)
