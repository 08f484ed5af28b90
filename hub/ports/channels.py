"""The contract between the hub and a channel: what comes in, what goes out, what a kind can do.

A kind is one module (or package) under `hub.channels`, or a third party's entry point in the group `hub.channels`,
whose object is a `ChannelKind`. `docs/channels/writing-your-own.md` walks through one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.ports.blobs import Blobs
from hub.ports.clock import Clock


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


@dataclass(frozen=True, kw_only=True)
class CallRef:
    """A call's request for what to do next: which call, at which point of its script, with what was entered."""

    channel: str
    provider_id: str
    step: str
    params: Mapping[str, str]


class CallVerb(StrEnum):
    """One instruction to a call, in no provider's dialect."""

    SAY = "say"
    PLAY = "play"
    PAUSE = "pause"
    MENU = "menu"
    JOIN = "join"
    RECORD = "record"
    GO = "go"
    HANG_UP = "hang_up"


@dataclass(frozen=True, kw_only=True)
class CallInstruction:
    """A verb with its arguments; each verb's own are named in docs/channels/phone.md."""

    verb: CallVerb
    text: str = ""
    language: str = ""
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CallStep:
    """What a call does next; rebuilt from the database at each request, so asking twice is safe."""

    instructions: tuple[CallInstruction, ...]


class Host(Protocol):
    """What a channel may ask of the hub."""

    async def deliver(self, inbound: Inbound) -> Outcome:
        """Store one inbound message. Returning means that it is committed.

        Raises `BusyError` when nothing could be stored (overload, database away): answer so that the provider comes
        again.
        """

    async def report(self, status: DeliveryStatus) -> None:
        """Apply a delivery status; in any order, any number of times."""

    async def next_step(self, call: CallRef) -> CallStep:
        """Decide what a call does next."""

    async def bookmark(self, channel: str, name: str) -> str | None:
        """Return the stored bookmark of a source of this channel, or None."""


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


@dataclass(frozen=True, kw_only=True)
class WebhookRequest:
    """A provider's HTTP request as plain values; `raw_target` is path and query exactly as sent."""

    method: str
    raw_target: str
    subpath: str
    headers: Mapping[str, str]
    body: bytes
    remote: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookReply:
    """The answer to a provider."""

    status: int = 200
    content_type: str = "text/plain"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One line of `hub check --live`."""

    name: str
    ok: bool
    detail: str = ""


class Capability(StrEnum):
    """What a channel can do; the desk hides what it cannot."""

    TEXT_OUT = "text_out"
    WRITE_FIRST = "write_first"
    FILES_OUT = "files_out"
    CALL_OUT = "call_out"
    CALL_CONTROL = "call_control"
    DELIVERY_STATUS = "delivery_status"
    TYPING = "typing"


class Channel(Protocol):
    """One configured connection. Public attributes are constant.

    `address` is our own on it (number in E.164, mailbox), from which first contacts leave; "" where there is none.
    `region` (ISO 3166) completes national numbers.
    """

    name: str
    kind: InteractionKind
    capabilities: frozenset[Capability]
    address: str
    region: str | None

    async def check(self) -> list[CheckResult]:
        """Try the connection for `hub check --live`, without contacting anybody."""

    async def send(self, outbound: Outbound) -> Receipt:
        """Send one message; raises `SendFailedError`, never anything else on purpose."""

    async def close(self) -> None:
        """Release connections."""


@runtime_checkable
class WebhookChannel(Protocol):
    """A channel whose provider calls `POST /hooks/{name}` and below."""

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        """Check, store through the host, answer. Raises `InboundRejectedError` (4xx) for what is forged."""


@runtime_checkable
class ListeningChannel(Protocol):
    """A channel that fetches or listens by itself."""

    async def listen(self) -> None:
        """Run until cancelled; reconnects by itself and reports its state through `ChannelContext.state`."""


@runtime_checkable
class ReconcilingChannel(Protocol):
    """A channel whose provider can be asked what we may have missed."""

    async def reconcile(self) -> int:
        """List the provider's messages and calls since the stored bookmark, deliver what is missing; return how many
        were.
        """


class LinkState(StrEnum):
    """A channel's connection as an operator sees it."""

    STARTING = "starting"
    UP = "up"
    RETRYING = "retrying"
    NEEDS_ATTENTION = "needs_attention"


class StateSink(Protocol):
    """Where a channel says how its connection is."""

    def __call__(self, state: LinkState, detail: str = "") -> None:
        """Record the state; `detail` is shown to the operator and holds no secrets."""


class SignUrl(Protocol):
    """Makes a public, expiring, signed address for an attachment id."""

    def __call__(self, attachment_id: str) -> str:
        """Return the absolute URL."""


@dataclass(frozen=True, kw_only=True)
class ChannelContext:
    """What every channel is given: its name, the hub's three verbs, and the surroundings.

    `public_url` has no trailing slash. `http` is the shared `aiohttp.ClientSession`. `secret` is this channel's own
    key, derived from the
    installation's, for tokens that must come back (reply addresses, visitor tokens, status paths).
    """

    name: str
    host: Host
    clock: Clock
    blobs: Blobs
    http: Any
    public_url: str
    secret: bytes
    state: StateSink
    data_dir: str = ""
    services: Mapping[str, Any] = field(default_factory=dict)


class ChannelKind(Protocol):
    """What a module under `hub.channels` (attribute `KIND`) or an entry point exports."""

    kind: str
    settings: type[BaseModel]

    def build(self, settings: Any, context: ChannelContext) -> Channel:
        """Make the channel; must not block or connect."""
