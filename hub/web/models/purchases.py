"""Purchases and service records on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.domain.imports import RowOutcome
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Shown, ShownVersioned, Time

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[int, Field(ge=0, le=10**15)]
Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]
_OWNER = frozenset({"customer_id", "customer"})


class CustomerRef(Body):
    """A customer by the id in another system, or by an address that identifies."""

    source: Line = ""
    external_id: Line = ""
    phone: Line = ""
    email: Line = ""


class _Owned(Body):
    def own(self) -> dict[str, object]:
        """The record's fields that were given."""
        return {name: value for name, value in self.given().items() if name not in _OWNER}


class PurchaseChange(_Owned):
    """Own fields of a purchase, amounts in minor units; only those given change."""

    at: Time | None = None
    amount: Amount = 0
    currency: Currency = "USD"
    product: Line = ""
    quantity: Quantity = 1
    order_number: Line = ""
    channel: Line = ""
    refunded: Amount = 0
    returned_at: Time | None = None


class PurchaseBody(_Owned):
    """A purchase of a customer, who is named by id or by `customer`; amounts in minor units (cents)."""

    customer_id: Id | None = None
    customer: CustomerRef | None = None
    at: Time
    amount: Amount
    currency: Currency
    product: Line = ""
    quantity: Quantity = 1
    order_number: Line = ""
    channel: Line = ""
    refunded: Amount = 0
    returned_at: Time | None = None


class NewPurchaseBody(PurchaseBody):
    """A purchase to store; `source` and `external_id` name it in another system."""

    source: Line = ""
    external_id: Line = ""


class PurchasesBody(Body):
    """Many purchases; each is stored, or refused by itself."""

    items: Annotated[list[NewPurchaseBody], Field(min_length=1, max_length=1000)]


class ServiceChange(_Owned):
    """Own fields of a service record; only those given change."""

    at: Time | None = None
    kind: Name = "service"
    done: Prose = ""
    by: Line = ""
    plan: Prose = ""
    next_at: Time | None = None
    case_id: Id | None = None


class ServiceRecordBody(_Owned):
    """Something that was done for a customer, who is named by id or by `customer`."""

    customer_id: Id | None = None
    customer: CustomerRef | None = None
    at: Time
    kind: Name
    done: Prose = ""
    by: Line = ""
    plan: Prose = ""
    next_at: Time | None = None
    case_id: Id | None = None


class NewServiceBody(ServiceRecordBody):
    """A service record to store; `source` and `external_id` name it in another system."""

    source: Line = ""
    external_id: Line = ""


class ServicesBody(Body):
    """Many service records; each is stored, or refused by itself."""

    items: Annotated[list[NewServiceBody], Field(min_length=1, max_length=1000)]


class OwnedQuery(Page):
    """Whose."""

    customer_id: Id | None = None


class ShownPurchase(ShownVersioned):
    """A purchase."""

    customer_id: str
    source: str
    external_id: str
    at: str
    amount: int
    currency: str
    product: str
    quantity: int
    order_number: str
    channel: str
    refunded: int
    returned_at: str | None


class ShownPurchases(Shown):
    """A page of purchases."""

    items: list[ShownPurchase]
    next: str | None


class ShownService(ShownVersioned):
    """A service record."""

    customer_id: str
    source: str
    external_id: str
    kind: str
    done: str
    at: str
    by: str
    plan: str
    next_at: str | None
    case_id: str | None


class ShownServices(Shown):
    """A page of service records."""

    items: list[ShownService]
    next: str | None


class ShownLine(Shown):
    """What became of one of many."""

    index: int
    outcome: RowOutcome
    id: str | None
    errors: list[dict[str, str]]


class ShownLines(Shown):
    """What became of many."""

    items: list[ShownLine]
    counts: dict[str, int]
