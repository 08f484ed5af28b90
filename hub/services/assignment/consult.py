"""Asks about calls with several parties, as commands: consultation, callback, and an agent whose telephone is gone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.messages import Author, AuthorType
from hub.domain.work import Callback, LegRole, WorkItem, WorkItemState
from hub.errors import ConflictError, ForbiddenError, InvalidError
from hub.ports.repositories import Tx
from hub.routing import (
    AskCallback,
    Cancel,
    CancelConsult,
    Command,
    CompleteConsult,
    HandOver,
    Postpone,
    Requeue,
    Transfer,
    Unhold,
)
from hub.services.assignment.values import Orders, Scene, leg_of, own_leg_of
from hub.services.conversations.outgoing import write_note
from hub.services.events.announce import announce_interaction

CALLBACK_ATTRIBUTE = "callback"
"""The interaction attribute that holds the number to be called back on."""
_SOONEST = timedelta(seconds=10)  # the line must be free again before it can be called
_IN_LINE = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})


def leg_with(data: dict[str, str], scene: Scene) -> WorkItem:
    """The leg that the named agent has: the main one, or the one beside it."""
    main, side = leg_of(data, scene), scene.floor.side_leg(data["interaction_id"])
    found = next((each for each in (main, side) if each and each.agent_id == data["agent_id"]), None)
    if found is None:
        raise ConflictError(f"interaction {main.interaction_id} is no longer with agent {data['agent_id']}")
    return found


def consult(data: dict[str, str], scene: Scene) -> Orders:
    """A leg beside the contact, for an agent or a queue; a customer on hold stays there for another reason."""
    leg = own_leg_of(data, scene)
    if leg.kind is not InteractionKind.PHONE:
        raise ConflictError(f"interaction {leg.interaction_id} is no call: transfer it, or write a note to a colleague")
    new = _beside(leg, data, scene)
    unhold: list[Command] = [Unhold(item_id=leg.id)] if leg.state is WorkItemState.HELD else []
    ask = Transfer(item_id=leg.id, new_item=new, hand_over=HandOver.WARM)
    note = partial(_noted, leg.interaction_id, data["note"], data["by"], scene.now) if data.get("note") else None
    return Orders(commands=[*unhold, ask], note=note)


def complete_consult(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """Asked by the agent who has the contact, or by a supervisor; a repeat finds it done."""
    return [CompleteConsult(item_id=_asking(data, scene).id)]


def cancel_consult(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """Asked by either agent, or by a supervisor; one that is over already is as good."""
    side = scene.floor.side_leg(data["interaction_id"])
    if side is None:
        return []
    if side.agent_id != data["by"]:
        _asking(data, scene)
    return [CancelConsult(item_id=side.id)]


def agent_gone(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """Whoever is beside the contact takes it over, else it goes back into line."""
    leg = leg_of(data, scene)
    return [Requeue(item_id=leg.id, cause=data["cause"])] if leg.agent_id == data["agent_id"] else []


def ask_callback(data: dict[str, str], scene: Scene) -> Orders:
    """The caller hangs up and keeps the place; one open callback a number and queue."""
    leg, number = leg_of(data, scene), data["number"]
    queue = scene.floor.engine.queue(leg.queue_id or "")
    rule = queue.callback if queue else None
    if rule is None:
        raise ConflictError(f"queue {queue.name if queue else leg.queue_id} calls nobody back")
    if leg.callback is not None and leg.callback.number == number:
        return Orders()
    other = scene.floor.callback(leg.queue_id, number)
    if other is not None and other.id != leg.id:
        raise ConflictError(f"{number} is being called back already, for interaction {other.interaction_id}")
    wanted = Callback(
        number=number,
        asked_at=scene.now,
        max_attempts=rule.max_attempts,
        retry_s=rule.retry_s,
        expires_at=scene.now + timedelta(seconds=rule.expires_s),
    )
    not_before = scene.now + max(_SOONEST, timedelta(seconds=rule.delay_s))
    return Orders(
        commands=[AskCallback(item_id=leg.id, callback=wanted, not_before=not_before)],
        note=partial(_asked_back, leg.interaction_id, number, scene.now),
    )


def postpone(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """Not reached: later again, as often as the queue tries."""
    leg = own_leg_of(data, scene)
    if leg.callback is None:
        raise ConflictError(f"interaction {leg.interaction_id} is no callback")
    if leg.state in _IN_LINE:
        return []
    until = scene.now + timedelta(seconds=leg.callback.retry_s)
    return [Postpone(item_id=leg.id, until=until, cause=data["cause"])]


def cancel_callback(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """Only while nobody has it in hand."""
    leg = own_leg_of(data, scene)
    if leg.callback is None or leg.state not in _IN_LINE:
        raise ConflictError(f"interaction {leg.interaction_id} is {leg.state.value}: it waits for no callback")
    return [Cancel(item_id=leg.id, cause=data["cause"])]


def _asking(data: dict[str, str], scene: Scene) -> WorkItem:
    leg = own_leg_of(data, scene)
    side = scene.floor.side_leg(leg.interaction_id)
    if side is None or side.role is not LegRole.CONSULT:
        raise ConflictError(f"interaction {leg.interaction_id}: nobody is being consulted")
    if side.agent_id is not None and side.agent_id == data["by"]:
        raise ForbiddenError("only the agent who asks hands the call over")
    return leg


def _beside(leg: WorkItem, data: dict[str, str], scene: Scene) -> WorkItem:
    agent_id, queue_id = data.get("agent_id"), data.get("queue_id")
    if agent_id and scene.floor.engine.agent(agent_id) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
    if queue_id and scene.floor.engine.queue(queue_id) is None:
        raise InvalidError(f"there is no queue {queue_id}", field="queue_id")
    if agent_id is not None and agent_id == leg.agent_id:
        raise ConflictError(f"agent {agent_id} has it already")
    return WorkItem(
        id=new_id(),
        interaction_id=leg.interaction_id,
        kind=leg.kind,
        queue_id=queue_id or leg.queue_id,
        priority=leg.priority,
        requirements=leg.requirements if queue_id == leg.queue_id else (),
        preferred_agent_id=agent_id,
        direct=agent_id is not None,
        queued_at=scene.now,
        state_at=scene.now,
        created_at=scene.now,
    )


def _noted(interaction_id: str, text: str, by: str, now: datetime, tx: Tx) -> None:
    interaction, agent = tx.interactions.get(interaction_id), tx.agents.get(by)
    if interaction is not None:
        author = Author(type=AuthorType.AGENT, id=by, name=agent.name if agent else by)
        write_note(tx, interaction, text, author, now)


def _asked_back(interaction_id: str, number: str, now: datetime, tx: Tx) -> None:
    """Show the wish with the contact: the desk says what it is, whoever looks later sees the number."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        return
    attributes = {**interaction.attributes, CALLBACK_ATTRIBUTE: number}
    after = replace(interaction, version=interaction.version + 1, attributes=attributes, updated_at=now)
    tx.interactions.update(after, interaction.version)
    announce_interaction(tx, after, at=now)


CONSULT_ASKS: dict[str, Callable[[dict[str, str], Scene], Orders | Sequence[Command]]] = {
    "consult": consult,
    "complete_consult": complete_consult,
    "cancel_consult": cancel_consult,
    "agent_gone": agent_gone,
    "ask_callback": ask_callback,
    "postpone": postpone,
    "cancel_callback": cancel_callback,
}
