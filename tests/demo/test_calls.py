"""Calls: menus, prompts, hang-ups, recordings and dialling, heard from the phones."""

import io
import wave

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Action, Carrier, Fault, Hook, Ring
from tests.demo.peer import AGENT, CUSTOMER, LOGIN, OURS, Peer, Run, until_bridged

MENU = (
    '<Response><Gather numDigits="1" action="/menu" timeout="3"><Say>Press 1 for sales</Say></Gather>'
    "<Say>Nothing pressed</Say></Response>"
)


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    carrier.add_number(
        OURS,
        voice_url=f"{peer.url}/voice",
        voice_fallback_url=f"{peer.url}/fallback",
        status_callback=f"{peer.url}/ended",
    )
    return OURS


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


async def test_an_outbound_call_reports_its_progress(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says["/hello"] = "<Response><Say>Hello agent</Say></Response>"
    call = await run(
        client.calls.create,
        to=AGENT,
        from_=ours,
        url=f"{peer.url}/hello",
        status_callback=f"{peer.url}/progress?x=1",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    assert call.status == "queued"
    phone = carrier.phone(AGENT)
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Hello agent")
    last = await peer.until("/progress", CallStatus="completed")
    assert [form["CallStatus"] for form in peer.to("/progress")] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in peer.to("/progress")] == ["0", "1", "2", "3"]
    assert (last["CallbackSource"], last["Duration"]) == ("call-progress-events", "1")
    assert (await run(client.calls(call.sid).fetch)).status == "completed"


@pytest.mark.parametrize(
    ("ring", "status"), [(Ring.BUSY, "busy"), (Ring.NO_ANSWER, "no-answer"), (Ring.UNREACHABLE, "failed")]
)
async def test_an_outbound_call_that_is_not_answered(
    *, carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run, ring: Ring, status: str
) -> None:
    carrier.phone(AGENT).ring = ring
    await run(
        client.calls.create,
        to=AGENT,
        from_=ours,
        url=f"{peer.url}/x",
        status_callback=f"{peer.url}/progress",
        timeout=5,
    )
    assert (await peer.until("/progress"))["CallStatus"] == status
    assert peer.to("/x") == []


async def test_a_mailbox_answers_but_presses_nothing(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says["/accept"] = '<Response><Gather numDigits="1" action="/pressed" timeout="4"/><Hangup/></Response>'
    carrier.phone(AGENT).ring = Ring.MAILBOX
    await run(
        client.calls.create, to=AGENT, from_=ours, url=f"{peer.url}/accept", status_callback=f"{peer.url}/progress"
    )
    assert (await peer.until("/progress"))["CallStatus"] == "completed"
    assert peer.to("/pressed") == []


async def test_a_phone_can_press_by_itself(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    peer.says["/accept"] = (
        '<Response><Gather numDigits="1" action="/pressed"><Say>Press 1 to accept</Say></Gather></Response>'
    )
    phone = carrier.phone(AGENT)
    phone.ring, phone.keys = Ring.PRESS, "1"
    await run(client.calls.create, to=AGENT, from_=ours, url=f"{peer.url}/accept")
    assert (await peer.until("/pressed"))["Digits"] == "1"


async def test_rest_steers_a_call_in_progress(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says["/new"] = "<Response><Say>new</Say><Pause length='600'/></Response>"
    peer.says["/voice"] = "<Response><Say>first</Say><Pause length='600'/></Response>"
    phone = carrier.phone(CUSTOMER)
    line = phone.place_call(ours)
    await phone.until_hears("first")
    await run(client.calls(line.sid).update, url=f"{peer.url}/new")
    await phone.until_hears("new")
    await run(client.calls(line.sid).update, twiml="<Response><Say>third</Say><Pause length='600'/></Response>")
    await phone.until_hears("third")
    await run(client.calls(line.sid).update, status="completed")
    await phone.until_ended()
    with pytest.raises(TwilioRestException) as refused:
        await run(client.calls(line.sid).update, status="completed")
    assert (refused.value.code, refused.value.status) == (21220, 400)


async def test_a_ringing_call_is_canceled(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    call = await run(
        client.calls.create, to=AGENT, from_=ours, url=f"{peer.url}/x", status_callback=f"{peer.url}/progress"
    )
    await carrier.phone(AGENT).until_rings()
    await run(client.calls(call.sid).update, status="canceled")
    await carrier.phone(AGENT).until_ended()
    assert (await peer.until("/progress"))["CallStatus"] == "canceled"


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


async def test_dial_connects_two_people(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = f'<Response><Dial action="/dialled"><Number>{AGENT}</Number></Dial></Response>'
    caller, agent = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    agent.ring = Ring.ANSWER
    line = caller.place_call(ours)
    await agent.until_connected()
    await until_bridged(carrier, line.sid)
    caller.say("Is anybody there?")
    await agent.until_hears("Is anybody there?")
    agent.hang_up()
    form = await peer.until("/dialled")
    assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", "true")
    await caller.until_ended()


async def test_a_dialled_conversation_is_recorded_when_asked(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = (
        f'<Response><Dial action="/dialled" record="record-from-answer" recordingStatusCallback="/ready">{AGENT}</Dial>'
        "</Response>"
    )
    caller, agent = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    agent.ring = Ring.ANSWER
    line = caller.place_call(ours)
    await until_bridged(carrier, line.sid)
    agent.say("This call is recorded")
    agent.hang_up()
    ready = await peer.until("/ready")
    assert (ready["RecordingSource"], ready["CallSid"]) == ("DialVerb", line.sid)
    assert (await peer.until("/dialled"))["RecordingUrl"] == ready["RecordingUrl"]


async def test_the_called_person_hears_a_whisper_and_the_caller_does_not(
    carrier: Carrier, peer: Peer, ours: str
) -> None:
    peer.says |= {
        "/voice": f'<Response><Dial><Number url="/whisper">{AGENT}</Number></Dial></Response>',
        "/whisper": "<Response><Say>A call from the shop</Say></Response>",
    }
    caller, agent = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    agent.ring = Ring.ANSWER
    line = caller.place_call(ours)
    await agent.until_hears("A call from the shop")
    await until_bridged(carrier, line.sid)
    assert not caller.heard("A call from the shop")


async def test_dialling_what_is_no_number_fails(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = "<Response><Dial action='/dialled'>nobody</Dial></Response>"
    carrier.phone(CUSTOMER).place_call(ours)
    assert (await peer.until("/dialled"))["DialCallStatus"] == "failed"


async def test_a_get_webhook_is_signed_over_its_query(carrier: Carrier, peer: Peer) -> None:
    carrier.add_number(OURS, voice_url=f"{peer.url}/voice?tenant=a%20b", voice_method="GET")
    peer.says["/voice"] = "<Response><Say>Hello</Say></Response>"
    carrier.phone(CUSTOMER).place_call(OURS)
    await carrier.phone(CUSTOMER).until_hears("Hello")
    form = await peer.until("/voice")
    assert (form["tenant"], form["From"]) == ("a b", CUSTOMER)


async def test_dial_tells_when_nobody_answers(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = f'<Response><Dial action="/dialled" timeout="5">{AGENT}</Dial></Response>'
    carrier.phone(CUSTOMER).place_call(ours)
    assert (await peer.until("/dialled"))["DialCallStatus"] == "no-answer"
    assert carrier.phone(AGENT).state == "idle"


async def test_a_caller_who_gives_up_stops_the_ringing(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/voice"] = f'<Response><Say>Wait</Say><Dial timeout="60">{AGENT}</Dial></Response>'
    caller, agent = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    caller.place_call(ours)
    await agent.until_rings()
    caller.hang_up()
    await agent.until_ended()
    assert agent.line.outcome == "canceled"


async def test_a_webhook_that_times_out_leads_to_the_fallback(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/fallback"] = "<Response><Say>Sorry</Say></Response>"
    carrier.faults.add(Hook.VOICE, Fault(action=Action.TIME_OUT, times=1))
    carrier.phone(CUSTOMER).place_call(ours)
    assert (await peer.until("/fallback"))["ErrorCode"] == "11205"
    assert len(peer.to("/voice")) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 21201),
        ({"from_": ""}, 21213),
        ({"to": "12"}, 21211),
        ({"from_": CUSTOMER}, 21210),
        ({"url": ""}, 21205),
        ({"url": "ftp://x"}, 21205),
        ({"status_callback": "x"}, 21609),
        ({"status_callback_event": ["answered", "sung"]}, 20001),
        ({"timeout": 601}, 20001),
    ],
)
async def test_wrong_calls_are_refused(
    *, carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run, change: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await run(client.calls.create, **({"to": AGENT, "from_": ours, "url": f"{peer.url}/x"} | change))
    assert (refused.value.status, refused.value.code) == (400, code)
    assert len(carrier.switch.calls) == 0


async def test_an_unknown_parameter_is_refused(carrier: Carrier, ours: str) -> None:
    url = f"{carrier.base_url}/2010-04-01/Accounts/{carrier.settings.account_sid}/Messages.json"
    form = {"To": CUSTOMER, "From": ours, "Bdoy": "hi"}
    async with aiohttp.ClientSession(headers=LOGIN) as session, session.post(url, data=form) as answer:
        body = await answer.json()
    assert (answer.status, body["code"], body["status"]) == (400, 20001, 400)
    assert body["more_info"] == "https://www.twilio.com/docs/errors/20001"
