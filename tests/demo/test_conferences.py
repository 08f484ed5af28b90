"""Conferences: who hears whom, hold, mute, coaching, events, and the ways out."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Carrier, Ring
from tests.demo.peer import AGENT, CUSTOMER, OURS, Peer, Run, until_bridged

SECOND = "+15550004000"
ROOM = (
    "<Response><Dial action='/left'><Conference startConferenceOnEnter='false' endConferenceOnExit='true' "
    "waitUrl='/wait' statusCallback='/room' statusCallbackEvent='start end join leave mute hold modify' beep='false' "
    "participantLabel='customer' record='record-from-start' recordingStatusCallback='/taped'>{}</Conference></Dial>"
    "</Response>"
)


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    carrier.add_number(OURS, voice_url=f"{peer.url}/voice")
    peer.says |= {"/voice": ROOM.format("case-1"), "/wait": "<Response><Say>Please hold the line</Say></Response>"}
    return OURS


@pytest.fixture
async def joined(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> str:
    """A caller and an agent in the room; the agent's call."""
    customer, agent = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    customer.place_call(ours)
    await customer.until_hears("Please hold the line")
    agent.ring = Ring.ANSWER
    person = await run(
        client.conferences("case-1").participants.create,
        from_=ours,
        to=AGENT,
        label="agent",
        beep="false",
        end_conference_on_exit=False,
        status_callback=f"{peer.url}/leg",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    await peer.until("/room", StatusCallbackEvent="participant-join", ParticipantLabel="agent")
    await peer.until("/room", StatusCallbackEvent="conference-start")
    return str(person.call_sid)


async def spoken(carrier: Carrier, by: str, text: str, *, heard: list[str], not_heard: list[str]) -> None:
    carrier.phone(by).say(text)
    for number in heard:
        await carrier.phone(number).until_hears(text)
    for number in not_heard:
        assert not carrier.phone(number).heard(text), f"{number} must not hear {text}"


async def test_both_hear_each_other_once_it_has_started(carrier: Carrier, peer: Peer, joined: str) -> None:
    await spoken(carrier, CUSTOMER, "hello", heard=[AGENT], not_heard=[CUSTOMER])
    await spoken(carrier, AGENT, "good morning", heard=[CUSTOMER], not_heard=[AGENT])
    events = peer.to("/room")
    assert [event["StatusCallbackEvent"] for event in events] == [
        "participant-join",
        "participant-join",
        "conference-start",
    ]
    assert [event["SequenceNumber"] for event in events] == ["1", "2", "3"]
    assert {event["FriendlyName"] for event in events} == {"case-1"}


async def test_nobody_is_heard_before_the_start(carrier: Carrier, peer: Peer, ours: str) -> None:
    first, second = carrier.phone(CUSTOMER), carrier.phone(SECOND)
    first.place_call(ours)
    await first.until_in_conference()
    peer.says["/voice"] = ROOM.format("case-1").replace("'customer'", "'second'")
    second.place_call(ours)
    await second.until_in_conference()
    await spoken(carrier, CUSTOMER, "hello?", heard=[], not_heard=[SECOND])
    await peer.until("/room", count=2)
    assert {event["StatusCallbackEvent"] for event in peer.to("/room")} == {"participant-join"}


async def test_hold_silences_both_ways_and_plays_music(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    peer.says["/music"] = "<Response><Play>/song.mp3</Play><Redirect/></Response>"
    room = client.conferences((await run(client.conferences.list, friendly_name="case-1"))[0].sid)
    await run(room.participants("customer").update, hold=True, hold_url=f"{peer.url}/music")
    await carrier.phone(CUSTOMER).until_held()
    await carrier.phone(CUSTOMER).until_hears("/song.mp3")
    await peer.until("/music", count=3)  # its Redirect makes it go on
    await spoken(carrier, CUSTOMER, "held", heard=[], not_heard=[AGENT])
    await spoken(carrier, AGENT, "between us", heard=[], not_heard=[CUSTOMER])
    await peer.until("/room", StatusCallbackEvent="participant-hold", Hold="true")
    await run(room.participants("customer").update, hold=False)
    await carrier.phone(CUSTOMER).until_held(held=False)
    await spoken(carrier, AGENT, "back again", heard=[CUSTOMER], not_heard=[])
    await peer.until("/room", StatusCallbackEvent="participant-unhold")


async def test_mute_silences_one_way(carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run) -> None:
    room = client.conferences("case-1")
    person = await run(room.participants(joined).update, muted=True)
    assert person.muted is True
    await carrier.phone(AGENT).until_muted()
    await spoken(carrier, AGENT, "cough", heard=[], not_heard=[CUSTOMER])
    await spoken(carrier, CUSTOMER, "still there?", heard=[AGENT], not_heard=[])
    await peer.until("/room", StatusCallbackEvent="participant-mute", CallSid=joined)


async def test_a_coach_is_heard_by_one_alone(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    carrier.phone(SECOND).ring = Ring.ANSWER
    await run(
        client.conferences("case-1").participants.create,
        from_=OURS,
        to=SECOND,
        label="coach",
        coaching=True,
        call_sid_to_coach=joined,
    )
    await peer.until("/room", StatusCallbackEvent="participant-join", ParticipantLabel="coach", Coaching="true")
    await spoken(carrier, SECOND, "offer a discount", heard=[AGENT], not_heard=[CUSTOMER])
    await spoken(carrier, CUSTOMER, "too expensive", heard=[AGENT, SECOND], not_heard=[])
    await run(client.conferences("case-1").participants("coach").update, coaching=False)
    await spoken(carrier, SECOND, "let me take over", heard=[AGENT, CUSTOMER], not_heard=[])


async def test_what_each_hears_can_be_asked_at_any_moment(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    peer.says["/music"] = "<Response><Play>/song.mp3</Play><Redirect/></Response>"
    customer, agent, second = (carrier.phone(number) for number in (CUSTOMER, AGENT, SECOND))
    room = client.conferences("case-1")
    assert carrier.conference("case-1") == {CUSTOMER: customer.hears, AGENT: agent.hears}
    assert customer.hears.voices == {AGENT}
    assert agent.hears.voices == {CUSTOMER}
    await run(room.participants("customer").update, hold=True, hold_url=f"{peer.url}/music", hold_method="POST")
    await customer.until_hears_only(music=True)
    assert agent.hears.is_silence
    second.ring = Ring.ANSWER
    await run(room.participants.create, from_=OURS, to=SECOND, label="coach", coaching=True, call_sid_to_coach=joined)
    await second.until_hears_only(AGENT)
    await agent.until_hears_only(SECOND)
    await run(room.participants("customer").update, hold=False)
    await customer.until_hears_only(AGENT)
    await second.until_hears_only(AGENT, CUSTOMER)
    await run(room.participants("coach").update, coaching=False, muted=True)
    await agent.until_hears_only(CUSTOMER)
    assert second.hears.voices == {AGENT, CUSTOMER}


async def test_hold_asks_for_its_music_with_get_unless_told(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    peer.says["/music"] = "<Response><Play>/song.mp3</Play></Response>"
    await run(client.conferences("case-1").participants("customer").update, hold=True, hold_url=f"{peer.url}/music")
    await carrier.phone(CUSTOMER).until_hears_only(music=True)
    await carrier.phone(CUSTOMER).until_hears_only()  # music without a Redirect ends


@pytest.mark.parametrize(
    ("change", "code"), [({"coaching": True}, 20001), ({"coaching": True, "call_sid_to_coach": "CA" + "0" * 32}, 16028)]
)
async def test_only_somebody_in_the_room_can_be_coached(
    *, carrier: Carrier, joined: str, client: Client, run: Run, change: dict[str, object], code: int
) -> None:
    room = client.conferences("case-1")
    with pytest.raises(TwilioRestException) as refused:
        await run(room.participants.create, from_=OURS, to=SECOND, **change)
    assert refused.value.code == code
    with pytest.raises(TwilioRestException) as refused:
        await run(room.participants(joined).update, **change)
    assert refused.value.code == code


async def test_a_coach_by_markup_needs_the_coached_there(carrier: Carrier, peer: Peer, joined: str) -> None:
    peer.says["/voice"] = ROOM.format("case-1").replace("'customer'", f"'coach' coach='{joined}'")
    carrier.phone(SECOND).place_call(OURS)
    await carrier.phone(AGENT).until_hears_only(CUSTOMER, SECOND)
    assert carrier.phone(CUSTOMER).hears.voices == {AGENT}
    peer.says["/voice"] = ROOM.format("case-1").replace("'customer'", f"'other' coach='CA{'0' * 32}'")
    carrier.phone("+15550005000").place_call(OURS)
    assert (await peer.until("/left"))["DialCallStatus"] == "failed"


async def test_the_caller_hangs_up_and_takes_the_room_along(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    carrier.phone(CUSTOMER).say("bye")
    carrier.phone(CUSTOMER).hang_up()
    await carrier.phone(AGENT).until_ended()
    left = await peer.until("/room", StatusCallbackEvent="participant-leave", ParticipantLabel="customer")
    assert (left["ReasonParticipantLeft"], left["ParticipantCallStatus"]) == ("participant_hung_up", "completed")
    end = await peer.until("/room", StatusCallbackEvent="conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert (await peer.until("/taped"))["RecordingStatus"] == "completed"
    assert [form["CallStatus"] for form in peer.to("/leg")][:3] == ["initiated", "ringing", "in-progress"]
    await peer.until("/leg", CallStatus="completed")


async def test_the_agent_leaves_and_the_caller_stays(carrier: Carrier, peer: Peer, joined: str) -> None:
    carrier.phone(AGENT).hang_up()
    await peer.until("/room", StatusCallbackEvent="participant-leave", ParticipantLabel="agent")
    assert carrier.phone(CUSTOMER).line.conference == "case-1"


async def test_a_removed_participant_goes_on_with_its_own_instructions(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    peer.says["/left"] = "<Response><Say>How was it?</Say></Response>"
    await run(client.conferences("case-1").participants("customer").delete)
    await carrier.phone(CUSTOMER).until_hears("How was it?")
    left = await peer.until("/room", StatusCallbackEvent="participant-leave", ParticipantLabel="customer")
    assert left["ReasonParticipantLeft"] == "participant_updated_via_api"
    await carrier.phone(AGENT).until_ended()


async def test_a_call_redirected_out_of_the_room_is_in_it_no_more(
    carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run
) -> None:
    await run(client.calls(joined).update, twiml="<Response><Say>You are out</Say><Pause length='60'/></Response>")
    await carrier.phone(AGENT).until_hears("You are out")
    people = await run(client.conferences("case-1").participants.list)
    assert [person.label for person in people] == ["customer"]


async def test_rest_ends_the_room(carrier: Carrier, peer: Peer, joined: str, client: Client, run: Run) -> None:
    room = (await run(client.conferences.list, friendly_name="case-1", status="in-progress"))[0]
    await run(client.conferences(room.sid).update, status="completed")
    await carrier.phone(AGENT).until_ended()
    await peer.until("/room", StatusCallbackEvent="conference-end", ReasonConferenceEnded="conference-ended-via-api")
    assert (await run(client.conferences(room.sid).fetch)).status == "completed"
    with pytest.raises(TwilioRestException) as gone:
        await run(client.conferences(room.sid).participants(joined).fetch)
    assert gone.value.code == 20404


async def test_the_rooms_settings_are_those_of_the_first(carrier: Carrier, peer: Peer, ours: str) -> None:
    carrier.phone(CUSTOMER).place_call(ours)
    await peer.until("/room", StatusCallbackEvent="participant-join")
    peer.says["/voice"] = ROOM.format("case-1").replace("/room", "/other").replace("customer", "second")
    carrier.phone(SECOND).place_call(ours)
    await peer.until("/room", StatusCallbackEvent="participant-join", ParticipantLabel="second")
    assert peer.to("/other") == []


async def test_wait_music_does_not_loop_by_itself(carrier: Carrier, peer: Peer, ours: str) -> None:
    phone = carrier.phone(CUSTOMER)
    phone.place_call(ours)
    await phone.until_hears("Please hold the line")
    peer.says["/voice"] = "<Response><Pause length='20'/></Response>"
    carrier.phone(SECOND).place_call(ours)
    await carrier.phone(SECOND).until_ended()  # twenty seconds have passed in which nothing may happen
    assert len(peer.to("/wait")) == 1


async def test_a_queue_asks_for_its_music_again_and_is_left_by_rest(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says |= {
        "/voice": "<Response><Enqueue waitUrl='/position' action='/dequeued'>support</Enqueue></Response>",
        "/position": "<Response><Say>You are next</Say></Response>",
        "/talk": "<Response><Say>Now to you</Say></Response>",
    }
    phone = carrier.phone(CUSTOMER)
    line = phone.place_call(ours)
    form = await peer.until("/position", count=3)
    assert (form["QueuePosition"], form["CurrentQueueSize"]) == ("1", "1")
    queue = (await run(client.queues.list))[0]
    assert (queue.friendly_name, queue.current_size) == ("support", 1)
    await run(client.queues(queue.sid).members(line.sid).update, url=f"{peer.url}/talk")
    await phone.until_hears("Now to you")


async def test_leave_and_dial_queue(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says |= {
        "/voice": "<Response><Enqueue waitUrl='/position' action='/dequeued'>support</Enqueue></Response>",
        "/position": "<Response><Gather numDigits='1' timeout='60' action='/pressed'><Say>9 to leave</Say></Gather>"
        "</Response>",
        "/pressed": "<Response><Leave/></Response>",
        "/dequeued": "<Response><Say>As you like</Say></Response>",
    }
    impatient, patient, agent = carrier.phone(CUSTOMER), carrier.phone(SECOND), carrier.phone(AGENT)
    impatient.place_call(ours)
    await impatient.until_hears("9 to leave")
    impatient.press("9")
    assert (await peer.until("/dequeued"))["QueueResult"] == "leave"
    await impatient.until_hears("As you like")
    patient.place_call(ours)
    await peer.until("/position", count=2)
    peer.says["/voice"] = "<Response><Dial action='/served'><Queue>support</Queue></Dial></Response>"
    line = agent.place_call(ours)
    await agent.until_connected()
    await until_bridged(carrier, line.sid)
    agent.say("Thanks for waiting")
    await patient.until_hears("Thanks for waiting")
    patient.hang_up()
    assert (await peer.until("/served"))["DialCallStatus"] == "completed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": "customer"}, 16026),
        ({"label": "a/b"}, 16024),
        ({"to": "nobody"}, 21211),
        ({"from_": "+15559999999"}, 21210),
        ({"beep": "loud"}, 20001),
    ],
)
async def test_wrong_participants_are_refused(
    *, carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run, change: dict[str, str], code: int
) -> None:
    carrier.phone(CUSTOMER).place_call(ours)
    await carrier.phone(CUSTOMER).until_in_conference()
    with pytest.raises(TwilioRestException) as refused:
        await run(client.conferences("case-1").participants.create, **({"from_": ours, "to": AGENT} | change))
    assert refused.value.code == code


async def test_a_label_in_use_keeps_the_second_call_out(carrier: Carrier, peer: Peer, ours: str) -> None:
    carrier.phone(CUSTOMER).place_call(ours)
    await carrier.phone(CUSTOMER).until_in_conference()
    carrier.phone(SECOND).place_call(ours)
    assert (await peer.until("/left"))["DialCallStatus"] == "failed"
