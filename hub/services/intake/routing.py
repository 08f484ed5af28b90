"""What routing an inbound message needs: a first work item, a reopened one, or none."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.domain.customers import Customer
from hub.domain.entry_rules import EntryFacts, EntryRule
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import MessageKind
from hub.domain.work import Preference, WorkItem, WorkItemState
from hub.ports.intake import IntakeItem, Thread
from hub.services.intake.entry import Entry, EntryBook
from hub.services.intake.last_service import Served
from hub.services.intake.threads import Continuation
from hub.services.sla.terms import begun, reopened

REOPEN_WITHIN = timedelta(days=7)
_OWNER_SCORE, _LAST_AGENT_SCORE = 100, 80
LAST_AGENT_FOR = timedelta(minutes=15)


def continued(thread: Thread, now: datetime) -> Continuation:
    """Decide by the conversation's state: an open one goes on, a recent one is reopened, an old one stays closed."""
    interaction = thread.interaction
    if interaction.state.is_open:
        return Continuation.APPEND
    ended = interaction.closed_at or interaction.ended_at or interaction.updated_at
    return Continuation.REOPEN if now - ended <= REOPEN_WITHIN else Continuation.NEW


def placed(
    interaction: Interaction,
    item: IntakeItem,
    customer: Customer | None,
    book: EntryBook,
    now: datetime,
    *,
    last: Thread | None,
) -> Thread:
    """Give the interaction its queue and work item; `last` is the conversation that a reply reopens."""
    if item.inbound.message_kind is MessageKind.CALL:
        return Thread(interaction=call_state(interaction, item, now), work_item=None)
    if last is not None and last.interaction.queue_id in book.queues:
        return _reopened(interaction, last, book, now)
    entry = book.choose(entry_facts(interaction, customer, now, digits=item.inbound.digits))
    address = item.address
    served = book.last_served.get((address.kind.value, address.value)) if address else None
    return queued(interaction, entry, customer, now, served=served)


def entry_facts(interaction: Interaction, customer: Customer | None, now: datetime, *, digits: str = "") -> EntryFacts:
    """Collect what entry rules may look at."""
    return EntryFacts(
        channel=interaction.channel,
        kind=interaction.kind.value,
        our_address=interaction.our_address,
        language=interaction.language,
        customer_tags=customer.tags if customer else (),
        classes=customer.classes if customer else {},
        owner_agent_id=customer.owner_agent_id if customer else None,
        digits=digits,
        answers=interaction.attributes,
        at=now,
    )


def queued(
    interaction: Interaction,
    entry: Entry,
    customer: Customer | None,
    now: datetime,
    *,
    served: Served | None = None,
) -> Thread:
    """Put the interaction into the entry's queue; a closed one parks it until it opens, unless it has other plans."""
    rule = entry.rule
    opens_at = None if entry.overflows else entry.opens_at
    work = WorkItem(
        id=new_id(),
        interaction_id=interaction.id,
        kind=interaction.kind,
        queue_id=entry.queue.id if entry.queue else None,
        state=WorkItemState.PARKED if opens_at else WorkItemState.WAITING,
        priority=rule.priority if rule else 0,
        requirements=rule.requirements if rule else (),
        preferences=_preferences(rule, customer, served, now),
        plan_id=(rule.plan_id if rule else None) or (entry.queue.plan_id if entry.queue else None),
        queued_at=now,
        entered_at=None if entry.opens_at else now,
        state_at=now,
        due_at=opens_at,
        created_at=now,
    )
    promised = replace(interaction, clocks=begun(entry.terms, now)) if entry.terms else interaction
    return Thread(interaction=_waiting(promised, work, rule.name if rule else None, now), work_item=work)


def _preferences(
    rule: EntryRule | None, customer: Customer | None, served: Served | None, now: datetime
) -> tuple[Preference, ...]:
    """The customer's owner before who served the customer last, as far as the rule asks for them."""
    owner_id = customer.owner_agent_id if rule and rule.to_owner and customer else None
    last_id = served.within(rule.to_last_agent_days, now) if rule and served else None
    wanted = {_LAST_AGENT_SCORE: last_id, _OWNER_SCORE: owner_id}
    found = {agent_id: score for score, agent_id in wanted.items() if agent_id is not None}
    return tuple(Preference(agent_id=agent_id, score=score) for agent_id, score in found.items())


def _waiting(interaction: Interaction, work: WorkItem, rule_name: str | None, now: datetime) -> Interaction:
    return replace(
        interaction,
        state=InteractionState.WAITING,
        queue_id=work.queue_id,
        work_item_id=work.id,
        priority=work.priority,
        requirements=work.requirements,
        entry_rule=rule_name or interaction.entry_rule,
        agent_id=None,
        queued_at=now,
        accepted_at=None,
        ended_at=None,
        closed_at=None,
    )


def _reopened(interaction: Interaction, last: Thread, book: EntryBook, now: datetime) -> Thread:
    """Give a reply to the agent who knows the matter, and after a quarter of an hour to the queue."""
    terms = book.terms(interaction.clocks[0].policy_id, last.interaction.queue_id) if interaction.clocks else None
    if terms is not None:
        interaction = replace(interaction, clocks=reopened(interaction.clocks, terms, now))
    agent_id = last.interaction.agent_id or (last.work_item.agent_id if last.work_item else None)
    work = WorkItem(
        id=new_id(),
        interaction_id=interaction.id,
        parent_id=last.work_item.id if last.work_item else None,
        kind=interaction.kind,
        queue_id=last.interaction.queue_id,
        priority=last.interaction.priority,
        requirements=last.interaction.requirements,
        preferred_agent_id=agent_id,
        preferred_until=now + LAST_AGENT_FOR if agent_id else None,
        plan_id=book.queues[last.interaction.queue_id].plan_id if last.interaction.queue_id in book.queues else None,
        queued_at=now,
        entered_at=now,
        state_at=now,
        created_at=now,
    )
    return Thread(interaction=_waiting(interaction, work, None, now), work_item=work)


def call_state(interaction: Interaction, item: IntakeItem, now: datetime) -> Interaction:
    """A call on our own line is routed by its script; one that a PBX reports is only written down, and stays ended."""
    if item.inbound.kind is InteractionKind.PHONE:
        first = interaction.last_seq == 0
        return replace(interaction, state=InteractionState.NEW, closed_at=None) if first else interaction
    ended = item.inbound.answers.get("call_event") == "ended"
    if ended or (interaction.last_seq and not interaction.state.is_open):
        return replace(interaction, state=InteractionState.CLOSED, closed_at=interaction.closed_at or now)
    return replace(interaction, state=InteractionState.ACTIVE, closed_at=None)
