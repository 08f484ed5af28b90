"""/purchases and /services: what customers bought, and what was done for them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from hub.domain.imports import RowOutcome
from hub.domain.purchases import Purchase, ServiceRecord
from hub.errors import ConflictError, InvalidError, UseCaseError
from hub.ports.repositories import Tx
from hub.services.customers.refs import Found, Ref, find_all
from hub.services.shapes import Shape
from hub.services.value import purchases
from hub.services.value.purchases import Stored, purchase_shape, service_shape
from hub.web.models.purchases import (
    CustomerRef,
    NewPurchaseBody,
    NewServiceBody,
    OwnedQuery,
    PurchaseBody,
    PurchaseChange,
    PurchasesBody,
    ServiceChange,
    ServiceRecordBody,
    ServicesBody,
)
from hub.web.pages import page_shape
from hub.web.route import Call

T = TypeVar("T", Purchase, ServiceRecord)
_Put = Callable[[Tx, Sequence[T]], list[Stored[T]]]


async def purchases_page(call: Call) -> Shape:
    """A page of purchases."""
    wanted = call.query_as(OwnedQuery)
    return await call.read(
        lambda tx: page_shape(
            tx.purchases.page(customer_id=wanted.customer_id, after=wanted.after, limit=wanted.limit + 1),
            purchase_shape,
            limit=wanted.limit,
        )
    )


async def services_page(call: Call) -> Shape:
    """A page of service records."""
    wanted = call.query_as(OwnedQuery)
    return await call.read(
        lambda tx: page_shape(
            tx.service_records.page(customer_id=wanted.customer_id, after=wanted.after, limit=wanted.limit + 1),
            service_shape,
            limit=wanted.limit,
        )
    )


async def show_purchase(call: Call) -> Shape:
    """One purchase."""
    return await call.read(lambda tx: purchase_shape(purchases.require_purchase(tx, call.path["id"])))


async def show_service(call: Call) -> Shape:
    """One service record."""
    return await call.read(lambda tx: service_shape(purchases.require_service(tx, call.path["id"])))


async def add_purchase(call: Call) -> Shape:
    """Store a new purchase."""
    body = call.body_as(NewPurchaseBody)

    def work(tx: Tx) -> Shape:
        _refuse_known(tx.purchases.by_external([(body.source, body.external_id)]))
        return purchase_shape(_put_purchases(call, tx, [_purchase(call, tx, body, body.own())])[0].value)

    return await call.write(work)


async def add_service(call: Call) -> Shape:
    """Store a new service record."""
    body = call.body_as(NewServiceBody)

    def work(tx: Tx) -> Shape:
        _refuse_known(tx.service_records.by_external([(body.source, body.external_id)]))
        return service_shape(_put_services(call, tx, [_service(call, tx, body, body.own())])[0].value)

    return await call.write(work)


async def put_purchase(call: Call) -> Shape:
    """Store a purchase by its name in another system: new, changed, or as it is."""
    body = call.body_as(PurchaseBody)
    fields = {**body.own(), **_named(call)}
    return await call.write(
        lambda tx: purchase_shape(_put_purchases(call, tx, [_purchase(call, tx, body, fields)])[0].value)
    )


async def put_service(call: Call) -> Shape:
    """Store a service record by its name in another system: new, changed, or as it is."""
    body = call.body_as(ServiceRecordBody)
    fields = {**body.own(), **_named(call)}
    return await call.write(
        lambda tx: service_shape(_put_services(call, tx, [_service(call, tx, body, fields)])[0].value)
    )


async def put_many_purchases(call: Call) -> Shape:
    """Store many purchases."""
    items = call.body_as(PurchasesBody).items

    def work(tx: Tx) -> Shape:
        found = find_all(tx, [_ref(each) for each in items], region=call.services.settings.region)
        now = _now(call)
        made = [
            _judged(one, lambda each=each, one=one: purchases.new_purchase(tx, one.id, each.own(), at=now))  # type: ignore[misc]
            for each, one in zip(items, found, strict=True)
        ]
        return _lines(made, lambda sound: _put_purchases(call, tx, sound))

    return await call.write(work)


async def put_many_services(call: Call) -> Shape:
    """Store many service records."""
    items = call.body_as(ServicesBody).items

    def work(tx: Tx) -> Shape:
        found = find_all(tx, [_ref(each) for each in items], region=call.services.settings.region)
        now = _now(call)
        made = [
            _judged(one, lambda each=each, one=one: purchases.new_service(tx, one.id, each.own(), at=now))  # type: ignore[misc]
            for each, one in zip(items, found, strict=True)
        ]
        return _lines(made, lambda sound: _put_services(call, tx, sound))

    return await call.write(work)


async def edit_purchase(call: Call) -> Shape:
    """Change a purchase: what was refunded, when it was returned."""
    fields = _given(call.body_as(PurchaseChange).own())
    return await call.write(
        lambda tx: purchase_shape(
            purchases.edit_purchase(
                tx,
                call.path["id"],
                fields,
                expected_version=call.expected_version,
                by=call.caller.actor,
                at=_now(call),
            )
        )
    )


async def edit_service(call: Call) -> Shape:
    """Change a service record."""
    fields = _given(call.body_as(ServiceChange).own())
    return await call.write(
        lambda tx: service_shape(
            purchases.edit_service(
                tx,
                call.path["id"],
                fields,
                expected_version=call.expected_version,
                by=call.caller.actor,
                at=_now(call),
            )
        )
    )


async def remove_purchase(call: Call) -> None:
    """Delete one that was entered by mistake."""
    key = call.path["id"]
    await call.services.database.write(
        lambda tx: purchases.remove_purchase(tx, key, by=call.caller.actor, at=_now(call))
    )


async def remove_service(call: Call) -> None:
    """Delete one that was entered by mistake."""
    key = call.path["id"]
    await call.services.database.write(
        lambda tx: purchases.remove_service(tx, key, by=call.caller.actor, at=_now(call))
    )


def _given(fields: dict[str, object]) -> dict[str, object]:
    """A moment may be moved, not taken away."""
    if fields.get("at", fields) is None:
        raise InvalidError("cannot be empty; leave it out to keep it", field="at")
    return fields


def _named(call: Call) -> dict[str, object]:
    return {"source": call.path["source"], "external_id": call.path["external_id"]}


def _purchase(call: Call, tx: Tx, body: PurchaseBody, fields: dict[str, object]) -> Purchase:
    return purchases.new_purchase(tx, _owner(call, tx, body), fields, at=_now(call))


def _service(call: Call, tx: Tx, body: ServiceRecordBody, fields: dict[str, object]) -> ServiceRecord:
    return purchases.new_service(tx, _owner(call, tx, body), fields, at=_now(call))


def _owner(call: Call, tx: Tx, body: PurchaseBody | ServiceRecordBody) -> str:
    [found] = find_all(tx, [_ref(body)], region=call.services.settings.region)
    if not found.id:
        raise InvalidError(f"{found.message}; {found.remedy}", field=found.field)
    return found.id


def _ref(body: PurchaseBody | ServiceRecordBody) -> Ref:
    other = body.customer or CustomerRef()
    return Ref(
        id=body.customer_id or "",
        source=other.source,
        external_id=other.external_id,
        phone=other.phone,
        email=other.email,
    )


def _put_purchases(call: Call, tx: Tx, wanted: Sequence[Purchase]) -> list[Stored[Purchase]]:
    return purchases.put_purchases(tx, wanted, by=call.caller.actor, at=_now(call))


def _put_services(call: Call, tx: Tx, wanted: Sequence[ServiceRecord]) -> list[Stored[ServiceRecord]]:
    return purchases.put_services(tx, wanted, by=call.caller.actor, at=_now(call))


def _judged(found: Found, make: Callable[[], T]) -> T | dict[str, str]:
    if not found.id:
        return {"field": found.field, "message": f"{found.message}; {found.remedy}"}
    try:
        return make()
    except UseCaseError as error:
        return {"field": error.field, "message": str(error)}


def _lines(made: Sequence[T | dict[str, str]], put: Callable[[Sequence[T]], list[Stored[T]]]) -> Shape:
    """Store the sound ones and say of each what became of it."""
    sound = [(index, each) for index, each in enumerate(made) if not isinstance(each, dict)]
    stored = put([each for _, each in sound])
    shapes: dict[int, Shape] = {
        index: {"index": index, "outcome": one.outcome.value, "id": one.value.id, "errors": []}
        for (index, _), one in zip(sound, stored, strict=True)
    }
    for index, each in enumerate(made):
        if isinstance(each, dict):
            shapes[index] = {"index": index, "outcome": RowOutcome.WRONG.value, "id": None, "errors": [each]}
    items = [shapes[index] for index in range(len(made))]
    return {"items": items, "counts": dict(Counter(str(each["outcome"]) for each in items))}


def _refuse_known(known: dict[tuple[str, str], T]) -> None:
    for (source, external_id), old in known.items():
        text = f"{source}:{external_id} is stored already as {old.id}; change that one, or PUT it by its name"
        raise ConflictError(text, field="external_id")


def _now(call: Call) -> datetime:
    return call.services.clock.now()
