"""Deletes what is no longer needed: old events, journals, files that nothing names."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.blobs.folder import FolderBlobs
from hub.blobs.rows import RowBlobs
from hub.services.privacy.retention import Retention

_PRUNE_S = 3_600.0
_ORPHANS = timedelta(days=2)


def jobs(parts: Parts) -> Iterator[Job]:
    """One an hour each."""
    settings = parts.config.settings
    retention = Retention(
        database=parts.database,
        clock=parts.clock,
        journal_for=timedelta(days=settings.routing.journal_days),
        raw_for=timedelta(days=settings.privacy.keep_raw_days),
    )
    yield Job(every_s=_PRUNE_S, name="old events", work=partial(_prune, parts))
    yield Job(every_s=_PRUNE_S, name="what is no longer needed", work=retention.prune)
    yield Job(every_s=_PRUNE_S, name="orphaned files", work=partial(_sweep_blobs, parts))


async def _prune(parts: Parts) -> None:
    before = parts.clock.now() - timedelta(days=parts.config.settings.events.keep_days)
    await parts.database.write(lambda tx: tx.events.prune(before))


async def _sweep_blobs(parts: Parts) -> None:
    """Files whose message was never committed; two days leave time for uploads that are still being written about."""
    now, blobs = parts.clock.now(), parts.ground.blobs
    if isinstance(blobs, RowBlobs):
        await blobs.sweep(now, older_than=_ORPHANS)
    elif isinstance(blobs, FolderBlobs):
        await blobs.sweep(parts.database, now, older_than=_ORPHANS)
