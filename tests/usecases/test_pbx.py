"""A telephone system reports its calls by signed webhooks: the card pops up for whose telephone rings."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import ClientWebSocketResponse

from hub.channels.webhook.signature import sign
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.users import Role, Session, User
from hub.ports.repositories import Tx
from hub.services.access.secrets import hash_secret, new_secret
from tests.support.whole_hub import CUSTOMER, WholeHub, whole_hub

SECRET = "a secret of the telephone system"
FIELDS = {
    "call": "channel.uuid",
    "caller": "channel.caller",
    "agent": "channel.callee",
    "event": "type",
    "events": {"CHANNEL_RING": "ringing", "CHANNEL_ANSWER": "answered", "CHANNEL_HANGUP": "ended"},
}


@dataclass
class Pbx:
    """Posts what happens on the house's own telephone system."""

    hub: WholeHub
    http: aiohttp.ClientSession
    call: str = "c-1"

    async def report(self, word: str, name: str = "Anna", *, secret: str = SECRET) -> tuple[int, Any]:
        """Report an event of the call that goes to an agent's telephone."""
        channel = {"uuid": self.call, "caller": CUSTOMER, "callee": self.hub.agents[name].phone}
        body = orjson.dumps({"type": word, "channel": channel})
        now = int(time.time())
        headers = {"Hub-Timestamp": str(now), "Hub-Signature": sign(secret, now, body)}
        async with self.http.post(f"{self.hub.url}/hooks/pbx/call", data=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def desk(self, name: str) -> ClientWebSocketResponse:
        """Open an agent's desk."""
        cookie = await self.hub.parts.database.write(lambda tx: _signed_in(tx, self.hub, name))
        headers = {"Cookie": f"hub_session={cookie}", "Origin": self.hub.url}
        socket = await self.http.ws_connect(f"{self.hub.url}/ws/desk", headers=headers)
        hello = await socket.receive_json(timeout=10)
        assert hello["type"] == "hello"
        return socket

    async def interaction(self) -> Interaction:
        """The one call of the log."""
        [found] = await self.hub.interactions(kind="webhook")
        return found

    async def entries(self) -> list[str]:
        """What the log says of it, in order."""
        return [each.text for each in await self.hub.messages((await self.interaction()).id)]


@pytest.fixture
async def pbx(tmp_path: Path) -> AsyncIterator[Pbx]:
    channel = {"kind": "webhook", "secret": SECRET, "region": "US", "call": FIELDS}
    async with whole_hub(tmp_path, channels={"pbx": channel}) as hub, aiohttp.ClientSession() as session:
        yield Pbx(hub=hub, http=session)


async def test_the_card_pops_up_for_whose_telephone_rings_and_for_nobody_else(pbx: Pbx) -> None:
    anna, li = await pbx.desk("Anna"), await pbx.desk("Li")

    status, answer = await pbx.report("CHANNEL_RING")
    await pbx.report("CHANNEL_ANSWER", "Li")
    ringing, answered = await popped(anna), await popped(li)

    assert (status, answer["result"]) == (200, "stored")
    assert (ringing["call_event"], answered["call_event"]) == ("ringing", "answered")
    interaction = await pbx.interaction()
    assert ringing["interaction"]["id"] == answered["interaction"]["id"] == interaction.id
    assert ringing["customer_id"] == interaction.customer_id
    [customer] = await pbx.hub.parts.database.read(lambda tx: tx.customers.by_address("phone", CUSTOMER))
    assert customer.id == interaction.customer_id


async def test_a_call_is_one_interaction_from_ringing_to_its_end(pbx: Pbx) -> None:
    states = []
    for word in ("CHANNEL_RING", "CHANNEL_ANSWER", "CHANNEL_HANGUP"):
        await pbx.report(word)
        states.append((await pbx.interaction()).state.value)

    assert states == ["active", "active", "closed"]
    assert await pbx.entries() == ["ringing", "answered", "ended"]
    assert (await pbx.interaction()).work_item_id is None


async def test_a_repeated_event_changes_nothing(pbx: Pbx) -> None:
    await pbx.report("CHANNEL_RING")
    status, answer = await pbx.report("CHANNEL_RING")

    assert (status, answer["result"]) == (200, "repeated")
    assert await pbx.entries() == ["ringing"]


async def test_what_was_reported_as_ended_stays_so_whatever_comes_late(pbx: Pbx) -> None:
    await pbx.report("CHANNEL_RING")
    await pbx.report("CHANNEL_HANGUP")
    desk = await pbx.desk("Anna")
    status, _ = await pbx.report("CHANNEL_ANSWER")

    assert status == 200
    assert (await pbx.interaction()).state == "closed"
    assert await pbx.entries() == ["ringing", "ended", "answered"]
    pbx.call = "c-2"
    await pbx.report("CHANNEL_RING")
    first = await popped(desk)  # nothing popped up for the call that is over
    assert first["call_event"] == "ringing"


async def test_an_end_that_comes_first_is_the_whole_story(pbx: Pbx) -> None:
    for word in ("CHANNEL_HANGUP", "CHANNEL_RING", "CHANNEL_ANSWER"):
        await pbx.report(word)
        assert (await pbx.interaction()).state == "closed"


async def test_a_forged_report_is_refused(pbx: Pbx) -> None:
    status, _ = await pbx.report("CHANNEL_RING", secret="somebody else's secret")

    assert status == 403
    assert await pbx.hub.interactions(kind="webhook") == []


async def popped(socket: ClientWebSocketResponse) -> dict[str, Any]:
    """The next card that pops up."""
    while True:
        frame = await socket.receive_json(timeout=10)
        if frame.get("event") == "call.popped":
            data: dict[str, Any] = frame["data"]
            return data


def _signed_in(tx: Tx, hub: WholeHub, name: str) -> str:
    now, secret, agent = hub.parts.clock.now(), new_secret(""), hub.agents[name]
    user = User(
        id=new_id(),
        login=name,
        name=name,
        roles=frozenset({Role.AGENT}),
        password_hash="-",  # nobody signs in with a password here
        agent_id=agent.id,
        created_at=now,
    )
    tx.users.put(user)
    tx.agents.update(replace(agent, version=agent.version + 1, user_id=user.id), agent.version)
    tx.sessions.add(
        Session(
            id=new_id(),
            user_id=user.id,
            secret_hash=hash_secret(secret),
            csrf="-",
            created_at=now,
            expires_at=now + timedelta(hours=1),
        )
    )
    return secret
