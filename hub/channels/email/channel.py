"""The mail channel: ways in, the way out, and what they share."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from pydantic import BaseModel

from hub.channels.email.addresses import Address
from hub.channels.email.compose import OutgoingMail, compose
from hub.channels.email.header_writer import UnsafeHeaderError, wire_address
from hub.channels.email.imap import ImapSource
from hub.channels.email.listener import MailListener
from hub.channels.email.reading import Arrival, MailReader, hand_over
from hub.channels.email.settings import EmailSettings
from hub.channels.email.smtp import SmtpSender
from hub.domain.interactions import InteractionKind
from hub.errors import ConnectionNotReadyError, ConnectionRefusedByPeerError, SendFailedError, SendFailure
from hub.ports.channels import (
    Capability,
    Channel,
    ChannelContext,
    CheckResult,
    LinkState,
    Outbound,
    Receipt,
)

_log = logging.getLogger(__name__)
_PORT_PAUSE_S = 30.0


class EmailKind:
    """Makes channels of the kind `email`."""

    kind = "email"
    settings: type[BaseModel] = EmailSettings

    def build(self, settings: Any, context: ChannelContext) -> Channel:
        """Make the channel."""
        return EmailChannel(settings, context)


class EmailChannel:
    """One mailbox of ours."""

    kind = InteractionKind.EMAIL
    region: str | None = None

    def __init__(self, settings: EmailSettings, context: ChannelContext) -> None:
        self.name = context.name
        self.address = settings.address
        out = {Capability.TEXT_OUT, Capability.WRITE_FIRST, Capability.FILES_OUT, Capability.DELIVERY_STATUS}
        self.capabilities = frozenset(out) if settings.smtp else frozenset[Capability]()
        self._settings = settings
        self._context = context
        self._is_refused = False
        self._reader = MailReader(context.name, settings, context.secret)
        self._smtp = SmtpSender(settings.smtp) if settings.smtp else None
        self._imap = ImapSource(settings.imap, context, self._reader, settings.max_bytes) if settings.imap else None
        self.listener = (
            MailListener(settings.listener, settings.ours, settings.max_bytes, self._take)
            if settings.listener
            else None
        )

    async def listen(self) -> None:
        """Take mail until cancelled."""
        if self.listener is None and self._imap is None:
            self._context.state(LinkState.UP, "sends only")
            await asyncio.Event().wait()
        async with asyncio.TaskGroup() as ways:
            if self._imap is not None:
                ways.create_task(self._imap.run())
            if self.listener is not None:
                ways.create_task(self._listen_on_port(self.listener))

    async def send(self, outbound: Outbound) -> Receipt:
        """Send one mail; its Message-ID follows from the delivery's id, so that a second attempt is recognised."""
        if self._smtp is None:
            text = f"channel {self.name} cannot send: it has no section smtp"
            raise SendFailedError(SendFailure.UNSUPPORTED, text, error_class="config")
        message_id = self._reader.message_ids.for_delivery(outbound.delivery_id, outbound.interaction_id)
        try:
            recipients = [wire_address(one) for one in (outbound.to, *outbound.cc)]
            mail = compose(self._outgoing(outbound, message_id))
        except UnsafeHeaderError as error:
            raise SendFailedError(SendFailure.REFUSED, str(error), error_class="address") from error
        await self._hand_over(self._smtp, self._envelope_sender(outbound), recipients, mail)
        return Receipt(provider_id=message_id)

    async def check(self) -> list[CheckResult]:
        """Try each way; sends nothing."""
        results = []
        if self._imap is not None:
            results.append(await _checked(f"{self.name}.imap", self._imap.check()))
        if self._smtp is not None:
            results.append(await _checked(f"{self.name}.smtp", self._smtp.check()))
        if self.listener is not None:
            results.append(await _checked(f"{self.name}.listener", self.listener.check()))
        return results

    async def close(self) -> None:
        if self.listener is not None:
            await self.listener.close()
        if self._smtp is not None:
            await self._smtp.close()

    async def _hand_over(self, smtp: SmtpSender, sender: str, recipients: list[str], mail: bytes) -> None:
        """A server that refuses us, not the mail, is shown to a person until it takes one."""
        try:
            await smtp.send(sender, recipients, mail)
        except SendFailedError as error:
            if error.error_class == "config":
                self._is_refused = True
                self._context.state(LinkState.NEEDS_ATTENTION, str(error))
            raise
        if self._is_refused:
            self._is_refused = False
            self._context.state(LinkState.UP)

    async def _listen_on_port(self, listener: MailListener) -> None:
        while True:
            try:
                await listener.start()
            except OSError as error:
                self._context.state(LinkState.NEEDS_ATTENTION, f"cannot listen for mail: {error}")
                await asyncio.sleep(_PORT_PAUSE_S)
                continue
            try:
                self._context.state(LinkState.UP)
                await asyncio.Event().wait()
            finally:
                await listener.close()

    async def _take(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        """One mail from our own server. As final delivery it notes the envelope on top (RFC 5321 section 4.4)."""
        lines = [f"Return-Path: <{sender}>\r\n", *(f"Delivered-To: {one}\r\n" for one in recipients)]
        noted = "".join(lines).encode("utf-8", "surrogateescape")
        arrival = Arrival(raw=noted + raw, received_at=self._context.clock.now(), recipients=recipients)
        await hand_over(self._context.host, await self._reader.read(arrival))

    def _outgoing(self, outbound: Outbound, message_id: str) -> OutgoingMail:
        sender = outbound.sender if outbound.sender.lower() in self._settings.ours else self.address
        return OutgoingMail(
            message_id=message_id,
            date=self._context.clock.now(),
            sender=Address(name=outbound.sender_name or self._settings.name, address=sender),
            to=(Address(name=outbound.to_name, address=outbound.to),),
            cc=tuple(Address(name="", address=one) for one in outbound.cc),
            reply_to=self._reply_to(sender, outbound.interaction_id),
            subject=outbound.subject,
            text=outbound.text,
            html=outbound.html,
            files=outbound.files,
            references=outbound.thread_references,
            automatic=outbound.automatic,
            unsubscribe_url=outbound.unsubscribe_url,
            hub_id=self._reader.hub_id,
        )

    def _reply_to(self, mailbox: str, interaction_id: str | None) -> Address | None:
        if interaction_id is None or not self._settings.reply_tokens:
            return None
        return Address(name=self._settings.name, address=self._reader.tokens.reply_address(mailbox, interaction_id))

    def _envelope_sender(self, outbound: Outbound) -> str:
        if self._settings.reply_tokens:
            return wire_address(self._reader.tokens.bounce_address(self.address, outbound.delivery_id))
        return wire_address(self.address)


async def _checked(name: str, work: Awaitable[str]) -> CheckResult:
    try:
        return CheckResult(name=name, ok=True, detail=await work)
    except (ConnectionNotReadyError, ConnectionRefusedByPeerError, SendFailedError, OSError) as error:
        return CheckResult(name=name, ok=False, detail=str(error))
