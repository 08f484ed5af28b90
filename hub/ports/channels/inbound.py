"""What comes in from a channel, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind


@dataclass(frozen=True, kw_only=True)
class InboundFile:
    """A file that came with a message; `content_id` (without brackets) is set for inline images of a mail."""

    name: str
    type: str
    data: bytes
    content_id: str | None = None
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class RawPayload:
    """The signed bytes as they came, kept even when they cannot be parsed."""

    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """How far a source has been read (`uidvalidity:uid` of a folder, the provider's last message); stored with the
    message in one transaction.
    """

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ThreadHints:
    """How a message finds its conversation; the first that matches wins, newest reference first.

    `interaction_id` comes from a reply token whose signature the channel has checked.
    `key` is the channel's own conversation id (a chat, a call); empty means the pair (our address, their address).
    """

    key: str = ""
    interaction_id: str | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""


class Automatic(StrEnum):
    """Why a message is no person's: logged, but it makes no customer, work, reopening or answer."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    LOOP = "loop"


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One contact or message from outside, parsed.

    `provider_id` is unique on its channel: a repeat changes nothing. `sender` and `our_address` are raw; the hub
    normalises them by `region`. `verified` says that the sender is proven (a signed identity, DMARC, STIR A).
    `unparsed` carries the reason when only `raw` could be kept. `answers` are pre-chat answers or a call's fields;
    `digits` keypad input.
    `sender_kind` is `phone`, `email`, `chat` or `external`. `in_reply_to_delivery` names our delivery that a bounce
    is about.
    """

    channel: str
    kind: InteractionKind
    provider_id: str
    message_kind: MessageKind = MessageKind.TEXT
    sender: str
    sender_kind: str
    sender_name: str = ""
    our_address: str = ""
    region: str | None = None
    text: str = ""
    subject: str = ""
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: tuple[InboundFile, ...] = ()
    thread: ThreadHints = field(default_factory=ThreadHints)
    automatic: Automatic | None = None
    in_reply_to_delivery: str | None = None
    verified: bool = False
    language: str = ""
    digits: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    received_at: datetime
    raw: RawPayload | None = None
    bookmark: Bookmark | None = None
    unparsed: str | None = None


class OutcomeKind(StrEnum):
    """What became of an inbound message."""

    STORED = "stored"
    REPEATED = "repeated"
    UNPARSED = "unparsed"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Returned once the commit is durable; `seq` is the message's number in its interaction. Ids are None for
    unparsed payloads.

    `commands` lists what the text was besides a message: `opt_out`, `opt_in`, `help`.
    """

    kind: OutcomeKind
    interaction_id: str | None = None
    message_id: str | None = None
    customer_id: str | None = None
    seq: int = 0
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeliveryStatus:
    """A provider's word on an outbound message, found by our delivery id when it carries one, else by the provider's
    id.
    """

    channel: str
    delivery_id: str | None
    provider_id: str | None
    state: DeliveryState
    error_class: str = ""
    error_code: str = ""
    at: datetime
