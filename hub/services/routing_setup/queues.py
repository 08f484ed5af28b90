"""Queues as supervisors set them up and see them: members, hours, what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime

from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.hours import NamedHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.queues import Disposition, Queue
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.routing_setup.config import read_routing
from hub.services.routing_setup.refusals import refuse_queue
from hub.services.shapes import Shape
from hub.services.shapes_routing import queue_shape
from hub.services.sla.retime import retime_queue

_WAITING = ("waiting", "offered")
_PAGE = 500
_BY_KIND = frozenset({"offer_timeout_s", "wrap_up_s"})
_FIELDS = frozenset(each.name for each in fields(Queue)) - {"id", "version", "created_at", "updated_at"}


def queue_views(tx: Tx, *, at: datetime) -> list[Shape]:
    """All queues with how many wait and since when the longest does."""
    waiting: dict[str, list[datetime]] = {}
    for interaction in _waiting(tx):
        waiting.setdefault(interaction.queue_id or "", []).append(interaction.queued_at or interaction.created_at)
    return [_view(queue, waiting.get(queue.id, []), at) for queue in tx.queues.all()]


def queue_view(tx: Tx, queue_id: str, *, at: datetime) -> Shape:
    """One queue with what waits."""
    queue = require_queue(tx, queue_id)
    since = [each.queued_at or each.created_at for each in _waiting(tx, queue_id)]
    return _view(queue, since, at)


def _view(queue: Queue, since: list[datetime], at: datetime) -> Shape:
    return queue_shape(queue, at=at, waiting=len(since), longest_wait_since=min(since, default=None))


def _waiting(tx: Tx, queue_id: str | None = None) -> Iterable[Interaction]:
    wanted, after = InteractionFilter(queue_id=queue_id, states=_WAITING), None
    while page := tx.interactions.page(wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id
        if len(page) < _PAGE:
            return


def require_queue(tx: Tx, queue_id: str, *, expected_version: int | None = None, field: str = "") -> Queue:
    """Return a queue at the expected version."""
    queue = tx.queues.get(queue_id)
    if queue is None:
        raise NotFoundError(f"there is no queue {queue_id}", field=field)
    if expected_version not in (None, queue.version):
        raise StaleVersionError(f"queue {queue_id} is at version {queue.version}; read it again")
    return queue


def create_queue(tx: Tx, given: dict[str, object], *, at: datetime) -> Queue:
    """Make a queue."""
    blank = Queue(id=new_id(), name="", created_at=at, updated_at=at)
    queue = _with(tx, blank, given)
    tx.queues.add(queue)
    announce_queue(tx, queue, at=at)
    return queue


def edit_queue(tx: Tx, queue_id: str, given: dict[str, object], *, expected_version: int | None, at: datetime) -> Queue:
    """Change the fields given; lists are replaced whole."""
    queue = require_queue(tx, queue_id, expected_version=expected_version)
    changed = replace(_with(tx, queue, given), version=queue.version + 1, updated_at=at)
    tx.queues.update(changed, queue.version)
    announce_queue(tx, changed, at=at)
    if changed.hours != queue.hours:
        retime_queue(tx, queue, at=at)
    return changed


def announce_queue(tx: Tx, queue: Queue, *, at: datetime) -> None:
    """Write the event of a changed queue."""
    data = queue_view(tx, queue.id, at=at)
    tx.events.add(NewEvent(type=EventType.QUEUE_UPDATED, data=data, subject_id=queue.id, audience=(EVERYONE,), at=at))


def merged(queue: Queue, given: Mapping[str, object], hours: Mapping[str, NamedHours]) -> Queue:
    """The queue with the fields given, not yet checked: what holds a value a kind is changed kind by kind."""
    values = {key: given[key] for key in _FIELDS & given.keys()}
    for name in _BY_KIND & values.keys():
        values[name] = {**getattr(queue, name), **values[name]}  # type: ignore[dict-item]
    changed: Queue = replace(queue, **_hours(values, hours))  # type: ignore[arg-type]
    return changed


def _hours(values: dict[str, object], hours: Mapping[str, NamedHours]) -> dict[str, object]:
    """Take the hours of `hours_id`; a queue that is given its own no longer shares any."""
    shared = values.get("hours_id")
    if shared is None:
        return {**values, "hours_id": None} if "hours" in values else values
    if values.get("hours") is not None:
        raise InvalidError("give hours or hours_id, not both", field="hours_id")
    named = hours.get(str(shared))
    return {**values, "hours": named.hours if named else None}


def _with(tx: Tx, queue: Queue, given: dict[str, object]) -> Queue:
    config = read_routing(tx)
    changed = merged(queue, given, config.hours)
    if not changed.name.strip():
        raise InvalidError("a queue needs a name", field="name")
    if any(each.name == changed.name and each.id != changed.id for each in config.queues.values()):
        raise InvalidError(f"another queue is called {changed.name!r}", field="name")
    refuse_queue(changed, config)
    return changed


def put_disposition(tx: Tx, disposition: Disposition) -> Disposition:
    """Make or change a result code; an inactive one is no longer offered."""
    if disposition.queue_id is not None:
        require_queue(tx, disposition.queue_id, field="queue_id")
    tx.queues.put_disposition(disposition)
    return disposition
