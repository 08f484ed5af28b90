"""Lists the provider's messages since a stored mark: Twilio hardly repeats a failed webhook, so we ask.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: by default only failed connections are
tried again, and an answer of 5xx is not.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.channels._twilio.account import Account
from hub.channels.sms.statuses import status_of
from hub.domain.time import from_rfc3339, to_rfc3339
from hub.ports.channels import Bookmark, ChannelContext, Inbound, RawPayload

_MARK = "reconcile"
_FIRST_LOOK = timedelta(hours=24)
_OVERLAP = timedelta(minutes=10)
_REMEMBERED = 20_000
_LIMIT = 1_000

MessageOf = Callable[[dict[str, str], RawPayload | None], Awaitable[Inbound]]


class Reconciler:
    """Remembers what it has seen, so that an ordinary round costs two requests and no write."""

    def __init__(self, account: Account, context: ChannelContext, number: str, message_of: MessageOf) -> None:
        self._account = account
        self._context = context
        self._number = number
        self._message_of = message_of
        self._seen: OrderedDict[str, str] = OrderedDict()

    def seen(self, sid: str, status: str = "received") -> None:
        """Remember that the hub knows this message in this status."""
        self._seen[sid] = status
        self._seen.move_to_end(sid)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    async def run(self) -> int:
        """Deliver and report what is new to us; return how many texts had been missed."""
        since = await self._since()
        messages = self._account.client.messages
        ours = {"date_sent_after": since, "limit": _LIMIT}
        inbound = await self._account.ask(messages.list_async(to=self._number, **ours))
        missed = 0
        for message in sorted(inbound, key=lambda each: str(each.date_created or each.date_sent)):
            missed += await self._deliver(message)
        for message in await self._account.ask(messages.list_async(from_=self._number, **ours)):
            await self._report(message)
        return missed

    async def _since(self) -> datetime:
        stored = await self._context.host.bookmark(self._context.name, _MARK)
        now = self._context.clock.now()
        return from_rfc3339(stored) - _OVERLAP if stored else now - _FIRST_LOOK

    async def _deliver(self, message: Any) -> int:
        if message.direction != "inbound" or message.sid in self._seen:
            return 0
        files = {f"MediaUrl{number}": url for number, url in enumerate(await self._media(message))}
        form = {
            "MessageSid": message.sid,
            "From": message.from_ or "",
            "To": message.to or "",
            "Body": message.body or "",
            "NumMedia": str(len(files)),
            **files,
        }
        sent = message.date_sent or message.date_created or self._context.clock.now()
        at = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        inbound = await self._message_of(form, None)
        mark = Bookmark(name=_MARK, value=to_rfc3339(at))
        outcome = await self._context.host.deliver(replace(inbound, bookmark=mark))
        self.seen(message.sid)
        return int(outcome.kind == "stored")

    async def _media(self, message: Any) -> list[str]:
        if not int(message.num_media or 0):
            return []
        files = await self._account.ask(self._account.client.messages(message.sid).media.list_async(limit=10))
        return [f"{self._account.api_url}{each.uri}".removesuffix(".json") for each in files]

    async def _report(self, message: Any) -> None:
        if self._seen.get(message.sid) == message.status or not str(message.direction).startswith("outbound"):
            return
        code = message.error_code
        form = {
            "MessageSid": message.sid,
            "MessageStatus": str(message.status),
            "ErrorCode": str(code) if code else "",
        }
        status = status_of(self._context.name, form, None, self._context.clock.now())
        if status is not None:
            await self._context.host.report(status)
        self.seen(message.sid, str(message.status))
