"""/queues and /dispositions: where work waits, and the result codes of work done."""

import zoneinfo

from hub.domain.queues import Disposition
from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.services.queues import create_queue, edit_queue, put_disposition, queue_view, queue_views
from hub.services.shapes import Shape, disposition_shape
from hub.web.models.routing import DispositionBody, NewQueueBody, QueueChange
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All queues with what waits."""
    now = call.services.clock.now()
    return await call.read(lambda tx: {"items": queue_views(tx, at=now), "next": None})


async def create(call: Call) -> Shape:
    """Make a queue."""
    fields, now = _fields(call.body_as(NewQueueBody)), call.services.clock.now()
    return await call.write(lambda tx: queue_view(tx, create_queue(tx, fields, at=now).id, at=now))


async def show(call: Call) -> Shape:
    """One queue."""
    now = call.services.clock.now()
    return await call.read(lambda tx: queue_view(tx, call.path["id"], at=now))


async def edit(call: Call) -> Shape:
    """Change own fields."""
    fields, now = _fields(call.body_as(QueueChange)), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        queue = edit_queue(tx, call.path["id"], fields, expected_version=call.expected_version, at=now)
        return queue_view(tx, queue.id, at=now)

    return await call.write(work)


def _fields(body: QueueChange) -> dict[str, object]:
    if body.hours is not None:
        require_zone(body.hours.time_zone, "hours.time_zone")
    return body.fields()


def require_zone(name: str, field: str) -> None:
    """Refuse what is no time zone."""
    if name not in zoneinfo.available_timezones():
        raise InvalidError(f"{name!r} is no IANA time zone; write one like Asia/Shanghai", field=field)


async def dispositions(call: Call) -> Shape:
    """All result codes in use."""
    return await call.read(
        lambda tx: {"items": [disposition_shape(each) for each in tx.queues.dispositions()], "next": None}
    )


async def put_code(call: Call) -> Shape:
    """Make or change a result code."""
    body = call.body_as(DispositionBody)
    code = Disposition(code=body.code, label=body.label, queue_id=body.queue_id, active=body.active)
    return await call.write(lambda tx: disposition_shape(put_disposition(tx, code)))
