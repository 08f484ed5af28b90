"""Events: numbered after the commit, never below what was read, waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import asyncpg
import pytest

from hub.clock import SystemClock
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.integration import WebhookAttempt, WebhookTarget
from hub.ports.repositories.routing import StoredCommand
from hub.storage.engine import open_database
from tests.storage.values import NOW, an_event, storing


@pytest.fixture
async def writers(database: Database, database_url: str) -> AsyncIterator[list[Database]]:
    """The databases of several processes, where there can be several."""
    if database_url.startswith("sqlite"):
        yield [database]
        return
    second = await open_database(database_url, SystemClock())
    yield [database, second]
    await second.close()


async def follow(database: Database, count: int) -> list[tuple[int, object]]:
    """Read as a follower does until `count` events were seen; the order of reading is kept."""
    seen: list[tuple[int, object]] = []
    after = 0
    while len(seen) < count:
        await database.wait_for_events(after, 1)
        for event in await database.follow_events(after, 7):
            seen.append((event.seq, event.data["n"]))
            after = event.seq
    return seen


async def test_no_event_appears_below_what_was_read(database: Database, writers: list[Database]) -> None:
    """With concurrent writers in several processes each follower sees every event once, in rising order."""
    count = 300
    followers = [asyncio.create_task(follow(each, count)) for each in (*writers, *writers)]

    def add(number: int) -> Callable[[Tx], None]:
        return lambda tx: tx.events.add(an_event(n=number))

    await asyncio.gather(*(writers[number % len(writers)].write(add(number)) for number in range(count)))
    async with asyncio.timeout(20):
        seen = [*await asyncio.gather(*followers), await follow(writers[0], count)]
    for each in seen:
        assert [seq for seq, _ in each] == sorted({seq for seq, _ in each})
        assert sorted(str(number) for _, number in each) == sorted(map(str, range(count)))
    assert all(each == seen[0] for each in seen)
    assert await database.read(lambda tx: tx.events.newest()) == seen[0][-1][0]


async def test_a_rolled_back_event_is_never_seen(database: Database) -> None:
    def fail(tx: Tx) -> None:
        tx.events.add(an_event(n=1))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(fail)
    await database.write(lambda tx: tx.events.add(an_event(n=2)))
    assert [number for _, number in await follow(database, 1)] == [2]


async def test_waiting_ends_with_the_time(database: Database) -> None:
    assert await database.wait_for_events(0, 0.01) == 0


async def test_old_events_are_pruned_and_numbers_go_on(database: Database) -> None:
    await database.write(storing(*(an_event(n=number) for number in range(3))))
    seen = await follow(database, 3)
    newest = seen[-1][0]
    assert await database.read(lambda tx: tx.events.oldest()) == seen[0][0]
    assert await database.write(lambda tx: tx.events.prune(NOW)) == 0
    assert await database.write(lambda tx: tx.events.prune(NOW + timedelta(seconds=1))) == 3
    assert await database.read(lambda tx: (tx.events.newest(), tx.events.oldest())) == (newest, newest + 1)
    await database.write(lambda tx: tx.events.add(an_event(n=4)))
    await database.wait_for_events(newest, 5)
    assert [event.seq > newest for event in await database.events_after(newest, 9)] == [True]


async def test_events_that_nobody_numbered_are_numbered_on_request(database: Database) -> None:
    await database.write(storing(*(an_event(n=number) for number in range(3))))
    await database.number_events()
    assert [event.data["n"] for event in await database.events_after(0, 9)] == [0, 1, 2]
    assert await database.number_events() == 0


async def test_webhook_targets_keep_their_cursor_and_log(database: Database) -> None:
    target = WebhookTarget(id=new_id(), url="https://x.example", secret="s", types=("message.created",), created_at=NOW)
    await database.write(lambda tx: tx.webhook_targets.put(target))
    await database.write(lambda tx: tx.webhook_targets.set_cursor(target.id, 7))
    await database.write(lambda tx: tx.webhook_targets.set_cursor(target.id, 5))
    found = await database.read(lambda tx: tx.webhook_targets.get(target.id))
    assert found is not None
    assert found.cursor == 7
    attempt = WebhookAttempt(
        id=new_id(),
        target_id=target.id,
        event_seq=7,
        subject_id="x",
        state="waiting",
        status=500,
        error="",
        attempt=1,
        next_at=NOW,
        at=NOW,
    )
    await database.write(lambda tx: tx.webhook_targets.put_attempt(attempt))
    assert [*await database.read(lambda tx: tx.webhook_targets.due(NOW, 9))] == [attempt]
    assert [*await database.read(lambda tx: tx.webhook_targets.due(NOW - timedelta(seconds=1), 9))] == []
    assert [*await database.read(lambda tx: tx.webhook_targets.log(target.id, limit=9))] == [attempt]
    await database.write(lambda tx: tx.webhook_targets.remove(target.id))
    assert [*await database.read(lambda tx: tx.webhook_targets.all())] == []
    assert [*await database.read(lambda tx: tx.webhook_targets.log(target.id, limit=9))] == []


async def test_events_of_a_process_that_was_killed_are_numbered_by_another(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("INSERT INTO event_batches (size, newest_at) VALUES (1, now())")
    await connection.execute(
        "INSERT INTO events SELECT id, 0, 'agent.updated', '{}', 'x', '[]', now() FROM event_batches"
    )
    await connection.close()
    database = await open_database(postgres_url, SystemClock())
    async with asyncio.timeout(10):
        while not await database.events_after(0, 9):
            await database.wait_for_events(0, 10)
    await database.close()


async def test_commands_wake_other_processes(postgres_url: str) -> None:
    asking, owning = [await open_database(postgres_url, SystemClock()) for _ in range(2)]
    command = StoredCommand(id=new_id(), routing_domain="d", name="accept", data={}, created_at=NOW)
    await owning.wait_for_events(0, 30)  # the first ring says that it listens
    waiting = asyncio.create_task(owning.wait_for_events(0, 60))
    await asyncio.sleep(0)
    await asking.write(lambda tx: tx.routing.add_command(command))
    async with asyncio.timeout(30):
        await waiting
    assert [*await owning.read(lambda tx: tx.routing.open_commands("d", 9))] == [command]
    for each in (asking, owning):
        await each.close()


async def test_an_event_may_count_by_kind(database: Database) -> None:
    """Agents' loads are counted by `InteractionKind`, whose members are strings, but not to every JSON library."""
    await database.write(lambda tx: tx.events.add(an_event(n=1, by_kind={InteractionKind.SMS: 2})))
    await database.number_events()
    [event] = await database.events_after(0, 1)
    assert event.data["by_kind"] == {"sms": 2}
