"""The REST resources Conferences and Participants."""

import re
from dataclasses import replace
from typing import Any

from hub.demo.carrier.calls import Call, Source
from hub.demo.carrier.conferences import DEFAULT_MUSIC, Conference, Entry, Participant
from hub.demo.carrier.conferencing import stay
from hub.demo.carrier.errors import bad, not_found
from hub.demo.carrier.listing import in_range
from hub.demo.carrier.network import rfc2822
from hub.demo.carrier.params import BOOL, METHOD, TEXT, URL, Param, Type, Values, choice
from hub.demo.carrier.rest import Operation, Request, date_filters
from hub.demo.carrier.rest_calls import (
    DETECTION,
    EVENTS,
    RECORDING,
    RECORDING_EVENTS,
    SECONDS,
    check_address,
    recording_target,
)
from hub.demo.carrier.switch import Switch
from hub.demo.carrier.webhooks import Target

CALL_SID = re.compile(r"CA[0-9a-f]{32}")
BEEP = choice("true", "false", "onEnter", "onExit")
UPDATE: dict[str, Param] = {"Status": choice("completed"), "AnnounceUrl": URL, "AnnounceMethod": METHOD}
LIST: dict[str, Param] = {
    "FriendlyName": TEXT,
    "Status": choice("init", "in-progress", "completed"),
    **date_filters("DateCreated", "DateUpdated"),
}
CONFERENCE_EVENTS = choice(
    "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement", many=True
)
# https://www.twilio.com/docs/voice/api/conference-participant-resource#create-a-participant
CREATE: dict[str, Param] = {
    "From": TEXT,
    "To": TEXT,
    "StatusCallback": URL,
    "StatusCallbackMethod": METHOD,
    "StatusCallbackEvent": EVENTS,
    "Label": TEXT,
    "Timeout": SECONDS,
    "Record": BOOL,
    "Muted": BOOL,
    "Beep": BEEP,
    "StartConferenceOnEnter": BOOL,
    "EndConferenceOnExit": BOOL,
    "WaitUrl": URL,
    "WaitMethod": METHOD,
    "EarlyMedia": BOOL,
    "MaxParticipants": Param(type=Type.INT, low=2, high=250),
    "ConferenceRecord": choice("true", "false", "record-from-start", "do-not-record"),
    "ConferenceTrim": choice("trim-silence", "do-not-trim"),
    "ConferenceStatusCallback": URL,
    "ConferenceStatusCallbackMethod": METHOD,
    "ConferenceStatusCallbackEvent": CONFERENCE_EVENTS,
    "ConferenceRecordingStatusCallback": URL,
    "ConferenceRecordingStatusCallbackMethod": METHOD,
    "ConferenceRecordingStatusCallbackEvent": RECORDING_EVENTS,
    "Coaching": BOOL,
    "CallSidToCoach": TEXT,
    "JitterBufferSize": choice("off", "small", "medium", "large"),
    "TimeLimit": Param(type=Type.INT, low=1, high=86400),
    **RECORDING,
    **DETECTION,
    "AmdStatusCallback": URL,
    "AmdStatusCallbackMethod": METHOD,
    "ClientNotificationUrl": URL,
    **dict.fromkeys(
        (
            "SipAuthUsername",
            "SipAuthPassword",
            "Region",
            "Byoc",
            "CallerId",
            "CallReason",
            "CallToken",
            "Passports",
            "CallerDisplayName",
            "EmergencyCallerPosition",
            "EmergencyCallerLocation",
            "EmergencyName",
            "EmergencyAddress",
            "EmergencyZipCode",
            "EmergencyCity",
            "EmergencyState",
            "EmergencyCountry",
        ),
        TEXT,
    ),
}
# https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource
CHANGE: dict[str, Param] = {
    "Muted": BOOL,
    "Hold": BOOL,
    "HoldUrl": URL,
    "HoldMethod": METHOD,
    "AnnounceUrl": URL,
    "AnnounceMethod": METHOD,
    "WaitUrl": URL,
    "WaitMethod": METHOD,
    "BeepOnExit": BOOL,
    "EndConferenceOnExit": BOOL,
    "Coaching": BOOL,
    "CallSidToCoach": TEXT,
}
PEOPLE: dict[str, Param] = {"Muted": BOOL, "Hold": BOOL, "Coaching": BOOL}


class ConferenceResources:
    """Operations on rooms and those in them."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._rooms = switch.rooms
        self._net = switch.net

    def operations(self) -> list[Operation]:
        many, one = "Conferences.json", "Conferences/{sid}.json"
        people, person = "Conferences/{sid}/Participants.json", "Conferences/{sid}/Participants/{call}.json"
        return [
            Operation(name="Conferences.list", method="GET", path=many, handler=self.list, schema=LIST),
            Operation(name="Conferences.fetch", method="GET", path=one, handler=self.fetch),
            Operation(name="Conferences.update", method="POST", path=one, handler=self.update, schema=UPDATE),
            Operation(
                name="Participants.create", method="POST", path=people, handler=self.create, schema=CREATE, status=201
            ),
            Operation(name="Participants.list", method="GET", path=people, handler=self.people, schema=PEOPLE),
            Operation(name="Participants.fetch", method="GET", path=person, handler=self.person),
            Operation(name="Participants.update", method="POST", path=person, handler=self.change, schema=CHANGE),
            Operation(name="Participants.delete", method="DELETE", path=person, handler=self.kick),
        ]

    async def list(self, request: Request) -> dict[str, Any]:
        now, query = self._net.timing.now(), request.query
        found = [
            self._rooms.shape(room)
            for room in self._rooms.items.newest_first()
            if query.get("FriendlyName", room.name) == room.name
            and query.get("Status", room.status) == room.status
            and in_range(room.created, query, "DateCreated")
            and in_range(room.updated, query, "DateUpdated")
            and request.shows(room.created, now)
        ]
        return request.page("conferences", found)

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._rooms.shape(self._room(request))

    async def update(self, request: Request) -> dict[str, Any]:
        room, values = self._room(request), request.values
        if values.text("Status"):
            self._rooms.end(room, "conference-ended-via-api")
        if values.text("AnnounceUrl"):
            raise bad(20001, "AnnounceUrl: this carrier makes no announcements in conferences")
        return self._rooms.shape(room)

    async def create(self, request: Request) -> dict[str, Any]:
        """The room may be named; it is opened when it is not running."""
        values, name = request.values, request.sids["sid"]
        for field, code in (("From", 21213), ("To", 21201)):
            if not values.text(field):
                raise bad(code, f"No '{field}' number is specified")
        if self._switch.full:
            raise bad(10004, "Call concurrency limit exceeded")
        if values.text("From") not in self._net.numbers and not values.text("From").startswith("client:"):
            raise bad(21210, f"The source phone number provided, {values.text('From')}, is not verified")
        if name.startswith("CF") and self._rooms.running(name) is None:
            raise not_found(request.path)
        room = self._rooms.open(name, _entry(values))
        _check_label(room, values.text("Label"))
        _check_coaching(room, values)
        call = self._call(room, values)
        self._switch.launch(call)
        return self._shape(room, call, _entry(values), "queued")

    def _call(self, room: Conference, values: Values) -> Call:
        entry = _entry(values)
        call = self._switch.outbound(
            to=check_address("To", values.text("To")),
            from_=values.text("From"),
            direction="outbound-api",
            status_target=Target(url=values.text("StatusCallback"), method=values.text("StatusCallbackMethod", "POST")),
            status_events=frozenset(values.texts("StatusCallbackEvent") or ["completed"]),
            timeout_s=values.number("Timeout", 60),
            time_limit_s=values.number("TimeLimit", 14400),
        )

        async def join() -> None:
            await stay(self._switch.interpreter, call, room.name, entry)

        call.source = Source(stay=join)
        if values.flag("Record"):
            self._switch.record(
                call, "OutboundAPI", recording_target(values), values.texts("RecordingStatusCallbackEvent")
            )
        return call

    async def people(self, request: Request) -> dict[str, Any]:
        room = self._room(request)
        wanted = {name.lower(): request.values.flag(name) for name in PEOPLE if request.values.has(name)}
        found = [
            self._person(room, person)
            for person in room.people.values()
            if all(getattr(person, name) is value for name, value in wanted.items())
        ]
        return request.page("participants", found)

    async def person(self, request: Request) -> dict[str, Any]:
        room = self._room(request)
        person = room.find(request.sids["call"])
        if person is None:
            raise not_found(request.path)
        return self._person(room, person)

    async def change(self, request: Request) -> dict[str, Any]:
        room, values = self._room(request), request.values
        person = room.find(request.sids["call"])
        if person is None:
            raise not_found(request.path)
        if values.text("AnnounceUrl"):
            raise bad(20001, "AnnounceUrl: this carrier makes no announcements in conferences")
        changes: dict[str, Any] = {}
        if values.has("HoldUrl"):
            # GET is the default here alone:
            # https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource
            changes["hold_target"] = Target(url=values.text("HoldUrl"), method=values.text("HoldMethod", "GET"))
        flags = {"Muted": "muted", "Hold": "hold", "EndConferenceOnExit": "end_on_exit", "Coaching": "coaching"}
        changes |= {field: values.flag(name) for name, field in flags.items() if values.has(name)}
        changes |= self._coach(room, person, values)
        person.entry = _amended(person.entry, values)
        self._rooms.change(room, person, **changes)
        return self._person(room, person)

    def _coach(self, room: Conference, person: Participant, values: Values) -> dict[str, Any]:
        if not values.has("CallSidToCoach"):
            if values.flag("Coaching") and not person.coach:
                raise bad(20001, "CallSidToCoach is required when Coaching is true")
            return {}
        _check_coached(room, values.text("CallSidToCoach"))
        # Naming somebody is coaching, unless it is said otherwise: the page above, CallSidToCoach and Coaching.
        return {"coach": values.text("CallSidToCoach"), "coaching": values.flag("Coaching", default=True)}

    async def kick(self, request: Request) -> None:
        room = self._room(request)
        person = room.find(request.sids["call"])
        if person is None:
            raise not_found(request.path)
        self._rooms.leave(room, person, "participant_updated_via_api")

    def _room(self, request: Request) -> Conference:
        """By identifier; a running one also by name."""
        room = self._rooms.items.get(request.sids["sid"]) or self._rooms.running(request.sids["sid"])
        if room is None:
            raise not_found(request.path)
        return room

    def _person(self, room: Conference, person: Participant) -> dict[str, Any]:
        shape = self._shape(room, person.call, person.entry, "connected")
        return shape | {
            "muted": person.muted,
            "hold": person.hold,
            "coaching": person.coaching,
            "call_sid_to_coach": person.coach or None,
            "end_conference_on_exit": person.end_on_exit,
            "date_created": rfc2822(person.created),
            "date_updated": rfc2822(person.updated),
        }

    def _shape(self, room: Conference, call: Call, entry: Entry, status: str) -> dict[str, Any]:
        """https://www.twilio.com/docs/voice/api/conference-participant-resource#participant-properties."""
        return {
            "account_sid": self._net.account_sid,
            "call_sid": call.sid,
            "conference_sid": room.sid,
            "label": entry.label or None,
            "muted": entry.muted,
            "hold": False,
            "coaching": bool(entry.coach),
            "call_sid_to_coach": entry.coach or None,
            "start_conference_on_enter": entry.start,
            "end_conference_on_exit": entry.end,
            "status": status,
            "queue_time": "0",
            "date_created": rfc2822(call.created),
            "date_updated": rfc2822(call.updated),
            "uri": self._net.uri(f"Conferences/{room.sid}/Participants/{call.sid}.json"),
        }


def _check_coaching(room: Conference, values: Values) -> None:
    if values.has("CallSidToCoach"):
        _check_coached(room, values.text("CallSidToCoach"))
    elif values.flag("Coaching"):
        raise bad(20001, "CallSidToCoach is required when Coaching is true")


def _check_coached(room: Conference, call_sid: str) -> None:
    """https://www.twilio.com/docs/api/errors/16028."""
    if call_sid not in room.people:
        raise bad(16028, f"Participant to be whispered is not present in the conference: {call_sid}")


def _check_label(room: Conference, label: str) -> None:
    """https://www.twilio.com/docs/api/errors/16024 and 16026."""
    if len(label) > 128 or "/" in label or CALL_SID.fullmatch(label):
        raise bad(16024, "Invalid participant label: at most 128 characters, no CallSid, no '/'")
    if label and room.find(label):
        raise bad(16026, f"The participant label {label} is in use by another participant")


def _amended(entry: Entry, values: Values) -> Entry:
    """WaitUrl and BeepOnExit of an update."""
    if values.has("WaitUrl"):
        entry = replace(entry, wait=Target(url=values.text("WaitUrl"), method=values.text("WaitMethod", "POST")))
    if values.has("BeepOnExit"):
        enters = entry.beep in {"true", "onEnter"}
        exits = values.flag("BeepOnExit")
        entry = replace(
            entry,
            beep={(True, True): "true", (True, False): "onEnter", (False, True): "onExit"}.get(
                (enters, exits), "false"
            ),
        )
    return entry


def _entry(values: Values) -> Entry:
    return Entry(
        muted=values.flag("Muted"),
        start=values.flag("StartConferenceOnEnter", default=True),
        end=values.flag("EndConferenceOnExit"),
        beep=values.text("Beep", "true"),
        wait=Target(url=values.text("WaitUrl", DEFAULT_MUSIC), method=values.text("WaitMethod", "POST")),
        label=values.text("Label"),
        coach=values.text("CallSidToCoach") if values.flag("Coaching", default=True) else "",
        record=values.text("ConferenceRecord") in {"true", "record-from-start"},
        max_participants=values.number("MaxParticipants", 250),
        target=Target(
            url=values.text("ConferenceStatusCallback"), method=values.text("ConferenceStatusCallbackMethod", "POST")
        ),
        events=frozenset(values.texts("ConferenceStatusCallbackEvent") or ["start", "end"]),
        recording_target=Target(url=values.text("ConferenceRecordingStatusCallback")),
        recording_events=frozenset(values.texts("ConferenceRecordingStatusCallbackEvent") or ["completed"]),
    )
