"""What the chat socket and a web chat channel say to each other; docs/channels/webchat.md describes the frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from hub.errors import HubError
from hub.ports.channels import InboundFile, Outcome


class FrameRefusedError(HubError):
    """A visitor's frame is not acceptable; `code` is for programs, `cid` names the message it was about."""

    def __init__(self, code: str, message: str, *, cid: str | None = None) -> None:
        """Keep what the error frame says."""
        super().__init__(message)
        self.code = code
        self.cid = cid


class VisitorRefusedError(HubError):
    """A token or a signed identity is forged, expired, or another channel's."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who chats: `id` is random for anonymous visitors, made from the site's own user id for identified ones.

    `verified` says that the site signed the identity; `name`, `email` and `phone` are then its word.
    """

    id: str
    verified: bool = False
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Hello:
    """The first frame: who comes back, and up to which message of which conversation it has seen."""

    channel: str = ""
    token: str = ""
    resume: int = 0
    conversation: str = ""
    identity: str = ""
    language: str = ""
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Say:
    """A visitor's message; `cid` is the visitor's own id of it, `attachments` are receipts of uploads."""

    cid: str
    text: str
    attachments: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Typing:
    """The visitor types."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The visitor's page has (`read`: the visitor sees) every message up to `seq`."""

    conversation: str
    seq: int
    read: bool


@dataclass(frozen=True, kw_only=True)
class Ping:
    """Asks whether anybody is there."""


ClientFrame = Hello | Say | Typing | Seen | Ping


class Availability(StrEnum):
    """Whether somebody can answer now."""

    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class ChatStatus:
    """What a visitor may know of the other side; `ended` says that the conversation is closed."""

    availability: Availability
    agent: str = ""
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class UploadReceipt:
    """An uploaded file that waits for its message; `id` is signed and holds all that is known of it."""

    id: str
    name: str
    type: str
    size: int
    blob: str


class Limit(StrEnum):
    """What is counted for each visitor and each network address."""

    MESSAGES = "messages"
    CONVERSATIONS = "conversations"
    UPLOADS = "uploads"


@dataclass(frozen=True, kw_only=True)
class ChatPage:
    """What the frame page is made of: `settings` go to the widget, `frame_ancestors` into the CSP."""

    language: str
    title: str
    settings: Mapping[str, object]
    frame_ancestors: Sequence[str]


class ChatFrames(Protocol):
    """The wire format."""

    def read(self, text: str) -> ClientFrame:
        """Parse and check a visitor's frame; raises `FrameRefusedError`."""

    def welcome(self, *, token: str, conversation: str | None, seq: int, status: ChatStatus) -> str:
        """Answer a hello."""

    def message(self, message: Mapping[str, object], file_urls: Mapping[str, str]) -> str:
        """Show an entry of the log (its public shape); `file_urls` by attachment id."""

    def ack(self, *, cid: str, conversation: str, seq: int, message_id: str, at: datetime) -> str:
        """Say that a message is stored."""

    def status(self, status: ChatStatus) -> str:
        """Say who is there."""

    def typing(self, *, on: bool) -> str:
        """Say that the agent types."""

    def read_by_agent(self, *, conversation: str, seq: int) -> str:
        """Say that the agent has read everything up to `seq`."""

    def slow_down(self, *, retry_after_s: float, cid: str | None) -> str:
        """Ask to send later."""

    def error(self, error: FrameRefusedError) -> str:
        """Refuse a frame."""

    def pong(self) -> str:
        """Answer a ping."""


@runtime_checkable
class ChatChannel(Protocol):
    """What a web chat channel adds to `hub.ports.channels.Channel`."""

    name: str
    frames: ChatFrames
    max_upload_bytes: int
    sockets_per_address: int
    mail_channel: str

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of this origin may embed the chat and open its socket."""

    def welcome_visitor(self, hello: Hello, now: datetime) -> Visitor:
        """Recognise who comes back or make a new visitor; raises `VisitorRefusedError`."""

    def token(self, visitor: Visitor, now: datetime) -> str:
        """Sign what lets a visitor come back."""

    def visitor(self, token: str, now: datetime) -> Visitor:
        """Recognise a token; raises `VisitorRefusedError`."""

    def thread_key(self, visitor: Visitor) -> str:
        """Name the visitor's conversation in the log."""

    def wait_s(self, limit: Limit, visitor: Visitor, remote: str, *, amount: float = 1) -> float:
        """Take `amount` from what the visitor and the address may do; return how long to wait when it is too much."""

    def receive_upload(self, visitor: Visitor, name: str, data: bytes, blob: str, now: datetime) -> UploadReceipt:
        """Check a file by its bytes and sign its receipt; raises `FrameRefusedError`."""

    def upload(self, receipt: str, visitor: Visitor, now: datetime) -> UploadReceipt:
        """Recognise a receipt of this visitor's; raises `FrameRefusedError`."""

    def file_url(self, attachment_id: str, now: datetime) -> str:
        """Make an expiring address of an attachment, relative to our origin."""

    def check_file_url(self, attachment_id: str, ticket: str, now: datetime) -> None:
        """Raise `VisitorRefusedError` unless the ticket is for this file and not expired."""

    def page(self, language: str) -> ChatPage:
        """Describe the chat page in a language."""

    async def deliver(
        self, visitor: Visitor, hello: Hello, say: Say, files: Sequence[InboundFile], now: datetime
    ) -> Outcome:
        """Store a visitor's message; raises `BusyError`."""


def as_chat(channel: object) -> ChatChannel | None:
    """Return the channel if it is a web chat."""
    return channel if isinstance(channel, ChatChannel) else None
