"""Texts in both directions, with the real SDK on one side and phones on the other."""

import aiohttp
import pytest
from tests.demo.peer import CUSTOMER, OURS, Peer, Run
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Action, Carrier, Fault, Hook, Media, Texts
from hub.demo.carrier.carrier import ACCOUNT_SID, AUTH_TOKEN


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
