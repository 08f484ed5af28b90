"""The REST resource Recordings, of the account, of a call and of a conference; and their audio."""

import asyncio
from typing import Any

from aiohttp import web

from hub.demo.carrier.audio import wav
from hub.demo.carrier.errors import not_found
from hub.demo.carrier.listing import in_range
from hub.demo.carrier.params import BOOL, TEXT, Param
from hub.demo.carrier.recordings import Recording
from hub.demo.carrier.rest import Operation, Request, date_filters
from hub.demo.carrier.switch import Switch

OF_ONE: dict[str, Param] = date_filters("DateCreated")
LIST: dict[str, Param] = {"CallSid": TEXT, "ConferenceSid": TEXT, "IncludeSoftDeleted": BOOL, **OF_ONE}
DOWNLOAD: dict[str, Param] = {"RequestedChannels": TEXT, "Download": BOOL}


class RecordingResources:
    """Operations on recordings."""

    def __init__(self, switch: Switch) -> None:
        self._recordings = switch.recordings
        self._net = switch.net

    def operations(self) -> list[Operation]:
        many, one = "Recordings.json", "Recordings/{sid}.json"
        of_call, of_room = "Calls/{call}/Recordings.json", "Conferences/{conference}/Recordings.json"
        return [
            Operation(name="Recordings.list", method="GET", path=many, handler=self.list, schema=LIST),
            Operation(name="Recordings.list", method="GET", path=of_call, handler=self.list, schema=OF_ONE),
            Operation(name="Recordings.list", method="GET", path=of_room, handler=self.list, schema=OF_ONE),
            Operation(name="Recordings.fetch", method="GET", path=one, handler=self.fetch),
            Operation(name="Recordings.delete", method="DELETE", path=one, handler=self.delete),
            Operation(
                name="Recordings.download",
                method="GET",
                path="Recordings/{sid:[^/.]+}{extension:(\\.wav)?}",
                handler=self.download,
                schema=DOWNLOAD,
            ),
        ]

    async def list(self, request: Request) -> dict[str, Any]:
        now = self._net.timing.now()
        call_sid = request.sids.get("call", "") or request.query.get("CallSid", "")
        conference_sid = request.sids.get("conference", "") or request.query.get("ConferenceSid", "")
        found = [
            self._recordings.shape(recording)
            for recording in self._recordings.of(call_sid=call_sid, conference_sid=conference_sid)
            if in_range(recording.created, request.query, "DateCreated") and request.shows(recording.created, now)
        ]
        return request.page("recordings", found)

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._recordings.shape(self._one(request))

    async def delete(self, request: Request) -> None:
        self._recordings.items.remove(self._one(request).sid)

    async def download(self, request: Request) -> web.Response:
        """The audio, WAV by default (https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file)."""
        recording = self._one(request)
        if recording.status != "completed":
            raise not_found(request.path)
        body = await asyncio.to_thread(wav, recording.duration, list(recording.speech), recording.channels)
        return web.Response(body=body, headers={"Content-Type": "audio/x-wav"})

    def _one(self, request: Request) -> Recording:
        recording = self._recordings.items.get(request.sids["sid"])
        if recording is None:
            raise not_found(request.path)
        return recording
