"""Customer records: made, found, edited by staff and integrations."""

import zoneinfo
from dataclasses import dataclass, replace
from datetime import date, datetime

from hub.domain.customers import Birthday, Calendar, ContactPoint, Customer, CustomerKind
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.customers import CustomerFilter
from hub.services.customers.contact_points import NewContactPoint, contact_point
from hub.services.customers.fields import checked_attributes
from hub.services.events.announce import customer_event

_LUNAR_DAYS = 30
_LEAP_YEAR = 2024
_OWN_FIELDS = frozenset(
    {
        "name",
        "kind",
        "language",
        "time_zone",
        "birthday",
        "owner_agent_id",
        "team",
        "organisation_id",
        "lifecycle",
        "source",
        "notes",
        "tags",
        "attributes",
        "external_ids",
    }
)


@dataclass(frozen=True, kw_only=True)
class NewCustomer:
    """A record to make, with its addresses as people write them."""

    own: dict[str, object]
    contact_points: tuple[NewContactPoint, ...] = ()


def create(tx: Tx, new: NewCustomer, *, source: str, region: str | None, at: datetime) -> Customer:
    """Make a record; raises `InvalidError` with the field, or `ConflictError` when an address is somebody else's."""
    customer_id = new_id()
    points = tuple(
        contact_point(each, customer_id=customer_id, source=source, region=region, at=at) for each in new.contact_points
    )
    _refuse_twice(points)
    for point in points:
        refuse_taken(tx, point)
    blank = Customer(id=customer_id, created_at=at, updated_at=at)
    customer = replace(_with(tx, blank, new.own, is_new=True), contact_points=points)
    tx.customers.add(customer)
    tx.events.add(customer_event(customer, EventType.CUSTOMER_CREATED, at=at))
    return customer


def edit(tx: Tx, customer_id: str, own: dict[str, object], *, expected_version: int | None, at: datetime) -> Customer:
    """Change own fields (those of `own` alone); raises `StaleVersionError` when somebody was faster."""
    customer = require(tx, customer_id, expected_version=expected_version)
    changed = replace(_with(tx, customer, own), version=customer.version + 1, updated_at=at)
    tx.customers.update(changed, customer.version)
    tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=at))
    return changed


def require(tx: Tx, customer_id: str, *, expected_version: int | None = None) -> Customer:
    """Return a living record at the expected version."""
    customer = tx.customers.get(customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id}")
    if customer.merged_into:
        raise ConflictError(f"customer {customer_id} was merged into {customer.merged_into}; work on that one")
    if expected_version not in (None, customer.version):
        raise StaleVersionError(f"customer {customer_id} is at version {customer.version}; read it again")
    return customer


def touch(tx: Tx, customer_id: str, *, at: datetime) -> Customer:
    """Raise the version after its contact points changed, and tell everybody."""
    customer = require(tx, customer_id)
    changed = replace(customer, version=customer.version + 1, updated_at=at)
    tx.customers.update(changed, customer.version)
    tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=at))
    return changed


def refuse_taken(tx: Tx, point: ContactPoint) -> None:
    """Raise `ConflictError` when the address identifies somebody else already."""
    if not point.identifies:
        return
    for other in tx.customers.by_address(point.kind.value, point.value):
        if any(each.identifies and _same(each, point) for each in other.contact_points):
            text = f"{point.value} belongs to customer {other.id} ({other.name}); open that one, or merge the two"
            raise ConflictError(text, field="contact_points")


def _same(one: ContactPoint, other: ContactPoint) -> bool:
    return one.kind is other.kind and one.value == other.value


def _refuse_twice(points: tuple[ContactPoint, ...]) -> None:
    if len({(each.kind, each.value) for each in points}) < len(points):
        raise InvalidError("names an address twice; write each once", field="contact_points")


def _with(tx: Tx, customer: Customer, own: dict[str, object], *, is_new: bool = False) -> Customer:
    changed: Customer = replace(customer, **{key: own[key] for key in _OWN_FIELDS & own.keys()})  # type: ignore[arg-type]
    _check(tx, changed)
    _check_organisation(tx, customer, changed)
    if not is_new and "attributes" not in own:
        return changed
    fields = tx.customer_fields.all()
    return replace(
        changed, attributes=checked_attributes(fields, customer.attributes, changed.attributes, strict=is_new)
    )


def _check(tx: Tx, customer: Customer) -> None:
    if customer.time_zone and customer.time_zone not in zoneinfo.available_timezones():
        text = f"{customer.time_zone!r} is no IANA time zone; write one like Asia/Shanghai"
        raise InvalidError(text, field="time_zone")
    if customer.owner_agent_id and tx.agents.get(customer.owner_agent_id) is None:
        raise InvalidError(f"there is no agent {customer.owner_agent_id}", field="owner_agent_id")
    if customer.kind is CustomerKind.ORGANISATION and customer.birthday is not None:
        raise InvalidError("an organisation has no birthday", field="birthday")
    if customer.birthday is not None:
        _check_birthday(customer.birthday)


def _check_organisation(tx: Tx, before: Customer, after: Customer) -> None:
    """People and departments belong to an organisation, and none to itself by way of others."""
    if after.kind is not CustomerKind.ORGANISATION and before.kind is CustomerKind.ORGANISATION:
        members = CustomerFilter(organisation_id=after.id)
        if tx.customers.page(members, after=None, limit=1):
            raise ConflictError("people belong to this organisation; take them out first", field="kind")
    if after.organisation_id == before.organisation_id:
        return
    above, seen = after.organisation_id, {after.id}
    while above is not None:
        organisation = tx.customers.get(above)
        if organisation is None or organisation.kind is not CustomerKind.ORGANISATION:
            raise InvalidError(f"there is no organisation {above}", field="organisation_id")
        if organisation.id in seen:
            raise InvalidError(f"{organisation.name or above} belongs to this one already", field="organisation_id")
        seen.add(organisation.id)
        above = organisation.organisation_id


def _check_birthday(birthday: Birthday) -> None:
    if birthday.calendar is Calendar.LUNAR:
        valid = 1 <= birthday.month <= 12 and 1 <= birthday.day <= _LUNAR_DAYS
    else:
        valid = not birthday.leap_month and _is_date(birthday)
    if not valid:
        raise InvalidError("there is no such day in that calendar", field="birthday")


def _is_date(birthday: Birthday) -> bool:
    try:
        date(birthday.year or _LEAP_YEAR, birthday.month, birthday.day)
    except ValueError:
        return False
    return True
