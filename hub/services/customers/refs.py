"""Finds customers as other systems name them: by (source, id), or by an address that identifies."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.addresses import email_address, phone_address
from hub.domain.customers import ContactPointKind, Customer
from hub.ports.repositories import Tx


@dataclass(frozen=True, kw_only=True)
class Ref:
    """A customer by id, by another system's id, by telephone or by mail address: the first that is given counts."""

    id: str = ""
    source: str = ""
    external_id: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The customer's id, or what stands in the way, with the field and the remedy."""

    id: str = ""
    field: str = ""
    message: str = ""
    remedy: str = ""


def find_all(tx: Tx, refs: Sequence[Ref], *, region: str | None) -> list[Found]:
    """Look up many at once; one answer a reference, in their order."""
    living = tx.customers.get_many([each.id for each in refs if each.id])
    pairs = [(each.source, each.external_id) for each in refs if each.external_id]
    by_name = tx.customers.owners_of_external_ids(pairs)
    addresses = {each: _address(each, region) for each in refs}
    by_address = tx.customers.owners_of_addresses([each for each in addresses.values() if each])
    return [
        _by_id(each, living)
        if each.id
        else _by_name(each, by_name)
        if each.external_id
        else _by_address(each, addresses[each], by_address)
        for each in refs
    ]


def _by_id(ref: Ref, living: dict[str, Customer]) -> Found:
    customer = living.get(ref.id)
    if customer is None:
        return Found(field="customer_id", message=f"there is no customer {ref.id}", remedy="make the customer first")
    if customer.merged_into:
        return Found(id=customer.merged_into)
    return Found(id=ref.id)


def _by_name(ref: Ref, known: dict[tuple[str, str], tuple[str, ...]]) -> Found:
    owners = known.get((ref.source, ref.external_id), ())
    if len(owners) == 1:
        return Found(id=owners[0])
    name = f"{ref.source}:{ref.external_id}"
    if not owners:
        message = f"no customer is called {name}"
        return Found(field="customer", message=message, remedy="import the customer first, or correct the id")
    return Found(field="customer", message=f"several customers are called {name}", remedy="merge them first")


def _by_address(ref: Ref, address: tuple[str, str] | None, known: dict[tuple[str, str], str]) -> Found:
    if address is None:
        if ref.phone or ref.email:
            field, text = ("phone", ref.phone) if ref.phone else ("email", ref.email)
            return Found(field=field, message=f"{text!r} is no address", remedy="write it in full, with country code")
        return Found(
            field="customer",
            message="names no customer",
            remedy="give the customer's id, the id in another system, a telephone number or a mail address",
        )
    owner = known.get(address)
    if owner is None:
        message = f"no customer is known by {address[1]}"
        return Found(field="phone" if ref.phone else "email", message=message, remedy="import the customer first")
    return Found(id=owner)


def _address(ref: Ref, region: str | None) -> tuple[str, str] | None:
    found = phone_address(ref.phone, region) if ref.phone else email_address(ref.email) if ref.email else None
    if found is None or found.kind not in (ContactPointKind.PHONE, ContactPointKind.EMAIL):
        return None
    return found.kind.value, found.value
