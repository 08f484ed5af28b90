"""Outgoing webhooks: signed, in order for each interaction, retried for a day, with a log and replay."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.security.posting import HttpPoster
from hub.services.events.webhook_delivery import LEASE, WebhookDelivery, backoff
from tests.http.hub import Browser, TestHub
from tests.support.hands import HandClock


@dataclass
class Subscriber:
    """Takes webhooks over real HTTP; refuses those whose `n` is in `refused`."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    url: str = ""
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.got.append((dict(request.headers), body))
        self.came.set()
        number = json.loads(body)["data"].get("n")
        return web.Response(status=500 if number in self.refused else 204)

    @property
    def numbers(self) -> list[int]:
        return [json.loads(body)["data"]["n"] for _, body in self.got]


@asynccontextmanager
async def listening() -> AsyncIterator[Subscriber]:
    subscriber = Subscriber()
    app = web.Application()
    app.router.add_post("/", subscriber.take)
    async with TestServer(app) as server:
        subscriber.url = str(server.make_url("/"))
        yield subscriber


@asynccontextmanager
async def delivering(hub: TestHub) -> AsyncIterator[tuple[WebhookDelivery, HandClock]]:
    clock = HandClock(datetime.now(UTC))
    async with aiohttp.ClientSession() as session:
        yield WebhookDelivery(database=hub.database, poster=HttpPoster(session), clock=clock), clock


async def happen(hub: TestHub, n: int, *, subject: str = "i1", type_: EventType = EventType.MESSAGE_CREATED) -> None:
    event = NewEvent(
        type=type_, data={"n": n}, subject_id=subject, audience=(SUPERVISORS,), at=hub.services.clock.now()
    )
    await hub.database.write(lambda tx: tx.events.add(event))


async def subscribe(root: Browser, url: str, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = await root.post("/webhooks", {"url": url, **fields}, status=201)
    return made


async def log(root: Browser, target: dict[str, Any]) -> list[tuple[int, str, int | None]]:
    lines = (await root.get(f"/webhooks/{target['id']}/log"))["items"]
    return [(each["attempt"], each["state"], each["status"]) for each in reversed(lines)]


async def settle(delivery: WebhookDelivery) -> None:
    while await delivery.round():
        """What was delivered lets the next of its interaction come up."""


async def test_an_event_is_posted_with_a_signature(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (delivery, clock):
        target = await subscribe(root, subscriber.url)
        await happen(hub, 1)
        await settle(delivery)

        [(headers, body)] = subscriber.got
        event = json.loads(body)
        expected = hmac.new(
            target["secret"].encode(), headers["Hub-Timestamp"].encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        assert headers["Hub-Signature"] == f"v1={expected}"
        assert headers["Hub-Event-Id"] == str(event["seq"])
        assert abs(int(headers["Hub-Timestamp"]) - clock.now().timestamp()) <= 1
        assert (event["type"], event["data"]) == ("message.created", {"n": 1})
        assert await log(root, target) == [(1, "delivered", 204)]


async def test_the_order_within_an_interaction_is_kept(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (delivery, clock):
        target = await subscribe(root, subscriber.url)
        subscriber.refused = {1}
        for number, subject in ((1, "a"), (2, "a"), (3, "b"), (4, "a")):
            await happen(hub, number, subject=subject)
        await settle(delivery)
        assert sorted(subscriber.numbers) == [1, 3]

        subscriber.refused.clear()
        clock.time += timedelta(minutes=1)
        await settle(delivery)

        assert subscriber.numbers[2:] == [1, 2, 4]
        assert [state for _, state, _ in await log(root, target)] == ["delivered"] * 4


async def test_after_a_day_it_is_given_up_and_can_be_sent_again(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (delivery, clock):
        target = await subscribe(root, subscriber.url)
        subscriber.refused = {1}
        await happen(hub, 1)
        for _ in range(60):
            await settle(delivery)
            clock.time += timedelta(hours=1)
        [(attempts, state, status)] = await log(root, target)
        assert (state, status) == ("failed", 500)
        assert 20 <= attempts <= 40
        assert len(subscriber.got) == attempts

        subscriber.refused.clear()
        seq = int(subscriber.got[0][0]["Hub-Event-Id"])
        await root.post(f"/webhooks/{target['id']}/replay", {"event_seq": seq}, status=202)
        await settle(delivery)

        assert subscriber.numbers[-1] == 1
        assert await log(root, target) == [(1, "delivered", 204)]
        await root.post(f"/webhooks/{target['id']}/replay", {"event_seq": seq + 10_000}, status=404)


async def test_a_subscriber_hears_what_it_asked_for_from_then_on(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (delivery, _):
        await happen(hub, 1)
        target = await subscribe(root, subscriber.url, types=["customer.updated"])
        await happen(hub, 2)
        await happen(hub, 3, type_=EventType.CUSTOMER_UPDATED)
        await settle(delivery)
        assert subscriber.numbers == [3]

        await root.patch(f"/webhooks/{target['id']}", {"enabled": False})
        await happen(hub, 4, type_=EventType.CUSTOMER_UPDATED)
        await settle(delivery)
        await root.patch(f"/webhooks/{target['id']}", {"enabled": True})
        await happen(hub, 5, type_=EventType.CUSTOMER_UPDATED)
        await settle(delivery)

        assert subscriber.numbers == [3, 5]


async def test_nobody_there_is_a_reason_to_come_again(hub: TestHub) -> None:
    root = await hub.admin()
    async with delivering(hub) as (delivery, _):
        target = await subscribe(root, "http://127.0.0.1:9/")
        await happen(hub, 1)
        await settle(delivery)

    [line] = (await root.get(f"/webhooks/{target['id']}/log"))["items"]
    assert (line["state"], line["status"]) == ("waiting", None)
    assert "ClientConnectorError" in line["error"]


async def test_one_process_delivers_at_a_time(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (first, _), delivering(hub) as (second, _):
        await subscribe(root, subscriber.url)
        await happen(hub, 1)
        await settle(first)
        await happen(hub, 2)
        assert await second.round() == 0
        await hub.database.write(lambda tx: tx.routing.release_lease(LEASE, first.owner))
        await settle(second)

        assert subscriber.numbers == [1, 2]


async def test_it_follows_by_itself_and_lets_go_when_it_stops(hub: TestHub) -> None:
    root = await hub.admin()
    async with listening() as subscriber, delivering(hub) as (delivery, _):
        await subscribe(root, subscriber.url)
        running = asyncio.create_task(delivery.run())
        await happen(hub, 1)
        async with asyncio.timeout(10):
            await subscriber.came.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

        assert subscriber.numbers == [1]
        lease = await hub.database.write(lambda tx: tx.routing.take_lease(LEASE, "another process", 30))
        assert lease is not None


def test_the_pauses_grow() -> None:
    assert [backoff(each).total_seconds() for each in (1, 2, 3, 20)] == [5, 10, 20, 3600]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": "ftp://example.com/x"}, "url"),
        ({"url": "http://"}, "url"),
        ({"url": "https://example.com/", "types": ["nothing.happened"]}, "types"),
        ({"url": "https://example.com/", "secret": "short"}, "secret"),
    ],
)
async def test_what_is_no_subscriber(hub: TestHub, fields: dict[str, Any], field: str) -> None:
    root = await hub.admin()

    problem = await root.post("/webhooks", fields, status=422)

    assert problem["errors"][0]["field"] == field


async def test_the_secret_is_shown_once(hub: TestHub) -> None:
    root = await hub.admin()
    target = await subscribe(root, "https://example.com/hub")

    [listed] = (await root.get("/webhooks"))["items"]
    await root.send("DELETE", f"/webhooks/{target['id']}", status=204)

    assert target["secret"].startswith("whsec_")
    assert "secret" not in listed
    assert (await root.get("/webhooks"))["items"] == []
