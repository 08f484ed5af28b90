"""Queues as supervisors set them up and see them: members, hours, what waits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.queues import Disposition, Queue, QueueMember
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.shapes import Shape, queue_shape

_WAITING = ("waiting", "offered")
_PAGE = 500
_BY_KIND = frozenset({"offer_timeout_s", "wrap_up_s"})
_FIELDS = frozenset(
    {
        "name",
        "routing_domain",
        "members",
        "hours",
        "offer_timeout_s",
        "wrap_up_s",
        "disposition_required",
        "max_wait_s",
        "greeting",
    }
)


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


def create_queue(tx: Tx, fields: dict[str, object], *, at: datetime) -> Queue:
    """Make a queue."""
    blank = Queue(id=new_id(), name="", created_at=at, updated_at=at)
    queue = _with(tx, blank, fields)
    tx.queues.add(queue)
    announce_queue(tx, queue, at=at)
    return queue


def edit_queue(
    tx: Tx, queue_id: str, fields: dict[str, object], *, expected_version: int | None, at: datetime
) -> Queue:
    """Change the fields given; `members` replaces them all."""
    queue = require_queue(tx, queue_id, expected_version=expected_version)
    changed = replace(_with(tx, queue, fields), version=queue.version + 1, updated_at=at)
    tx.queues.update(changed, queue.version)
    announce_queue(tx, changed, at=at)
    return changed


def announce_queue(tx: Tx, queue: Queue, *, at: datetime) -> None:
    """Write the event of a changed queue."""
    data = queue_view(tx, queue.id, at=at)
    tx.events.add(NewEvent(type=EventType.QUEUE_UPDATED, data=data, subject_id=queue.id, audience=(EVERYONE,), at=at))


def _with(tx: Tx, queue: Queue, fields: dict[str, object]) -> Queue:
    given = {key: fields[key] for key in _FIELDS & fields.keys()}
    for name in _BY_KIND & given.keys():
        given[name] = {**getattr(queue, name), **given[name]}  # type: ignore[dict-item]
    changed: Queue = replace(queue, **given)  # type: ignore[arg-type]
    if not changed.name.strip():
        raise InvalidError("a queue needs a name", field="name")
    if any(each.name == changed.name and each.id != changed.id for each in tx.queues.all()):
        raise InvalidError(f"another queue is called {changed.name!r}", field="name")
    _check_members(tx, changed.members)
    return changed


def _check_members(tx: Tx, members: tuple[QueueMember, ...]) -> None:
    if len({each.agent_id for each in members}) < len(members):
        raise InvalidError("names an agent twice", field="members")
    for member in members:
        if tx.agents.get(member.agent_id) is None:
            raise InvalidError(f"there is no agent {member.agent_id}", field="members")


def put_disposition(tx: Tx, disposition: Disposition) -> Disposition:
    """Make or change a result code; an inactive one is no longer offered."""
    if disposition.queue_id is not None:
        require_queue(tx, disposition.queue_id, field="queue_id")
    tx.queues.put_disposition(disposition)
    return disposition
