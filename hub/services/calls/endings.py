"""What the end of a leg means for the call: who goes on, who is tried again, and when the contact is over."""

import logging
from datetime import timedelta

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.work import WorkItemState
from hub.errors import ConflictError, ForbiddenError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.calls.agents import AgentLegs
from hub.services.calls.conference import Conferences
from hub.services.calls.consult import Consultations
from hub.services.calls.customers import CustomerLegs
from hub.services.calls.plan import Scene
from hub.services.calls.rows import change_leg, finish_unrouted, show_call
from hub.services.calls.steps import conference_of
from hub.services.conflicts import again_when_stale

_log = logging.getLogger(__name__)
_LOST = timedelta(seconds=60)
ENDED = frozenset({"completed", "busy", "no_answer", "failed", "canceled"})


class CallEndings:
    """Judges ended legs; each is judged once, whoever reports it first."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        router: Router,
        conferences: Conferences,
        customers: CustomerLegs,
        agents: AgentLegs,
        consultations: Consultations,
    ) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._conferences = conferences
        self._customers = customers
        self._agents = agents
        self._consultations = consultations

    async def ended(self, line: CallLine, leg: CallLeg, cause: str) -> None:
        """A leg is over, for one of `ENDED`."""
        now = self._clock.now()

        def write(tx: Tx) -> CallLeg | None:
            current = tx.call_legs.get(leg.id) or leg
            ended = change_leg(tx, current, now, state=LegState.ENDED, cause=cause, ended_at=now)
            if ended is None or not current.is_live:
                return None
            show_call(tx, leg.interaction_id, now)
            return current

        before = await again_when_stale(self._database, write)
        scene = await self._conferences.scene(leg.interaction_id) if before else None
        if before is None or scene is None or before.released:
            return
        if before.role is LegRole.CUSTOMER:
            await self._customer_gone(line, scene, before, cause)
        elif before.role is LegRole.AGENT:
            await self._agent_gone(line, scene, before, cause)
        else:
            await self._agents.settle(line, leg.interaction_id)

    async def over(self, interaction_id: str, *, by: str) -> None:
        """The contact has ended: in a queue it is abandoned, with an agent wrap-up begins."""
        now = self._clock.now()
        if await again_when_stale(self._database, lambda tx: finish_unrouted(tx, interaction_id, now)):
            return
        try:
            if by == "customer":
                await self._router.abandon(interaction_id)
            else:
                await self._router.end(interaction_id, by=by)
        except (ConflictError, NotFoundError):
            _log.info("a call had ended already", extra={"interaction_id": interaction_id})

    async def not_reached(self, line: CallLine, interaction_id: str, *, by: str, cause: str) -> None:
        """The customer of a callback was not reached: later again, and nobody stays on the line."""
        await self._router.postpone(interaction_id, by=by, cause=cause)
        scene = await self._conferences.scene(interaction_id)
        if scene is not None and scene.goes_on:
            await self._agents.settle(line, interaction_id)
        elif scene is not None:  # it was the last try
            for leg in scene.live:
                if not leg.released:
                    await self._conferences.let_go(line, leg)

    async def ask_about(self, line: CallLine, leg: CallLeg) -> int:
        """Ask the provider how a leg stands of which nothing was heard; 1 when it was over."""
        if leg.provider_id is None:
            lost = self._clock.now() - leg.created_at > _LOST
            if lost:
                await self.ended(line, leg, "failed")
            return int(lost)
        try:
            state = await line.state_of(leg.provider_id)
        except SendFailedError as error:
            _log.warning("a leg could not be asked about", extra={"leg_id": leg.id, "error": str(error)})
            return 0
        if state in ENDED:
            await self.ended(line, leg, state)
            return 1
        await self._conferences.note(leg)
        return 0

    async def _customer_gone(self, line: CallLine, scene: Scene, leg: CallLeg, cause: str) -> None:
        main = scene.main
        called_back = main is not None and main.callback is not None
        if called_back and main is not None and main.agent_id is None:
            return  # the caller said goodbye and keeps the place, or this try has been put off already
        if leg.state in (LegState.ANSWERED, LegState.JOINED) or leg.provider_id is None:
            await self._conferences.end_all(line, leg.interaction_id)
            await self.over(leg.interaction_id, by="customer")
            return
        await self._customers.tell(leg.interaction_id, f"The customer's phone: {cause.replace('_', ' ')}")
        await self._agents.tell_no_answer(line, leg.interaction_id)
        if called_back:
            await self.not_reached(line, leg.interaction_id, by="customer", cause=cause)
        else:
            await self.over(leg.interaction_id, by="system")

    async def _agent_gone(self, line: CallLine, scene: Scene, leg: CallLeg, cause: str) -> None:
        """Who hangs up ends the call unless a colleague goes on; who never joined gives the caller back."""
        if leg.agent_id is None:
            return
        work = scene.work_of(leg)
        try:
            if leg.state is LegState.JOINED:
                await self._agent_left(line, scene, leg)
            elif work is not None and work.state is WorkItemState.CONNECTING:
                await self._not_connected(line, scene, leg, cause)
        except (ConflictError, NotFoundError, ForbiddenError) as error:
            _log.info("the call had gone on already", extra={"leg_id": leg.id, "reason": str(error)})

    async def _agent_left(self, line: CallLine, scene: Scene, leg: CallLeg) -> None:
        """The customer who leaves takes the conference along, and of the two ends the agent's may be heard of first."""
        customer = scene.customer
        if scene.side is not None and (customer is None or not await self._is_there(line, customer)):
            if customer is not None:
                await self.ended(line, customer, "completed")
        elif not await self._consultations.leave(line, scene, leg):
            await self._conferences.end_all(line, leg.interaction_id)
            await self.over(leg.interaction_id, by=leg.agent_id or "")

    async def _is_there(self, line: CallLine, customer: CallLeg) -> bool:
        try:
            return await line.is_in(conference_of(customer.interaction_id), customer.provider_id or "")
        except SendFailedError as error:
            _log.warning("a conference could not be asked about", extra={"leg_id": customer.id, "error": str(error)})
            return True

    async def _not_connected(self, line: CallLine, scene: Scene, leg: CallLeg, cause: str) -> None:
        is_own = leg.work_item_id is None
        if is_own:
            await self.over(leg.interaction_id, by=leg.agent_id or "")
            return
        await self._router.connect_failed(leg.interaction_id, leg.agent_id or "", cause)
        await self._agents.settle(line, leg.interaction_id)
