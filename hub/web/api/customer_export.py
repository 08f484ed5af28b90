"""/customers/export.csv: what a filter shows, as a list that comes back in through an import."""

from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial

from aiohttp import web

from hub.domain.birthday_text import birthday_text
from hub.domain.customers import ContactPointKind, Customer
from hub.ports.repositories import Tx
from hub.ports.repositories.customers import CustomerFilter
from hub.services.access.audit import record
from hub.services.imports.customer_columns import ATTRIBUTE
from hub.services.reports.sheets import as_csv
from hub.web.files import csv_headers
from hub.web.models.customers import ExportQuery
from hub.web.route import Call

_PAGE = 500
_SEVERAL = ";"
_OWN = (
    "name",
    "kind",
    "language",
    "time_zone",
    "birthday",
    "phone",
    "email",
    "tags",
    "lifecycle",
    "team",
    "owner",
    "source",
    "notes",
    "external_id",
)


async def export(call: Call) -> web.StreamResponse:
    """Send page by page, so that a large list needs no room; it is the state of the moment each page is read."""
    wanted = call.query_as(ExportQuery).filter()
    now, actor = call.services.clock.now(), call.caller.actor
    keys = await call.read(lambda tx: [each.key for each in tx.customer_fields.all() if each.active])
    await call.services.database.write(
        lambda tx: record(tx, actor=actor, action="customers.exported", subject="customers", at=now)
    )
    columns = [*_OWN, *(f"{ATTRIBUTE}{key}" for key in keys)]
    response = web.StreamResponse(headers=csv_headers("customers.csv"))
    await response.prepare(call.request)
    await response.write(as_csv([], columns, bom=True))
    async for rows in _pages(call, wanted):
        await response.write(as_csv(rows, columns, head=False))
    await response.write_eof()
    return response


async def _pages(call: Call, wanted: CustomerFilter) -> AsyncIterator[list[dict[str, object]]]:
    after: str | None = None
    while True:
        found, rows = await call.read(partial(_page, wanted=wanted, after=after))
        if not found:
            return
        yield rows
        after = found[-1].id


def _page(tx: Tx, *, wanted: CustomerFilter, after: str | None) -> tuple[Sequence[Customer], list[dict[str, object]]]:
    found = tx.customers.page(wanted, after=after, limit=_PAGE)
    names = {each.id: each.name for each in tx.agents.all()} if found else {}
    return found, [_row(each, names.get(each.owner_agent_id or "", "")) for each in found]


def _row(customer: Customer, owner: str) -> dict[str, object]:
    attributes: dict[str, object] = {f"{ATTRIBUTE}{key}": value for key, value in customer.attributes.items()}
    return {
        **attributes,
        "name": customer.name,
        "kind": customer.kind.value,
        "language": customer.language,
        "time_zone": customer.time_zone,
        "birthday": birthday_text(customer.birthday) if customer.birthday else "",
        "phone": _joined(_addresses(customer, ContactPointKind.PHONE)),
        "email": _joined(_addresses(customer, ContactPointKind.EMAIL)),
        "tags": _joined(customer.tags),
        "lifecycle": customer.lifecycle,
        "team": customer.team,
        "owner": owner,
        "source": customer.source,
        "notes": customer.notes,
        "external_id": _joined(f"{each.source}:{each.id}" for each in customer.external_ids),
    }


def _addresses(customer: Customer, kind: ContactPointKind) -> Iterable[str]:
    return (each.value for each in customer.contact_points if each.kind is kind)


def _joined(texts: Iterable[str]) -> str:
    return _SEVERAL.join(texts)
