"""The customer's side of a call that the hub makes: dialled once an agent is on the line, and what comes of it."""

import logging
from datetime import datetime

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.ids import new_id
from hub.domain.work import WorkItem
from hub.errors import SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.calls.conference import Conferences
from hub.services.calls.plan import Scene
from hub.services.calls.rows import note_in_log, show_call
from hub.services.conflicts import again_when_stale

_log = logging.getLogger(__name__)


class CustomerLegs:
    """Dials customers, and fetches those who wait outside the conference."""

    def __init__(self, *, database: Database, clock: Clock, conferences: Conferences) -> None:
        self._database = database
        self._clock = clock
        self._conferences = conferences

    async def ring(self, line: CallLine, scene: Scene) -> bool:
        """Dial the customer once; False when the network refused, and the agent's leaving ends the contact."""
        now = self._clock.now()
        leg = await again_when_stale(self._database, lambda tx: _new_leg(tx, line, scene, now))
        if leg is None:
            return True
        try:
            provider_id = await line.dial(leg, step="customer")
        except SendFailedError as error:
            _log.warning("the customer could not be dialled", extra={"leg_id": leg.id, "error": str(error)})
            await self._conferences.note(leg, state=LegState.ENDED, cause="failed", ended_at=now)
            await self.tell(scene.interaction.id, "The customer's phone could not be dialled")
            return False
        await self._conferences.dialled(line, leg, provider_id)
        return True

    async def fetch(self, line: CallLine, leg: CallLeg) -> None:
        """Bring a caller who waits with keys to press into the conference."""
        if not leg.outside or leg.provider_id is None:
            return
        await self._conferences.note(leg, outside=False)
        try:
            await line.redirect(leg.provider_id, "talk")
        except SendFailedError as error:
            _log.warning("a caller could not be fetched", extra={"leg_id": leg.id, "error": str(error)})

    async def tell(self, interaction_id: str, text: str) -> None:
        """Write what became of the customer's telephone into the log."""
        now = self._clock.now()
        await again_when_stale(self._database, lambda tx: note_in_log(tx, interaction_id, text, now))


def _new_leg(tx: Tx, line: CallLine, scene: Scene, now: datetime) -> CallLeg | None:
    """Make the leg once: a step may be asked for twice. Each try of a callback has an epoch of its own."""
    interaction, work = scene.interaction, scene.main
    number, mark = _dialled(scene, work)
    known = (each for each in tx.call_legs.of_interaction(interaction.id) if each.role is LegRole.CUSTOMER)
    if any(each.is_live or (each.work_item_id, each.epoch) == mark for each in known):
        return None
    leg = CallLeg(
        id=new_id(),
        channel=line.name,
        interaction_id=interaction.id,
        role=LegRole.CUSTOMER,
        address=number,
        work_item_id=mark[0],
        epoch=mark[1],
        created_at=now,
        updated_at=now,
    )
    tx.call_legs.add(leg)
    show_call(tx, interaction.id, now)
    return leg


def _dialled(scene: Scene, work: WorkItem | None) -> tuple[str, tuple[str | None, int]]:
    if work is not None and work.callback is not None:
        return work.callback.number, (work.id, work.epoch)
    return scene.interaction.address, (None, 0)
