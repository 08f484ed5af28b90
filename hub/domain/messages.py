"""The entries of an interaction: texts, mails, call events, recordings, notes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import Direction


class MessageKind(StrEnum):
    """What the entry is."""

    TEXT = "text"
    EMAIL = "email"
    CALL = "call"
    RECORDING = "recording"
    VOICEMAIL = "voicemail"
    NOTE = "note"
    SYSTEM = "system"


class AuthorType(StrEnum):
    """Who wrote it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True)
class Author:
    """The writer; `name` is a copy, so that the log still reads when the record is gone."""

    type: AuthorType
    id: str | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A stored file; `blob` is the SHA-256 (hex) of its bytes. `content_id` is set for inline images of a mail."""

    id: str
    message_id: str
    name: str
    type: str
    size: int
    blob: str
    content_id: str | None = None
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageDelivery:
    """How far an outbound message got, as last reported."""

    state: DeliveryState
    error_class: str | None = None
    error_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """One entry; `seq` is gap-free within its interaction, `provider_id` unique on its channel.

    `html_blob` is the SHA-256 of the raw HTML of a mail, cleaned when it is shown. `headers` holds what
    threading needs: `message_id`,
    `references`, `to`, `cc`. `reason` explains automatic mail (`auto_reply`, `bounce`, ...).
    """

    id: str
    interaction_id: str
    channel: str
    seq: int
    direction: Direction
    kind: MessageKind
    text: str = ""
    subject: str = ""
    html_blob: str | None = None
    headers: dict[str, str] | None = None
    author: Author
    provider_id: str | None = None
    delivery: MessageDelivery | None = None
    attachments: tuple[Attachment, ...] = ()
    reason: str | None = None
    created_at: datetime
