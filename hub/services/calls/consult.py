"""Consultation in a call: a colleague is asked while the customer hears music, then takes over, joins in, or leaves."""

from hub.domain.calls import CallLeg, LegMode, LegState
from hub.errors import ConflictError, ForbiddenError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.calls import CallAction
from hub.ports.router import Router
from hub.services.calls.agents import AgentLegs
from hub.services.calls.conference import Conferences
from hub.services.calls.plan import Scene

CONSULT_ACTIONS = frozenset(
    {CallAction.COMPLETE, CallAction.CANCEL, CallAction.CONFERENCE, CallAction.SWAP, CallAction.CONSULT}
)


class Consultations:
    """Begins and ends consultations, and says who of the three talks to whom."""

    def __init__(self, *, router: Router, conferences: Conferences, agents: AgentLegs) -> None:
        self._router = router
        self._conferences = conferences
        self._agents = agents

    async def begin(
        self, line: CallLine, scene: Scene, *, by: str, agent_id: str | None, queue_id: str | None, note: str
    ) -> None:
        """Offer the consultation; both who wait for it hear music."""
        interaction_id = scene.interaction.id
        if scene.joined(scene.main) is None or scene.customer is None:
            raise ConflictError("the call is not connected; nobody can be consulted yet")
        await self._router.consult(interaction_id, by=by, agent_id=agent_id, queue_id=queue_id, note=note)
        await self._settle(line, interaction_id)

    async def act(self, line: CallLine, scene: Scene, action: CallAction, *, by: str) -> None:
        """Carry out what one of the agents asks for."""
        interaction_id = scene.interaction.id
        if action is CallAction.COMPLETE:
            await self._router.complete_consult(interaction_id, by=by)
        elif action is CallAction.CANCEL:
            await self._router.cancel_consult(interaction_id, by=by)
        else:
            await self._regroup(scene, action, by)
        await self._settle(line, interaction_id)

    async def leave(self, line: CallLine, scene: Scene, leg: CallLeg) -> bool:
        """An agent in the conference hangs up: the other of the two goes on. False when there is no other."""
        interaction_id, agent_id, side = scene.interaction.id, leg.agent_id or "", scene.side
        if side is None or agent_id not in {work.agent_id for work in (scene.main, side) if work}:
            return False
        if agent_id == side.agent_id:
            await self._router.cancel_consult(interaction_id, by=agent_id)
        elif scene.consult is not None and scene.joined(side) is not None:
            await self._router.complete_consult(interaction_id, by=agent_id)
        else:
            await self._router.agent_gone(interaction_id, agent_id, "hung_up")
        await self._agents.settle(line, interaction_id)
        return True

    async def _regroup(self, scene: Scene, action: CallAction, by: str) -> None:
        """Remember who talks to whom, on the colleague's leg."""
        other = scene.joined(scene.consult)
        if other is None or other.state is not LegState.JOINED:
            raise ConflictError("the colleague is not in the call yet")
        if by == other.agent_id:
            raise ForbiddenError("only the agent who asks says who talks to whom")
        await self._conferences.note(other, mode=_next_mode(action, other.mode))

    async def _settle(self, line: CallLine, interaction_id: str) -> None:
        try:
            await self._agents.settle(line, interaction_id, strictly=True)
        except SendFailedError as error:
            raise ConflictError(f"the telephone network refused: {error}") from error


def _next_mode(action: CallAction, mode: LegMode | None) -> LegMode:
    if action is CallAction.CONFERENCE:
        return LegMode.CONFERENCE
    if action is CallAction.SWAP and mode is not LegMode.ASIDE:
        return LegMode.ASIDE
    return LegMode.CONSULT
