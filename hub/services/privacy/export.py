"""Everything that is kept about a person as one ZIP: rows by table as JSON, a page to read, and the files."""

import asyncio
import html
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import orjson

from hub.errors import NotFoundError
from hub.ports.blobs import Blobs
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.access.audit import record

Rows = Mapping[str, Sequence[Mapping[str, object]]]
_MISSING = "missing.txt"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:14px/1.5 system-ui;margin:2rem;max-width:80rem}}table{{border-collapse:collapse;margin:0 0 2rem}}
td,th{{border:1px solid #ddd;padding:4px 8px;text-align:left;vertical-align:top;white-space:pre-wrap}}</style>
<h1>{title}</h1><p>{at}</p>{parts}</html>"""


@dataclass(frozen=True, kw_only=True)
class PrivacyExport:
    """Reads what is kept and packs it; each export is a line of the audit."""

    database: Database
    blobs: Blobs

    async def __call__(self, customer_id: str, *, by: str, at: datetime) -> bytes:
        """Return the archive; raises `NotFoundError`."""
        rows = await self.database.read(lambda tx: _rows(tx, customer_id))
        files = await self._files(rows)
        await self.database.write(
            lambda tx: record(tx, actor=by, action="customer.exported", subject=customer_id, at=at, files=len(files))
        )
        return await asyncio.to_thread(_packed, customer_id, rows, files, at)

    async def _files(self, rows: Rows) -> dict[str, bytes]:
        """Attachments, recordings and the HTML of mails, by their names in the archive."""
        wanted = {
            f"files/{each['id']}-{_safe(str(each['name']))}": str(each["blob"]) for each in rows.get("attachments", ())
        }
        wanted |= {
            f"files/{each['id']}.html": str(each["html_blob"])
            for each in rows.get("messages", ())
            if each.get("html_blob")
        }
        files, missing = {}, []
        for name, key in wanted.items():
            try:
                files[name] = await self.blobs.get(key)
            except NotFoundError:
                missing.append(name)
        if missing:
            files[_MISSING] = "\n".join(missing).encode()
        return files


def _rows(tx: Tx, customer_id: str) -> Rows:
    ids = tx.personal.records_of(customer_id)
    if not ids:
        raise NotFoundError(f"there is no customer {customer_id}")
    return tx.personal.rows(ids)


def _packed(customer_id: str, rows: Rows, files: Mapping[str, bytes], at: datetime) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("index.html", _page(customer_id, rows, at))
        for name, held in rows.items():
            zipped.writestr(f"data/{name}.json", _json([dict(each) for each in held]))
        for name, data in files.items():
            zipped.writestr(name, data)
    return archive.getvalue()


def _page(customer_id: str, rows: Rows, at: datetime) -> str:
    parts = [
        f"<h2>{html.escape(name.replace('_', ' '))} ({len(held)})</h2><table>{_table(held)}</table>"
        for name, held in rows.items()
    ]
    title = f"What is kept about customer {html.escape(customer_id)}"
    return _PAGE.format(title=title, at=at.isoformat(timespec="seconds"), parts="".join(parts))


def _table(held: Sequence[Mapping[str, object]]) -> str:
    shown = [key for key in held[0] if any(row[key] not in (None, "", [], {}) for row in held)]
    head = "".join(f"<th>{html.escape(key)}</th>" for key in shown)
    lines = ["".join(f"<td>{html.escape(_text(row[key]))}</td>" for key in shown) for row in held]
    return f"<tr>{head}</tr>" + "".join(f"<tr>{line}</tr>" for line in lines)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value).decode()


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2)


def _safe(name: str) -> str:
    """A name without folders, so that unpacking writes nowhere else."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return "".join(each if each.isalnum() or each in " .-_()" else "_" for each in plain)[:120] or "file"
