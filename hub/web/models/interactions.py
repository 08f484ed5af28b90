"""Interactions and messages on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import Direction, InteractionKind, InteractionState
from hub.domain.messages import AuthorType, MessageKind
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Query, Shown, ShownVersioned, Time

Addresses = Annotated[list[Name], Field(max_length=50)]
AttachmentIds = Annotated[list[Id], Field(max_length=20)]


class InteractionQuery(Page):
    """Which interactions; `state` may name several with commas, `open` stands for all that are not finished.

    `sla` is `at_risk` (a warning was given) or `breached`, of promises that are still to be kept.
    """

    state: Line | None = None
    customer_id: Id | None = None
    agent_id: Id | None = None
    queue_id: Id | None = None
    channel: Line | None = None
    kind: InteractionKind | None = None
    sla: Literal["at_risk", "breached"] | None = None


class NewInteractionBody(Body):
    """A contact that an agent begins (`channel` and `customer_id` or `address`), or logs by hand (`manual`)."""

    channel: Name
    customer_id: Id | None = None
    address: Line = ""
    kind: InteractionKind | None = None
    text: Prose = ""
    subject: Line = ""
    attachments: AttachmentIds = Field(default_factory=list)
    cc: Addresses = Field(default_factory=list)
    cid: Id | None = None
    direction: Direction = Direction.IN
    manual_kind: Literal["visit", "fax", "call", "letter", "other"] = "other"
    at: Time | None = None
    note: Prose = ""
    agent_id: Id | None = None


class InteractionChange(Body):
    """What may be corrected; `customer_id` moves the contact to another customer."""

    subject: Line | None = None
    customer_id: Id | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] | None = None


class MessagesQuery(Query):
    """Which messages of an interaction."""

    after_seq: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class NewMessageBody(Body):
    """An answer or an internal note; `cid` is the writer's own id, a repeat makes no second message."""

    kind: Literal["reply", "note"] = "reply"
    text: Prose = ""
    subject: Line = ""
    cc: Addresses = Field(default_factory=list)
    attachments: AttachmentIds = Field(default_factory=list)
    cid: Id | None = None


class ReadBody(Body):
    """Up to which message the agent has read."""

    seq: Annotated[int, Field(ge=0, le=2_000_000_000)]


class TypingBody(Body):
    """Whether the agent is typing."""

    on: bool


class SnoozeBody(Body):
    """Until when."""

    until: Time


class CloseBody(Body):
    """With which result."""

    disposition: Line | None = None
    note: Prose = ""


class ShownInteraction(ShownVersioned):
    """One row of the log."""

    channel: str
    kind: InteractionKind
    direction: Direction
    state: InteractionState
    customer_id: str | None
    contact_point_id: str | None
    case_id: str | None
    linked_id: str | None
    subject: str
    queue_id: str | None
    agent_id: str | None
    priority: int
    requirements: list[dict[str, object]]
    language: str
    disposition: str | None
    entry_rule: str | None
    unread: int
    last_message: dict[str, object] | None
    created_at: str
    queued_at: str | None
    accepted_at: str | None
    ended_at: str | None
    closed_at: str | None


class ShownInteractions(Shown):
    """A page of the log."""

    items: list[ShownInteraction]
    next: str | None


class ShownAttachment(Shown):
    """A file."""

    id: str
    name: str
    type: str
    size: int
    url: str


class ShownAuthor(Shown):
    """Who wrote."""

    type: AuthorType
    id: str | None
    name: str


class ShownDelivery(Shown):
    """How far a message got."""

    state: DeliveryState
    error_class: str | None
    error_code: str | None


class ShownMessage(Shown):
    """One entry of an interaction."""

    id: str
    interaction_id: str
    seq: int
    direction: Direction
    kind: MessageKind
    text: str
    subject: str
    html_url: str | None
    attachments: list[ShownAttachment]
    author: ShownAuthor
    provider_id: str | None
    delivery: ShownDelivery | None
    created_at: str


class ShownMessages(Shown):
    """Messages by seq."""

    items: list[ShownMessage]
    next: str | None
