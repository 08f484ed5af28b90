"""Find customers by name, by any word of their record, or by an address as people type it."""

from hub.domain.addresses import email_address, phone_address
from hub.domain.customers import Customer
from hub.ports.repositories import Tx
from hub.ports.repositories.log import HitFilter

_CUSTOMERS = HitFilter(types=("customer",))


def find_customers(tx: Tx, query: str, *, region: str | None, limit: int) -> list[Customer]:
    """Return unmerged customers: those with exactly this address first, then those that the words find."""
    found: dict[str, Customer] = {}
    for address in (phone_address(query, region), email_address(query)):
        if address is not None and not address.is_sender_id:
            found.update({each.id: each for each in tx.customers.by_address(address.kind.value, address.value)})
    hits = [each.id for each in tx.search.find(query, limit=limit, wanted=_CUSTOMERS).hits]
    by_words = tx.customers.get_many(hits)
    for customer_id in hits:
        customer = by_words.get(customer_id)
        if customer is not None and customer.merged_into is None:
            found.setdefault(customer.id, customer)
    return list(found.values())[:limit]
