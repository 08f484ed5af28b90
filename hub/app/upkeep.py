"""The recurring work of a serving hub."""

from datetime import timedelta
from functools import partial

from hub.app.parts import Parts
from hub.ports.call_line import CallLine
from hub.ports.channels import ReconcilingChannel
from hub.scheduler import Scheduler

RECONCILE_S = 20.0
SWEEP_CALLS_S = 10.0
BIRTHDAYS_S = 60.0
SILENCE_S = 300.0
PRUNE_S = 3_600.0


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
    return scheduler


async def _greet(parts: Parts) -> None:
    if await parts.birthdays.plan():
        parts.pump.wake()


async def _prune(parts: Parts) -> None:
    before = parts.clock.now() - timedelta(days=parts.config.settings.events.keep_days)
    await parts.database.write(lambda tx: tx.events.prune(before))
