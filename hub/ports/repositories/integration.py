"""Events and the outgoing webhooks that follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.events import NewEvent


class Events(Protocol):
    """What changed, in the same transaction as the change."""

    def add(self, event: NewEvent) -> None:
        """Insert with its number still empty."""

    def add_all(self, new: Sequence[NewEvent]) -> None:
        """Insert many, in their order."""

    def newest(self) -> int:
        """Return the highest number given so far."""

    def oldest(self) -> int:
        """Return the lowest number kept."""

    def prune(self, before: datetime) -> int:
        """Delete numbered events older than `before`; return how many."""


@dataclass(frozen=True, kw_only=True)
class WebhookTarget:
    """A subscriber: where, which event types (empty: all), how far it got. `secret` signs the requests."""

    id: str
    version: int = 1
    url: str
    secret: str
    types: tuple[str, ...] = ()
    enabled: bool = True
    cursor: int = 0
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookAttempt:
    """One line of the delivery log."""

    id: str
    target_id: str
    event_seq: int
    subject_id: str
    state: str
    status: int | None
    error: str
    attempt: int
    next_at: datetime | None
    at: datetime


class WebhookTargets(Protocol):
    """Subscribers, with the state of each event that is not delivered yet."""

    def all(self) -> Sequence[WebhookTarget]:
        """List all."""

    def get(self, target_id: str) -> WebhookTarget | None:
        """Return one."""

    def put(self, target: WebhookTarget) -> None:
        """Insert or replace."""

    def remove(self, target_id: str) -> None:
        """Delete with its log."""

    def set_cursor(self, target_id: str, cursor: int) -> None:
        """Move the cursor forward."""

    def put_attempt(self, attempt: WebhookAttempt) -> None:
        """Insert or replace by (target, event)."""

    def due(self, now: datetime, limit: int) -> Sequence[WebhookAttempt]:
        """List attempts of enabled targets in state `waiting` that are due, by target and event; of each (target,
        subject) only the oldest that waits, so that an interaction's events arrive in order.
        """

    def log(self, target_id: str, *, limit: int) -> Sequence[WebhookAttempt]:
        """List the newest."""
