"""Purchases and service records: stored once, whichever way they come in, and told to everybody who watches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from hub.domain.cases import Case
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.imports import RowOutcome
from hub.domain.purchases import Purchase, ServiceRecord
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.customers.records import require
from hub.services.shapes import Shape, time_shape
from hub.services.value.standings import renew

T = TypeVar("T", Purchase, ServiceRecord)


class Ledger(Protocol[T]):
    """The repository of either."""

    def by_external(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], T]:
        """Return those with these (source, external id)."""

    def put_many(self, new: Sequence[T], changed: Sequence[T]) -> None:
        """Insert and overwrite."""


@dataclass(frozen=True, kw_only=True)
class Stored(Generic[T]):
    """What became of one of them."""

    outcome: RowOutcome
    value: T


def check_purchase(purchase: Purchase) -> None:
    """Raise `InvalidError` for what no purchase can be."""
    if purchase.refunded > purchase.amount:
        raise InvalidError("more was refunded than paid; write at most the amount", field="refunded")
    if purchase.returned_at is not None and purchase.returned_at < purchase.at:
        raise InvalidError("was returned before it was bought", field="returned_at")


def put_purchases(tx: Tx, wanted: Sequence[Purchase], *, by: str, at: datetime) -> list[Stored[Purchase]]:
    """Store what is new or has changed, by (source, external id), and judge its customers anew.

    The customers must live; a purchase that changes hands renews both.
    """
    before = tx.purchases.by_external(_named(wanted))
    stored = _sorted_out(wanted, before, at)
    _write(tx.purchases, stored)
    touched = [each.value for each in stored if each.outcome is not RowOutcome.UNCHANGED]
    for purchase in touched:
        tx.events.add(_event(EventType.PURCHASE_UPDATED, purchase.id, purchase_shape(purchase), at))
    if touched:
        former = [each.customer_id for each in before.values()]
        renew(tx, [*(each.customer_id for each in touched), *former], at=at)
        _audit(tx, "purchases.stored", [each.id for each in touched], by, at)
    return stored


def put_services(tx: Tx, wanted: Sequence[ServiceRecord], *, by: str, at: datetime) -> list[Stored[ServiceRecord]]:
    """Store what is new or has changed, by (source, external id)."""
    stored = _sorted_out(wanted, tx.service_records.by_external(_named(wanted)), at)
    _write(tx.service_records, stored)
    touched = [each.value for each in stored if each.outcome is not RowOutcome.UNCHANGED]
    for service in touched:
        tx.events.add(_event(EventType.SERVICE_UPDATED, service.id, service_shape(service), at))
    if touched:
        _audit(tx, "services.stored", [each.id for each in touched], by, at)
    return stored


def sorted_purchases(tx: Tx, wanted: Sequence[Purchase], *, at: datetime) -> list[Stored[Purchase]]:
    """Say what storing would do, without doing it."""
    return _sorted_out(wanted, tx.purchases.by_external(_named(wanted)), at)


def sorted_services(tx: Tx, wanted: Sequence[ServiceRecord], *, at: datetime) -> list[Stored[ServiceRecord]]:
    """Say what storing would do, without doing it."""
    return _sorted_out(wanted, tx.service_records.by_external(_named(wanted)), at)


def check_service(tx: Tx, service: ServiceRecord) -> None:
    """Raise `InvalidError` for a case that is not there or is somebody else's."""
    if service.case_id is None:
        return
    case: Case | None = tx.cases.get(service.case_id)
    if case is None or case.customer_id != service.customer_id:
        raise InvalidError(f"there is no case {service.case_id} of this customer", field="case_id")


def _named(wanted: Sequence[T]) -> list[tuple[str, str]]:
    return [(each.source, each.external_id) for each in wanted if each.external_id]


def _sorted_out(wanted: Sequence[T], before: dict[tuple[str, str], T], at: datetime) -> list[Stored[T]]:
    """Tell new, changed and unchanged apart; a second line of the same name follows upon the first."""
    known = dict(before)
    stored: list[Stored[T]] = []
    for each in wanted:
        old = known.get((each.source, each.external_id)) if each.external_id else None
        if old is None:
            stored.append(Stored(outcome=RowOutcome.ADDED, value=each))
        else:
            same = replace(each, id=old.id, version=old.version, created_at=old.created_at, updated_at=old.updated_at)
            is_same = same == old
            value = old if is_same else replace(same, version=old.version + 1, updated_at=at)
            stored.append(Stored(outcome=RowOutcome.UNCHANGED if is_same else RowOutcome.CHANGED, value=value))
        known[each.source, each.external_id] = stored[-1].value
    return stored


def _write(ledger: Ledger[T], stored: Sequence[Stored[T]]) -> None:
    """What one batch names twice is written once, as it was last."""
    last = {each.value.id: each.value for each in stored if each.outcome is not RowOutcome.UNCHANGED}
    new = {each.value.id for each in stored if each.outcome is RowOutcome.ADDED}
    ledger.put_many(
        [value for key, value in last.items() if key in new], [value for key, value in last.items() if key not in new]
    )


def edit_purchase(
    tx: Tx, purchase_id: str, fields: dict[str, object], *, expected_version: int | None, by: str, at: datetime
) -> Purchase:
    """Change own fields (those of `fields` alone)."""
    old = require_purchase(tx, purchase_id)
    _refuse_late(old, expected_version)
    changed: Purchase = replace(old, **fields, version=old.version + 1, updated_at=at)  # type: ignore[arg-type]
    check_purchase(changed)
    tx.purchases.put_many([], [changed])
    tx.events.add(_event(EventType.PURCHASE_UPDATED, changed.id, purchase_shape(changed), at))
    record(tx, actor=by, action="purchase.changed", subject=changed.id, at=at, fields=sorted(fields))
    renew(tx, [changed.customer_id], at=at)
    return changed


def edit_service(
    tx: Tx, record_id: str, fields: dict[str, object], *, expected_version: int | None, by: str, at: datetime
) -> ServiceRecord:
    """Change own fields (those of `fields` alone)."""
    old = require_service(tx, record_id)
    _refuse_late(old, expected_version)
    changed: ServiceRecord = replace(old, **fields, version=old.version + 1, updated_at=at)  # type: ignore[arg-type]
    check_service(tx, changed)
    tx.service_records.put_many([], [changed])
    tx.events.add(_event(EventType.SERVICE_UPDATED, changed.id, service_shape(changed), at))
    record(tx, actor=by, action="service.changed", subject=changed.id, at=at, fields=sorted(fields))
    return changed


def remove_purchase(tx: Tx, purchase_id: str, *, by: str, at: datetime) -> None:
    """Delete one that was entered by mistake; what was returned is marked instead."""
    old = require_purchase(tx, purchase_id)
    tx.purchases.remove(purchase_id)
    shape = {**purchase_shape(old), "removed": True}
    tx.events.add(_event(EventType.PURCHASE_UPDATED, old.id, shape, at))
    record(tx, actor=by, action="purchase.removed", subject=purchase_id, at=at, customer_id=old.customer_id)
    renew(tx, [old.customer_id], at=at)


def remove_service(tx: Tx, record_id: str, *, by: str, at: datetime) -> None:
    """Delete one that was entered by mistake."""
    old = require_service(tx, record_id)
    tx.service_records.remove(record_id)
    shape = {**service_shape(old), "removed": True}
    tx.events.add(_event(EventType.SERVICE_UPDATED, old.id, shape, at))
    record(tx, actor=by, action="service.removed", subject=record_id, at=at, customer_id=old.customer_id)


def require_purchase(tx: Tx, purchase_id: str) -> Purchase:
    """Return one."""
    found = tx.purchases.get(purchase_id)
    if found is None:
        raise NotFoundError(f"there is no purchase {purchase_id}")
    return found


def require_service(tx: Tx, record_id: str) -> ServiceRecord:
    """Return one."""
    found = tx.service_records.get(record_id)
    if found is None:
        raise NotFoundError(f"there is no service record {record_id}")
    return found


def new_purchase(tx: Tx, customer_id: str, fields: dict[str, object], *, at: datetime) -> Purchase:
    """A purchase of a living customer, ready to be stored."""
    require(tx, customer_id)
    purchase = Purchase(id=new_id(), customer_id=customer_id, created_at=at, updated_at=at, **fields)  # type: ignore[arg-type]
    check_purchase(purchase)
    return purchase


def new_service(tx: Tx, customer_id: str, fields: dict[str, object], *, at: datetime) -> ServiceRecord:
    """A service record of a living customer, ready to be stored."""
    require(tx, customer_id)
    service = ServiceRecord(id=new_id(), customer_id=customer_id, created_at=at, updated_at=at, **fields)  # type: ignore[arg-type]
    check_service(tx, service)
    return service


def _refuse_late(old: Purchase | ServiceRecord, expected_version: int | None) -> None:
    if expected_version not in (None, old.version):
        raise StaleVersionError(f"{old.id} is at version {old.version}; read it again")


def _event(type_: EventType, subject_id: str, shape: Shape, at: datetime) -> NewEvent:
    return NewEvent(type=type_, data=shape, subject_id=subject_id, audience=(EVERYONE,), at=at)


def _audit(tx: Tx, action: str, ids: list[str], by: str, at: datetime) -> None:
    record(tx, actor=by, action=action, subject=ids[0], at=at, ids=ids)


def purchase_shape(purchase: Purchase) -> Shape:
    """A purchase as the API shows it."""
    return {
        "id": purchase.id,
        "version": purchase.version,
        "customer_id": purchase.customer_id,
        "source": purchase.source,
        "external_id": purchase.external_id,
        "at": time_shape(purchase.at),
        "amount": purchase.amount,
        "currency": purchase.currency,
        "product": purchase.product,
        "quantity": purchase.quantity,
        "order_number": purchase.order_number,
        "channel": purchase.channel,
        "refunded": purchase.refunded,
        "returned_at": time_shape(purchase.returned_at),
        "created_at": time_shape(purchase.created_at),
        "updated_at": time_shape(purchase.updated_at),
    }


def service_shape(service: ServiceRecord) -> Shape:
    """A service record as the API shows it."""
    return {
        "id": service.id,
        "version": service.version,
        "customer_id": service.customer_id,
        "source": service.source,
        "external_id": service.external_id,
        "kind": service.kind,
        "done": service.done,
        "at": time_shape(service.at),
        "by": service.by,
        "plan": service.plan,
        "next_at": time_shape(service.next_at),
        "case_id": service.case_id,
        "created_at": time_shape(service.created_at),
        "updated_at": time_shape(service.updated_at),
    }
