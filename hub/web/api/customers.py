"""/customers: records, addresses, timeline, merges."""

from datetime import datetime
from functools import partial

from hub.domain.customers import Customer
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.conversations.timeline import timeline as read_timeline
from hub.services.customers import addresses as customer_addresses
from hub.services.customers import merging
from hub.services.customers import records as customers
from hub.services.customers.duplicates import duplicates_of
from hub.services.customers.fields import masked
from hub.services.customers.merging import merge_shape
from hub.services.customers.search import find_customers
from hub.services.shapes import Shape, consent_shape, customer_shape
from hub.web.models.customers import (
    ContactPointBody,
    ContactPointChange,
    CustomerChange,
    CustomerQuery,
    MergeBody,
    NewCustomerBody,
    TimelineQuery,
)
from hub.web.pages import page_shape
from hub.web.roles import DESK
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """A page of records."""
    wanted = call.query_as(CustomerQuery)

    def work(tx: Tx) -> Shape:
        shape = partial(_shape, tx, call)
        if wanted.q.strip():
            found = find_customers(tx, wanted.q, region=call.services.settings.region, limit=wanted.limit)
            return page_shape(found, shape, limit=wanted.limit)
        listed = tx.customers.page(wanted.filter(), after=wanted.after, limit=wanted.limit + 1)
        return page_shape(listed, shape, limit=wanted.limit)

    return await call.read(work)


async def create(call: Call) -> Shape:
    """Make a record."""
    body = call.body_as(NewCustomerBody)
    new = customers.NewCustomer(own=body.own(), contact_points=tuple(each.value_of() for each in body.contact_points))

    def work(tx: Tx) -> Shape:
        made = customers.create(tx, new, source=call.caller.actor, region=_region(call), at=_now(call))
        return _noted(tx, call, made, "customer.created")

    return await call.write(work)


def _noted(tx: Tx, call: Call, customer: Customer, action: str, **detail: object) -> Shape:
    """Write down who did it; the record as it is now."""
    record(tx, actor=call.caller.actor, action=action, subject=customer.id, at=_now(call), **detail)
    return customer_shape(customer)


async def show(call: Call) -> Shape:
    """One record with consents and proposed duplicates; looking is audited."""
    now = _now(call)

    def work(tx: Tx) -> Shape:
        return _whole(tx, call, _require(tx, call.path["id"]))

    shape = await call.read(work)
    await call.services.database.write(
        lambda tx: record(tx, actor=call.caller.actor, action="customer.seen", subject=call.path["id"], at=now)
    )
    return shape


def _require(tx: Tx, customer_id: str) -> Customer:
    """Also a record that a merge retired may be looked at."""
    customer = tx.customers.get(customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id}")
    return customer


def _shape(tx: Tx, call: Call, customer: Customer) -> Shape:
    """A record as this caller may see it."""
    shape = customer_shape(customer)
    if call.caller.roles & DESK:
        return shape
    return {**shape, "attributes": masked(tx.customer_fields.all(), customer.attributes)}


def _whole(tx: Tx, call: Call, customer: Customer) -> Shape:
    return {
        **_shape(tx, call, customer),
        "consents": [consent_shape(each) for each in tx.consents.of_customer(customer.id)],
        "duplicates": duplicates_of(tx, customer),
    }


async def edit(call: Call) -> Shape:
    """Change own fields."""
    own, now = call.body_as(CustomerChange).own(), _now(call)

    def work(tx: Tx) -> Shape:
        changed = customers.edit(tx, call.path["id"], own, expected_version=call.expected_version, at=now)
        return _noted(tx, call, changed, "customer.updated", fields=sorted(own))

    return await call.write(work)


async def add_address(call: Call) -> Shape:
    """Add a contact point."""
    new, now = call.body_as(ContactPointBody).value_of(), _now(call)
    return await call.write(
        lambda tx: _noted(
            tx,
            call,
            customer_addresses.add_address(
                tx,
                call.path["id"],
                new,
                expected_version=call.expected_version,
                source=call.caller.actor,
                region=_region(call),
                at=now,
            ),
            "customer.address_added",
            kind=new.kind.value,
        )
    )


async def correct_address(call: Call) -> Shape:
    """Verify, share, block or rename a contact point."""
    body, now = call.body_as(ContactPointChange), _now(call)
    return await call.write(
        lambda tx: _noted(
            tx,
            call,
            customer_addresses.correct_address(
                tx,
                call.path["id"],
                call.path["point_id"],
                state=body.state,
                label=body.label,
                expected_version=call.expected_version,
                at=now,
            ),
            "customer.address_corrected",
            contact_point_id=call.path["point_id"],
            state=body.state.value if body.state else None,
        )
    )


async def remove_address(call: Call) -> Shape:
    """Remove a contact point that no interaction names."""
    now = _now(call)
    return await call.write(
        lambda tx: _noted(
            tx,
            call,
            customer_addresses.remove_address(
                tx, call.path["id"], call.path["point_id"], expected_version=call.expected_version, at=now
            ),
            "customer.address_removed",
            contact_point_id=call.path["point_id"],
        )
    )


async def timeline(call: Call) -> Shape:
    """All contacts of a customer."""
    wanted = call.query_as(TimelineQuery)
    before = wanted.before or wanted.after
    return await call.read(lambda tx: read_timeline(tx, call.path["id"], before=before, limit=wanted.limit))


async def merge(call: Call) -> Shape:
    """Retire another record into this one."""
    body, now = call.body_as(MergeBody), _now(call)

    def work(tx: Tx) -> Shape:
        journal, customer = merging.merge(
            tx,
            call.path["id"],
            body.source_id,
            reason=body.reason,
            by=call.caller.actor,
            expected_version=call.expected_version,
            at=now,
        )
        return {"merge_id": journal.id, "customer": customer_shape(customer)}

    return await call.write(work)


async def undo_merge(call: Call) -> Shape:
    """Part two records again."""
    now = _now(call)

    def work(tx: Tx) -> Shape:
        journal, customer = merging.undo(tx, call.path["merge_id"], by=call.caller.actor, at=now)
        return {"merge_id": journal.id, "customer": customer_shape(customer)}

    return await call.write(work)


async def merges(call: Call) -> Shape:
    """The journal of a record."""

    def work(tx: Tx) -> Shape:
        _require(tx, call.path["id"])
        return {"items": [merge_shape(each) for each in tx.merges.of_customer(call.path["id"])], "next": None}

    return await call.read(work)


def _now(call: Call) -> datetime:
    return call.services.clock.now()


def _region(call: Call) -> str | None:
    return call.services.settings.region
