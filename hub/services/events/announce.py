"""Events as use cases write them: the whole public shape, to those who may see it, in the same transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.customers import Customer
from hub.domain.events import (
    EVERYONE,
    SUPERVISORS,
    VISITORS,
    EventType,
    NewEvent,
    agent_audience,
    queue_audience,
)
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Message
from hub.domain.profiles import queues_served
from hub.domain.work import Offer, WorkItem
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.shapes import (
    AgentLoad,
    Shape,
    agent_shape,
    agents_in_call,
    customer_shape,
    interaction_shape,
    message_shape,
)

_TIMED = (InteractionState.WRAPPING, InteractionState.SNOOZED)


def interaction_audience(
    interaction: Interaction, *, former_agent_id: str | None = None, also: Collection[str] = ()
) -> tuple[str, ...]:
    """Supervisors, the agent who has it (and who had it, or is in its call), its queue's members, a chat's visitor."""
    agents = {each for each in (interaction.agent_id, former_agent_id, *also) if each} | agents_in_call(interaction)
    queues = (queue_audience(interaction.queue_id),) if interaction.queue_id else ()
    visitors = (VISITORS,) if interaction.kind is InteractionKind.WEBCHAT else ()
    return (SUPERVISORS, *(agent_audience(each) for each in sorted(agents)), *queues, *visitors)


def interaction_event(
    interaction: Interaction,
    *,
    shape: Shape,
    at: datetime,
    created: bool = False,
    former_agent_id: str | None = None,
    also: Collection[str] = (),
) -> NewEvent:
    """An interaction as it is now."""
    return NewEvent(
        type=EventType.INTERACTION_CREATED if created else EventType.INTERACTION_UPDATED,
        data=shape,
        subject_id=interaction.id,
        audience=interaction_audience(interaction, former_agent_id=former_agent_id, also=also),
        at=at,
    )


def message_event(message: Message, interaction: Interaction, *, at: datetime, created: bool = True) -> NewEvent:
    """A message as it is now; ordered within its interaction."""
    return NewEvent(
        type=EventType.MESSAGE_CREATED if created else EventType.MESSAGE_UPDATED,
        data=message_shape(message),
        subject_id=interaction.id,
        audience=interaction_audience(interaction),
        at=at,
    )


def customer_event(customer: Customer, type_: EventType, *, at: datetime) -> NewEvent:
    """A customer's record as it is now."""
    return NewEvent(type=type_, data=customer_shape(customer), subject_id=customer.id, audience=(EVERYONE,), at=at)


def agent_event(agent: Agent, *, load: AgentLoad, queue_ids: Sequence[str], at: datetime) -> NewEvent:
    """An agent as everyone sees it."""
    return NewEvent(
        type=EventType.AGENT_UPDATED,
        data=agent_shape(agent, load=load, queue_ids=queue_ids),
        subject_id=agent.id,
        audience=(EVERYONE,),
        at=at,
    )


def announce_interaction(
    tx: Tx,
    interaction: Interaction,
    *,
    at: datetime,
    created: bool = False,
    former_agent_id: str | None = None,
    also: Collection[str] = (),
    last_message: Message | None = None,
) -> None:
    """Write the event of a changed interaction, with the names that its shape shows; `also` names further agents."""
    [shape] = interaction_views(tx, [interaction], last_messages={interaction.id: last_message})
    tx.events.add(
        interaction_event(interaction, shape=shape, at=at, created=created, former_agent_id=former_agent_id, also=also)
    )


def announce_message(tx: Tx, message: Message, interaction: Interaction, *, at: datetime, created: bool = True) -> None:
    """Write the event of a message."""
    tx.events.add(message_event(message, interaction, at=at, created=created))


def announce_agent(tx: Tx, agent: Agent, *, at: datetime) -> None:
    """Write the event of an agent, with the load and the queues that its shape shows."""
    load = agent_loads(tx, [agent]).get(agent.id, AgentLoad())
    tx.events.add(agent_event(agent, load=load, queue_ids=queue_ids_of(tx, agent.id), at=at))


def queue_ids_of(tx: Tx, agent_id: str) -> list[str]:
    """The queues that an agent serves, as a member or by profile."""
    agent = tx.agents.get(agent_id)
    if agent is None:
        return []
    profile = tx.profiles.get(agent.profile_id) if agent.profile_id else None
    return queues_served([agent], tx.queues.all(), {profile.id: profile} if profile else {})[agent_id]


def interaction_views(
    tx: Tx, interactions: Sequence[Interaction], *, last_messages: dict[str, Message | None] | None = None
) -> list[Shape]:
    """The shapes of several interactions, with names read once."""
    queues = tx.queues.names({each.queue_id for each in interactions if each.queue_id})
    customers = tx.customers.get_many(sorted({each.customer_id for each in interactions if each.customer_id}))
    names = {each.id: each.name for each in customers.values()}
    newest = last_messages or {}
    return [
        interaction_shape(
            each,
            queue_name=queues.get(each.queue_id or "", ""),
            customer_name=names.get(each.customer_id or "", ""),
            work_item=_timed_leg(tx, each),
            last_message=newest.get(each.id),
        )
        for each in interactions
    ]


def _timed_leg(tx: Tx, interaction: Interaction) -> WorkItem | None:
    return tx.work_items.live_of(interaction.id) if interaction.state in _TIMED else None


_IN_HAND = ("connecting", "active", "held", "wrapping")
_PAGE = 500


def agent_loads(tx: Tx, agents: Iterable[Agent]) -> dict[str, AgentLoad]:
    """What each agent has in hand: interactions being worked on, and pending offers, which hold their capacity."""
    known = {each.id: each for each in agents}
    kinds: dict[str, dict[str, int]] = {}
    for agent_id, kind in _in_hand(tx, known):
        held = kinds.setdefault(agent_id, {})
        held[kind] = held.get(kind, 0) + 1
    return {
        agent_id: AgentLoad(
            units_used=sum(count * known[agent_id].capacity.costs.get(kind, 0) for kind, count in by_kind.items()),
            by_kind=by_kind,
        )
        for agent_id, by_kind in kinds.items()
    }


def _in_hand(tx: Tx, known: dict[str, Agent]) -> Iterable[tuple[str, str]]:
    only = next(iter(known)) if len(known) == 1 else None
    held = _all_pages(tx, InteractionFilter(agent_id=only, states=_IN_HAND))
    yield from ((each.agent_id, each.kind.value) for each in held if each.agent_id in known)
    offers = [offer for agent_id in known for offer in tx.offers.of_agent(agent_id)] if only else _pending(tx, known)
    offered = tx.interactions.get_many([each.interaction_id for each in offers])
    for offer in offers:
        if offer.agent_id in known and offer.interaction_id in offered:
            yield offer.agent_id, offered[offer.interaction_id].kind.value


def _pending(tx: Tx, known: dict[str, Agent]) -> list[Offer]:
    domains = sorted({each.routing_domain for each in known.values()})
    return [offer for domain in domains for offer in tx.offers.pending(domain)]


def _all_pages(tx: Tx, wanted: InteractionFilter) -> Iterable[Interaction]:
    after: str | None = None
    while page := tx.interactions.page(wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id
        if len(page) < _PAGE:
            return
