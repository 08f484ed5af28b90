"""Promised times for a first reply and a resolution, counted in opening hours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SlaKind(StrEnum):
    """What was promised."""

    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"


class SlaState(StrEnum):
    """Where a clock is; `PAUSED` while the hub waits for the customer (resolution only)."""

    RUNNING = "running"
    PAUSED = "paused"
    WARNED = "warned"
    BREACHED = "breached"
    MET = "met"
    MET_LATE = "met_late"
    CANCELED = "canceled"


@dataclass(frozen=True, kw_only=True)
class SlaPolicy:
    """Seconds in the opening hours of `hours_id` (None: the queue's, and without any around the clock).

    `warn_at` is the share of the time after which a warning comes; it raises the priority by `warn_priority`, a breach
    by `breach_priority`.
    """

    id: str
    version: int = 1
    name: str
    first_reply_s: int | None = None
    resolution_s: int | None = None
    warn_at: float = 0.8
    warn_priority: int = 0
    breach_priority: int = 0
    pauses_while_pending: bool = True
    hours_id: str | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class SlaClock:
    """One promise for one interaction; `spent_s` is what had run when it was paused at `paused_at`."""

    interaction_id: str
    kind: SlaKind
    policy_id: str
    state: SlaState = SlaState.RUNNING
    target_s: int
    started_at: datetime
    warn_at: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    spent_s: float = 0.0
    ended_at: datetime | None = None
    version: int = 1
