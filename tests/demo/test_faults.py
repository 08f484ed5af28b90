"""What goes wrong on demand: repeats, reorderings, delays, losses, time-outs, failures and lag."""

import pytest
from requests.exceptions import ConnectionError as Cut
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hub.demo.carrier import Action, Carrier, Fault, Hook, Settings
from hub.demo.carrier.carrier import ACCOUNT_SID
from tests.demo.peer import CUSTOMER, OURS, Peer, Run


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    carrier.add_number(OURS, sms_url=f"{peer.url}/sms", sms_fallback_url=f"{peer.url}/fallback")
    return OURS


async def statuses(carrier: Carrier, peer: Peer, client: Client, run: Run, count: int) -> list[str]:
    await run(client.messages.create, to=CUSTOMER, from_=OURS, body="hi", status_callback=f"{peer.url}/status")
    await peer.until("/status", count=count)
    await carrier.idle()
    return [form["MessageStatus"] for form in peer.to("/status")]


async def test_a_repeated_webhook_has_the_same_token(carrier: Carrier, peer: Peer, ours: str) -> None:
    carrier.faults.add(Hook.SMS, Fault(action=Action.REPEAT, times=1))
    carrier.phone(CUSTOMER).send_sms(ours, "twice")
    await peer.until("/sms", count=2)
    first, second = peer.headers
    assert first["I-Twilio-Idempotency-Token"] == second["I-Twilio-Idempotency-Token"]
    assert peer.to("/sms")[0] == peer.to("/sms")[1]


async def test_callbacks_in_the_wrong_order(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add(Hook.SMS_STATUS, Fault(action=Action.REORDER, times=1))
    assert await statuses(carrier, peer, client, run, 2) == ["delivered", "sent"]


async def test_a_callback_that_waits_for_no_successor_comes_anyway(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    carrier.faults.add(Hook.SMS_STATUS, Fault(action=Action.REORDER, skip=1, times=1))
    assert await statuses(carrier, peer, client, run, 2) == ["sent", "delivered"]


async def test_a_delayed_callback(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add(Hook.SMS_STATUS, Fault(action=Action.DELAY, seconds=10, times=1))
    assert await statuses(carrier, peer, client, run, 2) == ["delivered", "sent"]


async def test_a_dropped_callback(carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add(Hook.SMS_STATUS, Fault(action=Action.DROP, times=1))
    assert await statuses(carrier, peer, client, run, 1) == ["delivered"]


@pytest.mark.parametrize("action", [Action.TIME_OUT, Action.FAIL, Action.DROP])
async def test_a_text_webhook_that_fails_goes_to_the_fallback(
    carrier: Carrier, peer: Peer, ours: str, action: Action
) -> None:
    carrier.faults.add(Hook.SMS, Fault(action=action, times=1))
    carrier.phone(CUSTOMER).send_sms(ours, "hi")
    form = await peer.until("/fallback")
    assert form["ErrorCode"] in {"11200", "11205"}
    assert len(peer.to("/sms")) == (1 if action is Action.TIME_OUT else 0)


async def test_rest_fails_with_the_code_asked_for(carrier: Carrier, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add("Messages.create", Fault(action=Action.FAIL, status=429, code=20429, times=1))
    with pytest.raises(TwilioRestException) as refused:
        await run(client.messages.create, to=CUSTOMER, from_=ours, body="hi")
    assert (refused.value.status, refused.value.code) == (429, 20429)
    await run(client.messages.create, to=CUSTOMER, from_=ours, body="hi")


async def test_rest_does_it_but_does_not_answer(carrier: Carrier, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add("Messages.create", Fault(action=Action.TIME_OUT, times=1))
    with pytest.raises(Cut):
        await run(client.messages.create, to=CUSTOMER, from_=ours, body="once")
    await carrier.phone(CUSTOMER).until_text("once")
    assert [message.body for message in await run(client.messages.list, to=CUSTOMER)] == ["once"]


async def test_rest_is_cut_off_before_it_does_anything(carrier: Carrier, ours: str, client: Client, run: Run) -> None:
    carrier.faults.add("Messages.create", Fault(action=Action.DROP, times=1))
    with pytest.raises(Cut):
        await run(client.messages.create, to=CUSTOMER, from_=ours, body="never")
    assert len(carrier.messages.items) == 0


async def test_a_listing_that_lags(carrier: Carrier, ours: str, client: Client, run: Run) -> None:
    carrier.phone(CUSTOMER).send_sms(ours, "too fresh")
    carrier.faults.add("Messages.list", Fault(action=Action.LAG, seconds=60, times=1))
    assert await run(client.messages.list) == []
    assert len(await run(client.messages.list)) == 1


async def test_chance_is_the_same_for_the_same_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Carrier(Settings(seed=seed)).faults
        faults.add("*", Fault(action=Action.DROP, probability=0.5))
        return [faults.next("anything") is not None for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert set(drawn(1)) == {True, False}


async def test_too_many_requests_at_once_are_refused(peer: Peer, run: Run) -> None:
    async with Carrier(Settings(speed=50, concurrency=0)) as carrier:
        client = Client(ACCOUNT_SID, carrier.settings.auth_token)
        client.api.base_url = carrier.base_url
        with pytest.raises(TwilioRestException) as refused:
            await run(client.messages("SM1").fetch)
    assert (refused.value.status, refused.value.code) == (429, 20429)


async def test_a_wrong_login_is_refused(carrier: Carrier, run: Run) -> None:
    client = Client(ACCOUNT_SID, "wrong")
    client.api.base_url = carrier.base_url
    with pytest.raises(TwilioRestException) as refused:
        await run(client.messages("SM1").fetch)
    assert (refused.value.status, refused.value.code) == (401, 20003)


async def test_a_silent_peer_is_given_up_after_its_read_time_out(carrier: Carrier, peer: Peer) -> None:
    carrier.add_number(OURS, sms_url=f"{peer.url}/slow#rt=100", sms_fallback_url=f"{peer.url}/fallback")
    peer.silent.add("/slow")
    carrier.phone(CUSTOMER).send_sms(OURS, "hi")
    assert (await peer.until("/fallback"))["ErrorCode"] == "11205"
    peer.released.set()


async def test_a_refused_connection_is_tried_twice_before_the_fallback(
    carrier: Carrier, peer: Peer, unused_tcp_port: int
) -> None:
    closed = f"http://127.0.0.1:{unused_tcp_port}/sms"
    carrier.add_number(OURS, sms_url=closed, sms_fallback_url=f"{peer.url}/fallback")
    carrier.phone(CUSTOMER).send_sms(OURS, "hi")
    assert (await peer.until("/fallback"))["ErrorCode"] == "11200"
    assert [sent.url for sent in carrier.sent].count(closed) == 2


async def test_a_taken_port_is_reported_and_nothing_stays_open(carrier: Carrier) -> None:
    second = Carrier(Settings(port=int(carrier.base_url.rpartition(":")[2])))
    with pytest.raises(OSError, match="address already in use"):
        await second.start()


async def test_the_number_resource_tells_and_changes_its_addresses(
    carrier: Carrier, peer: Peer, ours: str, client: Client, run: Run
) -> None:
    number = (await run(client.incoming_phone_numbers.list, phone_number=ours))[0]
    assert number.sms_url == f"{peer.url}/sms"
    await run(client.incoming_phone_numbers(number.sid).update, sms_url=f"{peer.url}/new")
    carrier.phone(CUSTOMER).send_sms(ours, "hi")
    await peer.until("/new")
