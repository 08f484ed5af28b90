"""Brings the telephones of a call into the state that its rows ask for: who is held, heard, let go, and shown."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.errors import SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.calls.plan import Part, Plan, Scene, plan_of, scene_of
from hub.services.calls.rows import change_leg, show_call
from hub.services.calls.steps import conference_of
from hub.services.conflicts import again_when_stale

_log = logging.getLogger(__name__)


class Conferences:
    """Acts on conferences; what it does is decided by `call_plan` each time anew, so doing it twice is harmless."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turns: dict[str, _Turn] = {}

    async def scene(self, interaction_id: str) -> Scene | None:
        """Read a call."""
        return await self._database.read(lambda tx: scene_of(tx, interaction_id))

    async def settle(self, line: CallLine, interaction_id: str, *, strictly: bool = False) -> Plan:
        """Do what the rows ask for; return the plan, whose `rings` are the caller's to dial.

        A command that the network refuses is tried again when the next thing happens; `strictly` raises its
        `SendFailedError` instead.
        """
        async with self._turn(interaction_id):
            scene = await self.scene(interaction_id)
            plan = plan_of(scene) if scene else Plan()
            if scene is not None:
                await self._act(line, scene, plan, strictly=strictly)
        return plan

    async def let_go(self, line: CallLine, leg: CallLeg) -> None:
        """Hang a leg up; one that is gone already is as good, one that is being dialled is dropped afterwards."""
        if leg.provider_id is None:
            await self.note(leg, state=LegState.ENDED, cause="canceled", ended_at=self._clock.now())
            return
        try:
            await line.hang_up(leg.provider_id)
        except SendFailedError as error:
            _log.warning("a leg could not be ended", extra={"leg_id": leg.id, "error": str(error)})

    async def end_all(self, line: CallLine, interaction_id: str) -> None:
        """Hang up whatever is still up, ringing legs included."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        await asyncio.gather(*(self.let_go(line, each) for each in legs if each.is_live))

    async def dialled(self, line: CallLine, leg: CallLeg, provider_id: str) -> None:
        """Remember a leg's telephone; one whose call was called off while it was being dialled rings no longer."""
        await self.note(leg, provider_id=provider_id)
        current = await self._database.read(lambda tx: tx.call_legs.get(leg.id))
        if current is None or not current.is_live or current.released:
            await line.hang_up(provider_id)

    async def note(self, leg: CallLeg, **changes: object) -> None:
        """Write what became of a leg, and show the call."""
        now = self._clock.now()

        def write(tx: Tx) -> None:
            current = tx.call_legs.get(leg.id)
            if current is not None:
                change_leg(tx, current, now, **changes)
                show_call(tx, leg.interaction_id, now)

        await again_when_stale(self._database, write)

    async def _act(self, line: CallLine, scene: Scene, plan: Plan, *, strictly: bool) -> None:
        legs = {each.id: each for each in scene.legs}
        # Whoever is put on hold first cannot overhear those who are taken off it.
        ordered = sorted(plan.parts.items(), key=lambda each: not each[1].hold)
        for leg_id, part in ordered:
            try:
                await self._take_part(line, legs[leg_id], part, legs)
            except SendFailedError as error:
                if strictly:
                    raise
                _log.warning("a leg could not be changed", extra={"leg_id": leg_id, "error": str(error)})
        for leg in plan.leaves:
            await self.note(leg, released=True)
            await self.let_go(line, leg)
        now = self._clock.now()
        await again_when_stale(self._database, lambda tx: show_call(tx, scene.interaction.id, now))

    async def _take_part(self, line: CallLine, leg: CallLeg, part: Part, legs: dict[str, CallLeg]) -> None:
        if leg.provider_id is None:
            return
        conference = conference_of(leg.interaction_id)
        if leg.role is LegRole.SUPERVISOR and (leg.muted, leg.coaches) != (part.muted, part.coaches):
            coached = legs[part.coaches].provider_id if part.coaches else None
            await line.supervise(conference, leg.provider_id, muted=part.muted, coached=coached)
            await self.note(leg, muted=part.muted, coaches=part.coaches)
        if leg.on_hold is not part.hold:
            on = await line.hold(conference, leg.provider_id, on=part.hold)
            await self.note(leg, on_hold=on)

    @asynccontextmanager
    async def _turn(self, interaction_id: str) -> AsyncIterator[None]:
        """One after the other for one call; commands of other processes meet at the provider, which keeps the last."""
        turn = self._turns.setdefault(interaction_id, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                self._turns.pop(interaction_id, None)


class _Turn:
    """Whose turn it is with one call."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
