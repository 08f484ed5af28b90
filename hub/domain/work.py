"""Work items, the routing legs of an interaction, with the offers made for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.interactions import InteractionKind, Requirement


class WorkItemState(StrEnum):
    """Where a routing leg is (docs/concepts.md, "Routing")."""

    PARKED = "parked"
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"
    ACTIVE = "active"
    HELD = "held"
    PENDING = "pending"
    SNOOZED = "snoozed"
    WRAPPING = "wrapping"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    CANCELED = "canceled"
    EXPIRED = "expired"
    VOICEMAIL = "voicemail"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in _TERMINAL


_TERMINAL = frozenset(
    {
        WorkItemState.COMPLETED,
        WorkItemState.ABANDONED,
        WorkItemState.CANCELED,
        WorkItemState.EXPIRED,
        WorkItemState.VOICEMAIL,
    }
)


class LegRole(StrEnum):
    """What a leg is to its interaction: one live leg is the main one, beside it at most one that may follow it."""

    MAIN = "main"
    TRANSFER = "transfer"
    CONSULT = "consult"


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """An agent who does not get the item until a time: wholly, or (soft) while anybody else could take it."""

    agent_id: str
    until: datetime
    hard: bool = False


@dataclass(frozen=True, kw_only=True)
class Preference:
    """An agent the customer should rather get; the highest score (0-100) is tried first."""

    agent_id: str
    score: int = 100


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A caller who has hung up and keeps the place: the number to call, and how often it was tried."""

    number: str
    asked_at: datetime
    attempts: int = 0
    max_attempts: int = 3
    retry_s: int = 300
    expires_at: datetime | None = None


class OfferState(StrEnum):
    """What became of a proposal to an agent."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One routing leg of an interaction; a transfer makes a new one with `parent_id`.

    `epoch` rises with every offer and requeue and fences late answers. `queued_at` is the arrival, which gives the
    place in line; it is kept when an offer comes to nothing. `entered_at` is when it first waited in a queue (a night
    parked before the opening does not count); plans and the longest wait count from there.
    `preferred_agent_id` is tried first, alone until `preferred_until`; `direct` work goes to nobody else.
    `preferences` are agents to try first, each skipped at once when away.
    `plan_id` with `plan_step`, the number of steps taken. `visited_queue_ids` are queues it overflowed from.
    A side leg (`role` not main) becomes the main one when the hand-over is done.
    """

    id: str
    interaction_id: str
    parent_id: str | None = None
    role: LegRole = LegRole.MAIN
    kind: InteractionKind
    queue_id: str | None
    state: WorkItemState = WorkItemState.WAITING
    epoch: int = 0
    priority: int = 0
    requirements: tuple[Requirement, ...] = ()
    agent_id: str | None = None
    preferred_agent_id: str | None = None
    preferred_until: datetime | None = None
    direct: bool = False
    preferences: tuple[Preference, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    plan_id: str | None = None
    plan_step: int = 0
    visited_queue_ids: tuple[str, ...] = ()
    callback: Callback | None = None
    queued_at: datetime
    entered_at: datetime | None = None
    state_at: datetime
    due_at: datetime | None = None
    disposition: str | None = None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A work item proposed to an agent until `deadline`; `why` keeps the candidates, their order and the rule that
    chose. `acked_at` is when the agent's desk showed it.
    """

    id: str
    work_item_id: str
    interaction_id: str
    epoch: int
    agent_id: str
    state: OfferState = OfferState.PENDING
    cause: str | None = None
    why: dict[str, object] | None = None
    created_at: datetime
    deadline: datetime
    acked_at: datetime | None = None
    ended_at: datetime | None = None
