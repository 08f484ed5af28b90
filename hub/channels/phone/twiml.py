"""Call steps in Twilio's markup (https://www.twilio.com/docs/voice/twiml)."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from twilio.twiml.voice_response import VoiceResponse

from hub.ports.channels import CallInstruction, CallStep, CallVerb

# Voice webhooks are tried again only when asked for:
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
OVERRIDES = "#rc=3&rp=all"
_LANGUAGES = {"en": "en-US", "zh-CN": "zh-CN"}
_EVENTS = "start end join leave mute hold"
_PAUSE_S = 2


class Markup:
    """Writes steps for one line, whose addresses begin with `base`."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._writers: Mapping[CallVerb, Callable[[VoiceResponse, CallInstruction, Mapping[str, str]], Any]] = {
            CallVerb.SAY: self._say,
            CallVerb.PLAY: self._play,
            CallVerb.PAUSE: self._pause,
            CallVerb.MENU: self._menu,
            CallVerb.JOIN: self._join,
            CallVerb.RECORD: self._record,
            CallVerb.GO: self._go,
            CallVerb.HANG_UP: self._hang_up,
        }

    def url(self, step: str, params: Mapping[str, object] | None = None) -> str:
        """Return the address of a step."""
        given = {name: str(value) for name, value in (params or {}).items() if value != ""}
        query = f"?{urlencode(given)}" if given else ""
        return f"{self._base}/{step}{query}{OVERRIDES}"

    def write(self, step: CallStep, leg: Mapping[str, str]) -> bytes:
        """Write a step; `leg` (the leg's id, if it has one) goes along to the following steps."""
        response = VoiceResponse()
        for instruction in step.instructions:
            self._writers[instruction.verb](response, instruction, leg)
        return str(response).encode()

    def _say(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        response.say(instruction.text, language=_LANGUAGES.get(instruction.language, "en-US"))

    def _play(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        response.play(instruction.text)

    def _pause(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        response.pause(length=instruction.args.get("seconds", 1))

    def _menu(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        args = instruction.args
        # Without a number of digits, the key # ends them: https://www.twilio.com/docs/voice/twiml/gather#finishonkey
        until = {"num_digits": args["digits"]} if args.get("digits") else {"finish_on_key": "#"}
        gather = response.gather(
            input="dtmf",
            timeout=args["timeout_s"],
            action=self.url(args["step"], {**args.get("params", {}), **leg}),
            method="POST",
            **until,
        )
        if instruction.text:
            gather.say(instruction.text, language=_LANGUAGES.get(instruction.language, "en-US"))
        if args.get("music"):
            gather.play(args["music"])

    def _join(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        args = instruction.args
        dial = response.dial()
        dial.conference(
            args["conference"],
            start_conference_on_enter=args["starts"],
            end_conference_on_exit=args["ends"],
            beep=False,
            muted=args.get("muted", False),
            participant_label=args["label"],
            wait_url=self.url(args["wait_step"]) if args["wait_step"] else "",
            wait_method="POST",
            status_callback=self.url("conference"),
            status_callback_event=_EVENTS,
            **({"coach": args["coach"]} if args.get("coach") else {}),
        )

    def _record(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        args = instruction.args
        response.record(
            max_length=args["max_s"],
            timeout=5,
            finish_on_key="#",
            play_beep=True,
            action=self.url(args["step"]),
            recording_status_callback=self.url(args["recording_step"]),
            recording_status_callback_event="completed absent",
        )

    def _go(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        args = instruction.args
        response.redirect(self.url(args["step"], {**args.get("params", {}), **leg}), method="POST")

    def _hang_up(self, response: VoiceResponse, instruction: CallInstruction, leg: Mapping[str, str]) -> None:
        response.hangup()


def apology(markup: Markup, max_s: int) -> bytes:
    """The answer that needs no database: we are sorry, leave a message."""
    response = VoiceResponse()
    response.say("We are sorry, we cannot take your call right now. Please leave a message after the tone.")
    response.say("非常抱歉，现在无法接听您的电话，请在提示音后留言。", language="zh-CN")
    response.record(
        max_length=max_s,
        timeout=5,
        play_beep=True,
        action=markup.url("goodbye"),
        recording_status_callback=markup.url("recording"),
        recording_status_callback_event="completed absent",
    )
    return str(response).encode()


def come_again(markup: Markup, step: str, params: Mapping[str, object], *, music: str = "") -> bytes:
    """The answer that needs no database and leaves a leg where it is: music or a pause, then the same question."""
    response = VoiceResponse()
    if music:
        response.play(music)
    else:
        response.pause(length=_PAUSE_S)
    response.redirect(markup.url(step, params), method="POST")
    return str(response).encode()


def goodbye() -> bytes:
    """The end of a message that was left without the database."""
    response = VoiceResponse()
    response.say("Thank you. Goodbye.")
    response.say("谢谢，再见。", language="zh-CN")
    response.hangup()
    return str(response).encode()
