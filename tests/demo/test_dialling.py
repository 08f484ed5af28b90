"""Dialling somebody from a call, heard from both phones."""

from hub.demo.carrier import Carrier, Ring
from tests.demo.peer import AGENT, CUSTOMER, Peer, until_bridged


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
