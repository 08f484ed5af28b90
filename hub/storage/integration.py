"""Events, and the outgoing webhooks that follow them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from hub.domain.events import Event, NewEvent
from hub.ports.repositories.integration import WebhookAttempt, WebhookTarget
from hub.storage import bulk
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.integration import event_batches, event_counter, events, webhook_attempts, webhook_targets

NEW_EVENT = Codec(events, NewEvent)
NUMBERED = Codec(events, Event)
TARGET = Codec(webhook_targets, WebhookTarget)
ATTEMPT = Codec(webhook_attempts, WebhookAttempt)

_SEQ = (event_batches.c.last_seq - event_batches.c.size + 1 + events.c.position).label("seq")


class Events:
    """Implements `hub.ports.repositories.integration.Events`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, event: NewEvent) -> None:
        self._unit.keep_event(event)

    def add_all(self, new: Sequence[NewEvent]) -> None:
        for event in new:
            self._unit.keep_event(event)

    def newest(self) -> int:
        return self._unit.connection.execute(sa.select(event_counter.c.last)).scalar() or 0

    def oldest(self) -> int:
        c = event_batches.c
        first = sa.select(c.last_seq - c.size + 1).where(c.last_seq.is_not(None)).order_by(c.last_seq).limit(1)
        kept = self._unit.connection.execute(first).scalar()
        return self.newest() + 1 if kept is None else kept

    def after(self, seq: int, limit: int) -> Sequence[Event]:
        """List numbered events above `seq` in order."""
        c = event_batches.c
        both = events.join(event_batches, c.id == events.c.batch_id)
        above = sa.select(events, _SEQ).select_from(both).where(c.last_seq > seq, seq < _SEQ)
        rows = self._unit.connection.execute(above.order_by(c.last_seq, events.c.position).limit(limit))
        return [NUMBERED.value_of(row, seq=row[-1]) for row in rows]

    def prune(self, before: datetime) -> int:
        c = event_batches.c
        old = sa.select(c.id).where(c.last_seq.is_not(None), c.newest_at < before)
        removed = self._unit.connection.execute(sa.delete(events).where(events.c.batch_id.in_(old))).rowcount
        self._unit.connection.execute(sa.delete(event_batches).where(c.id.in_(old)))
        return removed


def write_events(unit: Unit) -> None:
    """Write the events kept so far of a transaction on PostgreSQL, as one batch that waits for its numbers."""
    kept = unit.events[unit.written_events :]
    unit.written_events += len(kept)
    if not kept:
        return
    rows = [{"position": position, **vars(event)} for position, event in enumerate(kept)]
    batch = {"size": len(kept), "newest_at": max(event.at for event in kept)}
    unit.send(bulk.insertion_with_batch(events, rows, batch))


class WebhookTargets:
    """Implements `hub.ports.repositories.integration.WebhookTargets`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def all(self) -> Sequence[WebhookTarget]:
        return self._unit.list(TARGET, sa.select(webhook_targets).order_by(webhook_targets.c.id))

    def get(self, target_id: str) -> WebhookTarget | None:
        return self._unit.one(TARGET, webhook_targets.c.id == target_id)

    def put(self, target: WebhookTarget) -> None:
        self._unit.put(TARGET, target)

    def remove(self, target_id: str) -> None:
        self._unit.connection.execute(sa.delete(webhook_targets).where(webhook_targets.c.id == target_id))

    def set_cursor(self, target_id: str, cursor: int) -> None:
        behind = sa.update(webhook_targets).where(webhook_targets.c.id == target_id, webhook_targets.c.cursor < cursor)
        self._unit.connection.execute(behind.values(cursor=cursor))

    def put_attempt(self, attempt: WebhookAttempt) -> None:
        self._unit.put(ATTEMPT, attempt, by=("target_id", "event_seq"))

    def due(self, now: datetime, limit: int) -> Sequence[WebhookAttempt]:
        c, earlier = webhook_attempts.c, webhook_attempts.alias("earlier")
        blocked = sa.exists().where(
            earlier.c.target_id == c.target_id,
            earlier.c.subject_id == c.subject_id,
            earlier.c.state == "waiting",
            earlier.c.event_seq < c.event_seq,
        )
        enabled = sa.select(webhook_targets.c.id).where(webhook_targets.c.enabled)
        waiting = sa.select(webhook_attempts).where(
            c.state == "waiting", c.next_at <= now, c.target_id.in_(enabled), ~blocked
        )
        return self._unit.list(ATTEMPT, waiting.order_by(c.target_id, c.event_seq).limit(limit))

    def log(self, target_id: str, *, limit: int) -> Sequence[WebhookAttempt]:
        c = webhook_attempts.c
        of_target = sa.select(webhook_attempts).where(c.target_id == target_id)
        return self._unit.list(ATTEMPT, of_target.order_by(c.event_seq.desc()).limit(limit))
