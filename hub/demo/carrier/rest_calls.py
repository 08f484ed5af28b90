"""The REST resource Calls."""

from typing import Any

from hub.demo.carrier.calls import FINAL, Call, Source
from hub.demo.carrier.errors import bad, not_found
from hub.demo.carrier.listing import in_range
from hub.demo.carrier.numbers import ADDRESS
from hub.demo.carrier.params import BOOL, METHOD, TEXT, URL, Param, Type, Values, choice
from hub.demo.carrier.rest import Operation, Request, date_filters
from hub.demo.carrier.switch import Switch
from hub.demo.carrier.webhooks import Target

STATUSES = ("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled")
EVENTS = choice("initiated", "ringing", "answered", "completed", many=True)
RECORDING_EVENTS = choice("in-progress", "completed", "absent", many=True)
LINK = Param(type=Type.URL, code=21205)
SECONDS = Param(type=Type.INT, low=0, high=600)
MAX_TWIML = 4000
# https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource; machine detection is accepted and ignored
DETECTION: dict[str, Param] = {
    "MachineDetection": TEXT,
    "MachineDetectionTimeout": Param(type=Type.INT, low=3, high=59),
    "MachineDetectionSpeechThreshold": Param(type=Type.INT, low=1000, high=6000),
    "MachineDetectionSpeechEndThreshold": Param(type=Type.INT, low=500, high=5000),
    "MachineDetectionSilenceTimeout": Param(type=Type.INT, low=2000, high=10000),
}
RECORDING: dict[str, Param] = {
    "RecordingChannels": choice("mono", "dual"),
    "RecordingStatusCallback": URL,
    "RecordingStatusCallbackMethod": METHOD,
    "RecordingStatusCallbackEvent": RECORDING_EVENTS,
    "RecordingTrack": choice("inbound", "outbound", "both"),
    "RecordingConfigurationId": TEXT,
    "Trim": choice("trim-silence", "do-not-trim"),
}
CREATE: dict[str, Param] = {
    "To": TEXT,
    "From": TEXT,
    "Url": LINK,
    "Method": METHOD,
    "Twiml": TEXT,
    "ApplicationSid": TEXT,
    "FallbackUrl": LINK,
    "FallbackMethod": METHOD,
    "StatusCallback": URL,
    "StatusCallbackEvent": EVENTS,
    "StatusCallbackMethod": METHOD,
    "Timeout": SECONDS,
    "TimeLimit": Param(type=Type.INT, low=1, high=86400),
    "Record": BOOL,
    "SendDigits": TEXT,
    **RECORDING,
    **DETECTION,
    "AsyncAmd": BOOL,
    "AsyncAmdStatusCallback": URL,
    "AsyncAmdStatusCallbackMethod": METHOD,
    "ClientNotificationUrl": URL,
    **dict.fromkeys(
        ("SipAuthUsername", "SipAuthPassword", "CallerId", "Passports", "Byoc", "CallReason", "CallToken"), TEXT
    ),
}
UPDATE: dict[str, Param] = {
    "Url": LINK,
    "Method": METHOD,
    "Status": choice("canceled", "completed"),
    "FallbackUrl": LINK,
    "FallbackMethod": METHOD,
    "StatusCallback": URL,
    "StatusCallbackMethod": METHOD,
    "Twiml": TEXT,
    "TimeLimit": Param(type=Type.INT, low=1, high=86400),
}
LIST: dict[str, Param] = {
    "To": TEXT,
    "From": TEXT,
    "ParentCallSid": TEXT,
    "Status": choice(*STATUSES),
    **date_filters("StartTime", "EndTime"),
}


def check_address(name: str, value: str) -> str:
    """A number or client that can be dialled: https://www.twilio.com/docs/api/errors/21211 and 21212."""
    if not ADDRESS.fullmatch(value):
        raise bad(21211 if name == "To" else 21212, f"{name}: {value} is not a valid phone number or client")
    return value


class CallResources:
    """Operations on calls."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._net = switch.net

    def operations(self) -> list[Operation]:
        many, one = "Calls.json", "Calls/{sid}.json"
        return [
            Operation(name="Calls.create", method="POST", path=many, handler=self.create, schema=CREATE, status=201),
            Operation(name="Calls.list", method="GET", path=many, handler=self.list, schema=LIST),
            Operation(name="Calls.fetch", method="GET", path=one, handler=self.fetch),
            Operation(name="Calls.update", method="POST", path=one, handler=self.update, schema=UPDATE),
            Operation(name="Calls.delete", method="DELETE", path=one, handler=self.delete),
        ]

    async def create(self, request: Request) -> dict[str, Any]:
        values = request.values
        for name, code in (("To", 21201), ("From", 21213)):
            if not values.text(name):
                raise bad(code, f"No '{name}' number is specified")
        if self._switch.full:
            raise bad(10004, "Call concurrency limit exceeded")  # https://www.twilio.com/docs/api/errors/10004
        to, from_ = check_address("To", values.text("To")), values.text("From")
        if from_ not in self._net.numbers and not (from_.startswith("client:") and to.startswith("client:")):
            raise bad(21210, f"The source phone number provided, {from_}, is not yet verified for your account")
        call = self._switch.outbound(
            to=to,
            from_=from_,
            direction="outbound-api",
            source=_source(values, needed=True),
            fallback=Target(url=values.text("FallbackUrl"), method=values.text("FallbackMethod", "POST")),
            status_target=Target(url=values.text("StatusCallback"), method=values.text("StatusCallbackMethod", "POST")),
            status_events=frozenset(values.texts("StatusCallbackEvent") or ["completed"]),
            timeout_s=values.number("Timeout", 60),
            time_limit_s=values.number("TimeLimit", 14400),
            send_digits=values.text("SendDigits"),
        )
        if values.flag("Record"):
            self._switch.record(
                call, "OutboundAPI", recording_target(values), values.texts("RecordingStatusCallbackEvent")
            )
        shape = self._switch.progress.shape(call)
        self._switch.launch(call)
        return shape

    async def list(self, request: Request) -> dict[str, Any]:
        now, query = self._net.timing.now(), request.query
        found = [
            self._switch.progress.shape(call)
            for call in self._switch.calls.newest_first()
            if query.get("To", call.to) == call.to
            and query.get("From", call.from_) == call.from_
            and query.get("Status", call.status) == call.status
            and query.get("ParentCallSid", call.parent_sid) == call.parent_sid
            and in_range(call.created, query, "StartTime")
            and in_range(call.ended, query, "EndTime")
            and request.shows(call.created, now)
        ]
        return request.page("calls", found)

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._switch.progress.shape(self._one(request))

    async def update(self, request: Request) -> dict[str, Any]:
        call, values = self._one(request), request.values
        if not call.live:
            # https://www.twilio.com/docs/api/errors/21220
            raise bad(21220, f"Invalid call state: call {call.sid} is {call.status}. Cannot redirect.")
        if values.has("StatusCallback"):
            call.status_target = Target(
                url=values.text("StatusCallback"), method=values.text("StatusCallbackMethod", "POST")
            )
        if values.has("TimeLimit"):
            call.time_limit_s = values.number("TimeLimit", 14400)
        self._steer(call, values)
        return self._switch.progress.shape(call)

    def _steer(self, call: Call, values: Values) -> None:
        """`canceled` leaves a call in progress alone; `completed` ends any."""
        status = values.text("Status")
        if status == "completed" or (status == "canceled" and call.answered is None):
            self._switch.hang_up(call)
        elif not status and (values.has("Url") or values.has("Twiml")):
            if call.answered is None:
                raise bad(21220, f"Invalid call state: call {call.sid} is {call.status}. Cannot redirect.")
            fallback = Target(url=values.text("FallbackUrl"), method=values.text("FallbackMethod", "POST"))
            self._switch.redirect(call, _source(values, needed=False), fallback)

    async def delete(self, request: Request) -> None:
        call = self._one(request)
        if call.status not in FINAL:
            raise bad(20009, f"Call {call.sid} is {call.status}; only a finished call can be deleted")
        self._switch.calls.remove(call.sid)

    def _one(self, request: Request) -> Call:
        call = self._switch.calls.get(request.sids["sid"])
        if call is None:
            raise not_found(request.path)
        return call


def recording_target(values: Values) -> Target:
    """Who is told about a recording."""
    return Target(
        url=values.text("RecordingStatusCallback"), method=values.text("RecordingStatusCallbackMethod", "POST")
    )


def _source(values: Values, *, needed: bool) -> Source:
    """Url wins over Twiml (https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource)."""
    if values.has("ApplicationSid"):
        raise bad(21218, "Invalid ApplicationSid: this carrier has no applications")
    if values.text("Url"):
        return Source(target=Target(url=values.text("Url"), method=values.text("Method", "POST")))
    twiml = values.text("Twiml")
    if not twiml and needed:
        raise bad(21205, "Url parameter is required.")
    if len(twiml) > MAX_TWIML:
        raise bad(20001, "Twiml exceeds 4000 characters")
    return Source(twiml=twiml)
