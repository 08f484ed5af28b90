"""Changes of a customer's addresses, each in one transaction with the record's new version."""

from datetime import datetime

from hub.domain.customers import ContactPointState, Customer
from hub.ports.repositories import Tx
from hub.services.customers.contact_points import NewContactPoint, contact_point, point_of, with_state
from hub.services.customers.records import refuse_taken, require, touch


def add_address(
    tx: Tx,
    customer_id: str,
    new: NewContactPoint,
    *,
    expected_version: int | None,
    source: str,
    region: str | None,
    at: datetime,
) -> Customer:
    """Add one; an address that is there already only takes the new state and label."""
    customer = require(tx, customer_id, expected_version=expected_version)
    point = contact_point(new, customer_id=customer_id, source=source, region=region, at=at)
    known = next(
        (each for each in customer.contact_points if (each.kind, each.value) == (point.kind, point.value)), None
    )
    if known is not None:
        return correct_address(
            tx, customer_id, known.id, state=new.state, label=new.label, expected_version=None, at=at
        )
    refuse_taken(tx, point)
    tx.customers.add_contact_point(point)
    return touch(tx, customer_id, at=at)


def correct_address(
    tx: Tx,
    customer_id: str,
    point_id: str,
    *,
    state: ContactPointState | None,
    label: str | None,
    expected_version: int | None,
    at: datetime,
) -> Customer:
    """Verify, share, block or rename an address."""
    customer = require(tx, customer_id, expected_version=expected_version)
    before = point_of(customer, point_id)
    after = with_state(before, state=state, label=label)
    if after.identifies and not before.identifies:
        refuse_taken(tx, after)
    tx.customers.update_contact_point(after)
    return touch(tx, customer_id, at=at)


def remove_address(tx: Tx, customer_id: str, point_id: str, *, expected_version: int | None, at: datetime) -> Customer:
    """Take away an address that no interaction names (block it instead when one does)."""
    customer = require(tx, customer_id, expected_version=expected_version)
    tx.customers.remove_contact_point(point_of(customer, point_id).id)
    return touch(tx, customer_id, at=at)
