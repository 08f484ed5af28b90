"""Writes what leaves the hub: the message in the log and its delivery row, in one transaction, before anything is
sent.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hub.domain.addresses import email_address
from hub.domain.consent import Purpose
from hub.domain.deliveries import Delivery, DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind
from hub.domain.messages import Attachment, Author, AuthorType, Message, MessageDelivery, MessageKind
from hub.domain.text import clean_text
from hub.errors import ConflictError, InvalidError
from hub.ports.repositories import Tx
from hub.services.cases.follow import agent_replied
from hub.services.cases.rows import Actor
from hub.services.events.announce import announce_interaction, announce_message
from hub.services.intake.values import excerpt
from hub.services.sla.follow import replied

REPLY_PRIORITY = 100
_REPLY_LIFE = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to say. `cid` is the writer's own id: a repeat makes no second message.

    `carrier` is the channel that delivers when it is not the interaction's own (a chat that goes on by mail).
    `idem_key`, `due_at` and `expires_at` are given by scheduled messages.
    """

    text: str
    author: Author
    subject: str = ""
    cc: tuple[str, ...] = ()
    attachment_ids: tuple[str, ...] = ()
    cid: str = ""
    purpose: Purpose = Purpose.TRANSACTIONAL
    carrier: str = ""
    carrier_address: str = ""
    automatic: bool = False
    due_at: datetime | None = None
    expires_at: datetime | None = None
    idem_key: str = ""
    rule_id: str | None = None
    priority: int = REPLY_PRIORITY
    extra: dict[str, object] = field(default_factory=dict)


def write_out(tx: Tx, interaction: Interaction, draft: Draft, now: datetime) -> tuple[Interaction, Message]:
    """Add an outbound message to an interaction, with the delivery that will carry it.

    Web chat has no delivery row unless a carrier is named: its message is the outbox, and the visitor's
    acknowledgement marks it as delivered.
    """
    repeated = written_before(tx, interaction.channel, draft.cid)
    if repeated is not None:
        if repeated.interaction_id != interaction.id:
            raise ConflictError("this cid was used in another conversation before; use a new one", field="cid")
        return interaction, repeated
    draft = replace(draft, cc=_copied(draft))
    message = _message(tx, interaction, draft, now)
    tx.messages.add(message)
    after = replace(
        interaction,
        version=interaction.version + 1,
        last_seq=message.seq,
        last_text=excerpt(message),
        last_direction=message.direction,
        last_at=now,
        subject=interaction.subject or draft.subject,
        updated_at=now,
    )
    after = replied(after, now) if draft.author.type is AuthorType.AGENT and not draft.automatic else after
    tx.interactions.update(after, interaction.version)
    if after.case_id is not None and draft.author.type is AuthorType.AGENT and not draft.automatic:
        by = Actor(by=f"agent:{draft.author.id}", name=draft.author.name, agent_id=draft.author.id)
        agent_replied(tx, after, by, now)
    if interaction.kind is not InteractionKind.WEBCHAT or draft.carrier:
        tx.deliveries.add(_delivery(interaction, message, draft, now))
    announce_message(tx, message, after, at=now)
    announce_interaction(tx, after, at=now, last_message=message)
    return after, message


def written_before(tx: Tx, channel: str, cid: str) -> Message | None:
    """Find what the writer's own id made before: once a message is sent its mark gives way to the provider's id, and
    the delivery alone remembers.
    """
    if not cid:
        return None
    waiting = tx.messages.by_provider_id(channel, f"cid:{cid}")
    if waiting is not None:
        return waiting
    delivery = tx.deliveries.by_idem_key(_cid_key(channel, cid))
    return tx.messages.get(delivery.message_id) if delivery and delivery.message_id else None


def _cid_key(channel: str, cid: str) -> str:
    return f"cid:{channel}:{cid}"


def write_note(
    tx: Tx, interaction: Interaction, text: str, author: Author, now: datetime
) -> tuple[Interaction, Message]:
    """Add an internal note, which only staff see."""
    message = Message(
        id=new_id(),
        interaction_id=interaction.id,
        channel=interaction.channel,
        seq=interaction.last_seq + 1,
        direction=Direction.INTERNAL,
        kind=MessageKind.NOTE,
        text=_required(text),
        author=author,
        created_at=now,
    )
    tx.messages.add(message)
    after = replace(interaction, version=interaction.version + 1, last_seq=message.seq, updated_at=now)
    tx.interactions.update(after, interaction.version)
    announce_message(tx, message, after, at=now)
    return after, message


def _required(text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned.strip():
        raise InvalidError("the message is empty; write something or attach a file", field="text")
    return cleaned


def _message(tx: Tx, interaction: Interaction, draft: Draft, now: datetime) -> Message:
    message_id = new_id()
    attachments = _attachments(tx, draft, message_id)
    text = clean_text(draft.text) if attachments else _required(draft.text)
    is_mail = (draft.carrier or interaction.kind is InteractionKind.EMAIL) and "@" in _address(interaction, draft)
    return Message(
        id=message_id,
        interaction_id=interaction.id,
        channel=interaction.channel,
        seq=interaction.last_seq + 1,
        direction=Direction.OUT,
        kind=MessageKind.EMAIL if is_mail else MessageKind.TEXT,
        text=text,
        subject=clean_text(draft.subject),
        headers=_headers(interaction, draft),
        author=draft.author,
        provider_id=f"cid:{draft.cid}" if draft.cid else None,
        delivery=MessageDelivery(state=DeliveryState.QUEUED),
        attachments=attachments,
        created_at=now,
    )


def _copied(draft: Draft) -> tuple[str, ...]:
    wrong = next((each for each in draft.cc if email_address(each) is None), None)
    if wrong is not None:
        raise InvalidError(f"{wrong!r} is no mail address; write one like anna@example.com", field="cc")
    return tuple(dict.fromkeys(each.strip().strip("<>") for each in draft.cc))


def _attachments(tx: Tx, draft: Draft, message_id: str) -> tuple[Attachment, ...]:
    if not draft.attachment_ids:
        return ()
    found = {each.id: each for each in tx.messages.uploads(draft.attachment_ids)}
    missing = [each for each in draft.attachment_ids if each not in found]
    if missing:
        raise InvalidError(f"no uploaded file {missing[0]}; upload it again", field="attachments")
    return tuple(replace(found[each], message_id=message_id) for each in dict.fromkeys(draft.attachment_ids))


def _headers(interaction: Interaction, draft: Draft) -> dict[str, str] | None:
    headers = {"cid": draft.cid} if draft.cid else {}
    if interaction.kind is InteractionKind.EMAIL or draft.carrier:
        headers["to"] = _address(interaction, draft)
    if draft.cc:
        headers["cc"] = ", ".join(draft.cc)
    return headers or None


def _address(interaction: Interaction, draft: Draft) -> str:
    wanted = interaction.attributes.get("reply_to", "") if interaction.kind is InteractionKind.EMAIL else ""
    return draft.carrier_address or wanted or interaction.address


def _delivery(interaction: Interaction, message: Message, draft: Draft, now: datetime) -> Delivery:
    return Delivery(
        id=new_id(),
        idem_key=draft.idem_key or (_cid_key(interaction.channel, draft.cid) if draft.cid else f"msg:{message.id}"),
        channel=draft.carrier or interaction.channel,
        purpose=draft.purpose,
        customer_id=interaction.customer_id,
        interaction_id=interaction.id,
        message_id=message.id,
        address=_address(interaction, draft),
        sender="" if draft.carrier else interaction.our_address,
        text=message.text,
        subject=message.subject,
        payload={"cc": list(draft.cc), "automatic": draft.automatic, **draft.extra},
        rule_id=draft.rule_id,
        occurrence_key=draft.idem_key or None,
        priority=draft.priority,
        due_at=draft.due_at or now,
        expires_at=draft.expires_at or now + _REPLY_LIFE,
        created_at=now,
        updated_at=now,
    )
