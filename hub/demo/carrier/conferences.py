"""Conference rooms: who is in them, who hears whom, and what is reported about them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.demo.carrier.calls import NOWHERE, Call
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.hearing import hearing, reaches
from hub.demo.carrier.lines import Heard, Sound
from hub.demo.carrier.network import Network, Store, rfc2822
from hub.demo.carrier.recordings import Recording, Recordings
from hub.demo.carrier.webhooks import Target

MAX_CONFERENCES = 5000
MAX_PARTICIPANTS = 250  # https://www.twilio.com/docs/voice/twiml/conference#attributes-maxparticipants
# Music that plays when no waitUrl is given: https://www.twilio.com/docs/voice/twiml/conference#attributes-waiturl
DEFAULT_MUSIC = "http://twimlets.com/holdmusic?Bucket=com.twilio.music.classical"
EVENT_GROUPS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a participant brings along; the room's own settings are taken from the first one."""

    muted: bool = False
    start: bool = True
    end: bool = False
    beep: str = "true"
    wait: Target = field(default_factory=lambda: Target(url=DEFAULT_MUSIC))
    label: str = ""
    coach: str = ""
    record: bool = False
    max_participants: int = MAX_PARTICIPANTS
    target: Target = NOWHERE
    events: frozenset[str] = frozenset()
    recording_target: Target = NOWHERE
    recording_events: frozenset[str] = frozenset({"completed"})


@dataclass(eq=False)
class Participant:
    """One call in a room. `playing` is the address of what it hears while it waits or is held."""

    call: Call
    entry: Entry
    created: datetime
    updated: datetime
    muted: bool
    coaching: bool
    coach: str
    end_on_exit: bool
    hold: bool = False
    hold_target: Target = field(default_factory=lambda: Target(url=DEFAULT_MUSIC))
    playing: str = ""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Conference:
    """One room. Its name can be used again when it is over."""

    rooms: "Conferences"
    sid: str
    name: str
    entry: Entry
    created: datetime
    updated: datetime
    status: str = "init"
    reason: str = ""
    ended_by: str = ""
    sequence: int = 0
    people: dict[str, Participant] = field(default_factory=dict)
    past: dict[str, Participant] = field(default_factory=dict)
    recording: Recording | None = None

    def find(self, sid_or_label: str) -> Participant | None:
        """A participant by its call or its label: https://www.twilio.com/docs/voice/api/conference-participant-resource."""
        found = self.people.get(sid_or_label)
        return found or next((one for one in self.people.values() if one.entry.label == sid_or_label != ""), None)

    def speak(self, call: Call, text: str) -> None:
        """Let everybody hear what one participant says, except whom mute, hold or coaching exclude."""
        speaker = self.people.get(call.sid)
        if speaker is None:
            return
        if self.recording and not (speaker.coaching or speaker.muted or speaker.hold):
            self.rooms.recordings.hear(self.recording, text)
        heard = Heard(sound=Sound.SPEECH, text=text, by=call.line.phone, at=self.rooms.net.timing.now())
        for listener in self.people.values():
            if reaches(self, speaker, listener):
                listener.call.line.hear(heard)

    def report(self, event: str, participant: Participant | None = None, **more: str) -> None:
        """https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback."""
        if EVENT_GROUPS[event] not in self.entry.events:
            return
        self.sequence += 1
        net = self.rooms.net
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": net.account_sid,
            "Timestamp": rfc2822(net.timing.now()) or "",
            "SequenceNumber": str(self.sequence),
            "StatusCallbackEvent": event,
            **(_described(participant) if participant else {}),
            **more,
        }
        net.webhooks.notify(Hook.CONFERENCE, self.entry.target, params, order=self.sid)


def _tell_who_talks(room: Conference) -> None:
    begun = room.status == "in-progress" and len(room.people) > 1
    for one in room.people.values():
        one.call.line.talking = begun and not one.hold
        one.call.line.signal.poke()


def _described(participant: Participant) -> dict[str, str]:
    params = {
        "CallSid": participant.call.sid,
        "Muted": str(participant.muted).lower(),
        "Hold": str(participant.hold).lower(),
        "Coaching": str(participant.coaching).lower(),
        "EndConferenceOnExit": str(participant.end_on_exit).lower(),
        "StartConferenceOnEnter": str(participant.entry.start).lower(),
    }
    if participant.coaching:
        params["CallSidToCoach"] = participant.coach
    if participant.entry.label:
        params["ParticipantLabel"] = participant.entry.label
    return params


@dataclass
class Conferences:
    """All rooms of the account."""

    net: Network
    recordings: Recordings
    items: Store[Conference] = field(default_factory=lambda: Store(MAX_CONFERENCES))

    def open(self, name: str, entry: Entry) -> Conference:
        """The running room with this name or identifier, or a new one."""
        found = self.running(name)
        if found:
            return found
        now = self.net.timing.now()
        room = Conference(self, self.net.sids.new("CF"), name, entry, now, now)
        return self.items.add(room.sid, room)

    def running(self, name: str) -> Conference | None:
        return next(
            (
                room
                for room in self.items.newest_first()
                if name in {room.name, room.sid} and room.status != "completed"
            ),
            None,
        )

    def of(self, call: Call) -> Conference | None:
        """The room a call is in."""
        return call.bridge if isinstance(call.bridge, Conference) else None

    def join(self, room: Conference, call: Call, entry: Entry) -> Participant | None:
        """Let a call in; nothing when the room is full, the label taken, or whom it would coach not there.

        https://www.twilio.com/docs/api/errors/16025, https://www.twilio.com/docs/api/errors/13240
        """
        if len(room.people) >= min(room.entry.max_participants, MAX_PARTICIPANTS):
            return None
        if entry.label and room.find(entry.label):
            return None
        if entry.coach and entry.coach not in room.people:
            return None
        now = self.net.timing.now()
        person = Participant(call, entry, now, now, entry.muted, bool(entry.coach), entry.coach, entry.end)
        if entry.beep in {"true", "onEnter"}:
            self._beep(room)
        room.people[call.sid] = person
        call.bridge = room
        call.line.conference, call.line.muted = room.name, person.muted
        call.line.hearing = lambda: hearing(room, person)
        call.line.signal.poke()
        room.report("participant-join", person)
        self._start_if_due(room)
        return person

    def _start_if_due(self, room: Conference) -> None:
        """A conference begins with two participants, one of whom may start it.

        https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallbackEvent, "start".
        """
        if room.status == "init" and len(room.people) > 1 and any(one.entry.start for one in room.people.values()):
            room.status = "in-progress"
            room.report("conference-start")
            if room.entry.record:
                target, events = room.entry.recording_target, room.entry.recording_events
                room.recording = self.recordings.start("Conference", target, events, conference_sid=room.sid)
        _tell_who_talks(room)
        for one in room.people.values():
            one.changed.set()

    def leave(self, room: Conference, person: Participant, reason: str) -> None:
        """A participant is gone; the room ends when it was the last or took the room with it."""
        if room.people.pop(person.call.sid, None) is None:
            return
        room.past[person.call.sid] = person
        self._let_go(room, person)
        _tell_who_talks(room)
        room.report("participant-leave", person, ParticipantCallStatus=person.call.status, ReasonParticipantLeft=reason)
        if person.entry.beep in {"true", "onExit"}:
            self._beep(room)
        kicked = reason == "participant_updated_via_api"
        if person.end_on_exit:
            self.end(room, f"participant-with-end-conference-on-exit-{'kicked' if kicked else 'left'}", person.call.sid)
        elif not room.people:
            self.end(room, f"last-participant-{'kicked' if kicked else 'left'}", person.call.sid)

    def end(self, room: Conference, reason: str, by: str = "") -> None:
        """Everybody leaves; their calls go on with their own TwiML."""
        if room.status == "completed":
            return
        room.status, room.reason, room.ended_by = "completed", reason, by
        room.updated = self.net.timing.now()
        why = "conference_ended_via_api" if reason == "conference-ended-via-api" else "moderator_ended_conference"
        for person in list(room.people.values()):
            person.end_on_exit = False
            room.people.pop(person.call.sid)
            room.past[person.call.sid] = person
            self._let_go(room, person)
            room.report(
                "participant-leave", person, ParticipantCallStatus=person.call.status, ReasonParticipantLeft=why
            )
        if room.recording:
            self.recordings.finish(room.recording)
        room.report("conference-end", None, ReasonConferenceEnded=reason, Reason=reason, CallSidEndingConference=by)

    def _let_go(self, room: Conference, person: Participant) -> None:
        line = person.call.line
        if person.call.bridge is room:
            person.call.bridge = None
        line.conference, line.on_hold, line.muted, line.talking = "", False, False, False
        line.hearing = None
        line.signal.poke()
        person.left.set()
        person.changed.set()

    def _beep(self, room: Conference) -> None:
        if room.status == "in-progress":
            for one in room.people.values():
                one.call.line.hear(Heard(sound=Sound.BEEP, text="beep", by="carrier", at=self.net.timing.now()))

    def change(self, room: Conference, person: Participant, **changes: Any) -> None:
        """Mute, hold, coach ... as the REST resource Participant does."""
        person.updated = self.net.timing.now()
        for name, value in changes.items():
            before = getattr(person, name)
            setattr(person, name, value)
            if name in {"muted", "hold"} and before is not value:
                word = {"muted": "mute", "hold": "hold"}[name]
                room.report(f"participant-{word if value else 'un' + word}", person)
            elif before != value and name != "hold_target":
                room.report("participant-modify", person)
        person.call.line.on_hold, person.call.line.muted = person.hold, person.muted
        _tell_who_talks(room)
        person.changed.set()

    def everyone(self) -> Iterator[Participant]:
        return (one for room in self.items.newest_first() for one in room.people.values())

    def shape(self, room: Conference) -> dict[str, Any]:
        """https://www.twilio.com/docs/voice/api/conference-resource#conference-properties."""
        uri = self.net.uri(f"Conferences/{room.sid}")
        return {
            "account_sid": self.net.account_sid,
            "api_version": "2010-04-01",
            "date_created": rfc2822(room.created),
            "date_updated": rfc2822(room.updated),
            "friendly_name": room.name,
            "region": "us1",
            "sid": room.sid,
            "status": room.status,
            "uri": f"{uri}.json",
            "reason_conference_ended": room.reason or None,
            "call_sid_ending_conference": room.ended_by or None,
            "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        }
