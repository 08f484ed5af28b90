"""What channels may ask of the hub: deliver, report, next step, bookmark."""

from hub.errors import BusyError
from hub.ports.channels import CallRef, CallStep, DeliveryStatus, Inbound, Outcome
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.services.calls.live import LiveCalls
from hub.services.conflicts import again_when_stale
from hub.services.intake.intake import Intake
from hub.services.sending.delivery_reports import apply_status


class HubHost:
    """Implements `hub.ports.channels.Host`."""

    def __init__(self, *, database: Database, clock: Clock, intake: Intake) -> None:
        self._database = database
        self._clock = clock
        self._intake = intake
        self._calls: LiveCalls | None = None

    def connect_calls(self, calls: LiveCalls) -> None:
        """Let telephone lines ask for steps; called once at the start."""
        self._calls = calls

    async def deliver(self, inbound: Inbound) -> Outcome:
        """Store one inbound message."""
        return await self._intake.deliver(inbound)

    async def report(self, status: DeliveryStatus) -> None:
        """Apply a delivery status."""
        now = self._clock.now()
        await again_when_stale(self._database, lambda tx: apply_status(tx, status, now))

    async def next_step(self, call: CallRef) -> CallStep:
        """Decide what a call does next."""
        if self._calls is None:
            raise BusyError("the hub is still starting")
        return await self._calls.next_step(call)

    async def bookmark(self, channel: str, name: str) -> str | None:
        """Return how far a source was read."""
        return await self._database.read(lambda tx: tx.raw_payloads.bookmark(channel, name))
