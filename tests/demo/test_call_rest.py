"""Calls begun and steered over REST, heard from the phones."""

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Carrier, Ring
from tests.demo.peer import AGENT, CUSTOMER, LOGIN, Peer, Run


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
