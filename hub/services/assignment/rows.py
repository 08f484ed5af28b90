"""What a routing decision reads and writes: legs, offers and presence, with the log's mirror and the events."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

import orjson

from hub.domain.agents import Agent
from hub.domain.events import SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.interactions import Interaction, InteractionState
from hub.domain.time import to_rfc3339
from hub.domain.work import LegRole, Offer, WorkItem, WorkItemState
from hub.errors import HubError
from hub.ports.repositories import Tx
from hub.ports.repositories.decisions import Stored
from hub.ports.repositories.routing import Lease
from hub.routing import ItemChanged, NetEffect
from hub.routing.evolve import evolve
from hub.services.assignment.offer_views import Contact, contacts_of, offer_view
from hub.services.assignment.setup import SetUp, read_all
from hub.services.calls.call_backs import keep_given_up
from hub.services.events.announce import agent_event, interaction_event
from hub.services.reports.journal import Minutes, write_minutes
from hub.services.shapes import WRAPPING_ATTRIBUTE, AgentLoad, Shape, agents_wrapping, interaction_shape
from hub.services.sla.follow import followed

_REMEMBERED = 20_000  # some 3 kB each
_SERVED = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE})
_OVER = frozenset({WorkItemState.WRAPPING, WorkItemState.COMPLETED, WorkItemState.ABANDONED})
_IN_HAND = frozenset(
    {
        *(InteractionState.OFFERED, InteractionState.CONNECTING, InteractionState.ACTIVE, InteractionState.HELD),
        *(InteractionState.PENDING, InteractionState.WRAPPING),
    }
)
_MIRROR = {
    WorkItemState.PARKED: InteractionState.WAITING,
    WorkItemState.COMPLETED: InteractionState.CLOSED,
    WorkItemState.CANCELED: InteractionState.CLOSED,
    WorkItemState.EXPIRED: InteractionState.CLOSED,
}


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


_Row = TypeVar("_Row")


class LeaseLostError(HubError):
    """Another process routes this domain now; what was decided here must be thrown away."""


@dataclass(frozen=True, kw_only=True)
class DomainRows:
    """All that an engine is built from, and the event number to follow from; `unjournalled` are items that the journal
    does not know yet.
    """

    cursor: int
    set_up: SetUp
    items: Sequence[WorkItem]
    offers: Sequence[Offer]
    unjournalled: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class AgentView:
    """What an agent's event shows besides the row."""

    load: AgentLoad
    queue_ids: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of a decision: `lost` are the work items that somebody else has changed, left as they are; the others
    are rows as they are stored now.
    """

    lost: frozenset[str]
    interactions: Sequence[Interaction]
    agents: Sequence[Agent]


class Memory:
    """Rows as they were stored last, of what is in somebody's hands: they need not be read again while their version
    is the same.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self.interactions: dict[str, Interaction] = {}
        self.agents: dict[str, Agent] = {}

    def keep(self, written: Written) -> None:
        """Know what is stored now; what is over will hardly be asked for."""
        for each in written.interactions:
            self.interactions.pop(each.id, None)
            if each.state in _IN_HAND:
                self.interactions[each.id] = each
        for agent in written.agents:
            self.agents[agent.id] = agent
        while len(self.interactions) > _REMEMBERED:
            del self.interactions[next(iter(self.interactions))]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Everything one commit writes. `finished` are results of stored commands by id; `notes` run last."""

    effect: NetEffect
    agents: Mapping[str, AgentView]
    queue_names: Mapping[str, str]
    finished: Mapping[str, dict[str, object]] = field(default_factory=dict)
    notes: Sequence[Callable[[Tx], None]] = ()
    told: Minutes = field(default_factory=Minutes)
    at: datetime


def read_domain(tx: Tx, routing_domain: str) -> DomainRows:
    """Read the whole domain; the event number first, so that nothing falls between."""
    return DomainRows(
        cursor=tx.events.newest(),
        set_up=read_all(tx, routing_domain),
        items=tx.work_items.live(routing_domain),
        offers=tx.offers.pending(routing_domain),
        unjournalled=tx.journal.unknown(routing_domain),
    )


def write_decided(tx: Tx, decided: Decided, lease: Lease, memory: Memory) -> Written:
    """Write a decision under the lease, where the legs are still as they were when it was made."""
    stored = _look(tx, decided.effect, lease, memory)
    lost = _lost(decided.effect.items, stored)
    with tx.together():
        interactions, agents = _write(tx, decided, stored, lost)
    keep_given_up(tx, [each.item for each in decided.effect.items if each.item.id not in lost], decided.at)
    for note in decided.notes:
        note(tx)
    for command_id, result in decided.finished.items():
        tx.routing.finish_command(command_id, result)
    return Written(lost=frozenset(lost), interactions=interactions, agents=agents)


def _look(tx: Tx, effect: NetEffect, lease: Lease, memory: Memory) -> Stored:
    talks = _known(memory.interactions, (each.item.interaction_id for each in effect.items))
    people = _known(memory.agents, (each.agent_id for each in effect.presences))
    stored = tx.decisions.look(
        lease.routing_domain,
        lease.epoch,
        leg_ids=[each.item.id for each in effect.items if each.state_before is not None],
        interactions=talks,
        agents=people,
    )
    if stored is None:
        raise LeaseLostError(f"routing domain {lease.routing_domain} has another owner now")
    return replace(
        stored,
        interactions=_with_known(stored.interactions, memory.interactions, talks),
        agents=_with_known(stored.agents, memory.agents, people),
    )


def _known(held: Mapping[str, _Versioned], ids: Iterable[str]) -> dict[str, int]:
    return {each: held[each].version if each in held else 0 for each in ids}


def _with_known(stored: Mapping[str, _Row], held: Mapping[str, _Row], asked: Iterable[str]) -> dict[str, _Row]:
    return {key: held[key] for key in asked if key in held} | dict(stored)


def _lost(changes: Sequence[ItemChanged], stored: Stored) -> set[str]:
    """Legs whose row has moved on, those that would take over from them, and those that begin where they end."""
    lost = {
        each.item.id
        for each in changes
        if each.state_before is not None
        and stored.legs.get(each.item.id) != (each.epoch_before, each.state_before.value)
    }
    if lost:
        beside = {each.item.id for each in changes if each.state_before and each.item.role is not LegRole.MAIN}
        gone = lost & beside
        lost |= {each.item.id for each in changes if each.item.role is LegRole.MAIN and each.item.parent_id in gone}
        lost |= {each.item.id for each in changes if each.state_before is None and each.item.parent_id in lost}
    return lost


def _write(tx: Tx, decided: Decided, stored: Stored, lost: set[str]) -> tuple[Sequence[Interaction], Sequence[Agent]]:
    """Write all tables; return the interactions and agents as they are now."""
    effect = decided.effect
    kept = [each for each in sorted(effect.items, key=_in_turn) if each.item.id not in lost]
    tx.work_items.overwrite([each.item for each in kept if each.state_before is not None])
    tx.work_items.add_all([each.item for each in kept if each.state_before is None])
    new_offers = [each for each in effect.new_offers if each.work_item_id not in lost]
    ended = [each for each in effect.ended_offers if each.work_item_id not in lost]
    tx.offers.add_all(new_offers)
    tx.offers.ack_all([each for each in effect.acked_offers if each.work_item_id not in lost])
    tx.offers.end_all(ended)
    write_minutes(tx, decided.told, lost)
    contacts = _mirror(tx, kept, stored, decided)
    _announce_offers(tx, [*new_offers, *ended], contacts, decided.at)
    return [each.interaction for each in contacts.values()], _write_presences(tx, stored, decided)


def _in_turn(change: ItemChanged) -> int:
    """Endings first, then legs that are no longer the main one: an interaction has one live main leg at a time."""
    if change.item.state.is_terminal:
        return 0
    return 1 if change.item.role is not LegRole.MAIN else 2


def _mirror(tx: Tx, changes: Sequence[ItemChanged], stored: Stored, decided: Decided) -> dict[str, Contact]:
    """Show in the log what the main leg does (one that went over to another no longer counts); return what it shows."""
    after: dict[str, tuple[Interaction, WorkItem | None]] = {}
    for change in changes:
        interaction_id = change.item.interaction_id
        interaction = after[interaction_id][0] if interaction_id in after else stored.interactions.get(interaction_id)
        if interaction is None:
            continue
        if _counts(change, interaction):
            after[interaction_id] = mirrored(interaction, change, decided.at), change.item
        elif (wrapped := with_wrap_up(interaction, change.item)) is not interaction:
            after[interaction_id] = wrapped, after.get(interaction_id, (wrapped, None))[1]
    events: list[NewEvent] = []
    shown: dict[str, Contact] = {}
    for interaction_id, (interaction, item) in after.items():
        before = stored.interactions[interaction_id]
        changed = evolve(interaction, version=before.version + 1, updated_at=decided.at)
        changed = followed(tx, before, changed, decided.at)
        customer = stored.customers.get(changed.customer_id or "")
        shape = interaction_shape(
            changed,
            queue_name=decided.queue_names.get(changed.queue_id or "", ""),
            customer_name=customer.name if customer else "",
            work_item=item or tx.work_items.live_of(interaction_id),
        )
        shown[interaction_id] = Contact(interaction=changed, shape=shape, customer=customer)
        also = {*agents_wrapping(before), *agents_wrapping(changed)}
        event = interaction_event(changed, shape=shape, at=decided.at, former_agent_id=before.agent_id, also=also)
        events.append(event)
    tx.interactions.mirror([each.interaction for each in shown.values()])
    tx.events.add_all(events)
    return shown


def _counts(change: ItemChanged, interaction: Interaction) -> bool:
    """Whether the log shows this leg: the one that it shows already, a new one, or one that has just taken over."""
    if change.item.role is not LegRole.MAIN:
        return False
    takes_over = change.state_before is None or not change.item.state.is_terminal
    return takes_over or interaction.work_item_id in (None, change.item.id)


def with_wrap_up(interaction: Interaction, item: WorkItem) -> Interaction:
    """Show who wraps up after a hand-over, and no longer who is done."""
    wrapping = dict(agents_wrapping(interaction))
    if item.role is LegRole.MAIN or item.agent_id is None:
        return interaction
    wrapping.pop(item.agent_id, None)
    if item.state is WorkItemState.WRAPPING and item.due_at is not None:
        wrapping[item.agent_id] = to_rfc3339(item.due_at)
    if wrapping == agents_wrapping(interaction):
        return interaction
    kept = {key: value for key, value in interaction.attributes.items() if key != WRAPPING_ATTRIBUTE}
    shown = {WRAPPING_ATTRIBUTE: orjson.dumps(wrapping).decode()} if wrapping else {}
    return replace(interaction, attributes={**kept, **shown})


def mirrored(interaction: Interaction, change: ItemChanged, at: datetime) -> Interaction:
    """The log's row after a change of its leg."""
    item, state = change.item, change.item.state
    is_over = state in _OVER
    return evolve(
        interaction,
        state=_MIRROR.get(state) or InteractionState(state.value),
        work_item_id=item.id,
        queue_id=item.queue_id or interaction.queue_id,
        agent_id=item.agent_id,
        priority=item.priority,
        requirements=item.requirements,
        disposition=item.disposition or interaction.disposition,
        queued_at=item.queued_at,
        accepted_at=interaction.accepted_at or (at if state in _SERVED else None),
        ended_at=(interaction.ended_at or at) if is_over else None,
        closed_at=at if state.is_terminal else None,
    )


def _announce_offers(tx: Tx, offers: Sequence[Offer], contacts: dict[str, Contact], at: datetime) -> None:
    """Most offers are about what has just been written; a side leg's are about a contact that did not change."""
    others = sorted({each.interaction_id for each in offers} - contacts.keys())
    known = contacts | contacts_of(tx, others) if others else contacts
    tx.events.add_all([_offer_event(each, offer_view(each, known.get(each.interaction_id)), at) for each in offers])


def _offer_event(offer: Offer, shape: Shape, at: datetime) -> NewEvent:
    return NewEvent(
        type=EventType.OFFER_UPDATED if offer.ended_at else EventType.OFFER_CREATED,
        data=shape,
        subject_id=offer.interaction_id,
        audience=(SUPERVISORS, agent_audience(offer.agent_id)),
        at=at,
    )


def _write_presences(tx: Tx, stored: Stored, decided: Decided) -> list[Agent]:
    known = ((stored.agents.get(each.agent_id), each.presence) for each in decided.effect.presences)
    agents = [evolve(agent, presence=presence, version=agent.version + 1) for agent, presence in known if agent]
    tx.agents.put_presences(agents)
    views = ((agent, decided.agents[agent.id]) for agent in agents)
    tx.events.add_all(
        [agent_event(agent, load=view.load, queue_ids=view.queue_ids, at=decided.at) for agent, view in views]
    )
    return agents
