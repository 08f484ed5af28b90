"""Lists on both databases: set-based, resumed where it stopped, and exactly once however many work on it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hub.clock import SystemClock
from hub.domain.duplicates import DuplicateState
from hub.domain.imports import ImportJob, ImportState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.duplicate_sifting import DuplicateSifting
from hub.services.imports.jobs import NewImport, add_rows, begin, cancel, loaded, start
from hub.services.imports.kinds import import_kinds
from hub.services.imports.work import LEASE, ImportWork

COLUMNS = ("name", "phone", "email", "external_id", "tags", "birthday")


def worker(database: Database) -> ImportWork:
    return ImportWork(database=database, clock=SystemClock(), kinds=import_kinds(), region="US", zone="UTC")


def row(number: int) -> tuple[str, ...]:
    return (
        f"Person {number}",
        f"+1415{5550000 + number}" if number % 2 else "",
        f"p{number}@example.com",
        f"{number}",
        f"all;t{number % 3}",
        "1980-03-09" if number % 5 else "",
    )


async def list_of(database: Database, rows: Sequence[tuple[str, ...]]) -> ImportJob:
    now = SystemClock().now()
    new = NewImport(
        kind="customers", name="l.csv", source="crm", charset="", delimiter=",", columns=COLUMNS, actor="bo"
    )

    def work(tx: Tx) -> ImportJob:
        kind = import_kinds()["customers"]
        job = loaded(tx, add_rows(tx, begin(tx, kind, new, at=now), rows), at=now)
        return start(tx, kind, job, ImportState.RUNNING, actor="bo", at=now)

    return await database.write(work)


async def shown(database: Database, job: ImportJob) -> ImportJob:
    found = await database.read(lambda tx: tx.imports.get(job.id))
    assert found is not None
    return found


async def finished(database: Database, job: ImportJob, *workers: ImportWork) -> ImportJob:
    while (await shown(database, job)).state is ImportState.RUNNING:
        await asyncio.gather(*(each.step(job.id) for each in workers))
    return await shown(database, job)


async def counted(database: Database) -> int:
    def work(tx: Tx) -> int:
        after, count = None, 0
        while page := tx.customers.page(after=after, limit=500):
            after, count = page[-1].id, count + len(page)
        return count

    return await database.read(work)


async def test_a_list_is_taken_in_and_the_same_list_changes_nothing(database: Database) -> None:
    rows = [row(number) for number in range(700)]
    first = await finished(database, await list_of(database, rows), worker(database))
    second = await finished(database, await list_of(database, rows), worker(database))
    changed = [(f"{each[0]} B", *each[1:]) for each in rows[:300]]
    third = await finished(database, await list_of(database, changed), worker(database))

    assert first.counts == {"added": 700}
    assert second.counts == {"unchanged": 700}
    assert third.counts == {"changed": 300}
    assert await counted(database) == 700
    hits = await database.read(lambda tx: tx.search.find("Person 699", limit=5).hits)
    assert [each.title for each in hits] == ["Person 699"]
    renamed = await database.read(lambda tx: tx.search.find("p7@example.com", limit=5).hits)
    assert [each.title for each in renamed] == ["Person 7 B"]


async def test_rows_about_one_customer_are_judged_one_after_the_other(database: Database) -> None:
    rows = [
        row(1),
        ("", "", "second@example.com", "1", "", ""),
        row(1),
        ("Else", "", "second@example.com", "2", "", ""),
    ]
    done = await finished(database, await list_of(database, rows), worker(database))

    assert done.counts == {"added": 1, "changed": 1, "unchanged": 1, "wrong": 1}
    [fault] = await database.read(lambda tx: tx.imports.faults(done.id, after=0, limit=9))
    assert "who has another id in crm" in fault.problems[0].message


async def test_who_dies_amid_a_list_is_followed_by_another_who_goes_on(database: Database) -> None:
    job = await list_of(database, [row(number) for number in range(650)])
    await worker(database).step(job.id)
    assert (await shown(database, job)).done_rows == 100

    follower = worker(database)
    assert not await follower.step(job.id), "the dead one still holds it"
    held = await shown(database, job)
    run_out = replace(held, leased_until=SystemClock().now() - LEASE, version=held.version + 1)
    await database.write(lambda tx: tx.imports.update(run_out, held.version))
    done = await finished(database, job, follower)

    assert (done.done_rows, done.counts) == (650, {"added": 650})
    assert await counted(database) == 650


async def test_several_workers_take_each_row_once(database: Database) -> None:
    job = await list_of(database, [row(number) for number in range(650)])
    done = await finished(database, job, worker(database), worker(database), worker(database))

    assert (done.done_rows, done.counts) == (650, {"added": 650})
    assert await counted(database) == 650


async def test_a_cancelled_list_stops_between_two_pieces(database: Database) -> None:
    job = await list_of(database, [row(number) for number in range(650)])
    busy = worker(database)
    await busy.step(job.id)
    now = SystemClock().now()
    held = await shown(database, job)
    await database.write(lambda tx: cancel(tx, held, actor="bo", at=now))

    assert not await busy.step(job.id)
    assert await counted(database) == 100


async def test_duplicates_among_imported_customers_are_found(database: Database) -> None:
    rows = [
        ("Eva Ångström", "", "", "1", "", "1980-03-09"),
        ("angstrom, eva", "", "", "2", "", "1980-03-09"),
        ("陳大文", "", "", "3", "", ""),
        ("陈大文", "", "", "4", "", ""),
        *(("Common Name", "", "", f"{number}", "", "") for number in range(10, 20)),
    ]
    await finished(database, await list_of(database, rows), worker(database))
    sifting = DuplicateSifting(database=database, clock=SystemClock())
    while await sifting.step():
        pass

    found = await database.read(lambda tx: tx.duplicates.page(state=DuplicateState.OPEN, after=None, limit=50))
    assert [each.score for each in found] == [80, 50]


async def test_rows_of_old_lists_are_forgotten_and_what_they_came_to_is_not(database: Database) -> None:
    done = await finished(database, await list_of(database, [row(1), ("", "", "", "", "", "")]), worker(database))
    now = SystemClock().now()
    early = await database.write(lambda tx: tx.imports.forget(done.updated_at, limit=10))
    late = await database.write(lambda tx: tx.imports.forget(now + LEASE, limit=10))

    assert (early, late) == (0, 2)
    assert (await shown(database, done)).counts == {"added": 1, "wrong": 1}
    assert await database.read(lambda tx: tx.imports.piece(done.id, 0)) is None
