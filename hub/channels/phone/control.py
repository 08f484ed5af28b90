"""Commands to calls over the REST interface: dial, hang up, redirect, hold, mute, recordings."""

from typing import Any

import aiohttp

from hub.channels._twilio.account import Account
from hub.channels._twilio.media import fetch
from hub.channels.phone.twiml import Markup
from hub.domain.calls import CallLeg
from hub.errors import ConnectionNotReadyError, SendFailedError, SendFailure
from hub.ports.call_line import Recording

# The call has ended meanwhile: https://www.twilio.com/docs/api/errors/21220
_GONE = frozenset({"21220", "20404", "404"})
_MAX_RECORDING = 50_000_000
_STATES = {"queued": "ringing", "initiated": "ringing", "ringing": "ringing", "in-progress": "answered"}


class CallControl:
    """REST requests about one line's calls."""

    def __init__(
        self, account: Account, session: aiohttp.ClientSession, markup: Markup, number: str, ring_s: int
    ) -> None:
        self._account = account
        self._session = session
        self._markup = markup
        self._number = number
        self._ring_s = ring_s

    async def dial(self, leg: CallLeg, step: str) -> str:
        """Ring a telephone; every status of the leg comes back with its id."""
        named = {"leg": leg.id}
        call = await self._account.ask(
            self._account.client.calls.create_async(
                to=leg.address,
                from_=self._number,
                url=self._markup.url(step, named),
                status_callback=self._markup.url("status", named),
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=self._ring_s,
            )
        )
        return str(call.sid)

    async def hang_up(self, sid: str) -> None:
        """End a call in whatever state it is; `completed` also cancels one that still rings."""
        await self._update(sid, status="completed")

    async def redirect(self, sid: str, step: str) -> None:
        """Go on with another step."""
        await self._update(sid, url=self._markup.url(step), method="POST")

    async def hold(self, conference: str, sid: str, *, on: bool) -> bool:
        """Hold or take back; the answer is the conference's own."""
        participant = await self._participant(conference, sid)
        changes: dict[str, Any] = {"hold": on}
        if on:
            changes |= {"hold_url": self._markup.url("wait"), "hold_method": "POST"}
        changed = await self._account.ask(participant.update_async(**changes))
        return bool(changed.hold)

    async def mute(self, conference: str, sid: str, *, on: bool) -> bool:
        """Mute or unmute; the answer is the conference's own."""
        participant = await self._participant(conference, sid)
        changed = await self._account.ask(participant.update_async(muted=on))
        return bool(changed.muted)

    async def is_in(self, conference: str, sid: str) -> bool:
        """Look the participant up: one who has left, or whose conference is over, is not found."""
        try:
            participant = await self._participant(conference, sid)
            await self._account.ask(participant.fetch_async())
        except SendFailedError as error:
            if error.error_code in _GONE:
                return False
            raise
        return True

    async def supervise(self, conference: str, sid: str, *, muted: bool, coached: str | None) -> None:
        """https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource."""
        participant = await self._participant(conference, sid)
        coaching: dict[str, Any] = {"coaching": True, "call_sid_to_coach": coached} if coached else {"coaching": False}
        await self._account.ask(participant.update_async(muted=muted, **coaching))

    async def recording(self, sid: str) -> Recording:
        """Fetch a recording as WAV."""
        account = self._account
        url = f"{account.api_url}/2010-04-01/Accounts/{account.sid}/Recordings/{sid}.wav"
        try:
            content_type, data = await fetch(self._session, account, url, _MAX_RECORDING)
        except ConnectionNotReadyError as error:
            raise SendFailedError(SendFailure.TRY_LATER, str(error)) from error
        return Recording(id=sid, data=data, type="audio/wav" if "wav" in content_type else content_type)

    async def state_of(self, sid: str) -> str:
        """Ask how a call stands."""
        try:
            call = await self._account.ask(self._account.client.calls(sid).fetch_async())
        except SendFailedError as error:
            if error.error_code in _GONE:
                return "completed"
            raise
        return _STATES.get(str(call.status), str(call.status).replace("-", "_"))

    async def _update(self, sid: str, **changes: Any) -> None:
        try:
            await self._account.ask(self._account.client.calls(sid).update_async(**changes))
        except SendFailedError as error:
            if error.error_code not in _GONE:
                raise

    async def _participant(self, conference: str, sid: str) -> Any:
        found = await self._account.ask(
            self._account.client.conferences.list_async(friendly_name=conference, status="in-progress", limit=1)
        )
        if not found:
            raise SendFailedError(SendFailure.REFUSED, "nobody is in the conference", error_code="20404")
        return self._account.client.conferences(found[0].sid).participants(sid)
