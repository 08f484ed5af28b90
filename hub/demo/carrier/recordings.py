"""Recordings: made while a call or conference speaks, reported when done, downloaded as WAV."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.demo.carrier.audio import seconds_to_say
from hub.demo.carrier.calls import NOWHERE
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.network import Network, Store, rfc2822
from hub.demo.carrier.webhooks import Target

MAX_RECORDINGS = 5000
MAX_SPEECH = 2000


@dataclass(eq=False, kw_only=True)
class Recording:
    """One recording."""

    sid: str
    source: str
    created: datetime
    updated: datetime
    started_s: float
    call_sid: str = ""
    conference_sid: str = ""
    status: str = "in-progress"
    duration: int = -1
    channels: int = 1
    target: Target = NOWHERE
    events: frozenset[str] = frozenset({"completed"})
    speech: list[tuple[float, str]] = field(default_factory=list)


@dataclass
class Recordings:
    """All recordings of the account."""

    net: Network
    items: Store[Recording] = field(default_factory=lambda: Store(MAX_RECORDINGS))

    def start(self, source: str, target: Target, events: frozenset[str], **of: Any) -> Recording:
        """Begin one of a call (`call_sid`) or conference (`conference_sid`)."""
        now = self.net.timing.now()
        recording = Recording(
            sid=self.net.sids.new("RE"),
            source=source,
            created=now,
            updated=now,
            started_s=self.net.timing.seconds(),
            target=target,
            events=events or frozenset({"completed"}),
            **of,
        )
        self.items.add(recording.sid, recording)
        self._report(recording, "in-progress")
        return recording

    def hear(self, recording: Recording, text: str) -> None:
        """Somebody speaks."""
        if recording.status == "in-progress" and len(recording.speech) < MAX_SPEECH:
            recording.speech.append((self.net.timing.seconds() - recording.started_s, text))

    def finish(self, recording: Recording) -> None:
        """End it; a recording without any sound at all is `absent`."""
        if recording.status != "in-progress":
            return
        elapsed = self.net.timing.seconds() - recording.started_s
        spoken = max((start + seconds_to_say(text) for start, text in recording.speech), default=0.0)
        recording.duration = max(round(max(elapsed, spoken)), 1)
        recording.status = "completed"
        recording.updated = self.net.timing.now()
        self._report(recording, "completed")

    def discard(self, recording: Recording) -> None:
        """Nothing was said: https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback."""
        recording.status, recording.duration = "absent", 0
        self._report(recording, "absent")

    def of(self, *, call_sid: str = "", conference_sid: str = "") -> Iterator[Recording]:
        """Those of one call, of one conference, or all; newest first."""
        return (
            recording
            for recording in self.items.newest_first()
            if (not call_sid or recording.call_sid == call_sid)
            and (not conference_sid or recording.conference_sid == conference_sid)
        )

    def url(self, recording: Recording) -> str:
        """Its address without extension, as callbacks carry it."""
        return self.net.base_url + self.net.uri(f"Recordings/{recording.sid}")

    def _report(self, recording: Recording, event: str) -> None:
        """https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback."""
        if event not in recording.events:
            return
        params = {
            "AccountSid": self.net.account_sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": self.url(recording),
            "RecordingStatus": event,
            "RecordingDuration": str(max(recording.duration, 0)),
            "RecordingChannels": str(recording.channels),
            "RecordingStartTime": rfc2822(recording.created) or "",
            "RecordingSource": recording.source,
            "RecordingTrack": "both",
        }
        if recording.call_sid:
            params["CallSid"] = recording.call_sid
        if recording.conference_sid:
            params["ConferenceSid"] = recording.conference_sid
        self.net.webhooks.notify(Hook.RECORDING, recording.target, params, order=recording.sid)

    def shape(self, recording: Recording) -> dict[str, Any]:
        """https://www.twilio.com/docs/voice/api/recording#recording-properties."""
        uri = self.net.uri(f"Recordings/{recording.sid}")
        return {
            "account_sid": self.net.account_sid,
            "api_version": "2010-04-01",
            "call_sid": recording.call_sid or None,
            "conference_sid": recording.conference_sid or None,
            "date_created": rfc2822(recording.created),
            "date_updated": rfc2822(recording.updated),
            "start_time": rfc2822(recording.created),
            "duration": str(recording.duration),
            "sid": recording.sid,
            "price": None,
            "price_unit": "USD",
            "status": recording.status,
            "channels": recording.channels,
            "source": recording.source,
            "error_code": None,
            "encryption_details": None,
            "media_url": self.net.base_url + uri,
            "uri": f"{uri}.json",
        }
