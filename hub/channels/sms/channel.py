"""One telephone number for texts: webhook in, REST out, statuses, and a look at what a failed webhook made us miss."""

import asyncio
from typing import Annotated
from urllib.parse import parse_qs, quote, urlsplit

import aiohttp
from pydantic import BaseModel, Field

from hub.channels._twilio.account import Account, AccountSettings
from hub.channels._twilio.media import fetch
from hub.channels._twilio.signature import signed_form
from hub.channels.sms.inbound import media_file, media_urls, text_message
from hub.channels.sms.reconcile import Reconciler
from hub.channels.sms.statuses import delivery_state, status_of
from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.errors import ConnectionNotReadyError, SendFailedError, SendFailure
from hub.ports.channels import (
    Capability,
    Channel,
    ChannelContext,
    CheckResult,
    Inbound,
    InboundFile,
    LinkState,
    Outbound,
    RawPayload,
    Receipt,
    WebhookReply,
    WebhookRequest,
)

MAX_BODY = 1600
# Ask for repeats, which are off by default: three, whatever failed.
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
OVERRIDES = "#rc=3&rp=all"
_EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class SmsSettings(AccountSettings):
    """A number for texts; with `messaging_service_sid` Twilio chooses the sender from that pool."""

    messaging_service_sid: str = ""
    max_media_bytes: Annotated[int, Field(ge=1_000, le=50_000_000)] = 5_000_000


class SmsKind:
    """Makes channels of the kind `sms`."""

    kind = "sms"
    settings: type[BaseModel] = SmsSettings

    def build(self, settings: SmsSettings, context: ChannelContext) -> Channel:
        """Make the channel."""
        return SmsChannel(settings, context)


class SmsChannel:
    """Texts of one number."""

    kind = InteractionKind.SMS
    capabilities = frozenset(
        {Capability.TEXT_OUT, Capability.WRITE_FIRST, Capability.FILES_OUT, Capability.DELIVERY_STATUS}
    )

    def __init__(self, settings: SmsSettings, context: ChannelContext) -> None:
        session: aiohttp.ClientSession = context.http
        self.name = context.name
        self.address = settings.number
        self.region = settings.region or None
        self._settings = settings
        self._context = context
        self._session = session
        self._account = Account(settings, session)
        self._reconciler = Reconciler(self._account, context, settings.number, self._message_of)

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        """Answer `POST /hooks/{name}` (a text) and `/hooks/{name}/status` (how far one of ours got)."""
        form = signed_form(request, self._context.public_url, self._account.tokens)
        if request.subpath == "status":
            await self._status(request, form)
            return WebhookReply(status=204)
        if form.get("MessageSid") and form.get("From"):
            await self._context.host.deliver(await self._message_of(form, _raw(request)))
            self._reconciler.seen(form["MessageSid"])
        else:
            await self._context.host.deliver(self._unparsed(request, "the form has no MessageSid or no From"))
        return WebhookReply(content_type="text/xml", body=_EMPTY)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send a text; our delivery id comes back in the status callback even if the answer is lost."""
        if len(outbound.text) > MAX_BODY:
            text = f"the text has {len(outbound.text)} characters; Twilio takes at most {MAX_BODY}"
            raise SendFailedError(SendFailure.REFUSED, text, error_class="content", error_code="21617")
        sender = {"messaging_service_sid": self._settings.messaging_service_sid}
        if not self._settings.messaging_service_sid:
            sender = {"from_": outbound.sender or self.address}
        callback = (
            f"{self._context.public_url}/hooks/{self.name}/status?delivery={quote(outbound.delivery_id)}{OVERRIDES}"
        )
        optional: dict[str, object] = {}
        if outbound.files:
            optional["media_url"] = [each.url for each in outbound.files]
        if outbound.valid_s:
            optional["validity_period"] = outbound.valid_s
        message = await self._account.ask(
            self._account.client.messages.create_async(
                to=outbound.to,
                body=outbound.text or None,
                status_callback=callback,
                **sender,
                **optional,
            )
        )
        state = delivery_state(str(message.status)) or DeliveryState.ACCEPTED
        return Receipt(provider_id=str(message.sid), state=state)

    async def reconcile(self) -> int:
        """Deliver texts whose webhook failed, and report statuses whose callback did."""
        return await self._reconciler.run()

    async def check(self) -> list[CheckResult]:
        """Ask for the account and compare the number's webhook address with ours."""
        try:
            numbers = await self._account.ask(
                self._account.client.incoming_phone_numbers.list_async(phone_number=self.address, limit=1)
            )
        except SendFailedError as error:
            self._context.state(LinkState.NEEDS_ATTENTION, str(error))
            return [CheckResult(name=f"{self.name}: account", ok=False, detail=str(error))]
        self._context.state(LinkState.UP)
        wanted = f"{self._context.public_url}/hooks/{self.name}"
        current = str(numbers[0].sms_url or "").split("#")[0] if numbers else ""
        detail = "" if current == wanted else f"the number's SMS webhook is {current or 'not set'}; set it to {wanted}"
        return [CheckResult(name=f"{self.name}: webhook address", ok=not detail, detail=detail)]

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _status(self, request: WebhookRequest, form: dict[str, str]) -> None:
        query = parse_qs(urlsplit(request.raw_target).query)
        delivery_id = next(iter(query.get("delivery", [])), None)
        status = status_of(self.name, form, delivery_id, self._context.clock.now())
        if status is not None:
            await self._context.host.report(status)

    async def _message_of(self, form: dict[str, str], raw: RawPayload | None) -> Inbound:
        files, missing = await self._files(form)
        return text_message(
            self.name,
            form,
            region=self.region,
            at=self._context.clock.now(),
            files=files,
            missing=missing,
            raw=raw,
        )

    async def _files(self, form: dict[str, str]) -> tuple[tuple[InboundFile, ...], int]:
        urls = media_urls(form)
        if not urls:
            return (), 0
        limit = self._settings.max_media_bytes
        results = await asyncio.gather(
            *(fetch(self._session, self._account, url, limit) for url in urls), return_exceptions=True
        )
        files: list[InboundFile] = []
        for number, result in enumerate(results, start=1):
            if isinstance(result, ConnectionNotReadyError):
                continue
            if isinstance(result, BaseException):
                raise result
            files.append(media_file(number, *result))
        return tuple(files), len(urls) - len(files)

    def _unparsed(self, request: WebhookRequest, reason: str) -> Inbound:
        return Inbound(
            channel=self.name,
            kind=self.kind,
            provider_id="",
            message_kind=MessageKind.TEXT,
            sender="",
            sender_kind="phone",
            received_at=self._context.clock.now(),
            raw=_raw(request),
            unparsed=reason,
        )


def _raw(request: WebhookRequest) -> RawPayload:
    # str(): a server's header names may be a subclass of str, which is no key of JSON.
    kept = {
        str(name): value for name, value in request.headers.items() if name.lower() in ("content-type", "user-agent")
    }
    return RawPayload(content_type="application/x-www-form-urlencoded", body=request.body, headers=kept)
