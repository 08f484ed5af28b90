"""Purchases and service records: what a customer bought, and what was done for them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One line that a customer bought.

    Amounts are whole minor units (cents, fen) of `currency` (ISO 4217); `refunded` is what was given back of `amount`.
    `source` and `external_id` name the purchase in another system and are unique together; both may be empty.
    """

    id: str
    version: int = 1
    customer_id: str
    source: str = ""
    external_id: str = ""
    at: datetime
    amount: int
    currency: str
    product: str = ""
    quantity: int = 1
    order_number: str = ""
    channel: str = ""
    refunded: int = 0
    returned_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def counts(self) -> bool:
        """Whether it is one of the customer's purchases: what was returned, or given back whole, is none."""
        return self.returned_at is None and (self.amount == 0 or self.refunded < self.amount)


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """Something that was done for a customer: `done` in words, by whom, what is planned and when it is due next."""

    id: str
    version: int = 1
    customer_id: str
    source: str = ""
    external_id: str = ""
    kind: str
    done: str = ""
    at: datetime
    by: str = ""
    plan: str = ""
    next_at: datetime | None = None
    case_id: str | None = None
    created_at: datetime
    updated_at: datetime
