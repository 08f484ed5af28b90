"""Listing and fetching calls, rooms, queues and recordings by REST."""

from datetime import UTC, date, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Carrier, Ring
from tests.demo.peer import AGENT, CUSTOMER, OURS, Peer, Run

TALK = "<Response><Dial hangupOnStar='true'><Conference waitUrl='' record='record-from-start'>desk</Conference></Dial>"


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    carrier.add_number(OURS, friendly_name="Shop", voice_url=f"{peer.url}/voice")
    peer.says["/voice"] = TALK + "<Say>You pressed star</Say></Response>"
    return OURS


async def test_calls_are_found_by_number_state_and_time(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    line = carrier.phone(CUSTOMER).place_call(ours)
    await carrier.phone(CUSTOMER).until_in_conference()
    before, after = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1)
    found = await run(client.calls.list, to=ours, from_=CUSTOMER, status="in-progress", start_time_after=before)
    assert [(call.sid, call.direction, call.duration) for call in found] == [(line.sid, "inbound", None)]
    assert len(await run(client.calls.list, start_time=date.today())) == 1  # noqa: DTZ011 - the SDK's own unit
    assert len(await run(client.calls.list, start_time_before=after)) == 1
    for nothing in ({"start_time_after": after}, {"to": AGENT}, {"end_time_before": after}, {"status": "busy"}):
        assert await run(client.calls.list, **nothing) == [], nothing
    with pytest.raises(TwilioRestException) as unfinished:
        await run(client.calls(line.sid).delete)
    assert unfinished.value.code == 20009


async def test_star_leaves_the_room_and_its_recording_is_found(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    first, second = carrier.phone(CUSTOMER), carrier.phone(AGENT)
    first.place_call(ours)
    second.place_call(ours)
    await first.until_in_conference()
    await second.until_in_conference()
    room = (await run(client.conferences.list, status="in-progress"))[0]
    assert len(await run(client.conferences(room.sid).participants.list, hold=False, muted=False)) == 2
    first.say("one moment")
    first.press("1*")
    await first.until_hears("You pressed star")
    second.hang_up()
    await second.until_ended()
    recordings = await run(client.conferences(room.sid).recordings.list)
    assert [(one.source, one.status, one.conference_sid) for one in recordings] == [
        ("Conference", "completed", room.sid)
    ]
    assert len(await run(client.recordings.list, date_created_after=datetime.now(UTC) - timedelta(hours=1))) == 1
    await run(client.recordings(recordings[0].sid).delete)
    assert await run(client.recordings.list) == []


async def test_a_whole_call_is_recorded_when_rest_asks(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    carrier.phone(AGENT).ring = Ring.ANSWER
    call = await run(
        client.calls.create,
        to=AGENT,
        from_=ours,
        twiml="<Response><Say>Hi</Say><Pause length='60'/></Response>",
        record=True,
        recording_status_callback=f"{peer.url}/ready",
        send_digits="12",
    )
    await carrier.phone(AGENT).until_hears("Hi")
    assert carrier.phone(AGENT).heard("12")
    carrier.phone(AGENT).say("hello?")
    carrier.phone(AGENT).hang_up()
    assert (await peer.until("/ready"))["RecordingSource"] == "OutboundAPI"
    assert [one.call_sid for one in await run(client.calls(call.sid).recordings.list)] == [call.sid]


async def test_a_queue_made_by_rest(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    queue = await run(client.queues.create, friendly_name="support", max_size=1)
    peer.says["/voice"] = "<Response><Enqueue action='/out' waitUrl=''>support</Enqueue></Response>"
    line = carrier.phone(CUSTOMER).place_call(ours)
    await carrier.phone(CUSTOMER).until_connected()
    carrier.phone(AGENT).place_call(ours)
    assert (await peer.until("/out"))["QueueResult"] == "queue-full"
    assert (await run(client.queues(queue.sid).fetch)).current_size == 1
    assert [one.call_sid for one in await run(client.queues(queue.sid).members.list)] == [line.sid]
    carrier.phone(CUSTOMER).hang_up()
    assert (await peer.until("/out", QueueResult="hangup"))["CallSid"] == line.sid
    with pytest.raises(TwilioRestException) as twice:
        await run(client.queues.create, friendly_name="support")
    assert twice.value.status == 409


async def test_wrong_dates_and_pages_are_refused(carrier: Carrier, ours: str, client: Client, run: Run) -> None:
    number = (await run(client.incoming_phone_numbers.list, friendly_name="Shop"))[0]
    assert (await run(client.incoming_phone_numbers(number.sid).fetch)).phone_number == ours
    for path in (
        "Messages.json?DateSent=yesterday",
        "Messages.json?PageSize=many",
        "Calls/CAx.json",
        "Queues/QUx.json",
    ):
        answer = await run(client.request, "GET", f"{carrier.base_url}/2010-04-01/Accounts/{client.account_sid}/{path}")
        assert answer.status_code in {400, 404}, path
