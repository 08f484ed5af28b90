"""Forgets a person for good; what was withdrawn is remembered as keyed hashes, so that nobody writes to them again."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.customers import ContactPointKind, Customer
from hub.domain.deliveries import DeliveryState
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.suppressions import AddressHasher, Suppression
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.access.audit import record
from hub.services.desk.snapshot import OPEN_STATES
from hub.services.sending.delivery_reports import announce_delivery
from hub.services.shapes import Shape

ERASED = "erased"
_KINDS = {
    ContactPointKind.PHONE: (InteractionKind.SMS, InteractionKind.PHONE),
    ContactPointKind.EMAIL: (InteractionKind.EMAIL,),
}
_UNSENT = (DeliveryState.QUEUED, DeliveryState.LEASED)
_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """Who forgets whom, and why: `reason` is the request's, without a name."""

    hasher: AddressHasher
    reason: str
    by: str
    at: datetime


def erasure_preview(tx: Tx, customer_id: str) -> Shape:
    """What would go: rows by table, records (with those merged into it), open contacts that stand in the way."""
    ids = _records(tx, customer_id)
    return {
        "customer_id": customer_id,
        "records": list(ids),
        "rows": dict(tx.personal.count(ids)),
        "open_interactions": [each for one in ids for each in _open(tx, one)],
    }


def erase(tx: Tx, customer_id: str, eraser: Eraser) -> Shape:
    """Forget a person, in one transaction; refused while a contact with them is open or a message leaves."""
    if not eraser.reason.strip():
        raise InvalidError("say why, for example the number of the request", field="reason")
    ids = _records(tx, customer_id)
    busy = [each for one in ids for each in _open(tx, one)]
    if busy:
        raise ConflictError(f"a contact with this customer is open: close {', '.join(busy[:5])} first")
    people = tx.customers.get_many(ids)
    suppressed = sum(_suppress(tx, each, eraser) for each in people.values())
    for one in ids:
        _refuse_while_sending(tx, one)
        _skip_unsent(tx, one, eraser.at)
    rows = tx.personal.erase(ids, eraser.at)
    record(
        tx,
        actor=eraser.by,
        action="customer.erased",
        subject=customer_id,
        at=eraser.at,
        reason=eraser.reason,
        records=len(ids),
        suppressed=suppressed,
    )
    shape: Shape = {"id": customer_id, "records": list(ids), "rows": dict(rows), "suppressed": suppressed}
    for one in ids:
        tx.events.add(
            NewEvent(
                type=EventType.CUSTOMER_ERASED, data={"id": one}, subject_id=one, audience=(EVERYONE,), at=eraser.at
            )
        )
    return shape


def _records(tx: Tx, customer_id: str) -> tuple[str, ...]:
    found = tx.customers.get(customer_id)
    if found is None:
        raise NotFoundError(f"there is no customer {customer_id}")
    if found.merged_into:
        raise ConflictError(
            f"customer {customer_id} was merged into {found.merged_into}: erase that one, and this goes"
        )
    return tuple(tx.personal.records_of(customer_id))


def _open(tx: Tx, customer_id: str) -> list[str]:
    wanted = InteractionFilter(customer_id=customer_id, states=OPEN_STATES)
    return [each.id for each in tx.interactions.page(wanted, after=None, limit=_PAGE)]


def _suppress(tx: Tx, customer: Customer, eraser: Eraser) -> int:
    """Remember what was withdrawn, by channel and purpose, for every address; return how many lines were written."""
    written = 0
    for point in customer.contact_points:
        for kind in _KINDS.get(point.kind, ()):
            for purpose in _withdrawn(tx, customer.id, kind, point.value):
                line = Suppression(
                    id=new_id(),
                    kind=kind.value,
                    digest=eraser.hasher(point.value),
                    purpose=purpose,
                    reason=ERASED,
                    by=eraser.by,
                    at=eraser.at,
                )
                written += tx.suppressions.add_new(line)
    return written


def _withdrawn(tx: Tx, customer_id: str, kind: InteractionKind, address: str) -> list[str]:
    gone = [
        purpose.value
        for purpose in Purpose
        if tx.consents.status(customer_id=customer_id, kind=kind.value, address=address, purpose=purpose)
        is ConsentStatus.WITHDRAWN
    ]
    return [""] if len(gone) == len(Purpose) else gone


def _refuse_while_sending(tx: Tx, customer_id: str) -> None:
    """Whoever sends has the address in hand and would write it back with the outcome."""
    if tx.deliveries.page(after=None, limit=1, customer_id=customer_id, state=DeliveryState.SENDING.value):
        raise ConflictError("a message to this customer is being sent: try again in two minutes")


def _skip_unsent(tx: Tx, customer_id: str, at: datetime) -> None:
    """What waits to be sent is not sent."""
    for state in _UNSENT:
        while found := tx.deliveries.page(after=None, limit=_PAGE, customer_id=customer_id, state=state.value):
            for delivery in found:
                skipped = replace(delivery, state=DeliveryState.SKIPPED, reason=ERASED, updated_at=at)
                if not tx.deliveries.update(
                    skipped, expected_attempt=delivery.attempt, expected_states=(delivery.state,)
                ):
                    raise ConflictError("a message to this customer has just left: try again")
                announce_delivery(tx, skipped, at)
