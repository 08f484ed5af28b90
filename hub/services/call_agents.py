"""The agents' side of a call: ring the phone of who accepted, make sure a person is there, join the conference."""

import logging
from dataclasses import replace

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionState
from hub.errors import ConflictError, ForbiddenError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.channels import CallInstruction, CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.call_rows import change_leg, note_in_log, show_call
from hub.services.call_steps import ask_agent, conference_of, farewell, hang_up, join
from hub.services.call_texts import language_of
from hub.services.conflicts import again_when_stale

_log = logging.getLogger(__name__)
_TRIES = 2
_WAITING_FOR_AGENT = (InteractionState.CONNECTING, InteractionState.ACTIVE, InteractionState.HELD)


class AgentLegs:
    """Dials agents, and lets them go."""

    def __init__(self, *, database: Database, clock: Clock, router: Router) -> None:
        self._database = database
        self._clock = clock
        self._router = router

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
        await self._note(leg, provider_id=provider_id)

    async def answered(self, line: CallLine, call: CallRef) -> CallStep:
        """The agent's telephone was lifted: ask for a key, since a mailbox lifts too. A browser needs none."""
        leg, interaction = await self._current(call)
        if leg is None or interaction is None:
            return farewell("gone", language_of(line.script, ""))
        await self._note(leg, state=LegState.ANSWERED, provider_id=call.provider_id)
        if leg.address.startswith("client:"):
            return await self._joined(line, leg, interaction)
        return await self._ask(line, leg, interaction, attempt=1)

    async def chose(self, line: CallLine, call: CallRef) -> CallStep:
        """Key 1 joins, anything else hangs up, silence asks once more."""
        leg, interaction = await self._current(call)
        if leg is None or interaction is None:
            return farewell("gone", language_of(line.script, ""))
        digits, attempt = call.params.get("digits", ""), int(call.params.get("attempt") or 1)
        if digits == "1":
            return await self._joined(line, leg, interaction)
        if not digits and attempt < _TRIES:
            return await self._ask(line, leg, interaction, attempt=attempt + 1)
        return CallStep(instructions=(hang_up(),))

    async def no_answer(self, line: CallLine, call: CallRef) -> CallStep:
        """Tell the agent that the customer could not be reached."""
        return farewell("no_answer", language_of(line.script, ""))

    async def confirm(self, leg: CallLeg) -> None:
        """The agent is in the conference: for an inbound call the two are connected."""
        interaction = await self._database.read(lambda tx: tx.interactions.get(leg.interaction_id))
        if interaction is None or leg.agent_id is None or interaction.direction is Direction.OUT:
            return
        await self._connected(leg.interaction_id, leg.agent_id)

    async def connect_customer(self, line: CallLine, leg: CallLeg) -> CallStep:
        """The customer of an outbound call answered: join; the call begins."""
        interaction = await self._database.read(lambda tx: tx.interactions.get(leg.interaction_id))
        if interaction is None or interaction.agent_id is None or not interaction.state.is_open:
            return CallStep(instructions=(hang_up(),))
        await self._note(leg, state=LegState.ANSWERED)
        await self._connected(interaction.id, interaction.agent_id)
        return CallStep(instructions=(join(interaction.id, "customer", starts=True, ends=True),))

    async def tell_no_answer(self, line: CallLine, interaction_id: str) -> None:
        """Say "no answer" to the agents who wait for the customer, then end their legs."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        for leg in legs:
            if leg.is_live and leg.role is LegRole.AGENT and leg.provider_id:
                await self._note(leg, released=True)
                try:
                    await line.redirect(leg.provider_id, "no_answer")
                except SendFailedError:
                    await self.let_go(line, leg)

    async def let_go(self, line: CallLine, leg: CallLeg) -> None:
        """Hang a leg up; one that is gone already is as good."""
        if leg.provider_id is None:
            await self._note(leg, state=LegState.ENDED, cause="canceled", ended_at=self._clock.now())
            return
        try:
            await line.hang_up(leg.provider_id)
        except SendFailedError as error:
            _log.warning("a leg could not be ended", extra={"leg_id": leg.id, "error": str(error)})

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
        await self._note(leg, state=LegState.ENDED, cause="failed", ended_at=self._clock.now())
        try:
            await self._router.connect_failed(leg.interaction_id, leg.agent_id or "", "unreachable")
        except (ConflictError, NotFoundError):
            return

    async def _current(self, call: CallRef) -> tuple[CallLeg | None, Interaction | None]:
        """The leg with its call, unless the call has gone on without it or the caller has left."""
        leg_id = call.params.get("leg", "")

        def read(tx: Tx) -> tuple[CallLeg | None, Interaction | None]:
            leg = tx.call_legs.get(leg_id)
            interaction = tx.interactions.get(leg.interaction_id) if leg else None
            if leg is None or interaction is None or leg.released or not leg.is_live:
                return None, None
            mine = interaction.agent_id == leg.agent_id and interaction.state in _WAITING_FOR_AGENT
            work = tx.work_items.get(leg.work_item_id) if leg.work_item_id else None
            current = work is None or work.epoch == leg.epoch
            legs = tx.call_legs.of_interaction(interaction.id)
            caller = any(each.is_live for each in legs if each.role is LegRole.CUSTOMER)
            there = caller or interaction.direction is Direction.OUT
            return (leg, interaction) if mine and current and there else (None, None)

        return await self._database.read(read)

    async def _ask(self, line: CallLine, leg: CallLeg, interaction: Interaction, *, attempt: int) -> CallStep:
        def names(tx: Tx) -> tuple[str, str]:
            queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
            customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
            return (queue.name if queue else ""), (customer.name if customer else "") or interaction.address

        queue, customer = await self._database.read(names)
        key = "dial" if interaction.direction is Direction.OUT else "offer"
        language = language_of(line.script, "")
        return ask_agent(language, key, queue=queue, customer=customer, attempt=attempt)

    async def _joined(self, line: CallLine, leg: CallLeg, interaction: Interaction) -> CallStep:
        await self._note(leg, state=LegState.JOINED, joined_at=self._clock.now())
        enter: CallInstruction = join(interaction.id, f"agent-{leg.id[-12:]}", starts=True, ends=False)
        if interaction.direction is Direction.OUT:
            if await self._ring_customer(line, interaction):
                return CallStep(instructions=(enter,))
            return farewell("no_answer", language_of(line.script, ""))
        await self._take_off_hold(line, interaction)
        if not await self._connected(interaction.id, leg.agent_id or ""):
            return farewell("gone", language_of(line.script, ""))
        return CallStep(instructions=(enter,))

    async def _connected(self, interaction_id: str, agent_id: str) -> bool:
        try:
            await self._router.connected(interaction_id, agent_id)
        except (ConflictError, NotFoundError, ForbiddenError):
            interaction = await self._database.read(lambda tx: tx.interactions.get(interaction_id))
            return interaction is not None and interaction.state is InteractionState.ACTIVE
        return True

    async def _take_off_hold(self, line: CallLine, interaction: Interaction) -> None:
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction.id))
        held = next((each for each in legs if each.is_live and each.role is LegRole.CUSTOMER and each.on_hold), None)
        if held is None:
            return
        try:
            on = await line.hold(conference_of(interaction.id), held.provider_id or "", on=False)
        except SendFailedError as error:
            _log.warning("a caller could not be taken off hold", extra={"leg_id": held.id, "error": str(error)})
            return
        await self._note(held, on_hold=on)

    async def _ring_customer(self, line: CallLine, interaction: Interaction) -> bool:
        """Dial the customer once; False when the network refused, and the agent's leaving ends the contact."""
        now = self._clock.now()

        def write(tx: Tx) -> CallLeg | None:
            legs = tx.call_legs.of_interaction(interaction.id)
            if any(each.role is LegRole.CUSTOMER for each in legs):
                return None
            leg = CallLeg(
                id=new_id(),
                channel=line.name,
                interaction_id=interaction.id,
                role=LegRole.CUSTOMER,
                address=interaction.address,
                created_at=now,
                updated_at=now,
            )
            tx.call_legs.add(leg)
            return leg

        leg = await self._database.write(write)
        if leg is None:
            return True
        try:
            provider_id = await line.dial(leg, step="customer")
        except SendFailedError as error:
            _log.warning("the customer could not be dialled", extra={"leg_id": leg.id, "error": str(error)})
            await self._note(leg, state=LegState.ENDED, cause="failed", ended_at=now)
            text = "The customer's phone could not be dialled"
            await again_when_stale(self._database, lambda tx: note_in_log(tx, interaction.id, text, now))
            return False
        await self._note(replace(leg, provider_id=provider_id), provider_id=provider_id)
        return True

    async def _note(self, leg: CallLeg, **changes: object) -> None:
        now = self._clock.now()

        def write(tx: Tx) -> None:
            current = tx.call_legs.get(leg.id)
            if current is not None:
                change_leg(tx, current, now, **changes)
                show_call(tx, leg.interaction_id, now)

        await again_when_stale(self._database, write)
