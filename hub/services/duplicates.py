"""Customers who may be one person: proposed with the evidence, merged only by people."""

from collections.abc import Iterator

from hub.domain.customers import Customer
from hub.ports.repositories import Tx
from hub.services.shapes import Shape

_MOST = 10


def duplicates_of(tx: Tx, customer: Customer) -> list[Shape]:
    """List {customer_id, name, evidence} of records that share an address, or have the same name and birthday."""
    found: dict[str, Shape] = {}
    for other, evidence in _candidates(tx, customer):
        if other.id != customer.id and other.merged_into is None and other.id not in found:
            found[other.id] = {"customer_id": other.id, "name": other.name, "evidence": evidence}
    return list(found.values())[:_MOST]


def _candidates(tx: Tx, customer: Customer) -> Iterator[tuple[Customer, str]]:
    for point in customer.contact_points:
        for other in tx.customers.by_address(point.kind.value, point.value):
            yield other, f"the same {point.kind.value} address {point.value}"
    birthday = customer.birthday
    if birthday is None or not customer.name:
        return
    days = [(birthday.month, birthday.day)]
    for other in tx.customers.with_birthday(birthday.calendar.value, days, after=None, limit=200):
        if other.name.casefold() == customer.name.casefold():
            yield other, "the same name and birthday"
