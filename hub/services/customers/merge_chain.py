"""Merges upon merges: which still stand above a record, and rows that reached a retired record too late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hub.domain.customers import Merge
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.desk.snapshot import OPEN_STATES
from hub.services.events.announce import announce_interaction

# A contact is decided and stored within seconds, or not at all.
LATE = timedelta(minutes=10)
_MOST_SHOWN = 200

Moved = dict[str, list[str]]


def chain_of(tx: Tx, customer_id: str) -> list[Merge]:
    """The merges that still stand, from this record's own up to the one whose target lives."""
    found: list[Merge] = []
    current = customer_id
    while True:
        own = (each for each in tx.merges.of_customer(current) if each.source_id == current and each.undone_at is None)
        merge = next(own, None)
        if merge is None:
            return found
        found.append(merge)
        current = merge.target_id


def without(moved: Mapping[str, list[str]], gone: Mapping[str, list[str]]) -> Moved:
    """Rows that a merge moved, less those that have left."""
    left = {table: [each for each in ids if each not in set(gone.get(table, []))] for table, ids in moved.items()}
    return {table: ids for table, ids in left.items() if ids}


def joined(moved: Mapping[str, list[str]], more: Mapping[str, list[str]]) -> Moved:
    """Rows that a merge moved, with some more."""
    return {table: sorted({*moved.get(table, []), *more.get(table, [])}) for table in {*moved, *more}}


class LateRows:
    """Gives rows that were being written while their customer was merged to the surviving record.

    Another process may have looked a sender up just before a merge and stored the message just after it; keeping it
    from that would cost every message a lock, so the few that do are moved on.
    """

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def tend(self) -> None:
        """Look at recent merges; changes nothing when there is nothing."""
        now = self._clock.now()
        late = await self._database.read(lambda tx: _late(tx, now))
        if late:
            await self._database.write(lambda tx: sweep(tx, at=now))


def _late(tx: Tx, now: datetime) -> dict[str, Moved]:
    return tx.merges.strays([each.source_id for each in tx.merges.recent(now - LATE)])


def sweep(tx: Tx, *, at: datetime) -> int:
    """Move late rows on, and write them down in the journals that they passed; how many records had some."""
    late = _late(tx, at)
    for source_id, rows in late.items():
        chain = chain_of(tx, source_id)
        if not chain:
            continue
        tx.merges.move_back(rows, chain[-1].target_id)
        for merge in chain:
            tx.merges.set_moved(merge.id, joined(merge.moved, rows))
        _show(tx, chain[-1].target_id, rows, at)
    return len(late)


def _show(tx: Tx, customer_id: str, rows: Moved, at: datetime) -> None:
    ids = set(rows.get("interactions", []))
    wanted = InteractionFilter(customer_id=customer_id, states=OPEN_STATES)
    for interaction in tx.interactions.page(wanted, after=None, limit=_MOST_SHOWN):
        if interaction.id in ids:
            announce_interaction(tx, interaction, at=at)
