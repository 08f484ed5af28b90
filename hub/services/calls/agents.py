"""The agents' side of a call: ring the phone of who accepted, make sure a person is there, join the conference."""

import logging

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.work import LegRole as WorkRole
from hub.domain.work import WorkItem
from hub.errors import ConflictError, ForbiddenError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.calls.conference import Conferences
from hub.services.calls.customers import CustomerLegs
from hub.services.calls.plan import Scene, scene_of
from hub.services.calls.rows import show_call
from hub.services.calls.steps import ask_agent, farewell, hang_up, join
from hub.services.calls.texts import language_of

_log = logging.getLogger(__name__)
_TRIES = 2


class AgentLegs:
    """Dials agents, and lets them in."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        router: Router,
        conferences: Conferences,
        customers: CustomerLegs,
    ) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._conferences = conferences
        self._customers = customers

    async def settle(self, line: CallLine, interaction_id: str, *, strictly: bool = False) -> None:
        """Bring the call into the state that its rows ask for, and ring whoever is missing."""
        plan = await self._conferences.settle(line, interaction_id, strictly=strictly)
        for work in plan.rings:
            await self._ring_for(line, work)

    async def ring(
        self,
        line: CallLine,
        interaction: Interaction,
        agent_id: str,
        *,
        work_item_id: str | None = None,
        epoch: int = 0,
    ) -> None:
        """Dial an agent's telephone or browser. The leg's row comes first, so that a callback always finds it."""
        leg = await self._database.write(
            lambda tx: self._new_leg(tx, line, interaction, agent_id, work_item_id=work_item_id, epoch=epoch)
        )
        if leg is None:
            return
        if not leg.address:
            await self._unreachable(leg, "the agent has no telephone and the line no softphone")
            return
        try:
            provider_id = await line.dial(leg, step="agent")
        except SendFailedError as error:
            await self._unreachable(leg, str(error))
            return
        await self._conferences.dialled(line, leg, provider_id)

    async def answered(self, line: CallLine, call: CallRef) -> CallStep:
        """The agent's telephone was lifted: ask for a key, since a mailbox lifts too. A browser needs none."""
        leg, scene = await self._current(call)
        if leg is None or scene is None:
            return farewell("gone", language_of(line.script, ""))
        await self._conferences.note(leg, state=LegState.ANSWERED, provider_id=call.provider_id)
        if leg.address.startswith("client:"):
            return await self._joined(line, leg, scene)
        return await self._ask(line, leg, scene, attempt=1)

    async def chose(self, line: CallLine, call: CallRef) -> CallStep:
        """Key 1 joins, anything else hangs up, silence asks once more."""
        leg, scene = await self._current(call)
        if leg is None or scene is None:
            return farewell("gone", language_of(line.script, ""))
        digits, attempt = call.params.get("digits", ""), int(call.params.get("attempt") or 1)
        if digits == "1":
            return await self._joined(line, leg, scene)
        if not digits and attempt < _TRIES:
            return await self._ask(line, leg, scene, attempt=attempt + 1)
        return CallStep(instructions=(hang_up(),))

    async def no_answer(self, line: CallLine, call: CallRef) -> CallStep:
        """Tell the agent that the customer could not be reached."""
        return farewell("no_answer", language_of(line.script, ""))

    async def entered(self, line: CallLine, leg: CallLeg) -> None:
        """A leg is in the conference: an inbound call is connected, and everybody hears what they should."""
        scene = await self._conferences.scene(leg.interaction_id)
        if scene is None:
            return
        if leg.role is LegRole.AGENT and leg.agent_id and not scene.dials_customer:
            await self._connected(leg.interaction_id, leg.agent_id)
        await self.settle(line, leg.interaction_id)

    async def connect_customer(self, line: CallLine, leg: CallLeg) -> CallStep:
        """The customer whom we called answered: join; the call begins."""
        scene = await self._conferences.scene(leg.interaction_id)
        agent_id = scene.interaction.agent_id if scene else None
        if scene is None or agent_id is None or not scene.interaction.state.is_open:
            return CallStep(instructions=(hang_up(),))
        await self._conferences.note(leg, state=LegState.ANSWERED)
        await self._connected(leg.interaction_id, agent_id)
        return CallStep(instructions=(join(leg.interaction_id, "customer", starts=True, ends=True),))

    async def tell_no_answer(self, line: CallLine, interaction_id: str) -> None:
        """Say "no answer" to the agents who wait for the customer, then end their legs."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        for leg in legs:
            if leg.is_live and leg.role is LegRole.AGENT and leg.provider_id:
                await self._conferences.note(leg, released=True)
                try:
                    await line.redirect(leg.provider_id, "no_answer")
                except SendFailedError:
                    await self._conferences.let_go(line, leg)

    async def _ring_for(self, line: CallLine, work: WorkItem) -> None:
        interaction = await self._database.read(lambda tx: tx.interactions.get(work.interaction_id))
        if interaction is not None and work.agent_id is not None:
            await self.ring(line, interaction, work.agent_id, work_item_id=work.id, epoch=work.epoch)

    def _new_leg(
        self,
        tx: Tx,
        line: CallLine,
        interaction: Interaction,
        agent_id: str,
        *,
        work_item_id: str | None,
        epoch: int,
    ) -> CallLeg | None:
        """Make the leg once for a work item and epoch: news may be told twice."""
        known = tx.call_legs.of_interaction(interaction.id)
        same = (each for each in known if each.role is LegRole.AGENT and each.agent_id == agent_id)
        if any((each.work_item_id, each.epoch) == (work_item_id, epoch) for each in same):
            return None
        agent = tx.agents.get(agent_id)
        phone = agent.phone if agent else ""
        leg = CallLeg(
            id=new_id(),
            channel=line.name,
            interaction_id=interaction.id,
            role=LegRole.AGENT,
            address=phone or line.softphone_address(agent_id),
            agent_id=agent_id,
            work_item_id=work_item_id,
            epoch=epoch,
            created_at=self._clock.now(),
            updated_at=self._clock.now(),
        )
        tx.call_legs.add(leg)
        show_call(tx, interaction.id, self._clock.now())
        return leg

    async def _unreachable(self, leg: CallLeg, why: str) -> None:
        _log.warning("an agent's phone could not be dialled", extra={"leg_id": leg.id, "error": why})
        await self._conferences.note(leg, state=LegState.ENDED, cause="failed", ended_at=self._clock.now())
        try:
            await self._router.connect_failed(leg.interaction_id, leg.agent_id or "", "unreachable")
        except (ConflictError, NotFoundError):
            return

    async def _current(self, call: CallRef) -> tuple[CallLeg | None, Scene | None]:
        """The leg with its call, unless the call has gone on without it or the caller has left."""
        leg_id = call.params.get("leg", "")

        def read(tx: Tx) -> tuple[CallLeg | None, Scene | None]:
            leg = tx.call_legs.get(leg_id)
            scene = scene_of(tx, leg.interaction_id) if leg else None
            if leg is None or scene is None or leg.released or not leg.is_live:
                return None, None
            there = scene.customer is not None or scene.dials_customer
            return (leg, scene) if there and scene.work_of(leg) is not None else (None, None)

        return await self._database.read(read)

    async def _ask(self, line: CallLine, leg: CallLeg, scene: Scene, *, attempt: int) -> CallStep:
        interaction = scene.interaction

        def names(tx: Tx) -> dict[str, str]:
            queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
            customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
            asking = tx.agents.get(interaction.agent_id) if interaction.agent_id else None
            return {
                "queue": queue.name if queue else "",
                "customer": (customer.name if customer else "") or interaction.address,
                "agent": asking.name if asking else "",
            }

        named = await self._database.read(names)
        return ask_agent(language_of(line.script, ""), _prompt(scene, leg), attempt=attempt, **named)

    async def _joined(self, line: CallLine, leg: CallLeg, scene: Scene) -> CallStep:
        """Let the agent in; the customer is dialled, fetched, or taken off hold as the case may be."""
        work = scene.work_of(leg)
        mode = LegMode.CONSULT if work is not None and work.role is WorkRole.CONSULT else None
        await self._conferences.note(leg, state=LegState.JOINED, joined_at=self._clock.now(), mode=mode)
        enter = CallStep(instructions=(join(scene.interaction.id, f"agent-{leg.id[-12:]}", starts=True, ends=False),))
        customer = scene.customer
        if customer is None and scene.dials_customer:
            dialled = await self._customers.ring(line, scene)
            return enter if dialled else farewell("no_answer", language_of(line.script, ""))
        if not await self._connected(scene.interaction.id, leg.agent_id or ""):
            return farewell("gone", language_of(line.script, ""))
        if customer is not None:
            await self._customers.fetch(line, customer)
        await self.settle(line, scene.interaction.id)
        return enter

    async def _connected(self, interaction_id: str, agent_id: str) -> bool:
        try:
            await self._router.connected(interaction_id, agent_id)
        except (ConflictError, NotFoundError, ForbiddenError):
            scene = await self._conferences.scene(interaction_id)
            works = [each for each in (scene.main, scene.side) if each] if scene else []
            return any(each.agent_id == agent_id and each.state.value in ("active", "held") for each in works)
        return True


def _prompt(scene: Scene, leg: CallLeg) -> str:
    """The sentence that says why the phone rings."""
    work = scene.work_of(leg)
    if work is not None and work.role is WorkRole.CONSULT:
        return "consult"
    if work is not None and work.callback is not None:
        return "callback"
    return "dial" if scene.dials_customer else "offer"
