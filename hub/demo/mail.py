"""Customers' mail: a small mail server that holds their inboxes, and real SMTP into the hub."""

import asyncio
import re
import uuid
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid
from typing import Any

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from hub.demo.mail_notices import NoticingServer, success_notice
from hub.demo.people import MAIL_DOMAIN
from hub.demo.places import HOST, OUR_MAIL, Places
from hub.demo.tasks import Tasks

MAX_INBOX = 100
MAX_BOXES = 1000
_TIMEOUT_S = 20
_TAG = re.compile(r"<[^>]+>")
_QUOTED = re.compile(r"^(>|On .+wrote:$|在.+写道：?$)")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail as a customer's mail program shows it."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    sender: str
    to: str
    subject: str
    text: str
    message_id: str = ""
    references: str = ""
    reply_to: str = ""
    files: tuple[str, ...] = ()
    outgoing: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def shape(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "text": self.text,
            "files": list(self.files),
            "outgoing": self.outgoing,
            "at": self.at.isoformat(),
        }


class PostOffice:
    """Takes the hub's mails for any customer, and carries customers' mails to the hub."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._boxes: dict[str, deque[Letter]] = defaultdict(lambda: deque(maxlen=MAX_INBOX))
        self._watchers: dict[str, Callable[[Letter], None]] = {}
        self._server: asyncio.Server | None = None
        self._notices = Tasks()

    async def start(self) -> None:
        """Listen where the hub delivers its mails."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, self._places.mail_out_port)

    async def close(self) -> None:
        """Stop to listen."""
        await self._notices.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def watch(self, address: str, watcher: Callable[[Letter], None]) -> None:
        """Call `watcher` with every mail that arrives for an address."""
        self._watchers[address] = watcher

    def box(self, address: str) -> list[Letter]:
        """A customer's mails, both directions, oldest first."""
        return list(self._boxes[address]) if address in self._boxes else []

    async def send(
        self, sender: str, name: str, subject: str, text: str, *, to: str = OUR_MAIL, answer: Letter | None = None
    ) -> Letter:
        """Carry a customer's mail to the hub's own mail server; an answer goes where it was asked to."""
        mail = _compose(sender, name, subject, text, to=to, answer=answer)
        await aiosmtplib.send(
            mail,
            sender=sender,
            recipients=[(answer.reply_to or answer.sender) if answer else to],
            hostname=HOST,
            port=self._places.mail_in_port,
            start_tls=False,
            timeout=_TIMEOUT_S,
        )
        letter = Letter(
            sender=sender,
            to=str(mail["To"]),
            subject=str(mail["Subject"]),
            text=text,
            message_id=str(mail["Message-ID"]),
            outgoing=True,
        )
        self._boxes[sender].append(letter)
        return letter

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        content = envelope.content
        raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content or b""
        for recipient in envelope.rcpt_tos:
            self._take(recipient.lower(), raw)
        if isinstance(server, NoticingServer) and envelope.mail_from:
            for recipient in server.asked & set(envelope.rcpt_tos):
                self._notices.start(self._tell(envelope.mail_from, recipient), "notice of delivery")
        return "250 2.0.0 in the mailbox"

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def _tell(self, sender: str, recipient: str) -> None:
        """Tell the sender that the mail is in the mailbox, with the null sender that notices have."""
        client = aiosmtplib.SMTP(hostname=HOST, port=self._places.mail_in_port, start_tls=False, timeout=_TIMEOUT_S)
        async with client:
            await client.mail("")
            await client.rcpt(sender)
            await client.data(success_notice(sender, recipient))

    def _take(self, address: str, raw: bytes) -> None:
        if address not in self._boxes and len(self._boxes) >= MAX_BOXES:
            return
        letter = _read(raw)
        self._boxes[address].append(letter)
        if address in self._watchers:
            self._watchers[address](letter)

    def _protocol(self) -> SMTP:
        loop = asyncio.get_running_loop()
        return NoticingServer(
            self, enable_SMTPUTF8=True, ident="Customers' mailboxes", loop=loop, timeout=_TIMEOUT_S * 6
        )


@asynccontextmanager
async def post_office(places: Places) -> AsyncIterator[PostOffice]:
    """Mailboxes that exist while the block runs."""
    office = PostOffice(places)
    await office.start()
    try:
        yield office
    finally:
        await office.close()


def _compose(sender: str, name: str, subject: str, text: str, *, to: str, answer: Letter | None) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(display_name=name, addr_spec=sender)
    mail["To"] = (answer.reply_to or answer.sender) if answer else to
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = make_msgid(domain=MAIL_DOMAIN)
    if answer is None:
        mail["Subject"] = subject
        mail.set_content(text)
        return mail
    mail["Subject"] = answer.subject if answer.subject.lower().startswith("re:") else f"Re: {answer.subject}"
    if answer.message_id:
        mail["In-Reply-To"] = answer.message_id
        mail["References"] = f"{answer.references} {answer.message_id}".strip()
    quoted = "\n".join(f"> {line}" for line in answer.text.splitlines())
    mail.set_content(f"{text}\n\n{quoted}\n")
    return mail


def _read(raw: bytes) -> Letter:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - what this policy makes
    return Letter(
        sender=_address(mail, "From"),
        to=_address(mail, "To"),
        subject=str(mail.get("Subject", "")),
        text=_text(mail),
        message_id=str(mail.get("Message-ID", "")).strip(),
        references=" ".join(str(mail.get("References", "")).split()),
        reply_to=_address(mail, "Reply-To"),
        files=tuple(part.get_filename() or "file" for part in mail.iter_attachments()),
    )


def _address(mail: EmailMessage, header: str) -> str:
    found = getaddresses([str(mail.get(header, ""))])
    return found[0][1] if found else ""


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    if body.get_content_type() == "text/html":
        text = _TAG.sub("", text)
    return "\n".join(line for line in text.splitlines() if not _QUOTED.match(line)).strip()
