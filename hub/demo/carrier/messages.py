"""Texts: how they travel between a phone and the webhooks of the number it wrote to, and back."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from hub.demo.carrier import segments
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.network import Network, Store, rfc2822
from hub.demo.carrier.numbers import Number, country
from hub.demo.carrier.optout import OptOuts
from hub.demo.carrier.phones import Media, Phone, Text, Texts
from hub.demo.carrier.twiml import Reply, TwimlError, parse_messaging
from hub.demo.carrier.webhooks import Target, WebhookError

log = logging.getLogger(__name__)

MAX_MESSAGES = 50_000
MAX_UNDER_WAY = 20_000
MAX_BODY = 1600  # https://www.twilio.com/docs/api/errors/21617
MAX_MEDIA = 10  # https://www.twilio.com/docs/api/errors/21623
MAX_MEDIA_BYTES = 5 * 1024 * 1024  # https://www.twilio.com/docs/messaging/guides/accepted-mime-types
ERRORS = {Texts.UNDELIVERED: 30003, Texts.FAILED: 30008}
ERROR_TEXTS = {
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30008: "Unknown error",
    11200: "HTTP retrieval failure",
}
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


@dataclass(eq=False, kw_only=True)
class Message:
    """One text, inbound or outbound."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None = None
    media: tuple[Media, ...] = ()
    media_sids: tuple[str, ...] = ()
    media_urls: tuple[str, ...] = ()
    status_callback: Target = field(default_factory=lambda: Target(url=""))
    messaging_service_sid: str = ""
    error_code: int | None = None
    removed: set[str] = field(default_factory=set)

    @property
    def num_media(self) -> int:
        """How many attachments there are."""
        return len(self.media or self.media_urls)

    @property
    def num_segments(self) -> int:
        """How many parts it takes."""
        return 1 if self.num_media else segments.count(self.body)


@dataclass
class Messages:
    """All texts of the account."""

    net: Network
    items: Store[Message] = field(default_factory=lambda: Store(MAX_MESSAGES))
    opt_outs: OptOuts = field(default_factory=OptOuts)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def receive(self, phone: Phone, to: str, body: str, media: Sequence[Media]) -> Text:
        """A phone sends a text; its number's webhook is called in the background."""
        if len(body) > MAX_BODY or len(media) > MAX_MEDIA:
            message = f"{phone.number}: a text has at most {MAX_BODY} characters and {MAX_MEDIA} files"
            raise ValueError(message)
        now = self.net.timing.now()
        prefix = "MM" if media else "SM"
        message_ = Message(
            sid=self.net.sids.new(prefix),
            from_=phone.number,
            to=to,
            body=body,
            direction="inbound",
            status="received",
            created=now,
            updated=now,
            sent=now,
            media=tuple(media),
            media_sids=tuple(self.net.sids.new("ME") for _ in media),
        )
        number = self.net.number(to)
        if number:
            message_.messaging_service_sid = number.messaging_service_sid
            self.items.add(message_.sid, message_)
            self._start(self._hand_over(number, message_))
        else:
            self._start(self._to_phone(message_))
        return Text(sid=message_.sid, from_=phone.number, to=to, body=body, media=tuple(media), at=now, outgoing=True)

    def send(self, message: Message) -> Message:
        """Accept an outbound text; it travels in the background."""
        self.items.add(message.sid, message)
        if len(self._tasks) >= MAX_UNDER_WAY:
            self._progress(message, "failed", 30001)  # https://www.twilio.com/docs/api/errors/30001: queue overflow
        else:
            self._start(self._travel(message))
        return message

    async def close(self) -> None:
        """Stop what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def new(self, *, from_: str, to: str, body: str, direction: str, **more: Any) -> Message:
        """An outbound text that is not under way yet."""
        now = self.net.timing.now()
        prefix = "MM" if more.get("media_urls") else "SM"
        status = "accepted" if more.get("messaging_service_sid") else "queued"
        return Message(
            sid=self.net.sids.new(prefix),
            from_=from_,
            to=to,
            body=body,
            direction=direction,
            status=status,
            created=now,
            updated=now,
            **more,
        )

    # --- inbound ---

    async def _hand_over(self, number: Number, message: Message) -> None:
        kind = self.opt_outs.note(message.body, ours=number.phone_number, theirs=message.from_)
        if kind:
            # Twilio answers STOP, START and HELP itself and still calls the webhook:
            # https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-
            answer = self.new(from_=number.phone_number, to=message.from_, body=kind.answer, direction="outbound-reply")
            await self._to_phone(answer)
        if not number.sms_url:
            return
        params = self._inbound_params(number, message)
        if kind and number.messaging_service_sid:
            params["OptOutType"] = kind.name  # only with Advanced Opt-Out, which belongs to Messaging Services
        try:
            replies = await self._ask(number, params)
        except WebhookError as failed:
            log.info(
                "inbound text %s was not taken: %s", message.sid, failed
            )  # a message nobody took is only in the log
            return
        for reply in replies:
            self._reply(number, message, reply)

    async def _ask(self, number: Number, params: dict[str, str]) -> list[Reply]:
        target: Target | None = number.sms
        replies: list[Reply] = []
        for _ in range(10):  # a chain of Redirects ends somewhere
            if target is None:
                return replies
            answer = await self.net.webhooks.ask(Hook.SMS, target, params, number.sms_fallback)
            try:
                parsed = parse_messaging(answer, base=target.url)
            except TwimlError as bad:
                return await self._fall_back(number, params, bad, target.url)
            replies += parsed.replies
            target = parsed.redirect
        return replies

    async def _fall_back(self, number: Number, params: dict[str, str], bad: TwimlError, url: str) -> list[Reply]:
        if not number.sms_fallback_url:
            raise WebhookError(bad.code, url, "twiml")
        extra = {"ErrorCode": str(bad.code), "ErrorUrl": url}
        answer = await self.net.webhooks.ask(Hook.SMS, number.sms_fallback, {**params, **extra})
        try:
            return parse_messaging(answer, base=number.sms_fallback_url).replies
        except TwimlError as again:
            raise WebhookError(again.code, number.sms_fallback_url, "twiml") from again

    def _inbound_params(self, number: Number, message: Message) -> dict[str, str]:
        """https://www.twilio.com/docs/messaging/guides/webhook-request."""
        params = {
            "ToCountry": number.geography["Country"],
            "ToState": number.geography["State"],
            "ToCity": number.geography["City"],
            "ToZip": number.geography["Zip"],
            "FromCountry": country(message.from_),
            "FromState": "",
            "FromCity": "",
            "FromZip": "",
            "SmsMessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageSid": message.sid,
            "SmsStatus": "received",
            "AccountSid": self.net.account_sid,
            "From": message.from_,
            "To": message.to,
            "Body": message.body,
            "NumMedia": str(message.num_media),
            "NumSegments": str(message.num_segments),
            "ApiVersion": "2010-04-01",
        }
        if message.messaging_service_sid:
            params["MessagingServiceSid"] = message.messaging_service_sid
        for index, (sid, item) in enumerate(zip(message.media_sids, message.media, strict=True)):
            params[f"MediaUrl{index}"] = self.net.base_url + self.net.uri(f"Messages/{message.sid}/Media/{sid}")
            params[f"MediaContentType{index}"] = item.content_type
        return params

    def _reply(self, number: Number, message: Message, reply: Reply) -> None:
        to = reply.to or message.from_
        if self.opt_outs.blocked(ours=number.phone_number, theirs=to):
            log.info("reply to %s dropped: 21610, the recipient has opted out", message.sid)
            return
        self.send(
            self.new(
                from_=reply.from_ or number.phone_number,
                to=to,
                body=reply.body,
                direction="outbound-reply",
                media_urls=reply.media,
                status_callback=Target(url=reply.status_callback),
            )
        )

    # --- outbound ---

    async def _travel(self, message: Message) -> None:
        timing = self.net.timing
        if message.status == "accepted":
            await timing.sleep(0.1)
            self._progress(message, "queued")
        await timing.sleep(0.2)
        if message.status in FINAL:
            return
        self._progress(message, "sending", tell=False)
        if not await self._fetch_media(message):
            self._progress(message, "failed", 11200)
            return
        fate = self.net.phone(message.to).texts_become
        if fate is Texts.FAILED:
            self._progress(message, "failed", ERRORS[fate])
            return
        message.sent = timing.now()
        self._progress(message, "sent")
        await timing.sleep(0.5)
        if fate is Texts.UNDELIVERED:
            self._progress(message, "undelivered", ERRORS[fate])
        else:
            await self._to_phone(message)
            if fate is Texts.DELIVERED:
                self._progress(message, "delivered")

    async def _fetch_media(self, message: Message) -> bool:
        """Fetch the files from their addresses, as Twilio does when a message is sent."""
        found = []
        for url in message.media_urls:
            try:
                async with self.net.webhooks.session.get(url, timeout=aiohttp.ClientTimeout(total=15)) as response:
                    data = await response.content.read(MAX_MEDIA_BYTES + 1)
                    if not response.ok or len(data) > MAX_MEDIA_BYTES:
                        return False
                    found.append(Media(content_type=response.content_type, data=data))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.info("media %s not fetched: %s", url, error)
                return False
        if found:
            message.media = tuple(found)
            message.media_sids = tuple(self.net.sids.new("ME") for _ in found)
        return True

    async def _to_phone(self, message: Message) -> None:
        text = Text(
            sid=message.sid,
            from_=message.from_,
            to=message.to,
            body=message.body,
            media=message.media,
            at=self.net.timing.now(),
            outgoing=False,
        )
        self.net.phone(message.to).receive(text)

    def _progress(self, message: Message, status: str, error_code: int | None = None, *, tell: bool = True) -> None:
        message.status, message.updated = status, self.net.timing.now()
        message.error_code = error_code
        if tell:
            self.net.webhooks.notify(
                Hook.SMS_STATUS, message.status_callback, self._status_params(message), order=message.sid
            )

    def _status_params(self, message: Message) -> dict[str, str]:
        """https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks."""
        params = {
            "AccountSid": self.net.account_sid,
            "From": message.from_,
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
            "ApiVersion": "2010-04-01",
        }
        if message.messaging_service_sid:
            params["MessagingServiceSid"] = message.messaging_service_sid
        if message.error_code:
            params["ErrorCode"] = str(message.error_code)
        if message.status in {"delivered", "undelivered"}:
            params["RawDlrDoneDate"] = self.net.timing.now().strftime("%y%m%d%H%M")
        return params

    def shape(self, message: Message) -> dict[str, Any]:
        """https://www.twilio.com/docs/messaging/api/message-resource#message-properties."""
        uri = self.net.uri(f"Messages/{message.sid}")
        return {
            "account_sid": self.net.account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "direction": message.direction,
            "date_created": rfc2822(message.created),
            "date_sent": rfc2822(message.sent),
            "date_updated": rfc2822(message.updated),
            "error_code": message.error_code,
            "error_message": ERROR_TEXTS.get(message.error_code or 0),
            "from": message.from_ or None,
            "to": message.to,
            "messaging_service_sid": message.messaging_service_sid or None,
            "num_media": str(message.num_media),
            "num_segments": str(message.num_segments),
            "price": None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a text was lost in the carrier", exc_info=error)
