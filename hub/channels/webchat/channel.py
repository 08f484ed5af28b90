"""A configured web chat: visitors' tokens, limits, files and messages; the socket itself is the web layer's."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hub.channels.webchat.files import safe_name, sniff
from hub.channels.webchat.frames import MAX_TEXT, Frames
from hub.channels.webchat.limits import Limiter, Rate
from hub.channels.webchat.settings import Question, WebchatSettings, in_language
from hub.channels.webchat.tokens import Signer, read_identity
from hub.domain.interactions import InteractionKind
from hub.errors import SendFailedError, SendFailure
from hub.ports.channels import (
    Capability,
    ChannelContext,
    CheckResult,
    Inbound,
    InboundFile,
    LinkState,
    Outbound,
    Outcome,
    Receipt,
    ThreadHints,
)
from hub.ports.chat import (
    ChatPage,
    FrameRefusedError,
    Hello,
    Limit,
    Say,
    UploadReceipt,
    Visitor,
    VisitorRefusedError,
)

_TOKEN_LIFE = timedelta(days=180)
_IDENTIFIED_LIFE = timedelta(hours=12)
_UPLOAD_LIFE = timedelta(days=1)
_FILE_LIFE = timedelta(days=1)
_MIB = 1024 * 1024
_DAY_S = 86_400


class WebchatChannel:
    """Implements `hub.ports.channels.Channel` and `hub.ports.chat.ChatChannel`."""

    kind = InteractionKind.WEBCHAT
    capabilities = frozenset({Capability.TEXT_OUT, Capability.FILES_OUT, Capability.DELIVERY_STATUS, Capability.TYPING})
    address = ""
    region: str | None = None

    def __init__(self, settings: WebchatSettings, context: ChannelContext) -> None:
        """Connect nothing: visitors come to us."""
        self.name = context.name
        self.frames = Frames()
        self.max_upload_bytes = settings.max_upload_mib * _MIB if settings.uploads else 0
        self.sockets_per_address = settings.limits.sockets_per_address
        self.mail_channel = settings.mail_channel
        self._settings = settings
        self._context = context
        self._signer = Signer(context.secret, context.name)
        self._limiter = Limiter()
        context.state(LinkState.UP)

    async def check(self) -> list[CheckResult]:
        origins = ", ".join(self._settings.allowed_origins)
        detail = f"may be embedded by {origins}" if origins else "no site may embed it yet: set allowed_origins"
        return [CheckResult(name=f"{self.name}: origins", ok=True, detail=detail)]

    async def send(self, outbound: Outbound) -> Receipt:
        """Chats need no sending: the message's row is the outbox, which the visitor's socket reads."""
        raise SendFailedError(SendFailure.UNSUPPORTED, f"{self.name}: chat messages are fetched by the visitor's page")

    async def close(self) -> None:
        """Hold nothing."""

    # ------------------------------------------------------------------ visitors

    def allows_origin(self, origin: str) -> bool:
        allowed = self._settings.allowed_origins
        return "*" in allowed or origin.lower() in allowed

    def welcome_visitor(self, hello: Hello, now: datetime) -> Visitor:
        if hello.identity:
            return self._identified(hello.identity, now)
        if hello.token:
            return self.visitor(hello.token, now)
        return Visitor(id=secrets.token_urlsafe(16))

    def _identified(self, identity: str, now: datetime) -> Visitor:
        keys = self._settings.identity_secrets
        if not keys:
            raise VisitorRefusedError(f"set channels.{self.name}.identity_secret to accept identities")
        traits = read_identity(identity, keys, now)
        known = {key: traits.get(key, "") for key in ("name", "email", "phone")}
        return Visitor(id=f"user:{traits['sub']}", verified=True, **known)

    def token(self, visitor: Visitor, now: datetime) -> str:
        # A shared computer must not keep somebody signed in whom the site has signed out.
        life = _IDENTIFIED_LIFE if visitor.verified else _TOKEN_LIFE
        traits = {"n": visitor.name, "e": visitor.email, "p": visitor.phone} if visitor.verified else {}
        payload = {"v": visitor.id, **{key: value for key, value in traits.items() if value}}
        return self._signer.sign("visitor", payload, now, life)

    def visitor(self, token: str, now: datetime) -> Visitor:
        payload = self._signer.open("visitor", token, now)
        return Visitor(
            id=payload["v"],
            verified=payload["v"].startswith("user:"),
            name=payload.get("n", ""),
            email=payload.get("e", ""),
            phone=payload.get("p", ""),
        )

    def thread_key(self, visitor: Visitor) -> str:
        return _thread_key(visitor)

    def wait_s(self, limit: Limit, visitor: Visitor, remote: str, *, amount: float = 1) -> float:
        limits = self._settings.limits
        rates = {
            Limit.MESSAGES: [
                Rate(count=limits.messages_per_10_s, per_s=10),
                Rate(count=limits.messages_per_day, per_s=_DAY_S),
            ],
            Limit.CONVERSATIONS: [Rate(count=limits.conversations_per_hour, per_s=3_600)],
            Limit.UPLOADS: [Rate(count=limits.upload_mib_per_day * _MIB, per_s=_DAY_S)],
        }[limit]
        wanted = [(f"{limit}:visitor:{visitor.id}", rate) for rate in rates]
        wanted += [(f"{limit}:address:{remote}", rate.times(limits.address_factor)) for rate in rates]
        return self._limiter.wait_s(wanted, self._context.clock.monotonic(), amount)

    # ------------------------------------------------------------------ files

    def receive_upload(self, visitor: Visitor, name: str, data: bytes, blob: str, now: datetime) -> UploadReceipt:
        media_type = sniff(data)
        if media_type is None or media_type not in self._settings.file_types:
            known = ", ".join(self._settings.file_types)
            raise FrameRefusedError("bad_type", f"this file is of no accepted kind; accepted are {known}")
        safe = safe_name(name)
        payload = {"v": visitor.id, "n": safe, "t": media_type, "s": len(data), "b": blob}
        receipt = self._signer.sign("upload", payload, now, _UPLOAD_LIFE)
        return UploadReceipt(id=receipt, name=safe, type=media_type, size=len(data), blob=blob)

    def upload(self, receipt: str, visitor: Visitor, now: datetime) -> UploadReceipt:
        try:
            payload = self._signer.open("upload", receipt, now)
        except VisitorRefusedError as error:
            raise FrameRefusedError("attachment_gone", f"{error}; upload the file again") from error
        if payload["v"] != visitor.id:
            raise FrameRefusedError("attachment_gone", "this file was uploaded by somebody else")
        return UploadReceipt(id=receipt, name=payload["n"], type=payload["t"], size=payload["s"], blob=payload["b"])

    def file_url(self, attachment_id: str, now: datetime) -> str:
        ticket = self._signer.sign("file", {"a": attachment_id}, now, _FILE_LIFE)
        return f"/chat/files/{attachment_id}?channel={self.name}&ticket={ticket}"

    def check_file_url(self, attachment_id: str, ticket: str, now: datetime) -> None:
        if self._signer.open("file", ticket, now)["a"] != attachment_id:
            raise VisitorRefusedError("this file token is another file's")

    # ------------------------------------------------------------------ page and messages

    def page(self, language: str) -> ChatPage:
        settings = self._settings
        spoken = language or settings.language
        title = in_language(settings.title, spoken, settings.language)
        upload = {"max_bytes": self.max_upload_bytes, "types": list(settings.file_types)}
        shown: dict[str, object] = {
            "channel": self.name,
            "language": spoken,
            "title": title,
            "greeting": in_language(settings.greeting, spoken, settings.language),
            "accent": settings.accent,
            "questions": [_question(each, spoken, settings.language) for each in settings.questions],
            "upload": upload if settings.uploads else None,
            "max_text": MAX_TEXT,
            "privacy_url": settings.privacy_url or None,
        }
        return ChatPage(language=spoken, title=title, settings=shown, frame_ancestors=settings.allowed_origins)

    async def deliver(
        self, visitor: Visitor, hello: Hello, say: Say, files: Sequence[InboundFile], now: datetime
    ) -> Outcome:
        return await self._context.host.deliver(
            inbound_of(_Said(channel=self.name, visitor=visitor, hello=hello, say=say, files=tuple(files), at=now))
        )


@dataclass(frozen=True, kw_only=True)
class _Said:
    channel: str
    visitor: Visitor
    hello: Hello
    say: Say
    files: tuple[InboundFile, ...]
    at: datetime


def inbound_of(said: _Said) -> Inbound:
    """Turn a visitor's message into what every channel delivers."""
    visitor, say = said.visitor, said.say
    return Inbound(
        channel=said.channel,
        kind=InteractionKind.WEBCHAT,
        # The visitor's own id of the message alone would let one visitor block another's.
        provider_id=f"{visitor.id}:{say.cid}",
        sender=visitor.id,
        sender_kind="chat",
        sender_name=visitor.name or say.answers.get("name", ""),
        our_address=_site(said.hello.page),
        text=say.text,
        headers={"cid": say.cid},
        files=said.files,
        thread=ThreadHints(key=_thread_key(visitor)),
        verified=visitor.verified,
        language=said.hello.language,
        answers=dict(say.answers),
        received_at=said.at,
    )


def _thread_key(visitor: Visitor) -> str:
    return f"chat:{visitor.id}"


def _site(page: str) -> str:
    """The host that embeds the chat, as the visitor's browser says: good enough for entry rules, no proof."""
    try:
        return urlsplit(page).hostname or ""
    except ValueError:
        return ""


def _question(question: Question, language: str, fallback: str) -> dict[str, Any]:
    label = in_language(question.label, language, fallback)
    options = [{"value": each.value, "label": in_language(each.label, language, fallback)} for each in question.options]
    return {
        "key": question.key,
        "kind": question.kind,
        "required": question.required,
        **({"label": label} if label else {}),
        **({"options": options} if options else {}),
    }
