"""A call's time in a conference room: waiting music, hold, star, and the end."""

import asyncio
from typing import TYPE_CHECKING

from hub.demo.carrier.calls import Call, Source
from hub.demo.carrier.conferences import DEFAULT_MUSIC, Conference, Entry, Participant
from hub.demo.carrier.grammar import WAIT_IN_CONFERENCE
from hub.demo.carrier.lines import Sound
from hub.demo.carrier.webhooks import Target

if TYPE_CHECKING:
    from hub.demo.carrier.interpreter import Interpreter, Result
    from hub.demo.carrier.twiml import Verb

DEFAULT_EVENTS = "start end"


async def join_by_verb(run: "Interpreter", call: Call, dial: "Verb", noun: "Verb") -> "Result":
    """Dial > Conference; afterwards Dial's action, else the next verb."""
    run.switch.progress.answer(call)
    entry = entry_of(noun)
    started = run.net.timing.seconds()
    room = await stay(run, call, noun.text, entry, star=dial.flag("hangupOnStar", default=False))
    seconds = max(round(run.net.timing.seconds() - started), 0)
    params = {"DialCallStatus": "answered" if room else "failed", "DialCallDuration": str(seconds)}
    return run.action(call, dial, params | ({"ConferenceSid": room.sid} if room else {}), default=False)


def entry_of(noun: "Verb") -> Entry:
    """The attributes of Conference."""
    wait = noun.link("waitUrl") if noun.get("waitUrl", "-") != "-" else DEFAULT_MUSIC
    return Entry(
        muted=noun.flag("muted", default=False),
        start=noun.flag("startConferenceOnEnter", default=True),
        end=noun.flag("endConferenceOnExit", default=False),
        beep=noun.get("beep", "true"),
        wait=Target(url=wait, method=noun.get("waitMethod") or "POST"),
        label=noun.get("participantLabel"),
        coach=noun.get("coach"),
        record=noun.get("record") in {"record-from-start", "true"},
        max_participants=noun.number("maxParticipants", 250),
        target=noun.target("statusCallback", "statusCallbackMethod"),
        events=noun.words("statusCallbackEvent", DEFAULT_EVENTS),
        recording_target=noun.target("recordingStatusCallback", "recordingStatusCallbackMethod"),
        recording_events=noun.words("recordingStatusCallbackEvent", "completed"),
    )


async def stay(run: "Interpreter", call: Call, name: str, entry: Entry, *, star: bool = False) -> Conference | None:
    """Be in the room until it or the call ends, or the call is redirected."""
    rooms = run.switch.rooms
    room = rooms.open(name, entry)
    person = rooms.join(room, call, entry)
    if person is None:
        return None
    music = asyncio.create_task(_music(run, room, person))
    keys = asyncio.create_task(until_star(call) if star else asyncio.Event().wait())
    left = asyncio.create_task(person.left.wait())
    reason = "participant_updated_via_api"
    try:
        await asyncio.wait({keys, left}, return_when=asyncio.FIRST_COMPLETED)
        reason = "participant_hung_up"
    except asyncio.CancelledError:
        reason = "participant_updated_via_api" if call.next or call.ended_by_api else "participant_hung_up"
        raise
    finally:
        for task in (music, keys, left):
            task.cancel()
        rooms.leave(room, person, reason)
    return room


async def until_star(call: Call) -> bool:
    """Until the caller presses star: https://www.twilio.com/docs/voice/twiml/dial#hanguponstar."""
    while await call.line.digits.get() != "*":
        pass
    return True


async def _music(run: "Interpreter", room: Conference, person: Participant) -> None:
    """Play what the participant hears while it cannot hear the others; look again after every change."""
    while True:
        person.changed.clear()
        target = _music_now(room, person)
        playing = asyncio.create_task(_play(run, person, target)) if target else None
        try:
            while target == _music_now(room, person):
                await person.changed.wait()
                person.changed.clear()
        finally:
            if playing:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
                _plays(person, "")


def _music_now(room: Conference, person: Participant) -> Target | None:
    if person.hold:
        return person.hold_target
    return person.entry.wait if room.status == "init" else None


async def _play(run: "Interpreter", person: Participant, target: Target) -> None:
    """An audio file is repeated; TwiML is run once, and only its own Redirect makes it go on.

    https://www.twilio.com/docs/voice/twiml/conference#attributes-waiturl
    """
    if not target.url:
        return
    call = person.call
    if target.url == DEFAULT_MUSIC:
        _plays(person, target.url)
        run.hear(call, Sound.MUSIC, target.url)
        return
    source: Source | None = Source(target=target)
    for _ in range(1000):
        verbs = await run.ask_quietly(call, source.target, {}, WAIT_IN_CONFERENCE) if source else None
        if verbs is None:
            break
        _plays(person, target.url)
        source = await run.perform(call, verbs)
    _plays(person, "")


def _plays(person: Participant, url: str) -> None:
    person.playing = url
    person.call.line.signal.poke()
