"""kill -9 while a text is with a slow provider: its outcome is unknown, it is not sent again, a callback settles it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest
import tomli_w
from aiohttp import web

from hub.channels._twilio.signature import signature
from hub.clock import SystemClock
from hub.domain.deliveries import Delivery, DeliveryState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.storage.engine import open_database
from tests.faults.signed_in import Person, staff
from tests.support.children import free_port
from tests.support.hub_process import HubProcess
from tests.support.storm import OURS, TOKEN

CUSTOMER = "+12125550123"


@dataclass
class SlowProvider:
    """Takes texts and never answers."""

    port: int
    taken: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer any request."""
        if request.method == "POST":
            self.taken.put_nowait(str((await request.post())["Body"]))
            await self.over.wait()
        return web.json_response({"code": 20503, "message": "come again"}, status=503)


@pytest.fixture
async def provider() -> AsyncIterator[SlowProvider]:
    slow = SlowProvider(port=free_port())
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slow.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", slow.port).start()
    yield slow
    slow.over.set()
    await runner.cleanup()


@dataclass
class Desk:
    """An agent's desk on a hub that dies."""

    hub: HubProcess
    person: Person
    database_url: str
    http: aiohttp.ClientSession

    async def stored(self, work: Callable[[Database], Awaitable[Delivery]]) -> Delivery:
        """Look at the database while the hub is dead."""
        database = await open_database(self.database_url, SystemClock())
        try:
            return await work(database)
        finally:
            await database.close()

    async def state(self, delivery_id: str) -> str:
        """What the API says of a delivery."""
        headers = {"Cookie": f"hub_session={self.person.cookie}"}
        async with self.http.get(f"{self.hub.url}/api/v1/deliveries/{delivery_id}", headers=headers) as answer:
            return str((await answer.json())["state"])

    async def until(self, delivery_id: str, state: DeliveryState) -> None:
        """Wait for a state."""
        async with asyncio.timeout(20):
            while await self.state(delivery_id) != state:  # noqa: ASYNC110 - asked from outside, as integrators do
                await asyncio.sleep(0.05)

    async def callback(self, delivery_id: str) -> int:
        """The provider says at last that the text arrived."""
        url = f"{self.hub.url}/hooks/texts/status?delivery={delivery_id}"
        form = [("MessageSid", f"SM{'0' * 32}"), ("MessageStatus", "delivered")]
        signed = {"X-Twilio-Signature": signature(url, form, TOKEN)}
        async with self.http.post(url, data=form, headers=signed) as answer:
            return answer.status


@pytest.fixture
async def desk(tmp_path: Path, sqlite_url: str, provider: SlowProvider) -> AsyncIterator[Desk]:
    account = {"account_sid": "AC1", "auth_token": TOKEN, "number": OURS, "region": "US"}
    table = {
        "database": {"url": sqlite_url},
        "security": {"secret": "s" * 40},
        "channels": {"texts": {"kind": "sms", "api_url": f"http://127.0.0.1:{provider.port}", **account}},
    }
    config = tmp_path / "hub.toml"
    config.write_text(tomli_w.dumps(table), encoding="utf-8")
    [person] = await staff(sqlite_url, 1, offer_timeout_s=60)
    hub = HubProcess(config=config, data=tmp_path / "data")
    try:
        await asyncio.to_thread(hub.start)
        async with aiohttp.ClientSession() as session:
            yield Desk(hub=hub, person=person, database_url=sqlite_url, http=session)
    finally:
        hub.kill()


async def test_what_was_being_sent_is_unknown_until_the_provider_says_more(desk: Desk, provider: SlowProvider) -> None:
    body = {"channel": "texts", "address": CUSTOMER, "text": "Your bicycle is ready"}
    status, made = await desk.person.post(desk.http, desk.hub.url, "/interactions", body)
    assert status == 201, made
    assert await asyncio.wait_for(provider.taken.get(), 20) == "Your bicycle is ready"
    await asyncio.to_thread(desk.hub.kill)
    delivery = await desk.stored(_sending_whose_lease_ends_now)

    await asyncio.to_thread(desk.hub.start)
    await desk.until(delivery.id, DeliveryState.UNKNOWN)
    assert await desk.callback(delivery.id) == 204
    assert await desk.state(delivery.id) == DeliveryState.DELIVERED
    assert provider.taken.empty()  # nobody sent it again


async def _sending_whose_lease_ends_now(database: Database) -> Delivery:
    def work(tx: Tx) -> Delivery:
        [sending] = tx.deliveries.page(after=None, limit=9)
        assert sending.state is DeliveryState.SENDING
        over = replace(sending, lease_until=SystemClock().now())
        assert tx.deliveries.update(over, expected_attempt=sending.attempt, expected_states=[sending.state])
        return over

    return await database.write(work)
