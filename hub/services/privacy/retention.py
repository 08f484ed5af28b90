"""Removes what is no longer needed, in small batches so that nobody waits behind it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx

_log = logging.getLogger(__name__)
ANSWERS_FOR = timedelta(days=7)
UNMATCHED_FOR = timedelta(days=7)
LISTS_FOR = timedelta(days=30)
_BATCH = 2_000
_PAUSE_S = 0.05  # others write between two batches


class Retention:
    """The routing journal after `journal_for`, what providers sent (and was read) after `raw_for`, remembered answers
    and unmatched statuses after a week, the rows of lists that came in after a month, and sessions when they have
    expired.
    """

    def __init__(
        self, *, database: Database, clock: Clock, journal_for: timedelta, raw_for: timedelta, batch: int = _BATCH
    ) -> None:
        self._database = database
        self._clock = clock
        self._journal_for = journal_for
        self._raw_for = raw_for
        self._batch = batch

    async def prune(self) -> int:
        """Remove all that is due; return how many rows."""
        removed = {name: await self._all(work) for name, work in self._kinds(self._clock.now()).items()}
        if any(removed.values()):
            _log.info("old rows removed", extra=removed)
        return sum(removed.values())

    def _kinds(self, now: datetime) -> dict[str, Callable[[Tx], int]]:
        journal, answers, statuses = now - self._journal_for, now - ANSWERS_FOR, now - UNMATCHED_FOR
        lists, raw, limit = now - LISTS_FOR, now - self._raw_for, self._batch
        return {
            "journal_lines": lambda tx: tx.journal.prune(journal, limit=limit),
            "raw_payloads": lambda tx: tx.raw_payloads.prune(raw, limit=limit),
            "answers": lambda tx: tx.idempotency.prune(answers, limit=limit),
            "statuses": lambda tx: tx.deliveries.prune_unmatched(statuses, limit=limit),
            "sessions": lambda tx: tx.sessions.prune(limit=limit),
            "rows_of_lists": lambda tx: tx.imports.forget(lists, limit=limit),
        }

    async def _all(self, work: Callable[[Tx], int]) -> int:
        removed = 0
        while (batch := await self._database.write(work)) > 0:
            removed += batch
            await asyncio.sleep(_PAUSE_S)
        return removed
