"""/queues and /dispositions: where work waits, and the result codes of work done."""

from datetime import datetime

from hub.domain.queues import Disposition, Queue
from hub.ports.repositories import Tx
from hub.services.routing_setup.queues import create_queue, edit_queue, put_disposition, queue_view, queue_views
from hub.services.shapes import Shape
from hub.services.shapes_routing import disposition_shape
from hub.web.api.configured import configured
from hub.web.models.queues import DispositionBody, NewQueueBody, QueueChange
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All queues with what waits."""
    now = call.services.clock.now()
    return await call.read(lambda tx: {"items": queue_views(tx, at=now), "next": None})


async def create(call: Call) -> Shape:
    """Make a queue."""
    fields, now = call.body_as(NewQueueBody).fields(), call.services.clock.now()
    return await configured(call, "queue.made", lambda tx: _view(tx, create_queue(tx, fields, at=now), now))


async def show(call: Call) -> Shape:
    """One queue."""
    now = call.services.clock.now()
    return await call.read(lambda tx: queue_view(tx, call.path["id"], at=now))


async def edit(call: Call) -> Shape:
    """Change own fields."""
    fields, now = call.body_as(QueueChange).fields(), call.services.clock.now()

    def work(tx: Tx) -> tuple[str, Shape]:
        queue = edit_queue(tx, call.path["id"], fields, expected_version=call.expected_version, at=now)
        return _view(tx, queue, now)

    return await configured(call, "queue.changed", work)


def _view(tx: Tx, queue: Queue, now: datetime) -> tuple[str, Shape]:
    return queue.id, queue_view(tx, queue.id, at=now)


async def dispositions(call: Call) -> Shape:
    """All result codes in use."""
    return await call.read(
        lambda tx: {"items": [disposition_shape(each) for each in tx.queues.dispositions()], "next": None}
    )


async def put_code(call: Call) -> Shape:
    """Make or change a result code."""
    body = call.body_as(DispositionBody)
    code = Disposition(
        code=body.code, label=body.label, labels=dict(body.labels), queue_id=body.queue_id, active=body.active
    )
    return await call.write(lambda tx: disposition_shape(put_disposition(tx, code)))
