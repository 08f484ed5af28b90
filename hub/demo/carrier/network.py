"""What all parts of the carrier share: account, clock, identifiers, numbers, phones, webhooks, faults."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Generic, TypeVar

from hub.demo.carrier.faults import Faults
from hub.demo.carrier.ids import Sids
from hub.demo.carrier.numbers import Number
from hub.demo.carrier.phones import Phone, Phones
from hub.demo.carrier.timing import Timing
from hub.demo.carrier.webhooks import Webhooks

API = "/2010-04-01/Accounts"
T = TypeVar("T")


class Store(Generic[T]):
    """A bounded dictionary by identifier, oldest first; the oldest is forgotten when it is full."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: OrderedDict[str, T] = OrderedDict()

    def add(self, sid: str, item: T) -> T:
        """Keep `item`."""
        self._items[sid] = item
        while len(self._items) > self._limit:
            self._items.popitem(last=False)
        return item

    def get(self, sid: str) -> T | None:
        """The item, when it is known."""
        return self._items.get(sid)

    def remove(self, sid: str) -> None:
        """Forget it."""
        self._items.pop(sid, None)

    def newest_first(self) -> Iterator[T]:
        """As Twilio lists most resources."""
        return reversed(self._items.values())

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._items)


@dataclass
class Network:
    """One account at the carrier."""

    account_sid: str
    auth_token: str
    base_url: str
    timing: Timing
    sids: Sids
    faults: Faults
    webhooks: Webhooks
    phones: Phones
    numbers: dict[str, Number] = field(default_factory=dict)

    def number(self, phone_number: str) -> Number | None:
        """The rented number, by the number itself or its identifier."""
        found = self.numbers.get(phone_number)
        return found or next((number for number in self.numbers.values() if number.sid == phone_number), None)

    def senders(self, messaging_service_sid: str) -> list[Number]:
        """The numbers in a Messaging Service."""
        return [number for number in self.numbers.values() if number.messaging_service_sid == messaging_service_sid]

    def phone(self, number: str) -> Phone:
        """The subscriber with this number."""
        return self.phones.get(number)

    def uri(self, path: str) -> str:
        """The address of a resource relative to the API's host."""
        return f"{API}/{self.account_sid}/{path}"


def rfc2822(moment: datetime | None) -> str | None:
    """Dates in version 2010-04-01 are RFC 2822 in GMT (https://www.twilio.com/docs/usage/twilios-response#response-formats-dates)."""
    return format_datetime(moment) if moment else None
