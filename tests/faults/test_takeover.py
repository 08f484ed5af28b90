"""kill -9 of the process that routes: the other one takes over, and no contact ever has two owners."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import asyncpg
import pytest
import tomli_w

from hub.clock import SystemClock
from hub.services.reports.figures import Reports, Wanted
from hub.services.reports.reconciliation import reconcile
from hub.storage.engine import open_database
from tests.faults.signed_in import Person, staff
from tests.support.hub_process import HubProcess
from tests.support.storm import OURS, TOKEN, Storm

TAKEN_OVER_S = 8  # the lease lasts 3 s and is asked for every second; the rest is for a busy machine


@dataclass(frozen=True, kw_only=True)
class Row:
    """An offer as it is stored."""

    id: str
    work_item_id: str
    interaction_id: str
    epoch: int
    agent_id: str
    state: str


@dataclass
class Pair:
    """Two processes on one database, and the people who work with them."""

    owner: HubProcess
    standby: HubProcess
    people: dict[str, Person]
    database_url: str
    http: aiohttp.ClientSession

    async def texts(self, hub: HubProcess, numbers: range) -> None:
        """Let customers text, by way of one process."""
        storm = Storm(url=hub.url)
        await storm.texts(numbers)
        assert len(storm.acknowledged) == len(numbers)

    async def offers(self, state: str = "", *, count: int = 0) -> list[Row]:
        """Wait until so many offers are in a state."""
        wanted = "SELECT id, work_item_id, interaction_id, epoch, agent_id, state FROM offers ORDER BY id"
        connection = await asyncpg.connect(self.database_url)
        try:
            async with asyncio.timeout(20):
                while True:
                    rows = [Row(**row) for row in await connection.fetch(wanted)]
                    found = [each for each in rows if state in ("", each.state)]
                    if len(found) >= count:
                        return found
                    await asyncio.sleep(0.05)
        finally:
            await connection.close()

    async def accept(self, offer: Row, hub: HubProcess) -> None:
        """Accept as a desk does: again while nobody routes."""
        person = self.people[offer.agent_id]
        async with asyncio.timeout(30):
            while (await person.post(self.http, hub.url, f"/offers/{offer.id}/accept"))[0] != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.fixture
async def pair(tmp_path: Path, postgres_url: str) -> AsyncIterator[Pair]:
    account = {"account_sid": "AC1", "auth_token": TOKEN, "number": OURS, "region": "US"}
    table = {
        "database": {"url": postgres_url},
        "security": {"secret": "s" * 40},
        "channels": {"texts": {"kind": "sms", "api_url": "http://127.0.0.1:9", **account}},
    }
    config = tmp_path / "hub.toml"
    config.write_text(tomli_w.dumps(table), encoding="utf-8")
    people = await staff(postgres_url, 4, offer_timeout_s=60)
    hubs = [HubProcess(config=config, data=tmp_path / name) for name in ("one", "two")]
    try:
        for hub in hubs:
            await asyncio.to_thread(hub.start)
        async with aiohttp.ClientSession() as session:
            named = {each.agent_id: each for each in people}
            yield Pair(owner=hubs[0], standby=hubs[1], people=named, database_url=postgres_url, http=session)
    finally:
        for hub in hubs:
            hub.kill()


@pytest.mark.timeout(240)  # three starts of a whole process
async def test_the_standby_takes_over_and_nobody_has_two_owners(pair: Pair) -> None:
    assert '"routing"' in pair.owner.said()
    assert '"routing"' not in pair.standby.said()
    await pair.texts(pair.owner, range(4))
    await pair.texts(pair.standby, range(4, 8))
    before = await pair.offers("pending", count=8)
    await asyncio.gather(
        *(pair.accept(each, pair.owner) for each in before[:2]),
        *(pair.accept(each, pair.standby) for each in before[2:4]),
    )

    await asyncio.to_thread(pair.owner.kill)
    killed = time.monotonic()
    await pair.texts(pair.standby, range(8, 12))
    await pair.accept(before[4], pair.standby)
    assert time.monotonic() - killed < TAKEN_OVER_S

    await asyncio.gather(*(pair.accept(each, pair.standby) for each in before[5:]))
    await asyncio.to_thread(pair.owner.start)
    later = [each for each in await pair.offers(count=12) if each.id not in {old.id for old in before}]
    await asyncio.gather(*(pair.accept(each, pair.owner) for each in later))

    offers = await pair.offers()
    assert {each.state for each in offers} == {"accepted"}
    assert {each.id for each in offers} >= {each.id for each in before}
    assert set(Counter(each.work_item_id for each in offers).values()) == {1}
    assert await holders(pair) == {each.interaction_id: each.agent_id for each in offers}
    await journal_agrees(pair)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_many_takeovers_leave_every_contact_with_one_owner(pair: Pair) -> None:
    for turn in range(5):
        await pair.texts(pair.owner, range(turn * 4, turn * 4 + 2))
        waiting = await pair.offers("pending", count=1)
        await asyncio.to_thread(pair.owner.kill)
        await pair.texts(pair.standby, range(turn * 4 + 2, turn * 4 + 4))
        await asyncio.gather(*(pair.accept(each, pair.standby) for each in waiting))
        await asyncio.to_thread(pair.owner.start)
        pair.owner, pair.standby = pair.standby, pair.owner

    offers = await pair.offers("accepted", count=1)
    assert set(Counter(each.work_item_id for each in await pair.offers()).values()) == {1}
    held = await holders(pair)
    assert len(held) == 20
    assert {each.interaction_id: each.agent_id for each in offers}.items() <= held.items()
    await journal_agrees(pair)


async def journal_agrees(pair: Pair) -> None:
    """No step was lost with the process, and none was written twice."""
    clock = SystemClock()
    database = await open_database(pair.database_url, clock)
    try:
        day = Wanted(start=clock.now() - timedelta(days=1), end=clock.now())
        reports = Reports(database=database, clock=clock, zone="UTC")
        found = await reconcile(database, clock, reports, day)
    finally:
        await database.close()
    assert found.differences == []
    assert found.lines > found.legs > 0


async def holders(pair: Pair) -> dict[str, str]:
    """Who has each contact."""
    connection = await asyncpg.connect(pair.database_url)
    try:
        return {row["id"]: row["agent_id"] for row in await connection.fetch("SELECT id, agent_id FROM interactions")}
    finally:
        await connection.close()
