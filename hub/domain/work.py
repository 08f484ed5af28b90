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

    `epoch` rises with every offer and requeue and fences late answers. `queued_at` is kept when an offer comes to
    nothing, so
    the place in the queue is kept. `preferred_agent_id` is tried first, alone until `preferred_until`; `direct` work
    goes to that agent and nobody else.
    """

    id: str
    interaction_id: str
    parent_id: str | None = None
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
    excluded_agent_ids: tuple[str, ...] = ()
    queued_at: datetime
    state_at: datetime
    due_at: datetime | None = None
    disposition: str | None = None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A work item proposed to an agent until `deadline`; `why` keeps the candidates, their order and the rule that
    chose.
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
    ended_at: datetime | None = None
