"""What a visitor's page needs from the log: the conversation, who is there, and marks of what it has seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.addresses import Address, chat_address, email_address, phone_address
from hub.domain.agents import Agent, PresenceState
from hub.domain.customers import ContactPoint, ContactPointKind, ContactPointState, Customer
from hub.domain.deliveries import DeliveryState, outranks
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction
from hub.domain.messages import Message, MessageDelivery
from hub.ports.chat import Availability, ChatStatus, Hello, Seen, Visitor
from hub.ports.repositories import Tx
from hub.services.conversations.chat_mail import cancel_mail
from hub.services.events.announce import announce_interaction, announce_message, customer_event
from hub.services.intake.entry import EntryBook
from hub.services.intake.routing import entry_facts

REPLAYED = 200
_SEEN_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A visitor's conversation, None before the first message, and what its page has not got yet."""

    interaction: Interaction | None = None
    missed: Sequence[Message] = ()


def open_chat(tx: Tx, channel: str, thread_key: str, hello: Hello) -> Opening:
    """Read the newest conversation and everything after what the page has; of a long one the newest messages."""
    current = tx.interactions.by_thread(channel, thread_key)
    if current is None:
        return Opening()
    missed: list[Message] = []
    resume = hello.resume
    if hello.conversation not in ("", current.id):
        missed += _after(tx, _own(tx, hello.conversation, channel, thread_key), hello.resume)
        resume = 0
    missed += _after(tx, current, resume)
    return Opening(interaction=current, missed=missed)


def _own(tx: Tx, interaction_id: str, channel: str, thread_key: str) -> Interaction | None:
    """Return a conversation if it is this visitor's own."""
    found = tx.interactions.get(interaction_id)
    return found if found is not None and (found.channel, found.thread_key) == (channel, thread_key) else None


def _after(tx: Tx, interaction: Interaction | None, resume: int) -> Sequence[Message]:
    if interaction is None:
        return ()
    # A mark beyond the end belongs to another conversation: everything is missing.
    seen = resume if resume <= interaction.last_seq else 0
    start = max(seen, interaction.last_seq - REPLAYED)
    return tx.messages.of_interaction(interaction.id, after_seq=start, limit=REPLAYED)


def status_of(book: EntryBook, interaction: Interaction, *, now: datetime) -> ChatStatus:
    """Say who can answer: the agent who has it, else whoever is ready in the queue where it waits or would go.

    `interaction` may be one that does not exist yet; its channel and language then decide the queue.
    """
    ended = interaction.last_seq > 0 and not interaction.state.is_open
    agent = book.agents.get(interaction.agent_id or "")
    if agent is not None and interaction.state.is_open and agent.presence.state is not PresenceState.OFFLINE:
        return ChatStatus(availability=Availability.ONLINE, agent=agent.name)
    there = any(_answers(each) for each in _candidates(book, interaction, now))
    return ChatStatus(availability=Availability.ONLINE if there else Availability.OFFLINE, ended=ended)


def _candidates(book: EntryBook, interaction: Interaction, now: datetime) -> list[Agent]:
    queue = book.queues.get(interaction.queue_id or "") or book.choose(entry_facts(interaction, None, now)).queue
    if queue is None:
        return list(book.agents.values())
    if queue.hours is not None and not queue.hours.is_open(now):
        return []
    return [book.agents[each] for each in book.serving(queue)]


def _answers(agent: Agent) -> bool:
    return agent.presence.state is PresenceState.READY and agent.presence.lost_at is None


def mark_seen(tx: Tx, channel: str, thread_key: str, seen: Seen, now: datetime) -> None:
    """Mark what the visitor's page has, or what the visitor has read; what is seen needs no mail any more."""
    interaction = _own(tx, seen.conversation, channel, thread_key)
    if interaction is None:
        return
    state = DeliveryState.READ if seen.read else DeliveryState.DELIVERED
    start = max(0, seen.seq - _SEEN_AT_ONCE)
    for message in tx.messages.of_interaction(interaction.id, after_seq=start, limit=_SEEN_AT_ONCE):
        if message.seq <= seen.seq and _moves(message, state):
            cancel_mail(tx, message, now)
            after = tx.messages.set_delivery(message.id, MessageDelivery(state=state), None)
            announce_message(tx, after, interaction, at=now, created=False)


def _moves(message: Message, state: DeliveryState) -> bool:
    told = message.delivery
    return message.direction is Direction.OUT and told is not None and outranks(state, told.state)


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a visitor said (or the site signed) of himself; `verified` tells which."""

    name: str = ""
    email: str = ""
    phone: str = ""
    verified: bool = False


def claims_of(visitor: Visitor, answers: dict[str, str]) -> Claims:
    """Take the site's signed word, else the visitor's own."""
    if visitor.verified:
        return Claims(name=visitor.name, email=visitor.email, phone=visitor.phone, verified=True)
    return Claims(name=answers.get("name", ""), email=answers.get("email", ""), phone=answers.get("phone", ""))


def link_identity(tx: Tx, visitor: Visitor, *, source: str, now: datetime) -> None:
    """Make a signed visitor's chat that of the one customer whom the signed addresses identify.

    Both sides are proven then: the site vouches for the visitor's address, and we have verified it as the customer's.
    Two customers, or an address that is only claimed, link nothing.
    """
    if not visitor.verified or tx.customers.by_address(ContactPointKind.CHAT.value, visitor.id):
        return
    addresses = _addresses(Claims(email=visitor.email, phone=visitor.phone))
    proven = {customer.id: customer for each in addresses for customer in _identified(tx, each)}
    if len(proven) != 1:
        return
    [customer_id] = proven
    claims = Claims(verified=True)
    point = replace(_claimed(customer_id, chat_address(visitor.id), claims, source=source, now=now), identifies=True)
    tx.customers.add_contact_point(point)
    changed = tx.customers.get(customer_id)
    if changed is not None:
        tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=now))


def _identified(tx: Tx, address: Address) -> list[Customer]:
    return [
        customer
        for customer in tx.customers.by_address(address.kind.value, address.value)
        if any(
            (each.kind, each.value, each.state) == (address.kind, address.value, ContactPointState.VERIFIED)
            and each.identifies
            for each in customer.contact_points
        )
    ]


def _addresses(claims: Claims) -> list[Address]:
    email = email_address(claims.email) if claims.email else None
    phone = phone_address(claims.phone, None) if claims.phone else None
    return [each for each in (email, phone) if each is not None and not each.is_sender_id]


def note_claims(tx: Tx, interaction_id: str, claims: Claims, now: datetime) -> None:
    """Add what is claimed to the customer's record and to the conversation, which then can go on by mail.

    An address never leads to another customer here: whoever types an address must not become the person it belongs
    to. Such records are proposed for merging, which a person decides.
    """
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        return
    found = _addresses(claims)
    email = next((each for each in found if each.kind is ContactPointKind.EMAIL), None)
    if interaction.customer_id is not None:
        _add_to_customer(tx, interaction.customer_id, found, claims, source=interaction.channel, now=now)
    if email is not None and interaction.attributes.get("email") != email.value:
        attributes = {**interaction.attributes, "email": email.value}
        after = replace(interaction, attributes=attributes, version=interaction.version + 1, updated_at=now)
        tx.interactions.update(after, interaction.version)
        announce_interaction(tx, after, at=now)


def _add_to_customer(
    tx: Tx, customer_id: str, addresses: Sequence[Address], claims: Claims, *, source: str, now: datetime
) -> None:
    customer = tx.customers.get(customer_id)
    if customer is None:
        return
    known = {(each.kind, each.value) for each in customer.contact_points}
    new = [each for each in addresses if (each.kind, each.value) not in known]
    for address in new:
        tx.customers.add_contact_point(_claimed(customer_id, address, claims, source=source, now=now))
    if claims.name and not customer.name:
        named = replace(customer, name=claims.name, version=customer.version + 1, updated_at=now)
        tx.customers.update(named, customer.version)
    changed = tx.customers.get(customer_id)
    if changed is not None and changed != customer:
        tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=now))


def _claimed(customer_id: str, address: Address, claims: Claims, *, source: str, now: datetime) -> ContactPoint:
    return ContactPoint(
        id=new_id(),
        customer_id=customer_id,
        kind=address.kind,
        value=address.value,
        raw=address.raw,
        state=ContactPointState.VERIFIED if claims.verified else ContactPointState.CLAIMED,
        identifies=False,
        source=source,
        created_at=now,
    )
