"""The interaction log: one row for each contact on one channel."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.domain.sla import SlaClock


class InteractionKind(StrEnum):
    """What kind of channel carried the contact."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    WEBCHAT = "webchat"
    WEBHOOK = "webhook"
    MANUAL = "manual"


class Direction(StrEnum):
    """Who started it; `INTERNAL` is for notes and system messages."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class InteractionState(StrEnum):
    """Where the contact is; the live work item decides, the log mirrors it in the same transaction."""

    NEW = "new"
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"
    ACTIVE = "active"
    HELD = "held"
    PENDING = "pending"
    SNOOZED = "snoozed"
    WRAPPING = "wrapping"
    VOICEMAIL = "voicemail"
    CLOSED = "closed"
    ABANDONED = "abandoned"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self not in (InteractionState.CLOSED, InteractionState.ABANDONED)


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A skill that the agent needs at `level` (1-10) or better."""

    skill: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """One contact on one channel.

    `channel` is the configured name, `address` the customer's raw address on it and `our_address` the dialled
    number, mailbox or site. `thread_key` groups later messages of the same conversation on that channel
    (the customer's number and ours for texts, the conversation for chat, the call for a call). `last_seq` is the
    number of its newest
    message. `linked_id` is the earlier interaction that this one continues. `clocks` are what was promised for it.
    """

    id: str
    version: int = 1
    channel: str
    kind: InteractionKind
    direction: Direction = Direction.IN
    state: InteractionState = InteractionState.NEW
    customer_id: str | None = None
    contact_point_id: str | None = None
    case_id: str | None = None
    linked_id: str | None = None
    subject: str = ""
    address: str = ""
    our_address: str = ""
    thread_key: str = ""
    queue_id: str | None = None
    agent_id: str | None = None
    work_item_id: str | None = None
    priority: int = 0
    requirements: tuple[Requirement, ...] = ()
    language: str = ""
    disposition: str | None = None
    entry_rule: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    last_seq: int = 0
    last_text: str = ""
    last_direction: Direction = Direction.IN
    last_at: datetime | None = None
    unread: int = 0
    created_at: datetime
    queued_at: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    last_customer_at: datetime | None = None
    updated_at: datetime
    clocks: tuple[SlaClock, ...] = ()
