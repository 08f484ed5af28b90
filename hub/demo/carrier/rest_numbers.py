"""The REST resource IncomingPhoneNumbers."""

from typing import Any

from hub.demo.carrier.errors import not_found
from hub.demo.carrier.network import Network, rfc2822
from hub.demo.carrier.numbers import LIST, UPDATE, Number
from hub.demo.carrier.rest import Operation, Request


class NumberResources:
    """Operations on rented numbers."""

    def __init__(self, net: Network) -> None:
        self._net = net

    def operations(self) -> list[Operation]:
        many, one = "IncomingPhoneNumbers.json", "IncomingPhoneNumbers/{sid}.json"
        return [
            Operation(name="IncomingPhoneNumbers.list", method="GET", path=many, handler=self.list, schema=LIST),
            Operation(name="IncomingPhoneNumbers.fetch", method="GET", path=one, handler=self.fetch),
            Operation(name="IncomingPhoneNumbers.update", method="POST", path=one, handler=self.update, schema=UPDATE),
        ]

    async def list(self, request: Request) -> dict[str, Any]:
        query = request.query
        found = [
            self._shape(number)
            for number in self._net.numbers.values()
            if query.get("PhoneNumber", "") in number.phone_number
            and query.get("FriendlyName", number.friendly_name) == number.friendly_name
        ]
        return request.page("incoming_phone_numbers", found)

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._shape(self._one(request))

    async def update(self, request: Request) -> dict[str, Any]:
        number = self._one(request)
        number.update(request.values, self._net.timing.now())
        return self._shape(number)

    def _one(self, request: Request) -> Number:
        found = next((number for number in self._net.numbers.values() if number.sid == request.sids["sid"]), None)
        if found is None:
            raise not_found(request.path)
        return found

    def _shape(self, number: Number) -> dict[str, Any]:
        return number.shape(self._net.account_sid, rfc2822(number.created) or "", rfc2822(number.updated) or "")
