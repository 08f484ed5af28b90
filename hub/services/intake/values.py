"""The values that an inbound message becomes: customer, interaction, message, consent."""

from datetime import datetime

from hub.domain.addresses import email_address
from hub.domain.consent import Consent, ConsentStatus
from hub.domain.customers import ContactPoint, ContactPointState, Customer
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionState
from hub.domain.languages import guess_language
from hub.domain.messages import Attachment, Author, AuthorType, Message
from hub.ports.channels import Automatic
from hub.ports.intake import IntakeItem, StoredFile

_EXCERPT = 200


def new_customer(item: IntakeItem, now: datetime) -> tuple[ContactPoint, Customer]:
    """Make a customer of an address that nobody has yet."""
    inbound, address = item.inbound, item.address
    if address is None:
        raise ValueError("a sender without an address makes no customer")
    customer_id = new_id()
    point = ContactPoint(
        id=new_id(),
        customer_id=customer_id,
        kind=address.kind,
        value=address.value,
        raw=address.raw,
        state=ContactPointState.VERIFIED if inbound.verified else ContactPointState.CLAIMED,
        source=inbound.channel,
        created_at=now,
        last_seen_at=now,
    )
    customer = Customer(
        id=customer_id,
        name=inbound.sender_name,
        language=inbound.language or guess_language(f"{item.subject} {item.text}"),
        contact_points=(point,),
        created_at=now,
        updated_at=now,
    )
    return point, customer


def new_interaction(
    item: IntakeItem,
    customer: Customer | None,
    point: ContactPoint | None,
    *,
    linked_id: str | None,
    now: datetime,
) -> Interaction:
    """Make an interaction that is closed until it is given work to do."""
    inbound = item.inbound
    language = (customer.language if customer else "") or inbound.language
    return Interaction(
        id=new_id(),
        channel=inbound.channel,
        kind=inbound.kind,
        state=InteractionState.CLOSED,
        customer_id=customer.id if customer else None,
        contact_point_id=point.id if point else None,
        linked_id=linked_id,
        subject=item.subject,
        address=item.address.raw if item.address else inbound.sender,
        our_address=inbound.our_address,
        thread_key=item.thread_key,
        language=language or guess_language(f"{item.subject} {item.text}"),
        attributes={**inbound.answers, **_reply_to(item)},
        created_at=now,
        closed_at=now,
        updated_at=now,
    )


def inbound_message(item: IntakeItem, interaction: Interaction, customer: Customer | None, now: datetime) -> Message:
    """Make the next entry of an interaction."""
    inbound = item.inbound
    message_id = new_id()
    name = (customer.name if customer else "") or inbound.sender_name or inbound.sender
    author = AuthorType.SYSTEM if inbound.automatic is Automatic.BOUNCE else AuthorType.CUSTOMER
    return Message(
        id=message_id,
        interaction_id=interaction.id,
        channel=inbound.channel,
        seq=interaction.last_seq + 1,
        direction=Direction.IN,
        kind=inbound.message_kind,
        text=item.text,
        subject=item.subject,
        html_blob=item.html_blob,
        headers=_headers(item),
        author=Author(type=author, id=customer.id if customer else None, name=name),
        provider_id=inbound.provider_id,
        attachments=tuple(_attachment(each, message_id) for each in item.files),
        reason=inbound.automatic.value if inbound.automatic else None,
        created_at=now,
    )


def keyword_consent(item: IntakeItem, customer: Customer | None, message: Message, *, withdrawn: bool) -> Consent:
    """Make the statement that a STOP or START is, with the message as its evidence."""
    return Consent(
        id=new_id(),
        customer_id=customer.id if customer else None,
        kind=item.inbound.kind.value,
        address=item.address.value if item.address else None,
        status=ConsentStatus.WITHDRAWN if withdrawn else ConsentStatus.GRANTED,
        source="keyword",
        evidence=f"message:{message.id}",
        at=message.created_at,
        by="customer",
    )


def excerpt(message: Message) -> str:
    """Return the line that lists show for a message."""
    files = ", ".join(each.name for each in message.attachments)
    return (" ".join(message.text.split()) or message.subject or files)[:_EXCERPT]


def _reply_to(item: IntakeItem) -> dict[str, str]:
    """Answers go where the writer asks for them: a form's mail comes from the site, its Reply-To is the customer."""
    wanted = item.inbound.headers.get("reply_to", "")
    return {"reply_to": wanted} if email_address(wanted) is not None else {}


def _attachment(file: StoredFile, message_id: str) -> Attachment:
    return Attachment(
        id=file.id,
        message_id=message_id,
        name=file.name,
        type=file.type,
        size=file.size,
        blob=file.blob,
        content_id=file.content_id,
        inline=file.inline,
    )


def _headers(item: IntakeItem) -> dict[str, str] | None:
    headers = dict(item.inbound.headers)
    if item.inbound.thread.message_id:
        headers["message_id"] = item.inbound.thread.message_id
    if item.inbound.thread.references:
        headers["references"] = " ".join(item.inbound.thread.references)
    return headers or None
