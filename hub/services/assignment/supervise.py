"""What supervisors ask of routing, as commands: assign, move, requeue, rescind, reprioritise; each with its audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from hub.domain.ids import new_id
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.routing import Assign, Command, HandOver, Move, Reprioritise, Requeue, Rescind, Transfer
from hub.services.access.audit import record
from hub.services.assignment.floor import Floor
from hub.services.assignment.values import Orders, Scene, leg_of

_UNASSIGNED = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})
_LETS_GO = frozenset(
    {WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.PENDING, WorkItemState.SNOOZED}
)


def assign(data: dict[str, str], scene: Scene) -> Orders:
    """Offer to one agent: waiting work as it is, work in hand as a new leg."""
    leg, agent_id = leg_of(data, scene), data["agent_id"]
    if scene.floor.engine.agent(agent_id) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
    if leg.agent_id == agent_id:
        raise ConflictError(f"agent {agent_id} has it already")
    ignores = data.get("ignore_capacity") == "yes"
    note = audited("routing.assign", leg.interaction_id, data, scene, agent_id=agent_id, ignore_capacity=ignores)
    if leg.state in _UNASSIGNED:
        return Orders(commands=[Assign(item_id=leg.id, agent_id=agent_id, ignore_capacity=ignores)], note=note)
    new = replace(_next_leg(leg, scene), preferred_agent_id=agent_id, direct=True)
    commands: list[Command] = [_taken_from(leg, new)]
    if ignores:
        commands.append(Assign(item_id=new.id, agent_id=agent_id, ignore_capacity=True))
    return Orders(commands=commands, note=note)


def move(data: dict[str, str], scene: Scene) -> Orders:
    """Another queue: with the old arrival time while it waits, as a new leg out of somebody's hands."""
    leg, queue_id = leg_of(data, scene), data["queue_id"]
    if scene.floor.engine.queue(queue_id) is None:
        raise InvalidError(f"there is no queue {queue_id}", field="queue_id")
    note = audited("routing.move", leg.interaction_id, data, scene, queue_id=queue_id, from_queue_id=leg.queue_id)
    if leg.state in _UNASSIGNED:
        return Orders(commands=[Move(item_id=leg.id, queue_id=queue_id)], note=note)
    moved = replace(_next_leg(leg, scene), queue_id=queue_id, requirements=(), plan_id=None, direct=False)
    return Orders(commands=[_taken_from(leg, moved)], note=note)


def requeue(data: dict[str, str], scene: Scene) -> Orders:
    """Out of an agent's hands, a step ahead of the old place."""
    leg = leg_of(data, scene)
    if leg.agent_id is None:
        raise ConflictError(f"interaction {leg.interaction_id} is {leg.state.value}: no agent has it in hand")
    note = audited("routing.requeue", leg.interaction_id, data, scene, agent_id=leg.agent_id)
    return Orders(commands=[Requeue(item_id=leg.id, cause="supervisor")], note=note)


def rescind(data: dict[str, str], scene: Scene) -> Orders:
    """Take an offer back."""
    offer = _offer(scene.floor, data["offer_id"])
    note = audited("routing.rescind", offer.interaction_id, data, scene, agent_id=offer.agent_id)
    return Orders(commands=[Rescind(offer_id=offer.id)], note=note)


def reprioritise(data: dict[str, str], scene: Scene) -> Orders:
    """Another head start, at once: `priority`, or `more` than it has."""
    leg = leg_of(data, scene)
    priority = int(data["priority"]) if "priority" in data else leg.priority + int(data["more"])
    note = audited("routing.reprioritise", leg.interaction_id, data, scene, before=leg.priority, after=priority)
    return Orders(commands=[Reprioritise(item_id=leg.id, priority=priority)], note=note)


def _taken_from(leg: WorkItem, new: WorkItem) -> Transfer:
    if leg.state not in _LETS_GO:
        raise ConflictError(f"interaction {leg.interaction_id} is {leg.state.value}: the contact is over")
    return Transfer(item_id=leg.id, new_item=new, hand_over=HandOver.AT_INITIATE)


def _next_leg(leg: WorkItem, scene: Scene) -> WorkItem:
    return WorkItem(
        id=new_id(),
        interaction_id=leg.interaction_id,
        kind=leg.kind,
        queue_id=leg.queue_id,
        priority=leg.priority,
        requirements=leg.requirements,
        queued_at=scene.now,
        state_at=scene.now,
        created_at=scene.now,
    )


def _offer(floor: Floor, offer_id: str) -> Offer:
    offer = floor.engine.offer(offer_id)
    if offer is None:
        raise NotFoundError(f"there is no pending offer {offer_id}")
    return offer


def audited(action: str, subject: str, data: dict[str, str], scene: Scene, **detail: object) -> Callable[[Tx], None]:
    """Write down, in the commit of the deed itself, who did it."""
    return partial(_record, action=action, subject=subject, actor=data["by"], at=scene.now, detail=detail)


def _record(tx: Tx, *, action: str, subject: str, actor: str, at: datetime, detail: dict[str, object]) -> None:
    record(tx, actor=actor, action=action, subject=subject, at=at, **detail)
