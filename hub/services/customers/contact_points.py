"""A customer's addresses: added, corrected, verified, blocked, removed by staff."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.addresses import Address, chat_address, email_address, phone_address
from hub.domain.customers import ContactPoint, ContactPointKind, ContactPointState, Customer
from hub.domain.ids import new_id
from hub.domain.text import clean_text
from hub.errors import InvalidError, NotFoundError


@dataclass(frozen=True, kw_only=True)
class NewContactPoint:
    """An address as a person wrote it."""

    kind: ContactPointKind
    value: str
    label: str = ""
    state: ContactPointState = ContactPointState.CLAIMED


def contact_point(
    new: NewContactPoint, *, customer_id: str, source: str, region: str | None, at: datetime
) -> ContactPoint:
    """Normalise an address; raises `InvalidError` (field `contact_points`) when it is none of its kind."""
    address = _address(new, region)
    if address is None or not address.value or address.kind is not new.kind:
        raise InvalidError(f"{new.value!r} is no {new.kind.value} address; {_HINTS[new.kind]}", field="contact_points")
    return ContactPoint(
        id=new_id(),
        customer_id=customer_id,
        kind=new.kind,
        value=address.value,
        raw=clean_text(new.value),
        state=new.state,
        identifies=new.state is not ContactPointState.SHARED,
        label=new.label,
        source=source,
        created_at=at,
    )


_HINTS = {
    ContactPointKind.PHONE: "write it with its country code: +44 20 7946 0000",
    ContactPointKind.EMAIL: "write one like anna@example.com",
    ContactPointKind.CHAT: "give the visitor's id",
    ContactPointKind.EXTERNAL: "give the other system's id",
}


def _address(new: NewContactPoint, region: str | None) -> Address | None:
    if new.kind is ContactPointKind.PHONE:
        return phone_address(new.value, region)
    if new.kind is ContactPointKind.EMAIL:
        return email_address(new.value)
    if new.kind is ContactPointKind.CHAT:
        return chat_address(new.value.strip())
    return Address(kind=ContactPointKind.EXTERNAL, value=new.value.strip(), raw=new.value)


def point_of(customer: Customer, point_id: str) -> ContactPoint:
    """Find a customer's contact point; raises `NotFoundError`."""
    found = next((each for each in customer.contact_points if each.id == point_id), None)
    if found is None:
        raise NotFoundError(f"customer {customer.id} has no contact point {point_id}")
    return found


def with_state(point: ContactPoint, *, state: ContactPointState | None, label: str | None) -> ContactPoint:
    """Apply a correction: a shared address no longer says who its sender is; any other one does."""
    new_state = point.state if state is None else state
    return replace(
        point,
        state=new_state,
        identifies=point.identifies if state is None else state is not ContactPointState.SHARED,
        label=point.label if label is None else label,
    )
