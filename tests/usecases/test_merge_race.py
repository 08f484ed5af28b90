"""Messages that come in while another process merges their sender end at the surviving record."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from hub.clock import SystemClock
from hub.domain.customers import ContactPoint, ContactPointKind, Customer
from hub.domain.ids import new_id
from hub.domain.queues import Queue
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.merge_chain import LateRows
from hub.services.customers.merging import merge, undo
from hub.storage.engine import open_database
from tests.usecases.test_intake import Log

ROUNDS = 12


def a_sender(tx: Tx, number: int) -> tuple[str, str]:
    """Two records: one that stays, and one with an address, which is merged into it."""
    now = datetime.now(UTC)
    ids = []
    for name in ("Stays", "Goes"):
        customer_id = new_id()
        points = (
            ContactPoint(
                id=new_id(),
                customer_id=customer_id,
                kind=ContactPointKind.PHONE,
                value=f"+1212555{number:04d}",
                created_at=now,
            ),
        )
        tx.customers.add(
            Customer(
                id=customer_id,
                name=name,
                contact_points=points if name == "Goes" else (),
                created_at=now,
                updated_at=now,
            )
        )
        ids.append(customer_id)
    return ids[0], ids[1]


async def test_a_message_that_meets_a_merge_is_the_surviving_records(postgres_url: str, tmp_path: Path) -> None:
    clock = SystemClock()
    here, there = await open_database(postgres_url, clock), await open_database(postgres_url, clock)
    try:
        now = clock.now()
        queue = Queue(id=new_id(), name="Support", created_at=now, updated_at=now)
        await here.write(lambda tx: tx.queues.add(queue))
        log = Log(here, tmp_path / "blobs")
        for number in range(ROUNDS):
            await one_round(here, there, log, number)
        await LateRows(database=there, clock=clock).tend()
        assert await owners_are_living(here)
    finally:
        await there.close()
        await here.close()


async def one_round(here: Database, there: Database, log: Log, number: int) -> None:
    """Texts and a merge at once; every third merge is undone again, when nothing may be lost either."""
    now = datetime.now(UTC)
    stays, goes = await here.write(lambda tx: a_sender(tx, number))
    texts = [
        log.text(f"hello {place}", f"+1212555{number:04d}", our_address=f"+141555501{place:02d}") for place in range(4)
    ]
    merging = there.write(lambda tx: merge(tx, stays, goes, reason="", by="bo", expected_version=None, at=now)[0].id)
    merge_id, outcomes = await asyncio.gather(merging, asyncio.gather(*texts))
    await LateRows(database=there, clock=SystemClock()).tend()
    if number % 3 == 0:
        await there.write(lambda tx: undo(tx, merge_id, by="bo", at=now))
    survivor = goes if number % 3 == 0 else stays
    found = await here.read(lambda tx: tx.interactions.get_many([each.interaction_id or "" for each in outcomes]))
    assert {each.customer_id for each in found.values()} <= {survivor, stays}
    assert len(found) == len(outcomes)


async def owners_are_living(database: Database) -> bool:
    def work(tx: Tx) -> bool:
        recent = tx.merges.recent(datetime(2026, 1, 1, tzinfo=UTC))
        return not tx.merges.strays([each.source_id for each in recent])

    return await database.read(work)
