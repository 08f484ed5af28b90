"""A provider connected by webhooks alone: texts in and out, their statuses, and the call events of a PBX."""

import aiohttp
import orjson

from hub.channels.webhook.mapping import Posted
from hub.channels.webhook.settings import WebhookSettings
from hub.channels.webhook.signature import require_signature, sign
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.errors import InboundRejectedError, SendFailedError, SendFailure
from hub.ports.channels import (
    Capability,
    ChannelContext,
    CheckResult,
    DeliveryStatus,
    Inbound,
    LinkState,
    Outbound,
    RawPayload,
    Receipt,
    ThreadHints,
    WebhookReply,
    WebhookRequest,
)

_JSON = "application/json"


class GenericWebhookChannel:
    """Implements `hub.ports.channels.Channel` and `WebhookChannel`."""

    kind = InteractionKind.WEBHOOK

    def __init__(self, settings: WebhookSettings, context: ChannelContext) -> None:
        """Connect nothing: the provider comes to us."""
        self.name = context.name
        self.address = settings.address
        self.region = settings.region or None
        sends = {Capability.TEXT_OUT, Capability.WRITE_FIRST, Capability.DELIVERY_STATUS}
        self.capabilities = frozenset(sends if settings.send_url else ())
        self._settings = settings
        self._context = context
        self._session: aiohttp.ClientSession = context.http
        self._secret = settings.secret.get_secret_value()
        context.state(LinkState.UP)

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        """Take `POST /hooks/NAME/text`, `/status` or `/call`; anything signed that cannot be read is kept."""
        if request.method != "POST":
            raise InboundRejectedError(405, "send a POST")
        now = self._context.clock.now()
        tolerance = self._settings.tolerance_s
        require_signature(request.headers, request.body, self._secret, now=now.timestamp(), tolerance_s=tolerance)
        if request.subpath == "status":
            return await self._status(Posted(request.body))
        if request.subpath not in ("text", "call"):
            raise InboundRejectedError(404, f"no {request.subpath!r} here; post to text, status or call")
        raw = RawPayload(content_type=_JSON, body=request.body)
        inbound = self._read(request, raw)
        outcome = await self._context.host.deliver(inbound)
        answer = {"result": outcome.kind.value, "interaction_id": outcome.interaction_id}
        return WebhookReply(content_type=_JSON, body=orjson.dumps(answer))

    async def send(self, outbound: Outbound) -> Receipt:
        """Post a text to the provider; 2xx is accepted, 429 and 503 come again, other 4xx are final."""
        if not self._settings.send_url:
            raise SendFailedError(SendFailure.UNSUPPORTED, f"{self.name} has no send_url")
        body = orjson.dumps(self._outgoing(outbound))
        timestamp = int(self._context.clock.now().timestamp())
        headers = {
            "Content-Type": _JSON,
            "Hub-Delivery-Id": outbound.delivery_id,
            "Hub-Timestamp": str(timestamp),
            "Hub-Signature": sign(self._secret, timestamp, body),
        }
        try:
            status, answer = await self._post(body, headers)
        except aiohttp.ClientConnectorError as error:
            raise SendFailedError(SendFailure.TRY_LATER, f"cannot connect to {self._settings.send_url}") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            text = f"no answer from {self._settings.send_url}: {type(error).__name__}"
            raise SendFailedError(SendFailure.UNKNOWN, text) from error
        return self._receipt(status, answer, outbound.delivery_id)

    async def check(self) -> list[CheckResult]:
        """Nothing can be tried without contacting somebody."""
        detail = f"sends to {self._settings.send_url}" if self._settings.send_url else "takes messages only"
        return [CheckResult(name=f"{self.name}: webhook", ok=True, detail=detail)]

    async def close(self) -> None:
        """Hold nothing."""

    def _read(self, request: WebhookRequest, raw: RawPayload) -> Inbound:
        try:
            posted = Posted(request.body)
            return self._text(posted, raw) if request.subpath == "text" else self._call(posted, raw)
        except InboundRejectedError as error:
            return Inbound(
                channel=self.name,
                kind=self.kind,
                provider_id="",
                sender="",
                sender_kind="external",
                received_at=self._context.clock.now(),
                raw=raw,
                unparsed=str(error),
            )

    def _text(self, posted: Posted, raw: RawPayload) -> Inbound:
        fields = self._settings.text
        return Inbound(
            channel=self.name,
            kind=self.kind,
            provider_id=posted.required(fields.id),
            sender=posted.required(fields.sender),
            sender_kind=self._settings.sender_kind,
            sender_name=posted.text(fields.sender_name),
            our_address=posted.text(fields.our_address) or self.address,
            region=self.region,
            text=posted.text(fields.text),
            language=posted.text(fields.language),
            thread=ThreadHints(key=posted.text(fields.conversation)),
            received_at=self._context.clock.now(),
            raw=raw,
        )

    def _call(self, posted: Posted, raw: RawPayload) -> Inbound:
        fields = self._settings.call
        call, word = posted.required(fields.call), posted.required(fields.event)
        event = fields.events.get(word)
        if event is None:
            raise InboundRejectedError(
                400, f"{fields.event}: {word!r} is unknown; known are {', '.join(fields.events)}"
            )
        return Inbound(
            channel=self.name,
            kind=self.kind,
            provider_id=f"{call}:{event}",
            message_kind=MessageKind.CALL,
            sender=posted.text(fields.caller),
            sender_kind="phone",
            sender_name=posted.text(fields.caller_name),
            our_address=posted.text(fields.our_address) or self.address,
            region=self.region,
            text=event,
            thread=ThreadHints(key=f"call:{call}"),
            answers={"call_event": event, "agent": posted.text(fields.agent)},
            received_at=self._context.clock.now(),
            raw=raw,
        )

    async def _status(self, posted: Posted) -> WebhookReply:
        fields = self._settings.status
        word = posted.required(fields.state)
        state = fields.states.get(word)
        delivery_id, provider_id = posted.text(fields.delivery), posted.text(fields.provider_id)
        if state is None:
            raise InboundRejectedError(
                400, f"{fields.state}: {word!r} is unknown; known are {', '.join(fields.states)}"
            )
        if not delivery_id and not provider_id:
            raise InboundRejectedError(400, f"{fields.delivery}: is missing, and so is {fields.provider_id}")
        await self._context.host.report(
            DeliveryStatus(
                channel=self.name,
                delivery_id=delivery_id or None,
                provider_id=provider_id or None,
                state=state,
                error_code=posted.text(fields.error_code),
                at=self._context.clock.now(),
            )
        )
        return WebhookReply(status=204)

    def _outgoing(self, outbound: Outbound) -> dict[str, object]:
        return {
            "delivery_id": outbound.delivery_id,
            "to": outbound.to,
            "from": outbound.sender or self.address,
            "text": outbound.text,
            "conversation": outbound.thread_key,
            "attachments": [{"name": each.name, "type": each.type, "url": each.url} for each in outbound.files],
        }

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        limit = aiohttp.ClientTimeout(total=self._settings.timeout_s)
        url = self._settings.send_url
        async with self._session.post(url, data=body, headers=headers, timeout=limit, allow_redirects=False) as answer:
            return answer.status, await answer.content.read(65_536)

    def _receipt(self, status: int, answer: bytes, delivery_id: str) -> Receipt:
        if 200 <= status < 300:
            try:
                provider_id = Posted(answer).text(self._settings.receipt_id)
            except InboundRejectedError:
                provider_id = ""
            return Receipt(provider_id=provider_id or delivery_id)
        text = f"{self._settings.send_url} answered {status}"
        if status in (429, 503):
            raise SendFailedError(SendFailure.TRY_LATER, text, error_code=str(status))
        if status >= 500:
            raise SendFailedError(SendFailure.UNKNOWN, text, error_code=str(status))
        raise SendFailedError(SendFailure.REFUSED, text, error_class="content", error_code=str(status))
