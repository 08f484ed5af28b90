"""The rows of a call: its legs, and the state that desks see on its interaction."""

from dataclasses import replace
from datetime import datetime

import orjson

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.domain.messages import Attachment, Author, AuthorType, Message, MessageKind
from hub.domain.time import to_rfc3339
from hub.domain.work import WorkItem
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.calls.plan import Scene, consult_state, scene_of
from hub.services.events.announce import announce_interaction, announce_message
from hub.services.intake.values import excerpt
from hub.services.shapes import AGENTS_IN_CALL, CALL_ATTRIBUTE, agents_in_call
from hub.services.sla.follow import followed

_MOST_CALLS = 200
_ON_THE_LINE = tuple(
    each.value
    for each in (
        InteractionState.NEW,
        InteractionState.WAITING,
        InteractionState.OFFERED,
        InteractionState.CONNECTING,
        InteractionState.ACTIVE,
        InteractionState.HELD,
        InteractionState.VOICEMAIL,
    )
)
_ORDER = {state: number for number, state in enumerate(LegState)}


def change_leg(tx: Tx, leg: CallLeg, now: datetime, **changes: object) -> CallLeg | None:
    """Write a leg forward, never back; None when it has ended already or nothing would change."""
    after: CallLeg = replace(leg, updated_at=now, **changes)  # type: ignore[arg-type]  # the callers name its fields
    if _ORDER[after.state] < _ORDER[leg.state]:
        return None
    return after if tx.call_legs.update(after) else None


def show_call(tx: Tx, interaction_id: str, now: datetime) -> Interaction | None:
    """Put the legs' state on the interaction and tell its desk."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        return None
    scene = scene_of(tx, interaction_id)
    shown = orjson.dumps(_shape(scene)).decode() if scene is not None and scene.live else ""
    attributes = {key: value for key, value in interaction.attributes.items() if key != CALL_ATTRIBUTE}
    if shown:
        attributes[CALL_ATTRIBUTE] = shown
    if attributes == interaction.attributes:
        return interaction
    after = replace(interaction, version=interaction.version + 1, attributes=attributes, updated_at=now)
    tx.interactions.update(after, interaction.version)
    announce_interaction(tx, after, at=now, also=agents_in_call(interaction))
    return after


def note_in_log(
    tx: Tx,
    interaction_id: str,
    text: str,
    now: datetime,
    *,
    kind: MessageKind = MessageKind.SYSTEM,
    attachments: tuple[Attachment, ...] = (),
    provider_id: str | None = None,
    author: Author | None = None,
) -> Interaction | None:
    """Add an entry about the call to its log; a repeat of `provider_id` changes nothing and returns None."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        return None
    if provider_id and tx.messages.by_provider_id(interaction.channel, provider_id) is not None:
        return None
    message_id = new_id()
    heard = kind is MessageKind.VOICEMAIL
    message = Message(
        id=message_id,
        interaction_id=interaction_id,
        channel=interaction.channel,
        seq=interaction.last_seq + 1,
        direction=Direction.IN if heard else Direction.INTERNAL,
        kind=kind,
        text=text,
        author=author or Author(type=AuthorType.SYSTEM),
        provider_id=provider_id,
        attachments=tuple(replace(each, message_id=message_id) for each in attachments),
        created_at=now,
    )
    tx.messages.add(message)
    after = replace(
        interaction,
        version=interaction.version + 1,
        last_seq=message.seq,
        last_text=excerpt(message),
        last_direction=message.direction,
        last_at=now,
        unread=interaction.unread + int(heard),
        updated_at=now,
    )
    tx.interactions.update(after, interaction.version)
    announce_message(tx, message, after, at=now)
    announce_interaction(tx, after, at=now, last_message=message)
    return after


def enqueue(tx: Tx, interaction: Interaction, work: WorkItem, now: datetime) -> Interaction:
    """Give a stored interaction a work item; `interaction` already shows it."""
    after = replace(interaction, version=interaction.version + 1, updated_at=now)
    tx.work_items.add(work)
    tx.interactions.update(after, interaction.version)
    announce_interaction(tx, after, at=now)
    return after


def finish_unrouted(tx: Tx, interaction_id: str, now: datetime) -> bool:
    """Close a call that ended before it entered a queue; False when routing has it."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None or not interaction.state.is_open:
        return True
    live = tx.work_items.live_of(interaction_id)
    if live is not None:
        return live.kind is not InteractionKind.PHONE  # the voicemail was quicker than the end of its call
    ended = interaction.state is InteractionState.VOICEMAIL
    after = replace(
        interaction,
        version=interaction.version + 1,
        state=InteractionState.CLOSED if ended else InteractionState.ABANDONED,
        ended_at=now,
        closed_at=now,
        updated_at=now,
    )
    after = followed(tx, interaction, after, now)
    tx.interactions.update(after, interaction.version)
    announce_interaction(tx, after, at=now)
    return True


def stranded_calls(tx: Tx, channel: str, before: datetime) -> list[str]:
    """List calls that are open although nobody is on the line since `before`: the process died between the end of the
    last leg and routing's word of it, or before it could dial at all. A voicemail that waits for an agent is no call.
    """
    wanted = InteractionFilter(channel=channel, kind=InteractionKind.PHONE.value, states=_ON_THE_LINE)
    found = []
    for interaction in tx.interactions.page(wanted, after=None, limit=_MOST_CALLS):
        legs = tx.call_legs.of_interaction(interaction.id)
        work = tx.work_items.live_of(interaction.id)
        last = max((each.updated_at for each in legs), default=interaction.created_at)
        is_call = work is None or (work.kind is InteractionKind.PHONE and not _awaits_callback(work))
        if is_call and last < before and not any(each.is_live for each in legs):
            found.append(interaction.id)
    return found


def _awaits_callback(work: WorkItem) -> bool:
    """Nobody is on the line, and nobody should be: the caller is called back when an agent is free."""
    return work.callback is not None and work.agent_id is None


def _shape(scene: Scene) -> dict[str, object]:
    shown = [each for each in scene.live if not each.hidden]
    customers = [each for each in shown if each.role is LegRole.CUSTOMER]
    agents = [each for each in shown if each.role is LegRole.AGENT]
    started = [each.joined_at for each in agents if each.joined_at]
    return {
        "state": _state(customers, agents),
        "held": any(each.on_hold for each in customers),
        "muted": any(each.muted for each in agents),
        "recording": False,
        "participants": [_participant(each) for each in shown],
        "started_at": to_rfc3339(min(started)) if started else None,
        "consult": _consult(scene),
        AGENTS_IN_CALL: sorted(_concerned(scene)),
    }


def _concerned(scene: Scene) -> set[str]:
    """The agents who are, were or are asked to be in the call."""
    asked = scene.consult.agent_id or scene.consult.preferred_agent_id if scene.consult else None
    return {each.agent_id for each in scene.legs if each.agent_id and not each.hidden} | ({asked} if asked else set())


def _consult(scene: Scene) -> dict[str, object] | None:
    """The consultation as desks show it: who is asked by whom, and how far it is."""
    work = scene.consult
    if work is None:
        return None
    return {
        "state": consult_state(scene),
        "agent_id": work.agent_id or work.preferred_agent_id,
        "queue_id": work.queue_id,
        "asked_by": scene.interaction.agent_id,
    }


def _state(customers: list[CallLeg], agents: list[CallLeg]) -> str:
    joined = any(each.state is LegState.JOINED for each in agents)
    answered = any(each.state in (LegState.ANSWERED, LegState.JOINED) for each in customers)
    if joined and answered:
        return "connected"
    if joined:
        return "ringing_customer"
    return "ringing_agent" if agents else "queued"


def _participant(leg: CallLeg) -> dict[str, object]:
    return {
        "label": leg.role.value,
        "name": leg.address,
        "agent_id": leg.agent_id,
        "state": leg.state.value,
        "held": leg.on_hold,
        "muted": leg.muted,
        "mode": leg.mode.value if leg.mode else None,
    }
