"""kill -9 in the middle of webhooks and mails: whatever was acknowledged is in the log, once."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
import tomli_w

from hub.clock import SystemClock
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.ids import new_id
from hub.domain.queues import Queue, QueueMember
from hub.ports.repositories import Tx
from hub.storage.engine import open_database
from tests.support.children import free_port
from tests.support.hub_process import HubProcess
from tests.support.storm import OURS, TOKEN, Storm

ADDRESS = "service@hub.example"


def configured(tmp_path: Path, database_url: str) -> tuple[HubProcess, Storm]:
    """A hub with texts and a mail listener, and the storm that will hit it."""
    port, mail_port = free_port(), free_port()
    table = {
        "server": {"port": port},
        "database": {"url": database_url} if database_url.startswith("postgres") else {},
        "security": {"secret": "s" * 40},
        "channels": {
            "texts": {
                "kind": "sms",
                "account_sid": "AC1",
                "auth_token": TOKEN,
                "number": OURS,
                "region": "US",
                "api_url": "http://127.0.0.1:9",
            },
            "mail": {"kind": "email", "address": ADDRESS, "listener": {"port": mail_port}},
        },
    }
    config = tmp_path / "hub.toml"
    config.write_text(tomli_w.dumps(table), encoding="utf-8")
    hub = HubProcess(config=config, data=tmp_path / "data", port=port)
    return hub, Storm(url=f"http://127.0.0.1:{port}", mail_port=mail_port)


async def storm_with_kills(hub: HubProcess, storm: Storm, *, texts: int, mails: int, kills: int) -> None:
    """Send everything, killing the hub in the middle of it `kills` times; senders repeat what was not acknowledged."""
    everything = {f"SM{number:032d}" for number in range(texts)}
    everything |= {f"mail-{number}@storm.example" for number in range(mails)}
    hub.start()
    for life in range(kills + 1):
        missing_texts = [n for n in range(texts) if f"SM{n:032d}" not in storm.acknowledged]
        missing_mails = [n for n in range(mails) if f"mail-{n}@storm.example" not in storm.acknowledged]
        sending = asyncio.gather(storm.texts(missing_texts), storm.mails(missing_mails))
        if life < kills:
            goal = len(storm.acknowledged) + max(1, (texts + mails) // (kills + 2))
            while len(storm.acknowledged) < goal and not sending.done():  # noqa: ASYNC110 - a count has no event
                await asyncio.sleep(0.005)
            await asyncio.to_thread(hub.kill)
        await sending
        if life < kills:
            await asyncio.to_thread(hub.start)
    assert storm.acknowledged == everything


async def stored(hub: HubProcess, database_url: str) -> Counter[str]:
    """What the log holds, by the provider's id or the mail's own."""
    url = database_url if database_url.startswith("postgres") else f"sqlite:///{hub.data / 'hub.db'}"
    database = await open_database(url, SystemClock())

    def read(tx: Tx) -> Counter[str]:
        rows = tx.unit.connection.execute(  # type: ignore[attr-defined]  # counted below the ports on purpose
            sa.text("SELECT provider_id, text, headers FROM messages")
        )
        found: Counter[str] = Counter()
        for provider_id, text, headers in rows:
            words = str(text).split()
            found[words[1] if words[:1] == ["storm"] else _message_id(provider_id, str(headers))] += 1
        return found

    try:
        return await database.read(read)
    finally:
        await database.close()


def _message_id(provider_id: str, headers: str) -> str:
    marked = f"{provider_id} {headers}"
    start = marked.index("mail-")
    return marked[start : marked.index("@storm.example", start)] + "@storm.example"


async def survives(tmp_path: Path, database_url: str, *, texts: int, mails: int, kills: int) -> None:
    hub, storm = configured(tmp_path, database_url)
    try:
        await storm_with_kills(hub, storm, texts=texts, mails=mails, kills=kills)
        hub.stop()
        found = await stored(hub, database_url)
    finally:
        hub.kill()
    assert set(found) == storm.acknowledged
    assert set(found.values()) == {1}


async def test_kill_in_the_middle_loses_and_doubles_nothing(tmp_path: Path, database_url: str) -> None:
    await survives(tmp_path, database_url, texts=200, mails=30, kills=1)


@pytest.mark.soak
async def test_many_kills_lose_and_double_nothing(tmp_path: Path, database_url: str) -> None:
    await survives(tmp_path, database_url, texts=2000, mails=200, kills=5)


async def test_offers_and_timers_go_on_after_a_kill(tmp_path: Path, database_url: str) -> None:
    hub, storm = configured(tmp_path, database_url)
    url = database_url if database_url.startswith("postgres") else f"sqlite:///{hub.data / 'hub.db'}"
    hub.data.mkdir(parents=True)
    await _with_an_agent(url)
    try:
        await asyncio.to_thread(hub.start)
        await storm.texts([1])
        [offer] = await _until_offers(url, 1)
        await asyncio.to_thread(hub.kill)
        await asyncio.to_thread(hub.start)
        # The offer of before ends by its own deadline although nobody was there to watch it.
        await _until_offers(url, 1, state="timed_out")
    finally:
        hub.kill()
    assert offer[1] == "pending"


async def _until_offers(url: str, count: int, *, state: str = "") -> list[tuple[str, str]]:
    """Read offers beside the running hub until there are enough, in the state that is asked for."""
    async with asyncio.timeout(30):
        while True:
            rows = [each for each in await _beside(url) if state in ("", each[1])]
            if len(rows) >= count:
                return rows
            await asyncio.sleep(0.1)


async def _beside(url: str) -> list[tuple[str, str]]:
    statement = "SELECT id, state FROM offers ORDER BY id"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)) as connection:
            return [(str(row[0]), str(row[1])) for row in connection.execute(statement)]
    connection = await asyncpg.connect(url)
    try:
        return [(str(row[0]), str(row[1])) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def _with_an_agent(url: str) -> None:
    database = await open_database(url, SystemClock())
    now = SystemClock().now()
    agent = Agent(
        id=new_id(),
        name="Anna",
        presence=Presence(state=PresenceState.READY, since=now),
        created_at=now,
        updated_at=now,
    )
    queue = Queue(
        id=new_id(),
        name="Support",
        members=(QueueMember(agent_id=agent.id),),
        offer_timeout_s={"sms": 2, "email": 2},
        created_at=now,
        updated_at=now,
    )

    def add(tx: Tx) -> None:
        tx.agents.add(agent)
        tx.queues.add(queue)

    await database.write(add)
    await database.close()
