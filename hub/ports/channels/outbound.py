"""What goes out on a channel, and what the provider said of it."""

from dataclasses import dataclass

from hub.domain.deliveries import DeliveryState


@dataclass(frozen=True, kw_only=True)
class OutboundFile:
    """A file to send along; `url` is a signed public address for providers that fetch it themselves."""

    name: str
    type: str
    data: bytes
    url: str = ""
    content_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outbound:
    """One message to send. `delivery_id` goes to the provider wherever it can come back.

    `thread_references` are the conversation's message ids, oldest first; `automatic` marks what no person wrote.
    `valid_s` is how long the message may wait at the provider.
    """

    delivery_id: str
    channel: str
    to: str
    sender: str = ""
    text: str
    subject: str = ""
    html: str = ""
    files: tuple[OutboundFile, ...] = ()
    interaction_id: str | None = None
    thread_key: str = ""
    thread_references: tuple[str, ...] = ()
    to_name: str = ""
    cc: tuple[str, ...] = ()
    sender_name: str = ""
    automatic: bool = False
    unsubscribe_url: str = ""
    valid_s: int | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The provider took it; `state` is `accepted` unless it already knows more."""

    provider_id: str
    state: DeliveryState = DeliveryState.ACCEPTED
