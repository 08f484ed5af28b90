"""Calls that come in: menus, prompts, hang-ups, recordings, broken answers, heard from the phones."""

import io
import wave

import aiohttp
import pytest
from twilio.rest import Client

from hub.demo.carrier import Action, Carrier, Fault, Hook
from tests.demo.peer import CUSTOMER, LOGIN, OURS, Peer, Run

MENU = (
    '<Response><Gather numDigits="1" action="/menu" timeout="3"><Say>Press 1 for sales</Say></Gather>'
    "<Say>Nothing pressed</Say></Response>"
)


async def test_a_caller_presses_a_key_in_a_menu(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says |= {"/voice": MENU, "/menu": "<Response><Say>Sales it is</Say><Hangup/></Response>"}
    phone = carrier.phone(CUSTOMER)
    line = phone.place_call(ours)
    await phone.until_hears("Press 1 for sales")
    phone.press("1")
    await phone.until_hears("Sales it is")
    await phone.until_ended()
    first = await peer.until("/voice")
    assert (first["CallStatus"], first["Direction"], first["From"], first["To"]) == (
        "ringing",
        "inbound",
        CUSTOMER,
        ours,
    )
    assert first["CallSid"] == line.sid
    assert first["StirVerstat"] == "TN-Validation-Passed-A"
    assert (await peer.until("/menu"))["Digits"] == "1"
    ended = await peer.until("/ended")
    assert (ended["CallStatus"], ended["CallSid"]) == ("completed", line.sid)
    assert int(ended["CallDuration"]) > 0


async def test_a_menu_without_an_answer_goes_on_with_the_next_verb(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = MENU
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("Nothing pressed")
    await phone.until_ended()
    assert peer.to("/menu") == []


@pytest.mark.parametrize(
    ("pressed", "attributes", "digits"),
    [("12#34", "", "12"), ("123", 'numDigits="3" finishOnKey=""', "123"), ("4*", 'finishOnKey="*"', "4")],
)
async def test_what_ends_the_entry_of_digits(
    *, carrier: Carrier, peer: Peer, ours: str, pressed: str, attributes: str, digits: str
) -> None:
    peer.says["/voice"] = f'<Response><Gather action="/menu" {attributes}><Say>Your number</Say></Gather></Response>'
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("Your number")
    phone.press(pressed)
    assert (await peer.until("/menu"))["Digits"] == digits


async def test_an_empty_gather_is_reported_when_asked(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = '<Response><Gather action="/menu" timeout="1" actionOnEmptyResult="true"/></Response>'
    carrier.phone(CUSTOMER).place_call(ours)
    assert (await peer.until("/menu"))["Digits"] == ""


async def test_spoken_words_reach_a_speech_gather(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = '<Response><Gather input="dtmf speech" action="/menu"><Say>Say it</Say></Gather></Response>'
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("Say it")
    phone.say("I need help")
    assert (await peer.until("/menu"))["SpeechResult"] == "I need help"


async def test_a_caller_who_hangs_up_ends_the_call(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = "<Response><Say>Hello</Say><Pause length='600'/></Response>"
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("Hello")
    phone.hang_up()
    assert (await peer.until("/ended"))["CallStatus"] == "completed"
    assert phone.state == "idle"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (500, "11200"),
        ("<Response><Sing/></Response>", "12200"),
        ("<Response><Say volume='9'>x</Say></Response>", "12200"),
        ("<Response>", "12100"),
    ],
)
async def test_a_broken_answer_leads_to_the_fallback(
    carrier: Carrier, peer: Peer, ours: str, broken: str | int, code: str
) -> None:
    peer.says |= {"/voice": broken, "/fallback": "<Response><Say>We are closed</Say></Response>"}
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("We are closed")
    form = await peer.until("/fallback")
    assert (form["ErrorCode"], form["ErrorUrl"]) == (code, f"{peer.url}/voice")
    assert len(peer.to("/voice")) == 1


async def test_without_a_working_fallback_the_caller_hears_an_apology(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says |= {"/voice": 500, "/fallback": 500}
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("an application error has occurred")
    await phone.until_ended()


async def test_a_rejected_call_is_busy(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = '<Response><Reject reason="busy"/></Response>'
    phone = carrier.phone(CUSTOMER)
    line = phone.place_call(ours)
    await phone.until_ended()
    assert (line.outcome, line.picked_up.is_set()) == ("busy", False)


async def test_a_voicemail_is_a_real_recording(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says["/voice"] = (
        '<Response><Say>Speak now</Say><Record action="/recorded" maxLength="30" recordingStatusCallback="/ready"/>'
        "</Response>"
    )
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("beep")
    phone.say("Please call me back about my order")
    phone.press("#")
    recorded = await peer.until("/recorded")
    ready = await peer.until("/ready")
    assert (recorded["RecordingSid"], recorded["Digits"]) == (ready["RecordingSid"], "#")
    assert (ready["RecordingStatus"], ready["RecordingSource"]) == ("completed", "RecordVerb")
    found = await run(client.recordings(ready["RecordingSid"]).fetch)
    assert found.duration == ready["RecordingDuration"]
    async with aiohttp.ClientSession() as session:
        async with session.get(ready["RecordingUrl"] + ".wav") as refused:
            assert refused.status == 401
        async with session.get(ready["RecordingUrl"], headers=LOGIN) as answer:
            body = await answer.read()
    with wave.open(io.BytesIO(body)) as sound:
        frames = sound.readframes(sound.getnframes())
        assert round(sound.getnframes() / sound.getframerate()) == int(ready["RecordingDuration"])
        assert any(frames)


async def test_a_voicemail_of_a_caller_who_hangs_up_is_kept(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = '<Response><Record action="/recorded" recordingStatusCallback="/ready"/></Response>'
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("beep")
    phone.say("It was nothing")
    phone.hang_up()
    assert (await peer.until("/ready"))["RecordingStatus"] == "completed"
    assert (await peer.until("/recorded"))["Digits"] == "hangup"


async def test_silence_makes_no_recording(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = (
        '<Response><Record action="/recorded" recordingStatusCallback="/ready" timeout="1" '
        'recordingStatusCallbackEvent="completed absent"/><Say>You said nothing</Say></Response>'
    )
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("You said nothing")
    assert (await peer.until("/ready"))["RecordingStatus"] == "absent"
    assert peer.to("/recorded") == []


async def test_a_get_webhook_is_signed_over_its_query(carrier: Carrier, peer: Peer) -> None:
    carrier.add_number(OURS, voice_url=f"{peer.url}/voice?tenant=a%20b", voice_method="GET")
    peer.says["/voice"] = "<Response><Say>Hello</Say></Response>"
    carrier.phone(CUSTOMER).place_call(OURS)
    await carrier.phone(CUSTOMER).until_hears("Hello")
    form = await peer.until("/voice")
    assert (form["tenant"], form["From"]) == ("a b", CUSTOMER)


async def test_a_webhook_that_times_out_leads_to_the_fallback(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/fallback"] = "<Response><Say>Sorry</Say></Response>"
    carrier.faults.add(Hook.VOICE, Fault(action=Action.TIME_OUT, times=1))
    carrier.phone(CUSTOMER).place_call(ours)
    assert (await peer.until("/fallback"))["ErrorCode"] == "11205"
    assert len(peer.to("/voice")) == 1
