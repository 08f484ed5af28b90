"""Lists calls and messages that were left while nobody could store them."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.channels._twilio.account import Account
from hub.domain.time import from_rfc3339, to_rfc3339
from hub.ports.channels import Bookmark, CallRef, ChannelContext

_MARK = "reconcile"
_FIRST_LOOK = timedelta(hours=24)
_OVERLAP = timedelta(minutes=10)
_LIMIT = 1_000
_REMEMBERED = 20_000

DeliverCall = Callable[[dict[str, str], Bookmark | None], Awaitable[bool]]


class CallReconciler:
    """Delivers inbound calls that the log lacks, then the recordings made in them."""

    def __init__(self, account: Account, context: ChannelContext, number: str, deliver: DeliverCall) -> None:
        self._account = account
        self._context = context
        self._number = number
        self._deliver = deliver
        self._seen: OrderedDict[str, None] = OrderedDict()

    def seen(self, sid: str) -> None:
        """Remember what the log has."""
        self._seen[sid] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    async def run(self) -> int:
        """Return how many calls had been missed."""
        stored = await self._context.host.bookmark(self._context.name, _MARK)
        now = self._context.clock.now()
        since = from_rfc3339(stored) - _OVERLAP if stored else now - _FIRST_LOOK
        missed = await self._calls(since)
        await self._recordings(since)
        return missed

    async def _calls(self, since: datetime) -> int:
        calls = await self._account.ask(
            self._account.client.calls.list_async(to=self._number, start_time_after=since, limit=_LIMIT)
        )
        missed = 0
        for call in sorted(calls, key=lambda each: str(each.date_created)):
            if call.sid in self._seen or call.direction != "inbound":
                continue
            form = {
                "CallSid": call.sid,
                "From": _text(call, "from_"),
                "To": _text(call, "to"),
                "CallStatus": call.status,
            }
            missed += await self._deliver(form, Bookmark(name=_MARK, value=to_rfc3339(_aware(call.date_created))))
            if await self._end_if_over(call):
                self.seen(call.sid)
        return missed

    async def _end_if_over(self, call: Any) -> bool:
        """Close a missed call that is over; one that is still up is looked at again next time."""
        if str(call.status) in ("in-progress", "ringing", "queued"):
            return False
        params = {"status": str(call.status).replace("-", "_")}
        await self._context.host.next_step(
            CallRef(channel=self._context.name, provider_id=call.sid, step="missed", params=params)
        )
        return True

    async def _recordings(self, since: datetime) -> None:
        recordings = await self._account.ask(
            self._account.client.recordings.list_async(date_created_after=since, limit=_LIMIT)
        )
        for recording in recordings:
            if recording.sid in self._seen or str(recording.status) != "completed":
                continue
            params = {
                "recording_id": recording.sid,
                "status": "completed",
                "seconds": str(recording.duration or 0),
            }
            await self._context.host.next_step(
                CallRef(channel=self._context.name, provider_id=recording.call_sid, step="recording", params=params)
            )
            self.seen(recording.sid)


def _text(call: Any, name: str) -> str:
    """The SDK names the caller `_from`, since `from` is a word of the language."""
    return str(getattr(call, name, None) or getattr(call, "_from", "") or "")


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)
