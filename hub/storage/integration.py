"""Events, and the outgoing webhooks that follow them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from hub.domain.events import Event, NewEvent
from hub.ports.repositories.integration import WebhookAttempt, WebhookTarget
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.integration import event_counter, events, webhook_attempts, webhook_targets

NEW_EVENT = Codec(events, NewEvent)
EVENT = Codec(events, Event)
TARGET = Codec(webhook_targets, WebhookTarget)
ATTEMPT = Codec(webhook_attempts, WebhookAttempt)

EVENTS_WAKE = "events"


class Events:
    """Implements `hub.ports.repositories.integration.Events`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, event: NewEvent) -> None:
        self._unit.add(NEW_EVENT, [event])
        self._unit.wakes.add(EVENTS_WAKE)

    def add_all(self, new: Sequence[NewEvent]) -> None:
        if new:
            self._unit.add(NEW_EVENT, new)
            self._unit.wakes.add(EVENTS_WAKE)

    def newest(self) -> int:
        return self._unit.connection.execute(sa.select(event_counter.c.last)).scalar() or 0

    def oldest(self) -> int:
        kept = self._unit.connection.execute(sa.select(sa.func.min(events.c.seq))).scalar()
        return self.newest() + 1 if kept is None else kept

    def after(self, seq: int, limit: int) -> Sequence[Event]:
        """List numbered events above `seq` in order."""
        return self._unit.list(EVENT, sa.select(events).where(events.c.seq > seq).order_by(events.c.seq).limit(limit))

    def prune(self, before: datetime) -> int:
        old = sa.delete(events).where(events.c.seq.is_not(None), events.c.at < before)
        return self._unit.connection.execute(old).rowcount


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
