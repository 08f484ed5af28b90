"""One call: its state, what its webhooks carry, and who is told about its progress."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from hub.demo.carrier.faults import Hook
from hub.demo.carrier.lines import Line, LineState
from hub.demo.carrier.network import Network, rfc2822
from hub.demo.carrier.numbers import Number, country
from hub.demo.carrier.twiml import Verb
from hub.demo.carrier.webhooks import Target

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
NOWHERE = Target(url="")
# https://www.twilio.com/docs/voice/api/call-resource#statuscallback: SipResponseCode of the outcome
SIP = {"completed": "200", "busy": "486", "no-answer": "487", "canceled": "487", "failed": "480"}


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a call's next instructions come from: an address, a document, or verbs already read."""

    target: Target = NOWHERE
    twiml: str = ""
    verbs: tuple[Verb, ...] = ()
    params: dict[str, str] = field(default_factory=dict)
    stay: Callable[[], Awaitable[None]] | None = None


class Bridge(Protocol):
    """Something that connects a call with others."""

    def speak(self, call: "Call", text: str) -> None:
        """Let the others hear what this call's phone said."""


@dataclass(eq=False, kw_only=True)
class Call:
    """One leg."""

    sid: str
    from_: str
    to: str
    direction: str
    line: Line
    created: datetime
    updated: datetime
    status: str = "queued"
    number: Number | None = None
    parent_sid: str = ""
    answered: datetime | None = None
    ended: datetime | None = None
    answered_s: float = 0.0
    duration: int = 0
    status_target: Target = NOWHERE
    status_events: frozenset[str] = frozenset({"completed"})
    sequence: int = 0
    fallback: Target = NOWHERE
    source: Source = field(default_factory=Source)
    page: Target = NOWHERE
    timeout_s: float = 60
    time_limit_s: float = 14400
    send_digits: str = ""
    bridge: Bridge | None = None
    speech: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(1000))
    listeners: list[Callable[[str], None]] = field(default_factory=list)
    disturbed: asyncio.Event = field(default_factory=asyncio.Event)
    next: Source | None = None
    ended_by_api: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    answer_event: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live(self) -> bool:
        """Whether it can still be changed."""
        return self.status not in FINAL

    def redirect(self, source: Source) -> None:
        """Stop what it does and go on with `source`."""
        self.next = source
        self.disturbed.set()

    def end(self, status: str) -> None:
        """Finish it: `completed` or `canceled` from outside, or the phone hung up."""
        if self.live:
            self.next = None
            self.status = status
            self.disturbed.set()

    def speak(self, text: str) -> None:
        """The phone said something."""
        if self.speech.full():
            self.speech.get_nowait()
        self.speech.put_nowait(text)
        for listener in list(self.listeners):
            listener(text)
        if self.bridge:
            self.bridge.speak(self, text)


class Progress:
    """Moves calls through their states and reports it."""

    def __init__(self, net: Network) -> None:
        self._net = net

    def answer(self, call: Call) -> None:
        """Somebody picked up, or the first verb answers an inbound call."""
        if call.answered is not None or not call.live:
            return
        call.answered = call.updated = self._net.timing.now()
        call.answered_s = self._net.timing.seconds()
        call.status = "in-progress"
        call.line.speak = call.speak
        call.line.update(LineState.CONNECTED)
        call.answer_event.set()
        self.report(call, "answered")

    def initiate(self, call: Call) -> None:
        """The network starts to set an outbound call up."""
        call.status = "queued"
        self.report(call, "initiated", status="initiated")

    def ringing(self, call: Call) -> None:
        """The phone rings."""
        call.status = "ringing"
        call.updated = self._net.timing.now()
        call.line.update(LineState.RINGING)
        self.report(call, "ringing")

    def finish(self, call: Call, status: str) -> None:
        """The call is over; `completed` is reported whatever the outcome."""
        if call.ended is not None:
            return
        call.status = status
        call.ended = call.updated = self._net.timing.now()
        if call.answered is not None:
            call.duration = max(round(self._net.timing.seconds() - call.answered_s), 1)
        call.line.conference, call.line.on_hold, call.line.muted = "", False, False
        call.line.update(LineState.ENDED, status)
        self.report(call, "completed")
        call.over.set()

    def report(self, call: Call, event: str, *, status: str = "") -> None:
        """https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent."""
        if event not in call.status_events:
            return
        now = self._net.timing.now()
        params = self.params(call) | {
            "CallStatus": status or call.status,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.sequence),
            "Timestamp": rfc2822(now) or "",
        }
        if event == "completed":
            # Duration is in minutes, CallDuration in seconds
            params |= {
                "CallDuration": str(call.duration),
                "Duration": str(-(-call.duration // 60)),
                "SipResponseCode": SIP[call.status],
            }
        call.sequence += 1
        self._net.webhooks.notify(Hook.CALL_STATUS, call.status_target, params, order=call.sid)

    def params(self, call: Call) -> dict[str, str]:
        """https://www.twilio.com/docs/voice/twiml#request-parameters."""
        geography = call.number.geography if call.number else {"City": "", "State": "", "Zip": "", "Country": "US"}
        params = {
            "CallSid": call.sid,
            "AccountSid": self._net.account_sid,
            "From": call.from_,
            "To": call.to,
            "Caller": call.from_,
            "Called": call.to,
            "CallStatus": call.status,
            "ApiVersion": "2010-04-01",
            "Direction": call.direction,
            **{f"{side}{name}": value for side in ("To", "Called") for name, value in geography.items()},
            **{f"{side}{name}": "" for side in ("From", "Caller") for name in ("City", "State", "Zip")},
            "FromCountry": country(call.from_),
            "CallerCountry": country(call.from_),
        }
        if call.parent_sid:
            params["ParentCallSid"] = call.parent_sid
        if call.direction == "inbound" and call.from_.startswith("+"):
            params["StirVerstat"] = (
                "TN-Validation-Passed-A"  # https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir
            )
            params["CallToken"] = f"token-{call.sid}"
        return params

    def shape(self, call: Call) -> dict[str, Any]:
        """https://www.twilio.com/docs/voice/api/call-resource#call-properties."""
        uri = self._net.uri(f"Calls/{call.sid}")
        return {
            "sid": call.sid,
            "account_sid": self._net.account_sid,
            "parent_call_sid": call.parent_sid or None,
            "from": call.from_,
            "from_formatted": call.from_,
            "to": call.to,
            "to_formatted": call.to,
            "phone_number_sid": call.number.sid if call.number else None,
            "status": call.status,
            "direction": call.direction,
            "date_created": rfc2822(call.created),
            "date_updated": rfc2822(call.updated),
            "start_time": rfc2822(call.answered or (call.created if call.direction == "inbound" else None)),
            "end_time": rfc2822(call.ended),
            "duration": str(call.duration) if call.ended else None,
            "price": None,
            "price_unit": "USD",
            **dict.fromkeys(("answered_by", "forwarded_from", "group_sid", "caller_name", "trunk_sid")),
            "queue_time": "0",
            "api_version": "2010-04-01",
            "uri": f"{uri}.json",
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        }
