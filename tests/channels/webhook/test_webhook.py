"""The generic webhook channel against a provider that posts and is posted to."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from hub.channels.webhook import KIND
from hub.channels.webhook.channel import GenericWebhookChannel
from hub.channels.webhook.signature import sign
from hub.clock import SystemClock
from hub.domain.deliveries import DeliveryState
from hub.domain.messages import MessageKind
from hub.errors import InboundRejectedError, SendFailedError, SendFailure
from hub.ports.channels import ChannelContext, LinkState, Outbound, WebhookRequest
from tests.support.host import RecordingHost

SECRET = "a-secret-of-the-provider"


@dataclass
class Provider:
    """Takes what we send and answers as told."""

    url: str = ""
    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"message": {"uid": "p-1"}})
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.json_response(self.answer, status=self.status)


@dataclass
class Connection:
    channel: GenericWebhookChannel
    host: RecordingHost
    provider: Provider

    async def post(
        self, subpath: str, body: object, *, secret: str = SECRET, at: int | None = None
    ) -> tuple[int, bytes]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        timestamp = int(time.time()) if at is None else at
        reply = await self.channel.receive(
            WebhookRequest(
                method="POST",
                raw_target=f"/hooks/pbx/{subpath}",
                subpath=subpath,
                headers={"Hub-Timestamp": str(timestamp), "Hub-Signature": sign(secret, timestamp, data)},
                body=data,
            )
        )
        return reply.status, reply.body


def ignore_state(state: LinkState, detail: str = "") -> None:
    """The state of the connection is not looked at here."""


@pytest.fixture
async def connection() -> AsyncIterator[Connection]:
    provider, host = Provider(), RecordingHost()
    app = web.Application()
    app.router.add_post("/send", provider.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}/send"
    settings = KIND.settings.model_validate(
        {
            "secret": SECRET,
            "address": "+8621555501",
            "region": "CN",
            "send_url": provider.url,
            "receipt_id": "message.uid",
            "text": {"id": "msg.uid", "sender": "msg.mobile", "text": "msg.content"},
            "call": {"event": "state", "events": {"RING": "ringing", "ANSWER": "answered", "BYE": "ended"}},
        }
    )
    async with aiohttp.ClientSession() as http:
        context = ChannelContext(
            name="pbx",
            host=host,
            clock=SystemClock(),
            blobs=None,  # type: ignore[arg-type]  # texts need none
            http=http,
            public_url="http://hub",
            secret=b"x",
            state=ignore_state,
        )
        channel = KIND.build(settings, context)
        assert isinstance(channel, GenericWebhookChannel)
        yield Connection(channel=channel, host=host, provider=provider)
    await runner.cleanup()


async def test_a_text_is_read_by_the_configured_mapping(connection: Connection) -> None:
    posted = {"msg": {"uid": 17, "mobile": "13800138000", "content": "请问营业时间"}, "unknown": [1]}
    status, body = await connection.post("text", posted)
    [inbound] = connection.host.inbound
    assert (status, json.loads(body)["result"]) == (200, "stored")
    assert (inbound.provider_id, inbound.sender, inbound.region, inbound.text) == (
        "17",
        "13800138000",
        "CN",
        "请问营业时间",
    )
    assert json.loads((await connection.post("text", posted))[1])["result"] == "repeated"


@pytest.mark.parametrize("body", [b"{", b"[1]", b"{}", b'{"msg": {"uid": 1}}', b'{"msg": 5}', b"\xff\x00"])
async def test_what_cannot_be_read_is_kept_and_told(connection: Connection, body: bytes) -> None:
    status, answer = await connection.post("text", body)
    assert (status, json.loads(answer)["result"]) == (200, "unparsed")
    [inbound] = connection.host.inbound
    assert inbound.unparsed
    assert inbound.raw is not None
    assert inbound.raw.body == body


async def test_forged_late_and_misdirected_posts_are_refused(connection: Connection) -> None:
    for attempt, status in (
        (connection.post("text", {}, secret="wrong-wrong-wrong-wrong"), 403),
        (connection.post("text", {}, at=int(time.time()) - 3600), 403),
        (connection.post("fax", {}), 404),
    ):
        with pytest.raises(InboundRejectedError) as refused:
            await attempt
        assert refused.value.status == status
    assert connection.host.inbound == []


async def test_a_signature_that_is_no_text_is_refused_like_any_other(connection: Connection) -> None:
    headers = {"Hub-Timestamp": str(int(time.time())), "Hub-Signature": "v1=\udcff"}
    request = WebhookRequest(method="POST", raw_target="/hooks/pbx/text", subpath="text", headers=headers, body=b"{}")
    with pytest.raises(InboundRejectedError) as refused:
        await connection.channel.receive(request)
    assert refused.value.status == 403


async def test_call_events_of_a_pbx_share_one_conversation(connection: Connection) -> None:
    for word in ("RING", "ANSWER", "BYE"):
        await connection.post("call", {"call_id": "c1", "from": "+8613800138000", "agent": "201", "state": word})
    events = [each.answers["call_event"] for each in connection.host.inbound]
    assert events == ["ringing", "answered", "ended"]
    assert {each.thread.key for each in connection.host.inbound} == {"call:c1"}
    assert {each.message_kind for each in connection.host.inbound} == {MessageKind.CALL}


async def test_statuses_are_reported_by_our_delivery_id(connection: Connection) -> None:
    assert (await connection.post("status", {"delivery_id": "d1", "id": "p1", "status": "delivered"}))[0] == 204
    [status] = connection.host.statuses
    assert (status.delivery_id, status.provider_id, status.state) == ("d1", "p1", DeliveryState.DELIVERED)
    with pytest.raises(InboundRejectedError, match="status: 'teleported' is unknown"):
        await connection.post("status", {"delivery_id": "d1", "status": "teleported"})


async def test_a_text_out_is_signed_and_carries_our_delivery_id(connection: Connection) -> None:
    out = Outbound(delivery_id="d9", channel="pbx", to="+8613800138000", text="您好")
    receipt = await connection.channel.send(out)
    [(headers, body)] = connection.provider.got
    assert receipt.provider_id == "p-1"
    assert headers["Hub-Signature"] == sign(SECRET, int(headers["Hub-Timestamp"]), body)
    sent = json.loads(body)
    assert (sent["delivery_id"], sent["to"], sent["from"], sent["text"]) == (
        "d9",
        "+8613800138000",
        "+8621555501",
        "您好",
    )


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, SendFailure.REFUSED),
        (429, SendFailure.TRY_LATER),
        (503, SendFailure.TRY_LATER),
        (500, SendFailure.UNKNOWN),
    ],
)
async def test_refusals_keep_their_meaning(connection: Connection, status: int, failure: SendFailure) -> None:
    connection.provider.status = status
    with pytest.raises(SendFailedError) as refused:
        await connection.channel.send(Outbound(delivery_id="d", channel="pbx", to="+8613800138000", text="x"))
    assert refused.value.failure is failure
