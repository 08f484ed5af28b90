"""Texts in both directions, with the real SDK on one side and phones on the other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Carrier, Media, Texts
from tests.demo.peer import AGENT, CUSTOMER, LOGIN, OURS, Peer, Run


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    carrier.add_number(OURS, sms_url=f"{peer.url}/sms", sms_fallback_url=f"{peer.url}/fallback")
    return OURS


async def test_inbound_text_reaches_the_webhook_and_the_reply_the_phone(
    carrier: Carrier, peer: Peer, ours: str
) -> None:
    peer.says["/sms"] = "<Response><Message>Thanks!</Message></Response>"
    sent = carrier.phone(CUSTOMER).send_sms(ours, "你好 & hello")
    form = await peer.until("/sms")
    assert form["Body"] == "你好 & hello"
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == sent.sid
    assert (form["From"], form["To"], form["NumMedia"], form["SmsStatus"]) == (CUSTOMER, ours, "0", "received")
    assert peer.headers[0]["I-Twilio-Idempotency-Token"]
    assert (await carrier.phone(CUSTOMER).until_text("Thanks!")).from_ == ours


async def test_outbound_text_is_delivered_and_reported(
    carrier: Carrier, peer: Peer, client: Client, ours: str, run: Run
) -> None:
    message = await run(
        client.messages.create, to=CUSTOMER, from_=ours, body="Your parcel", status_callback=f"{peer.url}/status?mid=7"
    )
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    await carrier.phone(CUSTOMER).until_text("Your parcel")
    form = await peer.until("/status", MessageStatus="delivered")
    assert form["RawDlrDoneDate"]
    assert [form["MessageStatus"] for form in peer.to("/status")] == ["sent", "delivered"]
    assert (await run(client.messages(message.sid).fetch)).status == "delivered"


async def test_an_mms_can_be_fetched_with_login_through_a_redirect(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    carrier.phone(CUSTOMER).send_sms(ours, "look", [Media(content_type="image/png", data=b"\x89PNG")])
    form = await peer.until("/sms")
    assert (form["NumMedia"], form["MediaContentType0"], form["MessageSid"][:2]) == ("1", "image/png", "MM")
    async with aiohttp.ClientSession() as session:
        async with session.get(form["MediaUrl0"]) as refused:
            assert refused.status == 401
        async with session.get(form["MediaUrl0"], headers=LOGIN, allow_redirects=False) as answer:
            assert answer.status == 307
        async with session.get(answer.headers["Location"]) as stored:
            assert (await stored.read(), stored.content_type) == (b"\x89PNG", "image/png")
    files = await run(client.messages(form["MessageSid"]).media.list)
    assert [file.content_type for file in files] == ["image/png"]
    await run(client.messages(form["MessageSid"]).media(files[0].sid).delete)
    assert await run(client.messages(form["MessageSid"]).media.list) == []


async def test_an_outbound_mms_brings_its_file(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    carrier.phone(CUSTOMER).send_sms(ours, "yours", [Media(content_type="image/png", data=b"\x89PNG")])
    file = (await peer.until("/sms"))["MessageSid"]
    sent = carrier.messages.items.get(file)
    assert sent is not None
    stored = f"{carrier.base_url}/media/{file}/{sent.media_sids[0]}"
    message = await run(client.messages.create, to=CUSTOMER, from_=ours, body="mine", media_url=[stored])
    assert message.num_media == "1"
    text = await carrier.phone(CUSTOMER).until_text("mine")
    assert text.media == (Media(content_type="image/png", data=b"\x89PNG"),)


@pytest.mark.parametrize(
    ("fate", "status", "code"), [(Texts.UNDELIVERED, "undelivered", "30003"), (Texts.FAILED, "failed", "30008")]
)
async def test_a_text_that_does_not_arrive(
    *, carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run, fate: Texts, status: str, code: str
) -> None:
    carrier.phone(CUSTOMER).texts_become = fate
    await run(client.messages.create, to=CUSTOMER, from_=ours, body="hi", status_callback=f"{peer.url}/status")
    assert (await peer.until("/status", MessageStatus=status))["ErrorCode"] == code
    assert carrier.phone(CUSTOMER).inbox == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "12345"}, 21211),
        ({"to": ""}, 21604),
        ({"from_": ""}, 21603),
        ({"from_": "+15559999999"}, 21606),
        ({"from_": "???"}, 21212),
        ({"body": ""}, 21619),
        ({"body": "x" * 1601}, 21617),
        ({"media_url": ["not an address"]}, 21620),
        ({"media_url": ["http://127.0.0.1/a"] * 11}, 21623),
        ({"status_callback": "/relative"}, 21609),
        ({"to": OURS}, 21266),
        ({"validity_period": 99999}, 20001),
        ({"content_retention": "forget"}, 20001),
    ],
)
async def test_wrong_texts_are_refused(
    *, carrier: Carrier, ours: str, client: Client, run: Run, change: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await run(client.messages.create, **({"to": CUSTOMER, "from_": ours, "body": "hi"} | change))
    assert (refused.value.status, refused.value.code) == (400, code)
    assert len(carrier.messages.items) == 0


async def test_stop_is_obeyed_by_the_carrier(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    phone = carrier.phone(CUSTOMER)
    phone.send_sms(ours, " stop ")
    await phone.until_text("unsubscribed")
    assert (await peer.until("/sms"))["Body"] == " stop "
    with pytest.raises(TwilioRestException) as refused:
        await run(client.messages.create, to=CUSTOMER, from_=ours, body="hi")
    assert refused.value.code == 21610
    phone.send_sms(ours, "START")
    await phone.until_text("re-subscribed")
    await run(client.messages.create, to=CUSTOMER, from_=ours, body="welcome")
    await phone.until_text("welcome")


async def test_please_stop_by_is_no_opt_out(carrier: Carrier, peer: Peer, ours: str) -> None:
    carrier.phone(CUSTOMER).send_sms(ours, "please stop by")
    await peer.until("/sms")
    assert not carrier.messages.opt_outs.blocked(ours=ours, theirs=CUSTOMER)


async def test_a_server_error_leads_to_the_fallback_and_no_repeat(carrier: Carrier, peer: Peer, ours: str) -> None:
    peer.says["/sms"] = 503
    carrier.phone(CUSTOMER).send_sms(ours, "hi")
    form = await peer.until("/fallback")
    assert (form["ErrorCode"], form["ErrorUrl"], form["Body"]) == ("11200", f"{peer.url}/sms", "hi")
    assert len(peer.to("/sms")) == 1


async def test_without_fallback_a_text_is_only_in_the_log(
    carrier: Carrier, peer: Peer, client: Client, run: Run
) -> None:
    carrier.add_number(OURS, sms_url=f"{peer.url}/sms")
    peer.says["/sms"] = 500
    since = datetime.now(UTC) - timedelta(seconds=1)
    sent = carrier.phone(CUSTOMER).send_sms(OURS, "lost?")
    await peer.until("/sms")
    found = await run(client.messages.list, to=OURS, date_sent_after=since)
    assert [(message.sid, message.direction, message.status) for message in found] == [
        (sent.sid, "inbound", "received")
    ]
    assert await run(client.messages.list, to=OURS, date_sent_after=datetime.now(UTC) + timedelta(hours=1)) == []
    assert await run(client.messages.list, from_=AGENT) == []


async def test_retries_are_made_when_the_address_asks_for_them(carrier: Carrier, peer: Peer) -> None:
    carrier.add_number(OURS, sms_url=f"{peer.url}/sms#rc=2&rp=5xx")
    peer.says["/sms"] = [500, 503, "<Response/>"]
    carrier.phone(CUSTOMER).send_sms(OURS, "again")
    await peer.until("/sms", count=3)
    assert len({headers["I-Twilio-Idempotency-Token"] for headers in peer.headers}) == 1


async def test_long_lists_come_in_pages(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    for number in range(7):
        carrier.phone(CUSTOMER).send_sms(ours, f"text {number}")
    found = await run(client.messages.list, page_size=3)
    assert [message.body for message in found] == [f"text {number}" for number in reversed(range(7))]


async def test_redaction_and_deletion(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    sent = carrier.phone(CUSTOMER).send_sms(ours, "secret")
    assert (await run(client.messages(sent.sid).update, body="")).body == ""
    assert await run(client.messages(sent.sid).delete) is True
    with pytest.raises(TwilioRestException) as gone:
        await run(client.messages(sent.sid).fetch)
    assert (gone.value.status, gone.value.code) == (404, 20404)


async def test_a_messaging_service_chooses_the_sender(carrier: Carrier, peer: Peer, client: Client, run: Run) -> None:
    service = "MG" + "0" * 32
    carrier.add_number(OURS, messaging_service_sid=service, sms_url=f"{peer.url}/sms")
    message = await run(client.messages.create, to=CUSTOMER, messaging_service_sid=service, body="hi")
    assert message.status == "accepted"
    assert (await carrier.phone(CUSTOMER).until_text("hi")).from_ == OURS
    carrier.phone(CUSTOMER).send_sms(OURS, "STOP")
    form = await peer.until("/sms")
    assert (form["MessagingServiceSid"], form["OptOutType"]) == (service, "STOP")


@pytest.mark.parametrize(
    ("answer", "bodies"),
    [
        ("<Response><Message><Body>one</Body></Message><Message>two</Message></Response>", ["one", "two"]),
        ("<Response><Message>first</Message><Redirect>/next</Redirect></Response>", ["first", "from the next"]),
        ("", []),
    ],
)
async def test_what_a_text_webhook_may_answer(
    carrier: Carrier, peer: Peer, ours: str, answer: str, bodies: list[str]
) -> None:
    peer.says |= {"/sms": answer, "/next": "<Response><Message>from the next</Message></Response>"}
    phone = carrier.phone(CUSTOMER)
    phone.send_sms(ours, "hi")
    await phone.signal.until(lambda: len(phone.inbox) >= len(bodies), 10)
    await peer.until("/sms")
    assert sorted(text.body for text in phone.inbox) == sorted(bodies)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<Response><Shout/></Response>", "12200"),
        ("<Response><Message><Song/></Message></Response>", "12200"),
        ("<Response><Message colour='red'>x</Message></Response>", "12200"),
        ("<Reply/>", "12100"),
        ("nothing like XML", "12100"),
        ("<!DOCTYPE x><Response/>", "12100"),
    ],
)
async def test_wrong_messaging_twiml_leads_to_the_fallback(
    carrier: Carrier, peer: Peer, ours: str, answer: str, code: str
) -> None:
    peer.says |= {"/sms": answer, "/fallback": "<Response><Message>Sorry</Message></Response>"}
    carrier.phone(CUSTOMER).send_sms(ours, "hi")
    assert (await peer.until("/fallback"))["ErrorCode"] == code
    await carrier.phone(CUSTOMER).until_text("Sorry")


async def test_phones_text_each_other(carrier: Carrier) -> None:
    carrier.phone(CUSTOMER).send_sms(AGENT, "lunch?")
    assert (await carrier.phone(AGENT).until_text("lunch?")).from_ == CUSTOMER


async def test_a_file_that_cannot_be_fetched_fails_the_message(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    peer.says["/gone.png"] = 404
    peer.unsigned.add("/gone.png")
    await run(
        client.messages.create,
        to=CUSTOMER,
        from_=ours,
        media_url=[f"{peer.url}/gone.png"],
        status_callback=f"{peer.url}/status",
    )
    assert (await peer.until("/status", MessageStatus="failed"))["ErrorCode"] == "11200"
