"""What a channel is, what it may ask of the hub, and what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from hub.domain.interactions import InteractionKind
from hub.ports.blobs import Blobs
from hub.ports.channels.call_steps import CallRef, CallStep
from hub.ports.channels.inbound import DeliveryStatus, Inbound, Outcome
from hub.ports.channels.outbound import Outbound, Receipt
from hub.ports.channels.requests import WebhookReply, WebhookRequest
from hub.ports.clock import Clock


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
