"""What can be asked of routing, as plain data that another process can store, and the commands each ask becomes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from hub.domain.agents import PresenceState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, InteractionKind
from hub.domain.messages import Author, AuthorType
from hub.domain.time import from_rfc3339
from hub.domain.work import OfferState, WorkItem, WorkItemState
from hub.errors import ConflictError, ForbiddenError, HubError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.routing import (
    Abandon,
    Accept,
    Acknowledge,
    AwaitCustomer,
    Cancel,
    Close,
    Command,
    Connected,
    ConnectFailed,
    ConnectionLost,
    ConnectionRestored,
    End,
    ExtendWrapUp,
    FailCause,
    HandOver,
    Hold,
    Login,
    Logout,
    Reactivate,
    Refusal,
    Refused,
    Reject,
    SetNotReady,
    SetReady,
    Snooze,
    StartOutbound,
    Transfer,
    Unhold,
)
from hub.services.assignment.consult import CONSULT_ASKS, leg_with
from hub.services.assignment.supervise import assign, audited, move, reprioritise, requeue, rescind
from hub.services.assignment.values import Ask, Orders, Scene, leg_of, own_leg_of
from hub.services.conversations.edit import close_stranded
from hub.services.conversations.outgoing import write_note

_GOES_SILENT = frozenset({InteractionKind.SMS, InteractionKind.WEBCHAT, InteractionKind.WEBHOOK})
_AGENT_FOR = {InteractionKind.PHONE: timedelta(seconds=60)}
_AGENT_FOR_OTHERS = timedelta(minutes=15)


def orders(ask: Ask, scene: Scene) -> Orders:
    """Turn an ask into commands; raises the hub's own errors when it cannot be."""
    made = _ASKS[ask.name](ask.data, scene)
    return made if isinstance(made, Orders) else Orders(commands=made)


def error_of(refused: Refused) -> HubError:
    """The error that a refused command means to whoever asked."""
    detail = f" ({refused.detail})" if refused.detail else ""
    if refused.reason in (Refusal.UNKNOWN_ITEM, Refusal.UNKNOWN_AGENT, Refusal.UNKNOWN_OFFER):
        return NotFoundError(f"routing knows no {refused.reason.value.removeprefix('unknown_')} {refused.subject}")
    if refused.reason is Refusal.NOT_YOURS:
        return ForbiddenError(f"offer {refused.subject} is another agent's")
    return ConflictError(f"{refused.subject}: {_WORDS.get(refused.reason, refused.reason.value)}{detail}")


_WORDS = {
    Refusal.OFFER_OVER: "the offer is over",
    Refusal.STALE_EPOCH: "the work has moved on",
    Refusal.WRONG_STATE: "its state does not allow this",
    Refusal.OFFLINE: "the agent is offline; sign in first",
    Refusal.NO_CAPACITY: "the agent has no capacity left",
    Refusal.NOT_READY: "the agent is not ready",
    Refusal.TOO_EARLY: "the queue asks for more time after the contact",
    Refusal.NO_EXTENSION: "the queue gives no more time after the contact",
    Refusal.ALREADY_EXTENDED: "the time after the contact was extended already",
    Refusal.ALREADY_TRANSFERRING: "somebody is being asked to take it; finish that first",
    Refusal.NOT_TRANSFERRING: "nobody is being asked to take it",
    Refusal.NO_CALLBACK: "it is no callback",
    Refusal.HOLDS_WORK: "there is still work",
}


def _presence(data: dict[str, str], scene: Scene) -> Orders:
    """What agents choose for themselves is their presence's own history; what others choose for them is audited."""
    forced = data["by"] != data["agent_id"]
    detail = {"state": data["state"], "reason": data.get("reason", "")}
    note = audited("agent.presence", data["agent_id"], data, scene, **detail) if forced else None
    return Orders(commands=_presence_commands(data, scene), note=note)


def _presence_commands(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    agent_id, state = data["agent_id"], PresenceState(data["state"])
    agent = scene.floor.engine.agent(agent_id)
    if agent is None:
        raise NotFoundError(f"there is no agent {agent_id}")
    if state is PresenceState.OFFLINE:
        return [Logout(agent_id=agent_id)]
    away = agent.presence.state is PresenceState.OFFLINE or agent.presence.pending is PresenceState.OFFLINE
    arrival: list[Command] = [Login(agent_id=agent_id)] if away else []
    if state is PresenceState.READY:
        return [*arrival, SetReady(agent_id=agent_id)]
    return [*arrival, SetNotReady(agent_id=agent_id, reason=data.get("reason", ""))]


def _acknowledge(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """What the engine has forgotten is over: nothing hangs on it any more."""
    offer_id = data["offer_id"]
    if scene.floor.engine.offer(offer_id) is not None:
        return [Acknowledge(offer_id=offer_id, agent_id=data["agent_id"])]
    if offer_id not in scene.seen.offers:
        raise NotFoundError(f"there is no offer {offer_id}")
    return []


def _accept(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    if _is_done(data, scene, OfferState.ACCEPTED):
        return ()
    return [Accept(offer_id=data["offer_id"], agent_id=data["agent_id"])]


def _reject(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    if _is_done(data, scene, OfferState.REJECTED):
        return ()
    return [Reject(offer_id=data["offer_id"], agent_id=data["agent_id"], reason=data.get("reason", ""))]


def _is_done(data: dict[str, str], scene: Scene, wanted: OfferState) -> bool:
    """Judge by the row an offer that the engine has forgotten: repeats are harmless, late ones are told."""
    offer_id = data["offer_id"]
    if scene.floor.engine.offer(offer_id) is not None:
        return False
    offer = scene.seen.offers.get(offer_id)
    if offer is None:
        raise NotFoundError(f"there is no offer {offer_id}")
    if offer.agent_id != data["agent_id"]:
        raise ForbiddenError(f"offer {offer_id} is another agent's")
    if offer.state is not wanted:
        raise ConflictError(f"offer {offer_id} is {offer.state.value}: {offer.cause or 'it is over'}")
    return True


def _connected(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [Connected(item_id=leg_with(data, scene).id)]


def _connect_failed(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    leg = leg_with(data, scene)
    known = {each.value for each in FailCause}
    cause = FailCause(data["cause"]) if data["cause"] in known else FailCause.NO_ANSWER
    return [ConnectFailed(item_id=leg.id, cause=cause)]


def _hold(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    item_id = leg_of(data, scene).id
    return [Hold(item_id=item_id) if data["on"] == "yes" else Unhold(item_id=item_id)]


def _pend(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    leg = own_leg_of(data, scene)
    close_at = scene.now + scene.floor.engine.policy.silent_after if leg.kind in _GOES_SILENT else None
    return [AwaitCustomer(item_id=leg.id, close_at=close_at)]


def _snooze(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [Snooze(item_id=own_leg_of(data, scene).id, until=from_rfc3339(data["until"]))]


def _resume(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [Reactivate(item_id=own_leg_of(data, scene).id)]


def _transfer(data: dict[str, str], scene: Scene) -> Orders:
    leg = own_leg_of(data, scene)
    new = _next_leg(leg, data, scene)
    note = partial(_note, leg.interaction_id, data["note"], data["by"], scene.now) if data.get("note") else None
    # A caller is never left alone with the music while a colleague makes up their mind.
    when = HandOver.AT_ACCEPT if leg.kind is InteractionKind.PHONE else HandOver.AT_INITIATE
    return Orders(commands=[Transfer(item_id=leg.id, new_item=new, hand_over=when)], note=note)


def _next_leg(leg: WorkItem, data: dict[str, str], scene: Scene) -> WorkItem:
    agent_id, queue_id = data.get("agent_id"), data.get("queue_id")
    if agent_id and scene.floor.engine.agent(agent_id) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
    if queue_id and scene.floor.engine.queue(queue_id) is None:
        raise InvalidError(f"there is no queue {queue_id}", field="queue_id")
    if agent_id is not None and agent_id == leg.agent_id:
        raise ConflictError(f"agent {agent_id} has it already")
    stays = queue_id in (None, leg.queue_id)
    wait = _AGENT_FOR.get(leg.kind, _AGENT_FOR_OTHERS)
    return WorkItem(
        id=new_id(),
        interaction_id=leg.interaction_id,
        kind=leg.kind,
        queue_id=queue_id or leg.queue_id,
        priority=leg.priority,
        requirements=leg.requirements if stays else (),
        preferred_agent_id=agent_id,
        preferred_until=scene.now + wait if agent_id and leg.queue_id else None,
        direct=agent_id is not None and leg.queue_id is None,
        queued_at=scene.now,
        state_at=scene.now,
        created_at=scene.now,
    )


def _note(interaction_id: str, text: str, by: str, now: datetime, tx: Tx) -> None:
    interaction = tx.interactions.get(interaction_id)
    agent = tx.agents.get(by)
    if interaction is not None:
        author = Author(type=AuthorType.AGENT, id=by, name=agent.name if agent else by)
        write_note(tx, interaction, text, author, now)


def _end(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [] if _is_over(data, scene) else [End(item_id=own_leg_of(data, scene).id)]


def _close(data: dict[str, str], scene: Scene) -> Orders | Sequence[Command]:
    if _is_over(data, scene):
        return []
    if _is_stranded(data, scene):
        note = partial(close_stranded, data["interaction_id"], data.get("disposition"), scene.now)
        return Orders(note=note)
    leg = _wrapping_leg(data, scene)
    disposition = data.get("disposition") or leg.disposition
    queue = scene.floor.engine.queue(leg.queue_id or "")
    if queue and queue.disposition_required and not disposition:
        raise InvalidError(f"queue {queue.name} asks for a result code", field="disposition")
    return [Close(item_id=leg.id, disposition=disposition)]


def _extend_wrap_up(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [ExtendWrapUp(item_id=_wrapping_leg(data, scene).id)]


def _wrapping_leg(data: dict[str, str], scene: Scene) -> WorkItem:
    """The leg that the asker wraps up: after a hand-over another agent has the contact."""
    return scene.floor.wrapping_leg(data["interaction_id"], data["by"]) or own_leg_of(data, scene)


def _abandon(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [] if _is_over(data, scene) else [Abandon(item_id=leg_of(data, scene).id)]


def _divert(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    cause = data["cause"]
    state = WorkItemState.VOICEMAIL if cause.startswith("voicemail") else WorkItemState.CANCELED
    return [Cancel(item_id=leg_of(data, scene).id, state=state, cause=cause)]


def _start_outbound(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    """An interaction that has begun is a fact, whatever the limits say. Texts and mails get a queue to fall back on."""
    interaction_id, agent_id = data["interaction_id"], data["agent_id"]
    if scene.floor.leg(interaction_id) is not None:
        return []
    interaction = scene.seen.interactions.get(interaction_id)
    if interaction is None:
        raise NotFoundError(f"there is no interaction {interaction_id}")
    if not interaction.state.is_open:
        return []
    is_call = interaction.kind is InteractionKind.PHONE
    queue_ids = scene.floor.engine.queue_ids_of(agent_id)
    leg = WorkItem(
        id=new_id(),
        interaction_id=interaction_id,
        kind=interaction.kind,
        queue_id=interaction.queue_id or (None if is_call else next(iter(queue_ids), None)),
        state=WorkItemState.CONNECTING if is_call else WorkItemState.ACTIVE,
        queued_at=scene.now,
        state_at=scene.now,
        created_at=scene.now,
    )
    return [StartOutbound(item=leg, agent_id=agent_id, ignore_capacity=True)]


def _connection_lost(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    return [ConnectionLost(agent_id=data["agent_id"])]


def _connection_restored(data: dict[str, str], scene: Scene) -> Sequence[Command]:
    told = data.get("acknowledges")
    return [ConnectionRestored(agent_id=data["agent_id"], acknowledges=None if told is None else told == "yes")]


def _is_over(data: dict[str, str], scene: Scene) -> bool:
    """Whether what is asked for has happened already, so that a repeat is harmless."""
    interaction = scene.seen.interactions.get(data["interaction_id"])
    has_leg = scene.floor.leg(data["interaction_id"]) is not None
    return not has_leg and interaction is not None and not interaction.state.is_open


def _is_stranded(data: dict[str, str], scene: Scene) -> bool:
    """Whether it is open but nobody's work: the process died before routing heard of it, or a PBX never told the end.

    A caller whom the menu still asks is nobody's work either, but there.
    """
    interaction = scene.seen.interactions.get(data["interaction_id"])
    if interaction is None or scene.floor.leg(interaction.id) is not None:
        return False
    is_caller = interaction.kind is InteractionKind.PHONE and interaction.direction is Direction.IN
    return interaction.state.is_open and not is_caller


_ASKS: dict[str, Callable[[dict[str, str], Scene], Orders | Sequence[Command]]] = {
    "set_presence": _presence,
    "connection_lost": _connection_lost,
    "connection_restored": _connection_restored,
    "acknowledge": _acknowledge,
    "accept": _accept,
    "reject": _reject,
    "connected": _connected,
    "connect_failed": _connect_failed,
    "hold": _hold,
    "pend": _pend,
    "snooze": _snooze,
    "resume": _resume,
    "transfer": _transfer,
    "end": _end,
    "close": _close,
    "extend_wrap_up": _extend_wrap_up,
    "abandon": _abandon,
    "divert": _divert,
    "start_outbound": _start_outbound,
    "assign": assign,
    "move": move,
    "requeue": requeue,
    "rescind": rescind,
    "reprioritise": reprioritise,
    **CONSULT_ASKS,
}
