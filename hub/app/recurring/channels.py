"""Asks providers for what they may have failed to tell us."""

from collections.abc import Iterator
from functools import partial

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.ports.call_line import CallLine
from hub.ports.channels import ReconcilingChannel

_RECONCILE_S = 20.0
_SWEEP_CALLS_S = 10.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Messages a provider may hold back, and calls that ended unheard."""
    for name, channel in parts.channels.all().items():
        if isinstance(channel, ReconcilingChannel):
            yield Job(every_s=_RECONCILE_S, name=f"reconcile {name}", work=channel.reconcile)
        if isinstance(channel, CallLine):
            yield Job(every_s=_SWEEP_CALLS_S, name=f"calls of {name}", work=partial(parts.calls.sweep, channel))
