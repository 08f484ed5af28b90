"""The recurring work of a serving hub."""

from datetime import timedelta
from functools import partial

from hub.app.parts import Parts
from hub.blobs.folder import FolderBlobs
from hub.blobs.rows import RowBlobs
from hub.ports.call_line import CallLine
from hub.ports.channels import ReconcilingChannel
from hub.scheduler import Scheduler
from hub.services.retention import Retention

RECONCILE_S = 20.0
SWEEP_CALLS_S = 10.0
BIRTHDAYS_S = 60.0
SILENCE_S = 300.0
PRUNE_S = 3_600.0
ORPHANS = timedelta(days=2)


def schedule(parts: Parts) -> Scheduler:
    """Say what runs when."""
    scheduler = Scheduler()
    for name, channel in parts.channels.all().items():
        if isinstance(channel, ReconcilingChannel):
            scheduler.every(RECONCILE_S, f"reconcile {name}", channel.reconcile)
        if isinstance(channel, CallLine):
            scheduler.every(SWEEP_CALLS_S, f"calls of {name}", partial(parts.calls.sweep, channel))
    scheduler.every(BIRTHDAYS_S, "birthdays", partial(_greet, parts))
    scheduler.every(SILENCE_S, "silent conversations", parts.silence.close_silent)
    scheduler.every(PRUNE_S, "old events", partial(_prune, parts))
    scheduler.every(PRUNE_S, "what is no longer needed", _retention(parts).prune)
    scheduler.every(PRUNE_S, "orphaned files", partial(_sweep_blobs, parts))
    return scheduler


async def _greet(parts: Parts) -> None:
    if await parts.birthdays.plan():
        parts.pump.wake()


async def _prune(parts: Parts) -> None:
    before = parts.clock.now() - timedelta(days=parts.config.settings.events.keep_days)
    await parts.database.write(lambda tx: tx.events.prune(before))


def _retention(parts: Parts) -> Retention:
    days = parts.config.settings.routing.journal_days
    return Retention(database=parts.database, clock=parts.clock, journal_for=timedelta(days=days))


async def _sweep_blobs(parts: Parts) -> None:
    """Files whose message was never committed; two days leave time for uploads that are still being written about."""
    now = parts.clock.now()
    if isinstance(parts.web.blobs, RowBlobs):
        await parts.web.blobs.sweep(now, older_than=ORPHANS)
    elif isinstance(parts.web.blobs, FolderBlobs):
        await parts.web.blobs.sweep(parts.database, now, older_than=ORPHANS)
