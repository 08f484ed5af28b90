"""What each telephone of a call should hear, decided from the rows alone; acting on it is `call_conference`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.domain.interactions import Direction, Interaction
from hub.domain.work import LegRole as WorkRole
from hub.domain.work import WorkItem, WorkItemState
from hub.ports.repositories import Tx

_IN_HAND = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD})
_IN_LINE = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})
_THERE = frozenset({LegState.ANSWERED, LegState.JOINED})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One call as it is stored: its main work, the transfer or consultation beside it, and all its legs."""

    interaction: Interaction
    main: WorkItem | None = None
    side: WorkItem | None = None
    legs: Sequence[CallLeg] = ()

    @property
    def live(self) -> list[CallLeg]:
        """The legs that may still be up."""
        return [each for each in self.legs if each.is_live]

    @property
    def goes_on(self) -> bool:
        """Whether the contact is still to be served, or being served."""
        return self.main is not None and self.main.state in _IN_HAND | _IN_LINE

    @property
    def consult(self) -> WorkItem | None:
        """The consultation that is asked for or under way."""
        side = self.side
        return side if side and side.role is WorkRole.CONSULT and side.state in _IN_HAND | _IN_LINE else None

    @property
    def customer(self) -> CallLeg | None:
        """The customer's telephone."""
        return next((each for each in reversed(self.live) if each.role is LegRole.CUSTOMER), None)

    @property
    def dials_customer(self) -> bool:
        """Whether the hub calls the customer, once an agent is on the line."""
        return self.interaction.direction is Direction.OUT or (self.main is not None and self.main.callback is not None)

    def work_of(self, leg: CallLeg) -> WorkItem | None:
        """The work an agent's leg was dialled for, while that agent has it."""
        return next((each for each in (self.main, self.side) if each and _is_for(leg, each)), None)

    def joined(self, work: WorkItem | None) -> CallLeg | None:
        """The leg in the conference of the agent who has this work."""
        if work is None:
            return None
        return next((each for each in self.agents if each.state is LegState.JOINED and _is_for(each, work)), None)

    @property
    def agents(self) -> list[CallLeg]:
        """The agents' legs that we have not let go."""
        return [each for each in self.live if each.role is LegRole.AGENT and not each.released]


@dataclass(frozen=True, kw_only=True)
class Part:
    """How a leg takes part in the conference; `coaches` is the leg that alone hears it."""

    hold: bool = False
    muted: bool = False
    coaches: str | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done: phones to ring, legs to let go, the part of each leg in the conference."""

    rings: tuple[WorkItem, ...] = ()
    leaves: tuple[CallLeg, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)


def scene_of(tx: Tx, interaction_id: str) -> Scene | None:
    """Read a call."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        return None
    work = tx.work_items.live_of_all([interaction_id])
    main = next((each for each in work if each.role is WorkRole.MAIN), None)
    side = next((each for each in work if each.role is not WorkRole.MAIN and each.state in _IN_HAND | _IN_LINE), None)
    return Scene(interaction=interaction, main=main, side=side, legs=tx.call_legs.of_interaction(interaction_id))


def plan_of(scene: Scene) -> Plan:
    """Decide; a call that is over, or in wrap-up, asks for nothing here."""
    if not scene.goes_on:
        return Plan()
    return Plan(
        rings=tuple(each for each in (scene.main, scene.side) if each and _is_to_ring(scene, each)),
        leaves=(*(each for each in scene.agents if scene.work_of(each) is None), *_not_reached(scene)),
        parts=_parts(scene),
    )


def _not_reached(scene: Scene) -> list[CallLeg]:
    """The telephone of a callback that was put off."""
    main = scene.main
    if main is None or main.callback is None or main.state not in _IN_LINE:
        return []
    return [each for each in scene.live if each.role is LegRole.CUSTOMER and each.work_item_id == main.id]


def consult_state(scene: Scene) -> str:
    """How far a consultation is: `offered`, `ringing`, or who talks to whom (a `LegMode`); "" without one."""
    work = scene.consult
    if work is None:
        return ""
    leg = scene.joined(work)
    if leg is not None and work.state is not WorkItemState.CONNECTING:
        return (leg.mode or LegMode.CONSULT).value
    return "ringing" if work.state in _IN_HAND else "offered"


def _is_for(leg: CallLeg, work: WorkItem) -> bool:
    """A leg that rings is for its own epoch alone; calls that agents begin have no work item in their leg."""
    if work.state not in _IN_HAND or leg.agent_id != work.agent_id:
        return False
    if leg.work_item_id is None:
        return work.role is WorkRole.MAIN
    return leg.work_item_id == work.id and (leg.epoch == work.epoch or leg.state is LegState.JOINED)


def _is_to_ring(scene: Scene, work: WorkItem) -> bool:
    """Work that was offered and accepted, whose agent has not been dialled for this epoch."""
    if work.state is not WorkItemState.CONNECTING or not work.epoch:
        return False
    return not any(
        each.role is LegRole.AGENT
        and (each.work_item_id, each.epoch, each.agent_id) == (work.id, work.epoch, work.agent_id)
        for each in scene.legs
    )


def _parts(scene: Scene) -> dict[str, Part]:
    asked = scene.consult is not None
    owner, other = scene.joined(scene.main), scene.joined(scene.side)
    mode = (other.mode or LegMode.CONSULT) if asked and other else None
    parts: dict[str, Part] = {}
    customer = scene.customer
    if customer is not None and customer.state in _THERE and not customer.outside:
        parts[customer.id] = Part(hold=_customer_waits(scene, owner, other))
    if owner is not None:
        parts[owner.id] = Part(hold=asked and other is None, muted=owner.muted)
    if other is not None:
        parts[other.id] = Part(hold=mode is LegMode.ASIDE and owner is not None, muted=other.muted)
    return parts | _supervisors(scene, parts, owner or other)


def _customer_waits(scene: Scene, owner: CallLeg | None, other: CallLeg | None) -> bool:
    """Music for the customer: on hold, while the agents talk alone, and whenever a begun call has no agent."""
    if scene.main is not None and scene.main.state is WorkItemState.HELD:
        return True
    if scene.consult is not None and owner is not None:
        return other is None or other.mode in (None, LegMode.CONSULT)
    if owner is None and other is None:
        return any(each.joined_at for each in scene.legs if each.role is LegRole.AGENT)
    return False


def _supervisors(scene: Scene, others: Mapping[str, Part], agent: CallLeg | None) -> dict[str, Part]:
    """Whoever listens hears music, too, while nobody else could be heard."""
    nobody = all(each.hold for each in others.values())
    parts = {}
    for leg in scene.live:
        if leg.role is LegRole.SUPERVISOR and leg.state is LegState.JOINED and not leg.released:
            coaches = agent.id if agent is not None and leg.mode is LegMode.WHISPER else None
            unheard = leg.mode is LegMode.LISTEN or (leg.mode is LegMode.WHISPER and coaches is None)
            parts[leg.id] = Part(hold=nobody, muted=unheard, coaches=coaches)
    return parts
