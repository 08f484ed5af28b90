"""Promised times for contacts (first reply, resolution) and cases (also joint review, report), in opening hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SlaKind(StrEnum):
    """What was promised; the last two for cases alone."""

    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"
    JOINT_REVIEW = "joint_review"
    RESULT_REPORT = "result_report"


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
    """One promise for one interaction or case, which carries it.

    `due_at` is None where the hours never open again, and while it is paused; `left_s` is what is left then, in
    opening hours. `warned_at` and `breached_at` are when each was told, once.
    """

    kind: SlaKind
    policy_id: str
    state: SlaState = SlaState.RUNNING
    target_s: int
    started_at: datetime
    warn_at: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    left_s: float | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the promise is still to be kept."""
        return self.state in _OPEN

    @property
    def next_at(self) -> datetime | None:
        """When it has to be looked at: for the warning, then for the breach."""
        return {SlaState.RUNNING: self.warn_at or self.due_at, SlaState.WARNED: self.due_at}.get(self.state)


_OPEN = frozenset({SlaState.RUNNING, SlaState.PAUSED, SlaState.WARNED, SlaState.BREACHED})
_WORST = (SlaState.BREACHED, SlaState.WARNED, SlaState.RUNNING, SlaState.PAUSED)


def worst_state(clocks: Sequence[SlaClock]) -> SlaState | None:
    """The worst of the clocks that are open."""
    states = {each.state for each in clocks}
    return next((each for each in _WORST if each in states), None)


def next_look(clocks: Sequence[SlaClock]) -> datetime | None:
    """When the first of them has to be looked at."""
    return min((each.next_at for each in clocks if each.next_at is not None), default=None)
