"""The verbs that listen: Gather and Record."""

import asyncio

from hub.demo.carrier.audio import seconds_to_say
from hub.demo.carrier.calls import Call
from hub.demo.carrier.faults import Hook
from hub.demo.carrier.interpreter import Interpreter, Result
from hub.demo.carrier.lines import Sound
from hub.demo.carrier.recordings import Recording
from hub.demo.carrier.twiml import Verb

DEFAULT_TIMEOUT = 5
KEYS = "1234567890*#"


async def gather(run: Interpreter, call: Call, verb: Verb) -> Result:
    """https://www.twilio.com/docs/voice/twiml/gather: the time-out starts after the prompts, anew with each digit."""
    modes = verb.get("input", "dtmf").split()
    _flush(call)
    prompts = asyncio.create_task(run.perform(call, list(verb.children)))
    try:
        if "speech" in modes and "dtmf" not in modes:
            result = await _speech(run, call, verb, prompts)
        elif "speech" in modes:
            result = await _either(run, call, verb, prompts)
        else:
            result = await _digits(run, call, verb, prompts)
    finally:
        prompts.cancel()
        await asyncio.gather(prompts, return_exceptions=True)
    if not result and not verb.flag("actionOnEmptyResult", default=False):
        return None
    return run.action(call, verb, result or {"Digits": ""}, default=True)


async def _either(run: Interpreter, call: Call, verb: Verb, prompts: asyncio.Task[Result]) -> dict[str, str]:
    tasks = {
        asyncio.create_task(_digits(run, call, verb, prompts)),
        asyncio.create_task(_speech(run, call, verb, prompts)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _digits(run: Interpreter, call: Call, verb: Verb, prompts: asyncio.Task[Result]) -> dict[str, str]:
    wanted, finish = verb.number("numDigits", 0), verb.get("finishOnKey", "#")
    digits = ""
    while not wanted or len(digits) < wanted:
        key = await _key(run, call, _timeout(verb), prompts)
        if not key or (finish and key in finish):
            break
        prompts.cancel()
        digits += key
    return {"Digits": digits} if digits else {}


async def _key(run: Interpreter, call: Call, seconds: float, prompts: asyncio.Task[Result]) -> str:
    """The next key, or nothing when the time after the prompts is over."""
    pressed = asyncio.create_task(call.line.digits.get())
    try:
        await asyncio.wait({pressed, prompts}, return_when=asyncio.FIRST_COMPLETED)
        if not pressed.done():
            await asyncio.wait({pressed}, timeout=run.net.timing.real(seconds))
        return pressed.result() if pressed.done() else ""
    finally:
        pressed.cancel()


async def _speech(run: Interpreter, call: Call, verb: Verb, prompts: asyncio.Task[Result]) -> dict[str, str]:
    spoken = asyncio.create_task(call.speech.get())
    try:
        await asyncio.wait({spoken, prompts}, return_when=asyncio.FIRST_COMPLETED)
        if not spoken.done():
            await asyncio.wait({spoken}, timeout=run.net.timing.real(_timeout(verb)))
        return {"SpeechResult": spoken.result(), "Confidence": "0.9"} if spoken.done() else {}
    finally:
        spoken.cancel()


def _timeout(verb: Verb) -> float:
    return verb.number("timeout", DEFAULT_TIMEOUT)


def _flush(call: Call) -> None:
    """Keys pressed and words said before do not count."""
    for queue in (call.line.digits, call.speech):
        while not queue.empty():
            queue.get_nowait()


async def record(run: Interpreter, call: Call, verb: Verb) -> Result:
    """https://www.twilio.com/docs/voice/twiml/record."""
    _flush(call)
    if verb.flag("playBeep", default=True):
        run.hear(call, Sound.BEEP, "beep")
    recordings = run.switch.recordings
    target = verb.target("recordingStatusCallback", "recordingStatusCallbackMethod")
    events = verb.words("recordingStatusCallbackEvent", "completed")
    recording = recordings.start("RecordVerb", target, events, call_sid=call.sid)

    def listen(text: str) -> None:
        recordings.hear(recording, text)

    call.listeners.append(listen)
    call.line.recording = True
    try:
        key = await _until_recorded(run, call, verb)
    except asyncio.CancelledError:
        _cut_short(run, call, verb, recording)
        raise
    finally:
        call.line.recording = False
        call.listeners.remove(listen)
    if not recording.speech and not key:
        recordings.discard(recording)
        return None  # an empty recording makes no request: the next verb follows
    recordings.finish(recording)
    return run.action(call, verb, _result(run, recording, key), default=True)


async def _until_recorded(run: Interpreter, call: Call, verb: Verb) -> str:
    """The key that ended it, or nothing after silence or the greatest length."""
    finish, silence = verb.get("finishOnKey", KEYS), verb.number("timeout", DEFAULT_TIMEOUT)
    deadline = run.net.timing.seconds() + verb.number("maxLength", 3600)
    while (left := deadline - run.net.timing.seconds()) > 0:
        pressed = asyncio.create_task(call.line.digits.get())
        spoken = asyncio.create_task(call.speech.get())
        try:
            await asyncio.wait(
                {pressed, spoken}, timeout=run.net.timing.real(min(silence, left)), return_when="FIRST_COMPLETED"
            )
            if pressed.done() and pressed.result() in finish:
                return pressed.result()
            if not pressed.done() and not spoken.done():
                return ""
            if spoken.done():
                await run.net.timing.sleep(min(seconds_to_say(spoken.result()), left))
        finally:
            pressed.cancel()
            spoken.cancel()
    return ""


def _cut_short(run: Interpreter, call: Call, verb: Verb, recording: Recording) -> None:
    """The caller hung up: the recording is kept, and its action told `Digits=hangup` though nobody listens any more."""
    if not recording.speech:
        run.switch.recordings.discard(recording)
        return
    run.switch.recordings.finish(recording)
    action = run.action(call, verb, _result(run, recording, "hangup"), default=True)
    if action is not None and call.next is None:
        params = run.switch.progress.params(call) | action.params
        run.net.webhooks.notify(Hook.VOICE, action.target, params, order=recording.sid)


def _result(run: Interpreter, recording: Recording, key: str) -> dict[str, str]:
    return {
        "RecordingSid": recording.sid,
        "RecordingUrl": run.switch.recordings.url(recording),
        "RecordingDuration": str(recording.duration),
        "Digits": key,
    }
