"""Runs calls: what each leg hears next, who is dialled, and that nobody is left ringing or in silence.

Every answer is rebuilt from the database, so a provider may ask twice. Facts about legs come from the provider in any
order; each is committed first and acted on afterwards. What each telephone should hear follows from the rows
(`call_plan`), whatever happened before.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.errors import ConflictError, ForbiddenError, NotFoundError, SendFailedError
from hub.ports.blobs import Blobs
from hub.ports.call_line import CallLine
from hub.ports.calls import CallAction, Monitor, SoftphoneToken
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.router import Router, RoutingFact, RoutingNews
from hub.services.calls.agents import AgentLegs
from hub.services.calls.callback import CallbackDesk
from hub.services.calls.conference import Conferences
from hub.services.calls.consult import CONSULT_ACTIONS, Consultations
from hub.services.calls.customers import CustomerLegs
from hub.services.calls.endings import ENDED, CallEndings
from hub.services.calls.entry import CallEntry
from hub.services.calls.monitor import Monitors
from hub.services.calls.plan import Scene
from hub.services.calls.rows import finish_unrouted, stranded_calls
from hub.services.calls.steps import conference_of, nothing
from hub.services.calls.voicemail import Voicemails
from hub.services.calls.words import CallWords, step_for
from hub.services.channel_book import ChannelBook
from hub.services.conflicts import again_when_stale
from hub.services.intake.entry import EntryDesk

_log = logging.getLogger(__name__)
_QUIET = timedelta(seconds=20)
_STRANDED = timedelta(seconds=60)

_STATES = {
    "ringing": LegState.RINGING,
    "answered": LegState.ANSWERED,
    "in_progress": LegState.ANSWERED,
}


class LiveCalls:
    """Implements `hub.ports.calls.Calls` and answers the telephone channels' `next_step`."""

    def __init__(
        self,
        *,
        database: Database,
        router: Router,
        clock: Clock,
        channels: ChannelBook,
        desk: EntryDesk,
        blobs: Blobs,
        announce_monitoring: bool = True,
    ) -> None:
        self._database = database
        self._router = router
        self._clock = clock
        self._channels = channels
        self._conferences = Conferences(database=database, clock=clock)
        customers = CustomerLegs(database=database, clock=clock, conferences=self._conferences)
        self._agents = AgentLegs(
            database=database, clock=clock, router=router, conferences=self._conferences, customers=customers
        )
        self._consultations = Consultations(router=router, conferences=self._conferences, agents=self._agents)
        self._monitors = Monitors(
            database=database, clock=clock, conferences=self._conferences, announced=announce_monitoring
        )
        self._endings = CallEndings(
            database=database,
            clock=clock,
            router=router,
            conferences=self._conferences,
            customers=customers,
            agents=self._agents,
            consultations=self._consultations,
        )
        self._voicemails = Voicemails(database=database, clock=clock, router=router, blobs=blobs, desk=desk)
        entry = CallEntry(database=database, clock=clock, router=router, desk=desk)
        callbacks = CallbackDesk(
            database=database, router=router, conferences=self._conferences, entry=entry, desk=desk
        )
        self._steps = self._steps_of(entry, callbacks)
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
        scene, line = await self._live(interaction_id)
        try:
            await self._act(line, scene, action, by)
        except SendFailedError as error:
            raise ConflictError(f"the telephone network refused: {error}") from error

    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        """Begin a warm transfer."""
        scene, line = await self._live(interaction_id)
        await self._consultations.begin(line, scene, by=by, agent_id=agent_id, queue_id=queue_id, note=note)

    async def monitor(self, interaction_id: str, mode: LegMode, *, agent_id: str, actor: str) -> None:
        """Let a supervisor listen, whisper or barge."""
        _, line = await self._live(interaction_id)
        await self._monitors.start(line, interaction_id, mode, agent_id=agent_id, actor=actor)

    async def stop_monitoring(self, interaction_id: str, *, agent_id: str, actor: str) -> None:
        """Let the supervisor go."""
        interaction = await self._database.read(lambda tx: tx.interactions.get(interaction_id))
        if interaction is None:
            raise NotFoundError(f"there is no call {interaction_id}")
        await self._monitors.stop(self._line(interaction.channel), interaction_id, agent_id=agent_id, actor=actor)

    async def monitors(self, interaction_id: str) -> Sequence[Monitor]:
        """List the supervisors on a call."""
        return await self._monitors.list(interaction_id)

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a token for the browser of an agent without a telephone."""
        lines = (each for each in self._channels.all().values() if isinstance(each, CallLine))
        return next((token for each in lines if (token := each.softphone(agent_id)) is not None), None)

    async def heard(self, news: RoutingNews) -> None:
        """Act on routing: dial who accepted, let go whom the call no longer concerns."""
        scene = await self._conferences.scene(news.interaction_id)
        line = self._channels.find(scene.interaction.channel) if scene else None
        if scene is None or not isinstance(line, CallLine):
            return
        if news.fact in (RoutingFact.OVERFLOWED, RoutingFact.ANNOUNCED):
            await self._overflowed(line, news)
        elif news.fact in (RoutingFact.ENDED, RoutingFact.ABANDONED) and not scene.goes_on:
            await self._conferences.end_all(line, news.interaction_id)
        else:
            await self._agents.settle(line, news.interaction_id)

    async def sweep(self, line: CallLine) -> int:
        """Ask the provider about legs of which nothing was heard: a lost callback must not leave anyone waiting."""
        quiet = self._clock.now() - _QUIET
        legs = await self._database.read(lambda tx: tx.call_legs.live(line.name, quiet_since=quiet, limit=200))
        changed = 0
        for leg in legs:
            changed += await self._endings.ask_about(line, leg)
        for interaction_id in sorted({each.interaction_id for each in legs}):
            await self._agents.settle(line, interaction_id)
        before = self._clock.now() - _STRANDED
        stranded = await self._database.read(lambda tx: stranded_calls(tx, line.name, before))
        for interaction_id in stranded:
            await self._endings.over(interaction_id, by="customer")
        return changed + len(stranded)

    def _steps_of(
        self, entry: CallEntry, callbacks: CallbackDesk
    ) -> Mapping[str, Callable[[CallLine, CallRef], Awaitable[CallStep]]]:
        voicemails, agents, monitors = self._voicemails, self._agents, self._monitors
        return {
            "start": entry.start,
            "menu": entry.menu,
            "wait": entry.wait,
            "line": callbacks.wait,
            "line_key": callbacks.key,
            "callback": callbacks.offer,
            "callback_number": callbacks.number,
            "talk": callbacks.talk,
            **CallWords(database=self._database).steps(),
            "voicemail": voicemails.ask,
            "recorded": voicemails.thank,
            "recording": voicemails.keep,
            "agent": agents.answered,
            "agent_choice": agents.chose,
            "supervisor": monitors.answered,
            "supervisor_choice": monitors.chose,
            "customer": self._customer_answered,
            "no_answer": agents.no_answer,
            "leg": self._leg_reported,
            "missed": self._missed,
            "joined": self._leg_joined,
        }

    async def _live(self, interaction_id: str) -> tuple[Scene, CallLine]:
        scene = await self._conferences.scene(interaction_id)
        if scene is None or not scene.live:
            raise ConflictError("the call is over")
        return scene, self._line(scene.live[0].channel)

    async def _act(self, line: CallLine, scene: Scene, action: CallAction, by: str) -> None:
        asked = scene.joined(scene.consult)
        if asked is not None and asked.agent_id == by and action is CallAction.HANG_UP:
            await self._consultations.act(line, scene, CallAction.CANCEL, by=by)
        elif action in (CallAction.MUTE, CallAction.UNMUTE):
            await self._mute(line, scene, by, on=action is CallAction.MUTE)
        elif asked is not None and asked.agent_id == by:
            raise ForbiddenError("you are consulted; only the agent who asks may do that")
        elif action in CONSULT_ACTIONS:
            await self._consultations.act(line, scene, action, by=by)
        elif action in (CallAction.HOLD, CallAction.UNHOLD):
            await self._hold(line, scene, on=action is CallAction.HOLD)
        elif action is CallAction.HANG_UP:
            await self._hang_up(line, scene, by)
        elif action is CallAction.NO_ANSWER:
            await self._endings.not_reached(line, scene.interaction.id, by=by, cause="no_answer")
        else:
            raise ConflictError("this line cannot send tones into a conference")

    async def _mute(self, line: CallLine, scene: Scene, by: str, *, on: bool) -> None:
        own = [each for each in scene.agents if each.agent_id == by]
        leg = _leg_of(own or scene.agents, LegRole.AGENT)
        conference = conference_of(scene.interaction.id)
        muted = await line.mute(conference, leg.provider_id or "", on=on)
        await self._conferences.note(leg, muted=muted)

    async def _hold(self, line: CallLine, scene: Scene, *, on: bool) -> None:
        """Routing is told first: what the customer hears follows from it."""
        _leg_of(scene.live, LegRole.CUSTOMER)
        if scene.consult is not None:
            raise ConflictError("a colleague is being consulted: swap, or end the consultation first")
        interaction_id = scene.interaction.id
        await self._router.hold(interaction_id, on=on)
        try:
            await self._agents.settle(line, interaction_id, strictly=True)
        except SendFailedError:
            await self._router.hold(interaction_id, on=not on)
            await self._agents.settle(line, interaction_id)
            raise

    async def _hang_up(self, line: CallLine, scene: Scene, by: str) -> None:
        """Ends the call, unless a colleague goes on with it."""
        own = scene.joined(scene.main)
        if own is not None and scene.side is not None and await self._consultations.leave(line, scene, own):
            return
        await self._conferences.end_all(line, scene.interaction.id)
        await self._endings.over(scene.interaction.id, by=by)

    async def _overflowed(self, line: CallLine, news: RoutingNews) -> None:
        step = step_for(news)
        if step is not None:
            await self._send_to(line, news.interaction_id, step)
        else:
            await self._voicemails.divert(line, news.interaction_id)

    async def _send_to(self, line: CallLine, interaction_id: str, step: str) -> None:
        scene = await self._conferences.scene(interaction_id)
        caller = scene.customer if scene else None
        if caller is None or caller.provider_id is None:
            return
        await self._conferences.note(caller, outside=True)
        try:
            await line.redirect(caller.provider_id, step)
        except SendFailedError as error:
            _log.warning("a caller could not be sent on", extra={"leg_id": caller.id, "error": str(error)})

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
            await self._conferences.note(
                leg, state=LegState.JOINED, joined_at=leg.joined_at or self._clock.now(), outside=False
            )
            await self._agents.entered(line, leg)
        elif leg is not None and call.params.get("reason") == "participant_hung_up":
            await self._endings.ended(line, leg, "completed")
        return nothing()

    async def _leg_reported(self, line: CallLine, call: CallRef) -> CallStep:
        """A status callback: how a leg stands."""
        leg = await self._find(line, call)
        if leg is None:
            return nothing()
        status = call.params.get("status", "")
        if status in ENDED:
            await self._endings.ended(line, leg, status)
        elif status in _STATES:
            await self._conferences.note(leg, state=_STATES[status], provider_id=leg.provider_id or call.provider_id)
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

    def _line(self, name: str) -> CallLine:
        line = self._channels.get(name)
        if not isinstance(line, CallLine):
            raise ConflictError(f"channel {name} is no telephone line")
        return line


def _leg_of(live: Sequence[CallLeg], role: LegRole) -> CallLeg:
    """The newest leg of a role that is in the call."""
    found = next((each for each in reversed(live) if each.role is role and each.provider_id), None)
    if found is None:
        raise ConflictError(f"no {role}'s telephone is in the call")
    return found
