"""Supervisors on a live call: listen, whisper to the agent, or barge in; what they do is audited."""

from collections.abc import Sequence
from datetime import datetime

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.domain.ids import new_id
from hub.errors import ConflictError, InvalidError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.calls import Monitor
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.calls.conference import Conferences
from hub.services.calls.plan import Scene, plan_of, scene_of
from hub.services.calls.rows import change_leg, show_call
from hub.services.calls.steps import ask_agent, farewell, hang_up, join_beside
from hub.services.calls.texts import language_of

MONITOR_MODES = frozenset({LegMode.LISTEN, LegMode.WHISPER, LegMode.BARGE})
_TRIES = 2


class Monitors:
    """Rings supervisors' telephones and lets them into conferences; `announced` shows them to the agents."""

    def __init__(self, *, database: Database, clock: Clock, conferences: Conferences, announced: bool = True) -> None:
        self._database = database
        self._clock = clock
        self._conferences = conferences
        self._announced = announced

    async def start(self, line: CallLine, interaction_id: str, mode: LegMode, *, agent_id: str, actor: str) -> None:
        """Ring, or change the mode of who is on the call already."""
        if mode not in MONITOR_MODES:
            raise InvalidError(f"{mode.value} is no way to monitor: listen, whisper, barge", field="mode")
        now = self._clock.now()
        leg = await self._database.write(
            lambda tx: self._new_or_changed(tx, line, interaction_id, mode, agent_id=agent_id, actor=actor, now=now)
        )
        if leg.provider_id is None:
            await self._dial(line, leg)
            return
        try:
            await self._conferences.settle(line, interaction_id, strictly=True)
        except SendFailedError as error:
            raise ConflictError(f"the telephone network refused: {error}") from error

    async def stop(self, line: CallLine, interaction_id: str, *, agent_id: str, actor: str) -> None:
        """Let the supervisor go."""
        now = self._clock.now()

        def write(tx: Tx) -> CallLeg | None:
            leg = _leg_of(tx.call_legs.of_interaction(interaction_id), agent_id)
            if leg is not None:
                change_leg(tx, leg, now, released=True)
                record(tx, actor=actor, action="call.monitor_end", subject=interaction_id, at=now, agent_id=agent_id)
            return leg

        leg = await self._database.write(write)
        if leg is not None:
            await self._conferences.let_go(line, leg)

    async def list(self, interaction_id: str) -> Sequence[Monitor]:
        """Who is on the call, those hidden from its agents included."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        return [
            Monitor(agent_id=each.agent_id or "", mode=each.mode, state=each.state, since=each.created_at)
            for each in legs
            if each.role is LegRole.SUPERVISOR and each.is_live and not each.released and each.mode
        ]

    async def answered(self, line: CallLine, call: CallRef) -> CallStep:
        """The supervisor's telephone was lifted: ask for a key, since a mailbox lifts too. A browser needs none."""
        leg, scene = await self._current(call)
        if leg is None or scene is None:
            return farewell("gone", language_of(line.script, ""))
        await self._conferences.note(leg, state=LegState.ANSWERED, provider_id=call.provider_id)
        if leg.address.startswith("client:"):
            return await self._joined(leg)
        return await self._ask(line, scene, attempt=1)

    async def chose(self, line: CallLine, call: CallRef) -> CallStep:
        """Key 1 joins, anything else hangs up, silence asks once more."""
        leg, scene = await self._current(call)
        if leg is None or scene is None:
            return farewell("gone", language_of(line.script, ""))
        digits, attempt = call.params.get("digits", ""), int(call.params.get("attempt") or 1)
        if digits == "1":
            return await self._joined(leg)
        if not digits and attempt < _TRIES:
            return await self._ask(line, scene, attempt=attempt + 1)
        return CallStep(instructions=(hang_up(),))

    def _new_or_changed(
        self, tx: Tx, line: CallLine, interaction_id: str, mode: LegMode, *, agent_id: str, actor: str, now: datetime
    ) -> CallLeg:
        scene, agent = scene_of(tx, interaction_id), tx.agents.get(agent_id)
        if scene is None or agent is None:
            raise NotFoundError(f"there is no call {interaction_id}")
        if not scene.goes_on or not scene.agents:
            raise ConflictError("no agent is in this call; there is nothing to monitor")
        if any(each.agent_id == agent_id for each in scene.agents):
            raise ConflictError("you are in this call yourself")
        address = agent.phone or line.softphone_address(agent_id)
        if not address:
            raise ConflictError(f"{agent.name} has no telephone: enter a phone number, or set up the line's softphone")
        record(
            tx, actor=actor, action="call.monitor", subject=interaction_id, at=now, agent_id=agent_id, mode=mode.value
        )
        known = _leg_of(scene.live, agent_id)
        if known is not None:
            changed = change_leg(tx, known, now, mode=mode) or known
            show_call(tx, interaction_id, now)
            return changed
        leg = CallLeg(
            id=new_id(),
            channel=line.name,
            interaction_id=interaction_id,
            role=LegRole.SUPERVISOR,
            address=address,
            agent_id=agent_id,
            mode=mode,
            hidden=not self._announced,
            created_at=now,
            updated_at=now,
        )
        tx.call_legs.add(leg)
        return leg

    async def _dial(self, line: CallLine, leg: CallLeg) -> None:
        try:
            provider_id = await line.dial(leg, step="supervisor")
        except SendFailedError as error:
            await self._conferences.note(leg, state=LegState.ENDED, cause="failed", ended_at=self._clock.now())
            raise ConflictError(f"your telephone could not be dialled: {error}") from error
        await self._conferences.dialled(line, leg, provider_id)

    async def _current(self, call: CallRef) -> tuple[CallLeg | None, Scene | None]:
        """The leg with its call, unless it was let go or the call is over."""

        def read(tx: Tx) -> tuple[CallLeg | None, Scene | None]:
            leg = tx.call_legs.get(call.params.get("leg", ""))
            scene = scene_of(tx, leg.interaction_id) if leg else None
            if leg is None or scene is None or leg.released or not leg.is_live or not scene.goes_on:
                return None, None
            return leg, scene

        return await self._database.read(read)

    async def _ask(self, line: CallLine, scene: Scene, *, attempt: int) -> CallStep:
        interaction = scene.interaction

        def names(tx: Tx) -> dict[str, str]:
            agent = tx.agents.get(interaction.agent_id) if interaction.agent_id else None
            customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
            return {
                "agent": agent.name if agent else "",
                "customer": (customer.name if customer else "") or interaction.address,
            }

        named = await self._database.read(names)
        language = language_of(line.script, "")
        return ask_agent(language, "supervise", attempt=attempt, step="supervisor_choice", **named)

    async def _joined(self, leg: CallLeg) -> CallStep:
        """Enter in the mode that is wanted now: heard by nobody from the first word on, where that is the mode."""
        await self._conferences.note(leg, state=LegState.JOINED, joined_at=self._clock.now())
        scene = await self._conferences.scene(leg.interaction_id)
        part = plan_of(scene).parts.get(leg.id) if scene else None
        if scene is None or part is None:
            return CallStep(instructions=(hang_up(),))
        coached = next((each.provider_id for each in scene.legs if each.id == part.coaches), None)
        await self._conferences.note(leg, muted=part.muted, coaches=part.coaches)
        label = f"supervisor-{leg.id[-12:]}"
        return CallStep(instructions=(join_beside(leg.interaction_id, label, muted=part.muted, coach=coached),))


def _leg_of(legs: Sequence[CallLeg], agent_id: str) -> CallLeg | None:
    mine = (each for each in legs if each.role is LegRole.SUPERVISOR and each.agent_id == agent_id)
    return next((each for each in mine if each.is_live and not each.released), None)
