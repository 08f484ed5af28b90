"""The text channel against a carrier that speaks Twilio's protocol."""

import aiohttp
import pytest

from hub.channels._twilio.signature import signature
from hub.demo.carrier import Action, Fault, Hook, Media
from hub.domain.deliveries import DeliveryState
from hub.errors import SendFailedError, SendFailure
from hub.ports.channels import Outbound, OutboundFile
from tests.channels.sms.conftest import CUSTOMER, OURS, Line


def outbound(text: str = "Your parcel is ready", **more: object) -> Outbound:
    return Outbound(delivery_id="d-1", channel="texts", to=CUSTOMER, text=text, **more)  # type: ignore[arg-type]


async def test_a_text_arrives_with_its_sender_and_the_number_it_was_sent_to(line: Line) -> None:
    line.text("你好 & hello +")
    await line.host.until(lambda host: len(host.inbound) == 1)
    [message] = line.host.inbound
    assert (message.text, message.sender, message.our_address) == ("你好 & hello +", CUSTOMER, OURS)
    assert message.region == "US"
    assert message.raw is not None
    assert b"Body=" in message.raw.body
    assert {type(name) for name in message.raw.headers} == {str}


async def test_pictures_are_fetched_with_our_credentials_and_kept(line: Line) -> None:
    picture = b"\x89PNG\r\n\x1a\n-picture"
    line.text("see", media=[Media(content_type="image/png", data=picture)])
    await line.host.until(lambda host: len(host.inbound) == 1)
    [file] = line.host.inbound[0].files
    assert (file.name, file.type, file.data) == ("attachment-1.png", "image/png", picture)


async def test_a_forged_webhook_is_refused(line: Line) -> None:
    form = {"MessageSid": "SM1", "From": CUSTOMER, "To": OURS, "Body": "free money"}
    async with aiohttp.ClientSession() as session:
        without = await session.post(f"{line.url}/hooks/texts", data=form)
        forged = await session.post(f"{line.url}/hooks/texts", data=form, headers={"X-Twilio-Signature": "bm8="})
    assert (without.status, forged.status) == (403, 403)
    assert line.host.inbound == []


async def test_a_signed_form_without_a_sender_is_kept_and_alarmed(line: Line) -> None:
    form = [("MessageSid", "SM1"), ("Body", "who?")]
    signed = signature(f"{line.url}/hooks/texts", form, line.carrier.settings.auth_token)
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{line.url}/hooks/texts", data=form, headers={"X-Twilio-Signature": signed})
    assert answer.status == 200
    [message] = line.host.inbound
    assert message.unparsed == "the form has no MessageSid or no From"


async def test_an_answer_is_delivered_and_every_status_names_our_delivery(line: Line) -> None:
    receipt = await line.channel.send(outbound())
    assert receipt.state is DeliveryState.ACCEPTED
    await line.host.until(lambda host: any(each.state is DeliveryState.DELIVERED for each in host.statuses))
    assert {each.delivery_id for each in line.host.statuses} == {"d-1"}
    assert {each.provider_id for each in line.host.statuses} == {receipt.provider_id}


async def test_a_refusal_says_why_and_is_final(line: Line) -> None:
    line.text("STOP")
    await line.host.until(lambda host: len(host.inbound) == 1)
    with pytest.raises(SendFailedError) as refused:
        await line.channel.send(outbound())
    assert (refused.value.failure, refused.value.error_class) == (SendFailure.REFUSED, "opt_out")


async def test_too_long_a_text_is_refused_before_it_leaves(line: Line) -> None:
    with pytest.raises(SendFailedError, match="1601 characters"):
        await line.channel.send(outbound("x" * 1601))


async def test_a_lost_answer_leaves_the_outcome_unknown_and_the_callback_tells_it(line: Line) -> None:
    line.carrier.faults.add("Messages.create", Fault(action=Action.TIME_OUT))
    with pytest.raises(SendFailedError) as lost:
        await line.channel.send(outbound())
    assert lost.value.failure is SendFailure.UNKNOWN
    await line.host.until(lambda host: any(each.state is DeliveryState.DELIVERED for each in host.statuses))
    assert line.host.statuses[-1].delivery_id == "d-1"


async def test_texts_missed_while_the_database_was_away_are_found_once(line: Line) -> None:
    line.host.away = True
    line.text("while you were away")
    await line.host.until(lambda host: len(host.refused) == 1)
    await line.carrier.idle()
    line.host.away = False
    assert line.host.inbound == []
    assert await line.channel.reconcile() == 1
    assert [each.text for each in line.host.inbound] == ["while you were away"]
    assert await line.channel.reconcile() == 0
    assert line.host.bookmarks


async def test_dropped_status_callbacks_are_made_good_by_reconciling(line: Line) -> None:
    line.carrier.faults.add(Hook.SMS_STATUS, Fault(action=Action.DROP))
    receipt = await line.channel.send(outbound())
    await line.carrier.phone(CUSTOMER).until_text("Your parcel is ready")
    await line.carrier.idle()
    assert line.host.statuses == []
    await line.channel.reconcile()
    assert [(each.provider_id, each.state) for each in line.host.statuses] == [
        (receipt.provider_id, DeliveryState.DELIVERED)
    ]


async def test_files_go_along_as_addresses_that_the_provider_fetches(line: Line) -> None:
    file = OutboundFile(name="a.png", type="image/png", data=b"x", url=f"{line.url}/media/token")
    receipt = await line.channel.send(outbound(files=(file,)))
    assert receipt.provider_id


async def test_check_compares_the_numbers_webhook_with_ours(line: Line) -> None:
    [result] = await line.channel.check()
    assert result.ok, result.detail
