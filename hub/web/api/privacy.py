"""/customers/{id}/privacy-export, erasure, and /suppressions: handing out, forgetting, and leaving alone."""

from aiohttp import web

from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.services.privacy.erasure import Eraser, erase, erasure_preview
from hub.services.privacy.export import PrivacyExport
from hub.services.privacy.suppressions import NewSuppression, lift, suppress, suppression_shape
from hub.services.shapes import Shape
from hub.web.models.base import Page
from hub.web.models.privacy import ErasureBody, SuppressionBody
from hub.web.pages import page_shape
from hub.web.route import Call


async def preview(call: Call) -> Shape:
    """What forgetting this customer would remove."""
    return await call.read(lambda tx: erasure_preview(tx, call.path["id"]))


async def forget(call: Call) -> Shape:
    """Forget a customer for good."""
    body = call.body_as(ErasureBody)
    if body.confirm != call.path["id"]:
        raise InvalidError("this cannot be undone: repeat the customer's id here", field="confirm")
    eraser = Eraser(hasher=call.services.hasher, reason=body.reason, by=call.caller.actor, at=call.services.clock.now())
    return await call.write(lambda tx: erase(tx, call.path["id"], eraser))


async def export(call: Call) -> web.Response:
    """All that is kept about a customer, as a ZIP."""
    services, customer_id = call.services, call.path["id"]
    pack = PrivacyExport(database=services.database, blobs=services.blobs)
    archive = await pack(customer_id, by=call.caller.actor, at=services.clock.now())
    headers = {
        "Content-Disposition": f'attachment; filename="customer-{customer_id}.zip"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=archive, content_type="application/zip", headers=headers)


async def suppressions(call: Call) -> Shape:
    """Addresses that are left alone, newest first."""
    wanted = call.query_as(Page)

    def work(tx: Tx) -> Shape:
        found = tx.suppressions.page(after=wanted.after, limit=wanted.limit + 1)
        return page_shape(found, suppression_shape, limit=wanted.limit)

    return await call.read(work)


async def add_suppression(call: Call) -> Shape:
    """Leave an address alone."""
    body, services = call.body_as(SuppressionBody), call.services
    new = NewSuppression(kind=body.kind, address=body.address, purpose=body.purpose, reason=body.reason)

    def work(tx: Tx) -> Shape:
        return suppression_shape(
            suppress(
                tx,
                new,
                hasher=services.hasher,
                region=services.settings.region,
                by=call.caller.actor,
                at=services.clock.now(),
            )
        )

    return await call.write(work)


async def remove_suppression(call: Call) -> None:
    """Let messages go to an address again."""
    by, now = call.caller.actor, call.services.clock.now()
    await call.services.database.write(lambda tx: lift(tx, call.path["id"], by=by, at=now))
