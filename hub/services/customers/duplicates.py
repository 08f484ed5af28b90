"""Customers who may be one person: proposed with the evidence, merged by people, or by a rule that asks for proof."""

from collections.abc import Iterator, Sequence

from hub.domain.customers import Customer
from hub.domain.duplicates import Duplicate
from hub.ports.repositories import Tx
from hub.services.shapes import Shape, customer_shape, time_shape

_MOST = 10


def duplicates_of(tx: Tx, customer: Customer) -> list[Shape]:
    """List {customer_id, name, evidence, duplicate_id} of records that may be the same one: what was proposed, and what
    shares an address or has the same name and birthday at this moment.
    """
    found = {each["customer_id"]: each for each in _proposed(tx, customer)}
    for other, evidence in _candidates(tx, customer):
        if other.id != customer.id and other.merged_into is None and other.id not in found:
            found[other.id] = {"customer_id": other.id, "name": other.name, "evidence": evidence, "duplicate_id": None}
    return list(found.values())[:_MOST]


def _proposed(tx: Tx, customer: Customer) -> Iterator[Shape]:
    proposals = sorted(tx.duplicates.of_customers([customer.id]), key=lambda each: -each.score)[:_MOST]
    others = tx.customers.get_many([_other(each, customer.id) for each in proposals])
    for each in proposals:
        other = others[_other(each, customer.id)]
        text = ", ".join(f"{one.kind.value.replace('_', ' ')} {one.value}" for one in each.evidence)
        yield {"customer_id": other.id, "name": other.name, "evidence": text, "duplicate_id": each.id}


def _other(proposal: Duplicate, customer_id: str) -> str:
    return proposal.other_id if proposal.one_id == customer_id else proposal.one_id


def proposal_shapes(tx: Tx, proposals: Sequence[Duplicate]) -> list[Shape]:
    """Proposals with both records."""
    records = tx.customers.get_many([each for one in proposals for each in (one.one_id, one.other_id)])
    return [
        {
            "id": each.id,
            "score": each.score,
            "state": each.state.value,
            "evidence": [{"kind": one.kind.value, "value": one.value} for one in each.evidence],
            "one": customer_shape(records[each.one_id]),
            "other": customer_shape(records[each.other_id]),
            "decided_by": each.decided_by,
            "decided_at": time_shape(each.decided_at),
            "created_at": time_shape(each.created_at),
        }
        for each in proposals
    ]


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
