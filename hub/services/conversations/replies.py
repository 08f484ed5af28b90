"""What agents write: answers, first contacts, and contacts that they log by hand."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.addresses import Address, email_address, phone_address
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, Message, MessageKind
from hub.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hub.ports.channels import Capability, Channel
from hub.ports.repositories import Tx
from hub.services.channel_book import ChannelBook
from hub.services.conversations.chat_mail import plan_mail
from hub.services.conversations.outgoing import Draft, write_out, written_before
from hub.services.events.announce import announce_interaction, announce_message
from hub.services.intake.values import excerpt
from hub.services.sending.permission import consent_on

_MANUAL_KINDS = frozenset({"visit", "fax", "call", "letter", "other"})


@dataclass(frozen=True, kw_only=True)
class FirstContact:
    """An interaction that an agent begins: to a customer's contact point, or to a bare address."""

    channel: str
    customer_id: str | None = None
    address: str = ""
    draft: Draft | None = None
    agent_id: str


@dataclass(frozen=True, kw_only=True)
class HandWritten:
    """A contact that happened outside the hub. `manual_kind` is visit, fax, call, letter or other."""

    manual_kind: str
    customer_id: str
    direction: Direction
    text: str
    at: datetime
    author: Author
    agent_id: str | None


def reply(
    tx: Tx,
    interaction_id: str,
    draft: Draft,
    *,
    agent_id: str | None,
    channels: ChannelBook,
    now: datetime,
) -> Message:
    """Answer within an interaction; `agent_id` None is a program or a supervisor, who may answer any.

    Raises `NotFoundError`, `ForbiddenError` (another agent has it), `ConflictError` (closed, opted out, cannot send).
    """
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        raise NotFoundError(f"there is no interaction {interaction_id}")
    if agent_id is not None and interaction.agent_id not in (None, agent_id):
        raise ForbiddenError("another agent has this interaction; ask for a transfer")
    if not interaction.state.is_open:
        raise ConflictError(f"the interaction is {interaction.state}; write a new message to the customer instead")
    if draft.carrier:
        _, message = write_out(tx, interaction, draft, now)
        return message
    channel = channels.get(interaction.channel)
    if Capability.TEXT_OUT not in channel.capabilities:
        raise ConflictError(f"channel {channel.name} cannot send texts; call the customer or write on another channel")
    _refuse_opted_out(tx, interaction.customer_id, channel, interaction.address)
    after, message = write_out(tx, _read(interaction), _with_subject(draft, interaction), now)
    plan_mail(tx, after, message, channels, now)
    return message


def write_first(tx: Tx, first: FirstContact, *, channels: ChannelBook, now: datetime) -> Interaction:
    """Begin an interaction; it belongs to the agent at once. A call has no message: `calls` dials after the commit."""
    channel = channels.get(first.channel)
    repeated = written_before(tx, channel.name, first.draft.cid) if first.draft else None
    begun = tx.interactions.get(repeated.interaction_id) if repeated else None
    if begun is not None:
        return begun
    needed = Capability.CALL_OUT if channel.kind is InteractionKind.PHONE else Capability.WRITE_FIRST
    if needed not in channel.capabilities:
        raise ConflictError(f"channel {channel.name} cannot begin a contact")
    customer, address = _recipient(tx, first, channel)
    if channel.kind is not InteractionKind.PHONE:
        _refuse_opted_out(tx, customer.id if customer else None, channel, address.value)
    interaction = _outbound(first, channel, customer, address, now)
    tx.interactions.add(interaction)
    if first.draft is None or channel.kind is InteractionKind.PHONE:
        announce_interaction(tx, interaction, at=now, created=True)
        return interaction
    after, _ = write_out(tx, interaction, first.draft, now)
    return after


def log_by_hand(tx: Tx, contact: HandWritten, *, now: datetime) -> Interaction:
    """Write down a visit, a fax or a call on one's own phone; it is closed from the start."""
    if contact.manual_kind not in _MANUAL_KINDS:
        raise InvalidError(f"must be one of {', '.join(sorted(_MANUAL_KINDS))}", field="manual_kind")
    if tx.customers.get(contact.customer_id) is None:
        raise NotFoundError(f"there is no customer {contact.customer_id}", field="customer_id")
    if contact.at > now:
        raise InvalidError("lies in the future; give the time at which it happened", field="at")
    interaction = Interaction(
        id=new_id(),
        channel="manual",
        kind=InteractionKind.MANUAL,
        direction=contact.direction,
        state=InteractionState.CLOSED,
        customer_id=contact.customer_id,
        subject=contact.manual_kind,
        agent_id=contact.agent_id,
        attributes={"manual_kind": contact.manual_kind},
        created_at=contact.at,
        ended_at=contact.at,
        closed_at=now,
        updated_at=now,
    )
    message = Message(
        id=new_id(),
        interaction_id=interaction.id,
        channel="manual",
        seq=1,
        direction=contact.direction,
        kind=MessageKind.NOTE,
        text=contact.text,
        author=contact.author,
        created_at=contact.at,
    )
    interaction = replace(
        interaction, last_seq=1, last_text=excerpt(message), last_direction=contact.direction, last_at=contact.at
    )
    tx.interactions.add(interaction)
    tx.messages.add(message)
    announce_interaction(tx, interaction, at=now, created=True, last_message=message)
    announce_message(tx, message, interaction, at=now)
    return interaction


def _read(interaction: Interaction) -> Interaction:
    """Whoever answers has read what came before."""
    return replace(interaction, unread=0)


def _with_subject(draft: Draft, interaction: Interaction) -> Draft:
    if draft.subject or interaction.kind is not InteractionKind.EMAIL:
        return draft
    subject = interaction.subject
    return replace(draft, subject=subject if subject[:3].lower() == "re:" else f"Re: {subject}".strip())


def _refuse_opted_out(tx: Tx, customer_id: str | None, channel: Channel, address: str) -> None:
    status = consent_on(tx, customer_id=customer_id, channel=channel, address=address, purpose=Purpose.TRANSACTIONAL)
    if status is ConsentStatus.WITHDRAWN:
        raise ConflictError("the customer has opted out of this channel; use another one, or record a new consent")


def _normalised(channel: Channel, address: str) -> Address | None:
    if channel.kind is InteractionKind.EMAIL:
        return email_address(address)
    if channel.kind in (InteractionKind.SMS, InteractionKind.PHONE, InteractionKind.WEBHOOK):
        return phone_address(address, channel.region)
    return None


def _recipient(tx: Tx, first: FirstContact, channel: Channel) -> tuple[Customer | None, Address]:
    customer = tx.customers.get(first.customer_id) if first.customer_id else None
    if first.customer_id and customer is None:
        raise NotFoundError(f"there is no customer {first.customer_id}", field="customer_id")
    raw = first.address or _known_address(customer, channel)
    address = _normalised(channel, raw)
    if address is None or (address.is_sender_id and channel.kind in (InteractionKind.PHONE, InteractionKind.SMS)):
        raise InvalidError(f"{raw!r} is no address that {channel.name} can reach", field="address")
    known = tx.customers.by_address(address.kind.value, address.value) if customer is None else ()
    return customer or (known[0] if len(known) == 1 else None), address


def _known_address(customer: Customer | None, channel: Channel) -> str:
    wanted = "email" if channel.kind is InteractionKind.EMAIL else "phone"
    points = customer.contact_points if customer else ()
    found = next((each.value for each in points if each.kind.value == wanted and each.state != "blocked"), None)
    if found is None:
        raise InvalidError(f"the customer has no {wanted} address; give one", field="address")
    return found


def _outbound(
    first: FirstContact, channel: Channel, customer: Customer | None, address: Address, now: datetime
) -> Interaction:
    is_call = channel.kind is InteractionKind.PHONE
    interaction_id = new_id()
    points = customer.contact_points if customer else ()
    return Interaction(
        id=interaction_id,
        channel=channel.name,
        kind=channel.kind,
        direction=Direction.OUT,
        state=InteractionState.CONNECTING if is_call else InteractionState.ACTIVE,
        customer_id=customer.id if customer else None,
        contact_point_id=next((each.id for each in points if each.value == address.value), None),
        subject=first.draft.subject if first.draft else "",
        address=address.value,
        our_address=channel.address,
        thread_key=interaction_id
        if is_call or channel.kind is InteractionKind.EMAIL
        else f"{channel.address}|{address.value}",
        agent_id=first.agent_id,
        language=customer.language if customer else "",
        created_at=now,
        accepted_at=None if is_call else now,
        updated_at=now,
    )
