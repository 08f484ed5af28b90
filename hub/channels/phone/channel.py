"""One telephone line: webhooks of calls in, markup out, commands over REST."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from pydantic import BaseModel

from hub.channels._twilio.account import Account
from hub.channels._twilio.signature import signed_form
from hub.channels.phone.control import CallControl
from hub.channels.phone.music import hold_music
from hub.channels.phone.reconcile import CallReconciler
from hub.channels.phone.settings import PhoneSettings
from hub.channels.phone.softphone import identity_of, make_token
from hub.channels.phone.twiml import Markup, apology, come_again, goodbye
from hub.domain.calls import CallLeg
from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.errors import BusyError, InboundRejectedError, SendFailedError, SendFailure
from hub.ports.call_line import Recording
from hub.ports.calls import SoftphoneToken
from hub.ports.channels import (
    Bookmark,
    CallRef,
    Capability,
    Channel,
    ChannelContext,
    CheckResult,
    Inbound,
    LinkState,
    Outbound,
    OutcomeKind,
    RawPayload,
    Receipt,
    ThreadHints,
    WebhookReply,
    WebhookRequest,
)

_STEPS = frozenset(
    {
        "menu",
        "wait",
        "line",
        "line_key",
        "told",
        "announced",
        "turned_away",
        "callback",
        "callback_number",
        "talk",
        "voicemail",
        "recorded",
        "agent",
        "agent_choice",
        "supervisor",
        "supervisor_choice",
        "customer",
        "no_answer",
    }
)
_STAYING = _STEPS - {"menu", "voicemail", "recorded"}
_WITH_MUSIC = frozenset({"wait", "line"})
# Twilio hangs up on, or plays nothing to, whoever got no answer within 15 seconds:
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
_ANSWER_WITHIN_S = 8.0
_ASKED = ("Digits", "attempt", "announced", "number", "leg")


class PhoneKind:
    """Makes channels of the kind `phone`."""

    kind = "phone"
    settings: type[BaseModel] = PhoneSettings

    def build(self, settings: PhoneSettings, context: ChannelContext) -> Channel:
        """Make the channel."""
        return PhoneChannel(settings, context)


class PhoneChannel:
    """Calls of one number. Implements `hub.ports.call_line.CallLine`."""

    kind = InteractionKind.PHONE
    capabilities = frozenset({Capability.CALL_OUT, Capability.CALL_CONTROL})

    def __init__(self, settings: PhoneSettings, context: ChannelContext) -> None:
        session: aiohttp.ClientSession = context.http
        self.name = context.name
        self.address = settings.number
        self.region = settings.region or None
        self._settings = settings
        self._context = context
        self._account = Account(settings, session)
        base = f"{context.public_url}/hooks/{context.name}"
        self.script = settings.script(base)
        self._markup = Markup(base)
        self._control = CallControl(self._account, session, self._markup, settings.number, settings.ring_s)
        self._reconciler = CallReconciler(self._account, context, settings.number, self._deliver)

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        """Answer `POST /hooks/{name}` (a call) and the steps and callbacks below it.

        When nothing can be stored, a caller hears an apology and may leave a message; a callback is asked to come
        again.
        """
        if request.subpath == "music.wav":
            return WebhookReply(content_type="audio/wav", body=hold_music(), headers={"Cache-Control": "max-age=86400"})
        form = signed_form(request, self._context.public_url, self._account.tokens)
        form |= dict(parse_qsl(urlsplit(request.raw_target).query))
        step = request.subpath
        if step in ("fallback", "goodbye"):
            return _xml(apology(self._markup, self.script.voicemail_max_s) if step == "fallback" else goodbye())
        if not form.get("CallSid") and step != "conference":
            raise InboundRejectedError(400, "the form has no CallSid")
        if step == "":
            return await self._incoming(request, form)
        if step in _STEPS:
            return await self._step(step, form)
        return await self._callback(step, form)

    async def send(self, outbound: Outbound) -> Receipt:
        """Calls carry no texts."""
        raise SendFailedError(SendFailure.UNSUPPORTED, "a telephone line sends no texts")

    async def check(self) -> list[CheckResult]:
        """Ask for the number and compare its voice webhook with ours."""
        try:
            numbers = await self._account.ask(
                self._account.client.incoming_phone_numbers.list_async(phone_number=self.address, limit=1)
            )
        except SendFailedError as error:
            self._context.state(LinkState.NEEDS_ATTENTION, str(error))
            return [CheckResult(name=f"{self.name}: account", ok=False, detail=str(error))]
        self._context.state(LinkState.UP)
        wanted = f"{self._context.public_url}/hooks/{self.name}"
        current = str(numbers[0].voice_url or "").split("#")[0] if numbers else ""
        detail = (
            "" if current == wanted else f"the number's voice webhook is {current or 'not set'}; set it to {wanted}"
        )
        return [CheckResult(name=f"{self.name}: webhook address", ok=not detail, detail=detail)]

    async def reconcile(self) -> int:
        """Find calls and messages of which no webhook could be stored."""
        return await self._reconciler.run()

    async def close(self) -> None:
        """Nothing is kept open."""

    async def dial(self, leg: CallLeg, *, step: str) -> str:
        """Ring a telephone or browser."""
        return await self._control.dial(leg, step)

    async def hang_up(self, provider_id: str) -> None:
        """End a leg."""
        await self._control.hang_up(provider_id)

    async def redirect(self, provider_id: str, step: str) -> None:
        """Go on with another step."""
        await self._control.redirect(provider_id, step)

    async def hold(self, conference: str, provider_id: str, *, on: bool) -> bool:
        """Hold a leg."""
        return await self._control.hold(conference, provider_id, on=on)

    async def mute(self, conference: str, provider_id: str, *, on: bool) -> bool:
        """Mute a leg."""
        return await self._control.mute(conference, provider_id, on=on)

    async def is_in(self, conference: str, provider_id: str) -> bool:
        """Ask whether a leg is there."""
        return await self._control.is_in(conference, provider_id)

    async def supervise(self, conference: str, provider_id: str, *, muted: bool, coached: str | None) -> None:
        """Say who hears a supervisor."""
        await self._control.supervise(conference, provider_id, muted=muted, coached=coached)

    async def recording(self, recording_id: str) -> Recording:
        """Fetch a recording."""
        return await self._control.recording(recording_id)

    async def state_of(self, provider_id: str) -> str:
        """Ask how a leg stands."""
        return await self._control.state_of(provider_id)

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a browser token."""
        settings = self._settings.softphone
        return make_token(settings, self._account.sid, agent_id) if settings else None

    def softphone_address(self, agent_id: str) -> str:
        """Return where an agent's browser rings."""
        return f"client:{identity_of(agent_id)}" if self._settings.softphone else ""

    async def _incoming(self, request: WebhookRequest, form: dict[str, str]) -> WebhookReply:
        raw = RawPayload(content_type="application/x-www-form-urlencoded", body=request.body)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                await self._deliver(form, None, raw)
                answer = await self._context.host.next_step(self._ref("start", form["CallSid"], _step_params(form)))
        except (BusyError, TimeoutError):
            return _xml(apology(self._markup, self.script.voicemail_max_s))
        self._reconciler.seen(form["CallSid"])
        return _xml(self._markup.write(answer, {}))

    async def _step(self, step: str, form: dict[str, str]) -> WebhookReply:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                answer = await self._context.host.next_step(self._ref(step, form["CallSid"], _step_params(form)))
        except (BusyError, TimeoutError):
            return _xml(self._without_database(step, form))
        leg = {"leg": form["leg"]} if form.get("leg") else {}
        return _xml(self._markup.write(answer, leg))

    def _without_database(self, step: str, form: dict[str, str]) -> bytes:
        """Keep who is in a call already; whoever waits in a conference could not even hear a request to speak.

        https://www.twilio.com/docs/voice/twiml/conference#attributes-waiturl: no Record in there.
        """
        if step in _STAYING:
            music = self.script.music if step in _WITH_MUSIC else ""
            return come_again(self._markup, step, {name: form.get(name, "") for name in _ASKED}, music=music)
        return goodbye() if step == "recorded" else apology(self._markup, self.script.voicemail_max_s)

    async def _callback(self, step: str, form: dict[str, str]) -> WebhookReply:
        host = self._context.host
        sid = form.get("CallSid", "")
        if step == "status":
            status = form.get("CallStatus", "").replace("-", "_")
            await host.next_step(self._ref("leg", sid, {"status": status, "leg": form.get("leg", "")}))
        elif step == "conference":
            params = {"event": form.get("StatusCallbackEvent", ""), "reason": form.get("ReasonParticipantLeft", "")}
            await host.next_step(self._ref("joined", sid, params))
        elif step == "recording":
            await self._recorded(form)
        else:
            raise InboundRejectedError(404, f"a line has no address {step!r}")
        return WebhookReply(status=204)

    async def _recorded(self, form: dict[str, str]) -> None:
        """A recording is ready; one made while nothing could be stored brings its call with it."""
        await self._deliver(await self._call_of(form["CallSid"]), None)
        params = {
            "recording_id": form.get("RecordingSid", ""),
            "status": form.get("RecordingStatus", ""),
            "seconds": form.get("RecordingDuration", "0"),
        }
        await self._context.host.next_step(self._ref("recording", form["CallSid"], params))

    async def _call_of(self, sid: str) -> dict[str, str]:
        try:
            call = await self._account.ask(self._account.client.calls(sid).fetch_async())
        except SendFailedError as error:
            raise BusyError(f"the call cannot be looked up: {error}") from error
        caller = str(call._from or "")  # noqa: SLF001 - `from` is a word of the language
        return {"CallSid": sid, "From": caller, "To": str(call.to or "")}

    async def _deliver(self, form: dict[str, str], mark: Bookmark | None, raw: RawPayload | None = None) -> bool:
        outcome = await self._context.host.deliver(
            Inbound(
                channel=self.name,
                kind=self.kind,
                provider_id=form["CallSid"],
                message_kind=MessageKind.CALL,
                sender=form.get("From", ""),
                sender_kind="phone",
                sender_name=form.get("CallerName", ""),
                our_address=form.get("To", ""),
                region=self.region,
                thread=ThreadHints(key=form["CallSid"]),
                # https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir: only level A attests the number
                verified=form.get("StirVerstat") == "TN-Validation-Passed-A",
                received_at=self._context.clock.now(),
                raw=raw,
                bookmark=mark,
            )
        )
        return outcome.kind is OutcomeKind.STORED

    def _ref(self, step: str, sid: str, params: Mapping[str, str]) -> CallRef:
        return CallRef(channel=self.name, provider_id=sid, step=step, params=params)


def _step_params(form: Mapping[str, str]) -> dict[str, str]:
    return {
        "digits": form.get("Digits", ""),
        "attempt": form.get("attempt", ""),
        "announced": form.get("announced", ""),
        "number": form.get("number", ""),
        "leg": form.get("leg", ""),
    }


def _xml(body: bytes) -> WebhookReply:
    return WebhookReply(content_type="text/xml", body=body)
