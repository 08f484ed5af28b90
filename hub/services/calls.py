"""Runs calls: what each leg hears next, who is dialled, and that nobody is left ringing or in silence.

Every answer is rebuilt from the database, so a provider may ask twice. Facts about legs come from the provider in any
order; each is committed first and acted on afterwards.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.interactions import InteractionState
from hub.errors import ConflictError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.calls import CallAction, SoftphoneToken
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router, RoutingFact, RoutingNews
from hub.services.call_agents import AgentLegs
from hub.services.call_entry import CallEntry
from hub.services.call_rows import change_leg, finish_unrouted, note_in_log, show_call, stranded_calls
from hub.services.call_steps import conference_of, nothing
from hub.services.call_voicemail import Voicemails
from hub.services.channel_book import ChannelBook
from hub.services.conflicts import again_when_stale

_log = logging.getLogger(__name__)
_QUIET = timedelta(seconds=20)
_STRANDED = timedelta(seconds=60)

_STATES = {
    "ringing": LegState.RINGING,
    "answered": LegState.ANSWERED,
    "in_progress": LegState.ANSWERED,
}
_ENDED = frozenset({"completed", "busy", "no_answer", "failed", "canceled"})


class LiveCalls:
    """Implements `hub.ports.calls.Calls` and answers the telephone channels' `next_step`."""

    def __init__(
        self,
        *,
        database: Database,
        router: Router,
        clock: Clock,
        channels: ChannelBook,
        entry: CallEntry,
        voicemails: Voicemails,
        agents: AgentLegs,
    ) -> None:
        self._database = database
        self._router = router
        self._clock = clock
        self._channels = channels
        self._entry = entry
        self._voicemails = voicemails
        self._agents = agents
        self._steps: Mapping[str, Callable[[CallLine, CallRef], Awaitable[CallStep]]] = {
            "start": entry.start,
            "menu": entry.menu,
            "wait": entry.wait,
            "voicemail": voicemails.ask,
            "recorded": voicemails.thank,
            "recording": voicemails.keep,
            "agent": agents.answered,
            "agent_choice": agents.chose,
            "customer": self._customer_answered,
            "no_answer": agents.no_answer,
            "leg": self._leg_reported,
            "missed": self._missed,
            "joined": self._leg_joined,
        }
        router.listen(self.heard)

    async def next_step(self, call: CallRef) -> CallStep:
        """Decide what a leg does next; callbacks that ask for nothing get an empty step."""
        handler = self._steps.get(call.step)
        if handler is None:
            raise NotFoundError(f"a call has no step {call.step!r}", field="step")
        return await handler(self._line(call.channel), call)

    async def dial(self, interaction_id: str) -> None:
        """Connect an outbound call: first the agent's phone, then the customer's."""
        interaction = await self._database.read(lambda tx: tx.interactions.get(interaction_id))
        if interaction is None or interaction.agent_id is None:
            raise NotFoundError(f"there is no call {interaction_id}")
        await self._agents.ring(self._line(interaction.channel), interaction, interaction.agent_id)

    async def act(self, interaction_id: str, action: CallAction, *, value: str = "", by: str) -> None:
        """Carry out an agent's command, as the conference confirms it."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        live = [each for each in legs if each.is_live]
        if not live:
            raise ConflictError("the call is over")
        line = self._line(live[0].channel)
        try:
            await self._act(line, interaction_id, live, action, by)
        except SendFailedError as error:
            raise ConflictError(f"the telephone network refused: {error}") from error

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a token for the browser of an agent without a telephone."""
        lines = (each for each in self._channels.all().values() if isinstance(each, CallLine))
        return next((token for each in lines if (token := each.softphone(agent_id)) is not None), None)

    async def heard(self, news: RoutingNews) -> None:
        """Act on routing: dial who accepted, let go whom the call no longer concerns."""
        interaction = await self._database.read(lambda tx: tx.interactions.get(news.interaction_id))
        line = self._channels.find(interaction.channel) if interaction else None
        if interaction is None or not isinstance(line, CallLine):
            return
        if news.fact is RoutingFact.ACCEPTED and news.agent_id is not None:
            await self._agents.ring(line, interaction, news.agent_id, work_item_id=news.work_item_id, epoch=news.epoch)
        elif news.fact in (RoutingFact.REQUEUED, RoutingFact.TRANSFERRED):
            await self._release_agents(line, news)
        elif news.fact in (RoutingFact.ENDED, RoutingFact.ABANDONED):
            await self.end_all(line, news.interaction_id)
        elif news.fact is RoutingFact.OVERFLOWED:
            await self._voicemails.divert(line, news.interaction_id)

    async def sweep(self, line: CallLine) -> int:
        """Ask the provider about legs of which nothing was heard: a lost callback must not leave anyone waiting."""
        quiet = self._clock.now() - _QUIET
        legs = await self._database.read(lambda tx: tx.call_legs.live(line.name, quiet_since=quiet, limit=200))
        changed = 0
        for leg in legs:
            changed += await self._ask_about(line, leg)
        before = self._clock.now() - _STRANDED
        stranded = await self._database.read(lambda tx: stranded_calls(tx, line.name, before))
        for interaction_id in stranded:
            await self._over(interaction_id, by="customer")
        return changed + len(stranded)

    async def end_all(self, line: CallLine, interaction_id: str) -> None:
        """Hang up whatever is still up, ringing legs included."""
        legs = await self._database.read(lambda tx: tx.call_legs.of_interaction(interaction_id))
        await asyncio.gather(*(self._agents.let_go(line, each) for each in legs if each.is_live))

    async def _act(self, line: CallLine, interaction_id: str, live: list[CallLeg], action: CallAction, by: str) -> None:
        conference = conference_of(interaction_id)
        if action in (CallAction.HOLD, CallAction.UNHOLD):
            leg = _leg_of(live, LegRole.CUSTOMER)
            on = await line.hold(conference, leg.provider_id or "", on=action is CallAction.HOLD)
            await self._note(leg, on_hold=on)
            await self._router.hold(interaction_id, on=on)
        elif action in (CallAction.MUTE, CallAction.UNMUTE):
            leg = _leg_of(live, LegRole.AGENT)
            muted = await line.mute(conference, leg.provider_id or "", on=action is CallAction.MUTE)
            await self._note(leg, muted=muted)
        elif action is CallAction.HANG_UP:
            await self.end_all(line, interaction_id)
            await self._over(interaction_id, by=by)
        else:
            raise ConflictError("this line cannot send tones into a conference")

    async def _note(self, leg: CallLeg, **changes: object) -> None:
        now = self._clock.now()

        def write(tx: Tx) -> None:
            change_leg(tx, tx.call_legs.get(leg.id) or leg, now, **changes)
            show_call(tx, leg.interaction_id, now)

        await again_when_stale(self._database, write)

    async def _over(self, interaction_id: str, *, by: str) -> None:
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

    async def _customer_answered(self, line: CallLine, call: CallRef) -> CallStep:
        """The customer lifts the receiver of a call that an agent began."""
        leg = await self._database.read(lambda tx: tx.call_legs.get(call.params.get("leg", "")))
        if leg is None or not leg.is_live:
            return nothing()
        return await self._agents.connect_customer(line, leg)

    async def _leg_joined(self, line: CallLine, call: CallRef) -> CallStep:
        """The conference says that a leg entered or left it."""
        leg = await self._database.read(lambda tx: tx.call_legs.by_provider_id(line.name, call.provider_id))
        if leg is not None and call.params.get("event") == "participant-join":
            await self._note(leg, state=LegState.JOINED, joined_at=leg.joined_at or self._clock.now())
            if leg.role is LegRole.AGENT:
                await self._agents.confirm(leg)
        elif leg is not None and call.params.get("reason") == "participant_hung_up":
            await self._ended(line, leg, "completed")
        return nothing()

    async def _leg_reported(self, line: CallLine, call: CallRef) -> CallStep:
        """A status callback: how a leg stands."""
        leg = await self._find(line, call)
        if leg is None:
            return nothing()
        status = call.params.get("status", "")
        if status in _ENDED:
            await self._ended(line, leg, status)
        elif status in _STATES:
            await self._note(leg, state=_STATES[status], provider_id=leg.provider_id or call.provider_id)
        return nothing()

    async def _missed(self, line: CallLine, call: CallRef) -> CallStep:
        """A call that nobody could store is over; it stays in the log as abandoned unless it left a message."""
        interaction = await self._database.read(lambda tx: tx.interactions.by_thread(line.name, call.provider_id))
        if interaction is not None:
            now = self._clock.now()
            await again_when_stale(self._database, lambda tx: finish_unrouted(tx, interaction.id, now))
        return nothing()

    async def _find(self, line: CallLine, call: CallRef) -> CallLeg | None:
        leg_id = call.params.get("leg", "")
        return await self._database.read(
            lambda tx: (
                (tx.call_legs.get(leg_id) if leg_id else None)
                or tx.call_legs.by_provider_id(line.name, call.provider_id)
            )
        )

    async def _ended(self, line: CallLine, leg: CallLeg, cause: str) -> None:
        now = self._clock.now()

        def write(tx: Tx) -> CallLeg | None:
            current = tx.call_legs.get(leg.id) or leg
            ended = change_leg(tx, current, now, state=LegState.ENDED, cause=cause, ended_at=now)
            if ended is None or not current.is_live:
                return None
            show_call(tx, leg.interaction_id, now)
            return current

        before = await again_when_stale(self._database, write)
        if before is None:
            return
        if before.role is LegRole.CUSTOMER:
            await self._customer_gone(line, before, cause)
        elif not before.released:
            await self._agent_gone(line, before, cause)

    async def _customer_gone(self, line: CallLine, leg: CallLeg, cause: str) -> None:
        answered = leg.state in (LegState.ANSWERED, LegState.JOINED)
        if answered or leg.provider_id is None:
            await self.end_all(line, leg.interaction_id)
            await self._over(leg.interaction_id, by="customer")
            return
        now = self._clock.now()
        text = f"The customer's phone: {cause.replace('_', ' ')}"
        await again_when_stale(self._database, lambda tx: note_in_log(tx, leg.interaction_id, text, now))
        await self._agents.tell_no_answer(line, leg.interaction_id)
        await self._over(leg.interaction_id, by="system")

    async def _agent_gone(self, line: CallLine, leg: CallLeg, cause: str) -> None:
        """An agent who hangs up ends the call; one who never joined gives the caller back to the queue."""
        if leg.agent_id is None:
            return
        if leg.state is LegState.JOINED:
            await self.end_all(line, leg.interaction_id)
            await self._over(leg.interaction_id, by=leg.agent_id)
            return
        interaction = await self._database.read(lambda tx: tx.interactions.get(leg.interaction_id))
        if interaction is None or interaction.state is not InteractionState.CONNECTING:
            return
        if interaction.direction == "out":
            await self._over(leg.interaction_id, by=leg.agent_id)
            return
        try:
            await self._router.connect_failed(leg.interaction_id, leg.agent_id, cause)
        except (ConflictError, NotFoundError):
            _log.info("the caller had left already", extra={"interaction_id": leg.interaction_id})

    async def _release_agents(self, line: CallLine, news: RoutingNews) -> None:
        """Let go the agents of earlier epochs; the caller hears music until the next one comes."""
        legs, work = await self._database.read(
            lambda tx: (tx.call_legs.of_interaction(news.interaction_id), tx.work_items.live_of(news.interaction_id))
        )
        current = (work.id, work.epoch) if work else None
        stale = [
            each
            for each in legs
            if each.is_live and each.role is LegRole.AGENT and (each.work_item_id, each.epoch) != current
        ]
        talked = any(each.state is LegState.JOINED for each in stale)
        customer = next((each for each in legs if each.is_live and each.role is LegRole.CUSTOMER), None)
        if talked and customer is not None and not customer.on_hold:
            on = await line.hold(conference_of(news.interaction_id), customer.provider_id or "", on=True)
            await self._note(customer, on_hold=on)
        for leg in stale:
            await self._note(leg, released=True)
            await self._agents.let_go(line, leg)

    async def _ask_about(self, line: CallLine, leg: CallLeg) -> int:
        if leg.provider_id is None:
            lost = self._clock.now() - leg.created_at > timedelta(seconds=60)
            if lost:
                await self._ended(line, leg, "failed")
            return int(lost)
        try:
            state = await line.state_of(leg.provider_id)
        except SendFailedError as error:
            _log.warning("a leg could not be asked about", extra={"leg_id": leg.id, "error": str(error)})
            return 0
        if state in _ENDED:
            await self._ended(line, leg, state)
            return 1
        await self._note(leg)
        return 0

    def _line(self, name: str) -> CallLine:
        line = self._channels.get(name)
        if not isinstance(line, CallLine):
            raise ConflictError(f"channel {name} is no telephone line")
        return line


def _leg_of(live: list[CallLeg], role: LegRole) -> CallLeg:
    """The newest leg of a role that is in the call."""
    found = next((each for each in reversed(live) if each.role is role and each.provider_id), None)
    if found is None:
        raise ConflictError(f"no {role}'s telephone is in the call")
    return found
