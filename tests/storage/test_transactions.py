"""One transaction, one snapshot; commits that are shared; what fails alone."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from hub.clock import SystemClock
from hub.errors import BusyError, ConflictError, StartUpError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.storage import faults
from hub.storage.engine import open_database
from tests.storage.values import a_customer, a_queue, an_event


class PoisonError(Exception):
    """What a broken use case raises."""


def poison(tx: Tx) -> None:
    tx.customers.add(a_customer(name="never stored"))
    raise PoisonError


async def test_a_poisonous_transaction_fails_alone_in_a_shared_commit(database: Database) -> None:
    good = [a_customer(name=f"good {number}") for number in range(20)]

    def add(number: int) -> Callable[[Tx], None]:
        return lambda tx: tx.customers.add(good[number])

    works = [work for number in range(20) for work in (add(number), poison)]
    results = await asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
    assert [type(each) for each in results] == [type(None), PoisonError] * 20
    stored = await database.read(lambda tx: tx.customers.page(after=None, limit=99))
    assert {each.name for each in stored} == {each.name for each in good}


async def test_a_broken_rule_of_the_database_rolls_back_its_transaction_only(database: Database) -> None:
    queue = a_queue()

    def twice(tx: Tx) -> None:
        tx.queues.add(queue)
        tx.queues.add(queue)

    with pytest.raises(ConflictError):
        await database.write(twice)
    assert await database.read(lambda tx: tx.queues.get(queue.id)) is None
    await database.write(lambda tx: tx.queues.add(queue))


async def test_a_reader_sees_one_state(database: Database) -> None:
    """A write that commits while a reader is under way stays invisible to it."""
    customer = a_customer(name="before")
    await database.write(lambda tx: tx.customers.add(customer))
    loop = asyncio.get_running_loop()
    began, changed = asyncio.Event(), threading.Event()

    def names(tx: Tx) -> list[str]:
        first = tx.customers.get_many([customer.id])[customer.id].name
        loop.call_soon_threadsafe(began.set)
        if loop is not _running_loop():
            changed.wait(5)  # SQLite's readers have threads of their own
        return [first, tx.customers.get_many([customer.id])[customer.id].name]

    reading = asyncio.create_task(database.read(names))
    await began.wait()
    await database.write(lambda tx: tx.customers.update(replace(customer, version=2, name="after"), 1))
    changed.set()
    assert await reading == ["before", "before"]
    assert (await database.read(names))[0] == "after"


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        await database.read(lambda tx: tx.customers.add(a_customer()))
    await database.ping()


async def test_concurrent_changes_of_one_row_are_all_counted(database: Database) -> None:
    """Read, change, write back: nobody's change is lost, because a transaction that met another is run again."""
    customer = a_customer(attributes={"count": "0"})
    await database.write(lambda tx: tx.customers.add(customer))

    def count(tx: Tx) -> None:
        now = tx.customers.get(customer.id)
        assert now is not None
        after = {"count": str(int(now.attributes["count"]) + 1)}
        tx.customers.update(replace(now, version=now.version + 1, attributes=after), now.version)

    await asyncio.gather(*(database.write(count) for _ in range(8)))
    found = await database.read(lambda tx: tx.customers.get(customer.id))
    assert found is not None
    assert (found.attributes, found.version) == ({"count": "8"}, 9)


async def test_text_that_no_database_takes_fails_alone(database: Database) -> None:
    with pytest.raises(Exception, match=r"surrogate|utf-8"):
        await database.write(lambda tx: tx.customers.add(a_customer(name="\ud800")))
    await database.write(lambda tx: tx.customers.add(a_customer()))


async def test_a_closed_database_says_so(database_url: str) -> None:
    database = await open_database(database_url, SystemClock())
    queued = asyncio.gather(*(database.write(lambda tx: tx.events.add(an_event())) for _ in range(5)))
    await asyncio.sleep(0)
    if database_url.startswith("sqlite"):
        await database.close()
        await queued  # what was queued is committed
    else:
        await queued
        await database.close()
    for refused in (database.write(lambda tx: tx.events.newest()), database.read(lambda tx: tx.events.newest())):
        with pytest.raises(BusyError):
            await refused


async def test_a_file_is_served_by_one_process(sqlite_url: str) -> None:
    first = await open_database(sqlite_url, SystemClock())
    with pytest.raises(StartUpError, match="served by another process"):
        await open_database(sqlite_url, SystemClock())
    await first.close()
    await (await open_database(sqlite_url, SystemClock())).close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://"])
async def test_other_databases_are_named_as_unknown(url: str) -> None:
    with pytest.raises(StartUpError, match="use sqlite:///PATH or postgresql://"):
        await open_database(url, SystemClock())


async def test_an_overdue_queue_turns_writers_away(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.storage.sqlite.OVERDUE_S", 0.0)
    assert faults.OVERDUE_S == 2.0
    database = await open_database(sqlite_url, SystemClock())
    entered, leave = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(_tx: Tx) -> None:
        loop.call_soon_threadsafe(entered.set)
        leave.wait(5)

    under_way = asyncio.create_task(database.write(slow))
    await entered.wait()
    queued = asyncio.create_task(database.write(lambda tx: tx.events.newest()))
    await asyncio.sleep(0)
    with pytest.raises(BusyError, match="writer is overloaded"):
        await database.write(lambda tx: tx.events.newest())
    leave.set()
    await asyncio.gather(under_way, queued)
    await database.close()


class ThreadEndingError(BaseException):
    """What would end a thread."""


@pytest.mark.parametrize("error", [StopIteration(), ThreadEndingError(), RecursionError()])
async def test_no_error_ends_the_writer(sqlite_url: str, error: BaseException) -> None:
    database = await open_database(sqlite_url, SystemClock())

    def fail(_tx: Tx) -> None:
        raise error

    results = await asyncio.gather(
        database.write(fail), database.write(lambda tx: tx.events.newest()), return_exceptions=True
    )
    assert isinstance(results[0], RuntimeError)
    assert results[1] == 0
    await database.close()


async def test_a_transaction_that_the_file_lost_is_told_and_the_others_are_stored(sqlite_url: str) -> None:
    """A use case that ends the shared transaction, as a full disk would, takes nobody with it."""
    database = await open_database(sqlite_url, SystemClock())
    customer = a_customer()

    def lose(tx: Tx) -> None:
        tx.unit.connection.exec_driver_sql("ROLLBACK")  # type: ignore[attr-defined]
        raise PoisonError

    results = await asyncio.gather(
        database.write(lambda tx: tx.customers.add(customer)), database.write(lose), return_exceptions=True
    )
    assert [type(each) for each in results] == [type(None), PoisonError]
    assert await database.read(lambda tx: tx.customers.get(customer.id)) == customer
    await database.close()
