"""Values for the storage tests, with everything that a test does not care about filled in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.care import CareRule
from hub.domain.consent import Consent, Purpose
from hub.domain.customers import ContactPoint, ContactPointKind, Customer
from hub.domain.deliveries import Delivery
from hub.domain.entry_rules import EntryRule
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind
from hub.domain.messages import Author, AuthorType, Message, MessageKind
from hub.domain.queues import Queue
from hub.domain.templates import MessageTemplate
from hub.domain.users import Session, User
from hub.domain.work import Offer, WorkItem
from hub.ports.repositories import Tx
from hub.ports.repositories.access import AuditEntry
from hub.ports.repositories.routing import StoredCommand

NOW = datetime(2026, 11, 22, 8, 5, 0, 123456, tzinfo=UTC)


def storing(*values: object) -> Callable[[Tx], None]:
    """Make a transaction that adds values of any kind, in their order."""

    def work(tx: Tx) -> None:
        ways: dict[type, Callable[[Any], object]] = {
            Agent: tx.agents.add,
            AuditEntry: tx.audit.add,
            CareRule: lambda rule: tx.care_rules.put(rule, None),
            Consent: tx.consents.add,
            Customer: tx.customers.add,
            Delivery: tx.deliveries.add,
            EntryRule: tx.queues.put_entry_rule,
            Interaction: tx.interactions.add,
            Message: tx.messages.add,
            MessageTemplate: lambda template: tx.templates.put(template, None),
            NewEvent: tx.events.add,
            Offer: tx.offers.add,
            Queue: tx.queues.add,
            Session: tx.sessions.add,
            StoredCommand: tx.routing.add_command,
            User: tx.users.put,
            WorkItem: tx.work_items.add,
        }
        for value in values:
            ways[type(value)](value)

    return work


def a_customer(*addresses: str, **changes: Any) -> Customer:
    """A customer whose addresses identify it; those with an @ are e-mail."""
    customer_id = new_id()
    points = tuple(a_point(customer_id, address) for address in addresses)
    plain = Customer(id=customer_id, name="Ann", contact_points=points, created_at=NOW, updated_at=NOW)
    return replace(plain, **changes)


def a_point(customer_id: str, value: str, **changes: Any) -> ContactPoint:
    kind = ContactPointKind.EMAIL if "@" in value else ContactPointKind.PHONE
    return replace(
        ContactPoint(id=new_id(), customer_id=customer_id, kind=kind, value=value, created_at=NOW), **changes
    )


def an_interaction(**changes: Any) -> Interaction:
    plain = Interaction(id=new_id(), channel="sms", kind=InteractionKind.SMS, created_at=NOW, updated_at=NOW)
    return replace(plain, **changes)


def a_message(interaction: Interaction, **changes: Any) -> Message:
    plain = Message(
        id=new_id(),
        interaction_id=interaction.id,
        channel=interaction.channel,
        seq=1,
        direction=Direction.IN,
        kind=MessageKind.TEXT,
        text="hello",
        author=Author(type=AuthorType.CUSTOMER),
        created_at=NOW,
    )
    return replace(plain, **changes)


def a_work_item(interaction: Interaction, **changes: Any) -> WorkItem:
    plain = WorkItem(
        id=new_id(),
        interaction_id=interaction.id,
        kind=interaction.kind,
        queue_id=None,
        queued_at=NOW,
        state_at=NOW,
        created_at=NOW,
    )
    return replace(plain, **changes)


def an_offer(item: WorkItem, **changes: Any) -> Offer:
    plain = Offer(
        id=new_id(),
        work_item_id=item.id,
        interaction_id=item.interaction_id,
        epoch=item.epoch,
        agent_id="agent",
        created_at=NOW,
        deadline=NOW,
    )
    return replace(plain, **changes)


def an_agent(**changes: Any) -> Agent:
    presence = Presence(state=PresenceState.READY, since=NOW)
    return replace(Agent(id=new_id(), name="Bo", presence=presence, created_at=NOW, updated_at=NOW), **changes)


def a_queue(**changes: Any) -> Queue:
    return replace(Queue(id=new_id(), name="Service", created_at=NOW, updated_at=NOW), **changes)


def a_delivery(**changes: Any) -> Delivery:
    plain = Delivery(
        id=new_id(),
        idem_key=new_id(),
        channel="sms",
        purpose=Purpose.GREETING,
        address="+4915112345678",
        text="All the best",
        due_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(plain, **changes)


def an_event(subject_id: str = "x", **data: Any) -> NewEvent:
    return NewEvent(type=EventType.CUSTOMER_UPDATED, data=data, subject_id=subject_id, audience=(EVERYONE,), at=NOW)
