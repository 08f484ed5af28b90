"""/deliveries and /consents: what left the hub, and what customers said about it."""

from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.customers.consents import Statement, state_consent
from hub.services.shapes import Shape, consent_shape, delivery_shape
from hub.web.models.care import ConsentBody, ConsentQuery, DeliveryQuery
from hub.web.pages import page_shape
from hub.web.route import Call


async def deliveries(call: Call) -> Shape:
    """A page of deliveries, newest first."""
    wanted = call.query_as(DeliveryQuery)

    def work(tx: Tx) -> Shape:
        found = tx.deliveries.page(
            after=wanted.after,
            limit=wanted.limit + 1,
            customer_id=wanted.customer_id,
            state=wanted.state.value if wanted.state else None,
            rule_id=wanted.rule_id,
        )
        return page_shape(found, delivery_shape, limit=wanted.limit)

    return await call.read(work)


async def delivery(call: Call) -> Shape:
    """One delivery."""

    def work(tx: Tx) -> Shape:
        found = tx.deliveries.get(call.path["id"])
        if found is None:
            raise NotFoundError(f"there is no delivery {call.path['id']}")
        return delivery_shape(found)

    return await call.read(work)


async def consents(call: Call) -> Shape:
    """All statements of a customer."""
    customer_id = call.query_as(ConsentQuery).customer_id
    return await call.read(
        lambda tx: {"items": [consent_shape(each) for each in tx.consents.of_customer(customer_id)], "next": None}
    )


async def state(call: Call) -> Shape:
    """Write down what a customer said."""
    body, now, by = call.body_as(ConsentBody), call.services.clock.now(), call.caller.actor
    statement = Statement(
        customer_id=body.customer_id,
        kind=body.kind.value,
        purpose=body.purpose,
        status=body.status,
        evidence=body.evidence,
        address=body.address,
    )
    source, region = "desk" if call.caller.user else "api", call.services.settings.region
    return await call.write(
        lambda tx: consent_shape(state_consent(tx, statement, source=source, by=by, region=region, at=now))
    )
