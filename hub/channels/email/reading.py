"""Turns the bytes of a mail into the hub's inbound message."""

import asyncio
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hub.channels.email import automatic, threads
from hub.channels.email.addresses import Address
from hub.channels.email.mail import BounceClass, BounceReport, OurMail, ParsedMail, Problem
from hub.channels.email.parse import parse_mail
from hub.channels.email.quotes import split_reply
from hub.channels.email.reply_tokens import MessageIds, ReplyTokens, plain_mailbox
from hub.channels.email.settings import EmailSettings
from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.ports.channels import Automatic, DeliveryStatus, Host, Inbound, RawPayload, ThreadHints

RAW_TYPE = "message/rfc822"
_LARGE = 256 * 1024
_LONGEST_HEADER = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mail as it arrived; `recipients` are the envelope's, where there is one."""

    raw: bytes
    received_at: datetime
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a mail becomes: a message, and for a bounce the fate of the delivery that it is about."""

    inbound: Inbound
    status: DeliveryStatus | None = None


async def hand_over(host: Host, reading: Reading) -> None:
    """Store the message, then report the fate; both may be repeated. A notice of success is no message to anybody."""
    if reading.status is None or reading.status.state is not DeliveryState.DELIVERED:
        await host.deliver(reading.inbound)
    if reading.status is not None:
        await host.report(reading.status)


class MailReader:
    """Reads mails for one channel."""

    def __init__(self, channel: str, settings: EmailSettings, secret: bytes) -> None:
        self._channel = channel
        self._address = settings.address
        self._own = settings.ours
        domain = settings.message_id_domain or settings.address.rpartition("@")[2]
        self.tokens = ReplyTokens((secret,))
        self.message_ids = MessageIds((secret,), domain)
        self.hub_id = hmac.digest(secret, b"email:hub-id", hashlib.sha256).hex()[:16]
        self._ours = OurMail(
            addresses=self._own | {one.lower() for one in settings.also_ours},
            hub_id=self.hub_id,
            message_id_domain=domain,
            authserv_ids=frozenset(one.lower() for one in settings.authserv_ids),
        )

    async def read(self, arrival: Arrival) -> Reading:
        """One mail; never raises for what the mail holds. Large ones are read beside the event loop."""
        if len(arrival.raw) > _LARGE:
            return await asyncio.to_thread(self.read_now, arrival)
        return self.read_now(arrival)

    def read_now(self, arrival: Arrival) -> Reading:
        mail = parse_mail(arrival.raw, self._ours)
        if Problem.PARSER_FAILED in mail.problems:
            return Reading(inbound=self.unreadable(arrival, "the mail could not be parsed"))
        mail = replace(mail, delivered_to=tuple(dict.fromkeys([*arrival.recipients, *mail.delivered_to])))
        delivery_id = threads.bounced_delivery(mail, self.tokens, self.message_ids) if mail.automatic else None
        inbound = self._inbound(mail, arrival, delivery_id)
        fate = _fate(mail.bounce) if mail.bounce and delivery_id else None
        if fate is None:
            return Reading(inbound=inbound)
        state, error_class, error_code = fate
        status = DeliveryStatus(
            channel=self._channel,
            delivery_id=delivery_id,
            provider_id=None,
            state=state,
            error_class=error_class,
            error_code=error_code,
            at=arrival.received_at,
        )
        return Reading(inbound=inbound, status=status)

    def _inbound(self, mail: ParsedMail, arrival: Arrival, delivery_id: str | None) -> Inbound:
        clues = threads.clues(mail, self.tokens)
        ours = self._interaction(clues)
        sender = _customer(mail)
        return Inbound(
            channel=self._channel,
            kind=InteractionKind.EMAIL,
            provider_id=identity(arrival.raw, mail),
            message_kind=MessageKind.EMAIL,
            sender=sender.address,
            sender_kind="email",
            sender_name=sender.name,
            our_address=self._reached(mail),
            text=mail.text,
            subject=mail.subject,
            html=mail.html,
            headers=_headers(mail),
            files=mail.attachments,
            thread=ThreadHints(
                interaction_id=ours,
                message_id=mail.message_id or "",
                references=clues.message_ids,
                subject=threads.normalised_subject(mail.subject),
            ),
            automatic=_automatic(mail, is_answer_to_us=ours is not None),
            in_reply_to_delivery=delivery_id,
            verified=mail.sender_verified and sender is mail.sender,
            received_at=arrival.received_at,
            raw=RawPayload(content_type=RAW_TYPE, body=arrival.raw),
        )

    def unreadable(self, arrival: Arrival, reason: str, *, provider_id: str = "") -> Inbound:
        """What is kept of a mail that could not be read or stored in full: its bytes, and why."""
        return Inbound(
            channel=self._channel,
            kind=InteractionKind.EMAIL,
            provider_id=provider_id or f"raw:{hashlib.sha256(arrival.raw).hexdigest()}",
            message_kind=MessageKind.EMAIL,
            sender="",
            sender_kind="email",
            our_address=self._address,
            received_at=arrival.received_at,
            raw=RawPayload(content_type=RAW_TYPE, body=arrival.raw),
            unparsed=reason,
        )

    def _interaction(self, clues: threads.Clues) -> str | None:
        """The interaction that a signed word names: the address written to, else one of our own Message-IDs."""
        signed = [*clues.interaction_ids, *(self.message_ids.interaction(one) for one in clues.message_ids)]
        return next(filter(None, signed), None)

    def _reached(self, mail: ParsedMail) -> str:
        """Which of our addresses the mail was sent to."""
        named: Iterable[str] = (*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc)))
        return next((plain for one in named if (plain := plain_mailbox(one)) in self._own), self._address)


def identity(raw: bytes, mail: ParsedMail) -> str:
    """The same for copies of one mail that came by different ways, different for two mails that share a Message-ID.

    Servers on the way write only above the sender's own fields, so the fields and the body tell; some senders give one
    id to all their mails.
    """
    if not mail.message_id:
        return f"raw:{hashlib.sha256(raw).hexdigest()}"
    body = raw[_body_start(raw) :].replace(b"\r\n", b"\n").rstrip(b"\n")
    digest = hashlib.sha256(body)
    for value in (mail.sender.address, mail.subject, str(mail.date), *(one.address for one in mail.to)):
        digest.update(b"\0" + value.encode("utf-8", "replace"))
    return f"{mail.message_id[:200]}:{digest.hexdigest()[:32]}"


def _body_start(raw: bytes) -> int:
    found = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0]
    return min(found, default=0)


def _customer(mail: ParsedMail) -> Address:
    """Who wrote: a web form's noreply@ stands for whom it names in Reply-To."""
    if mail.automatic is None and automatic.is_no_reply(mail.sender) and mail.reply_to:
        return mail.reply_to[0]
    return mail.sender


_FATES = {
    BounceClass.ADDRESS: (DeliveryState.UNDELIVERED, "address"),
    BounceClass.MAILBOX_FULL: (DeliveryState.UNDELIVERED, "temporary"),
    BounceClass.POLICY: (DeliveryState.UNDELIVERED, "policy"),
    BounceClass.OTHER: (DeliveryState.UNDELIVERED, "content"),
    BounceClass.DELIVERED: (DeliveryState.DELIVERED, ""),
}


def _fate(bounce: BounceReport) -> tuple[DeliveryState, str, str] | None:
    """State, error class and code; None while the server still tries."""
    if not bounce.recipients:
        return DeliveryState.UNDELIVERED, "", ""
    first = bounce.recipients[0]
    if first.address in bounce.original_cc:  # a copy was lost, the mail itself was not
        return None
    state, error_class = _FATES.get(first.bounce_class, (None, ""))
    return (state, error_class, first.status) if state else None


def _automatic(mail: ParsedMail, *, is_answer_to_us: bool) -> Automatic | None:
    """A list's marks on an answer to our own signed word come from the customer's mail system, not from a list."""
    is_list = mail.automatic is Automatic.BULK and mail.evidence in {"Precedence", "List-Id", "List-Unsubscribe"}
    return None if is_list and is_answer_to_us else mail.automatic


def _headers(mail: ParsedMail) -> dict[str, str]:
    """What the desk shows of a mail's head, and what explains how it was taken."""
    found = {
        "from": _line([mail.sender.name, f"<{mail.sender.address}>"], " "),
        "to": _line(one.address for one in mail.to),
        "cc": _line(one.address for one in mail.cc),
        "reply_to": _line(one.address for one in mail.reply_to),
        "date": mail.date.isoformat() if mail.date else "",
        "automatic_by": mail.evidence,
        "problems": _line(problem.value for problem in mail.problems),
        "dmarc": mail.auth.dmarc if mail.auth.dmarc != "none" else "",
        "no_auto_answer": "" if mail.may_auto_answer else "1",
        "reply_lines": _reply_lines(mail.text),
    }
    return {name: value for name, value in found.items() if value}


def _reply_lines(text: str) -> str:
    """`first:end` of the lines that are new, for display; empty when all are."""
    lines = split_reply(text).lines
    return f"{lines[0]}:{lines[1]}" if lines else ""


def _line(values: Iterable[str], separator: str = ", ") -> str:
    return separator.join(filter(None, values))[:_LONGEST_HEADER]
