"""The REST resources Queues and Members."""

from typing import Any

from hub.demo.carrier.calls import Source
from hub.demo.carrier.errors import RestError, bad, not_found
from hub.demo.carrier.network import rfc2822
from hub.demo.carrier.params import METHOD, TEXT, Param, Type
from hub.demo.carrier.queueing import CallQueue, Waiting
from hub.demo.carrier.rest import Operation, Request
from hub.demo.carrier.rest_calls import LINK
from hub.demo.carrier.switch import Switch
from hub.demo.carrier.webhooks import Target

SIZE = Param(type=Type.INT, low=1, high=5000)
CREATE: dict[str, Param] = {"FriendlyName": TEXT, "MaxSize": SIZE}
MOVE: dict[str, Param] = {"Url": LINK, "Method": METHOD}


class QueueResources:
    """Operations on queues."""

    def __init__(self, switch: Switch) -> None:
        self._queues = switch.queues
        self._net = switch.net

    def operations(self) -> list[Operation]:
        many, one = "Queues.json", "Queues/{sid}.json"
        members, member = "Queues/{sid}/Members.json", "Queues/{sid}/Members/{call}.json"
        return [
            Operation(name="Queues.create", method="POST", path=many, handler=self.create, schema=CREATE, status=201),
            Operation(name="Queues.list", method="GET", path=many, handler=self.list),
            Operation(name="Queues.fetch", method="GET", path=one, handler=self.fetch),
            Operation(name="Members.list", method="GET", path=members, handler=self.members),
            Operation(name="Members.fetch", method="GET", path=member, handler=self.member),
            Operation(name="Members.update", method="POST", path=member, handler=self.move, schema=MOVE),
        ]

    async def create(self, request: Request) -> dict[str, Any]:
        name = request.values.text("FriendlyName")
        if not name:
            raise bad(20002, "FriendlyName is required")
        if self._queues.find(name):
            raise RestError(409, 20409, f"Queue {name} already exists")
        return self._queues.shape(self._queues.open(name, request.values.number("MaxSize", 1000)))

    async def list(self, request: Request) -> dict[str, Any]:
        return request.page("queues", [self._queues.shape(queue) for queue in self._queues.items.newest_first()])

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._queues.shape(self._queue(request))

    async def members(self, request: Request) -> dict[str, Any]:
        queue = self._queue(request)
        return request.page("queue_members", [self._shape(queue, waiting) for waiting in queue.members.values()])

    async def member(self, request: Request) -> dict[str, Any]:
        queue = self._queue(request)
        return self._shape(queue, self._waiting(queue, request))

    async def move(self, request: Request) -> dict[str, Any]:
        """Dequeue one (or `Front`, the first) and give it instructions."""
        queue = self._queue(request)
        waiting = self._waiting(queue, request)
        if not request.values.text("Url"):
            raise bad(21205, "Url parameter is required.")
        shape = self._shape(queue, waiting)
        target = Target(url=request.values.text("Url"), method=request.values.text("Method", "POST"))
        waiting.source = Source(target=target)
        queue.take(waiting)
        return shape

    def _queue(self, request: Request) -> CallQueue:
        queue = self._queues.items.get(request.sids["sid"])
        if queue is None:
            raise not_found(request.path)
        return queue

    def _waiting(self, queue: CallQueue, request: Request) -> Waiting:
        sid = request.sids["call"]
        found = next(iter(queue.members.values()), None) if sid == "Front" else queue.members.get(sid)
        if found is None:
            raise not_found(request.path)
        return found

    def _shape(self, queue: CallQueue, waiting: Waiting) -> dict[str, Any]:
        return {
            "queue_sid": queue.sid,
            "call_sid": waiting.call.sid,
            "date_enqueued": rfc2822(waiting.since),
            "position": queue.position(waiting),
            "wait_time": self._queues.seconds(waiting),
            "uri": self._net.uri(f"Queues/{queue.sid}/Members/{waiting.call.sid}.json"),
        }
