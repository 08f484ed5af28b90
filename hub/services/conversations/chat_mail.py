"""A chat goes on by mail: an answer that the visitor's page has not fetched in time leaves as a mail.

The mail's delivery row is written together with the answer and falls due a minute later. When the page fetches the
answer first, the row is cancelled; no process has to know which visitors are connected where.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.domain.consent import Purpose
from hub.domain.customers import ContactPointKind, ContactPointState
from hub.domain.deliveries import Delivery, DeliveryState
from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.messages import Message
from hub.ports.channels import Capability, Channel
from hub.ports.chat import as_chat
from hub.ports.repositories import Tx
from hub.services.channel_book import ChannelBook
from hub.services.conversations.outgoing import REPLY_PRIORITY

MAIL_AFTER = timedelta(minutes=1)
_MAIL_LIFE = timedelta(days=2)
_SUBJECTS = {"zh": "关于您的在线咨询", "en": "Your chat with us"}


def plan_mail(tx: Tx, interaction: Interaction, message: Message, channels: ChannelBook, now: datetime) -> None:
    """Write the mail that carries an answer if the visitor does not come back for it; nothing without an address."""
    if interaction.kind is not InteractionKind.WEBCHAT:
        return
    address = mail_address(tx, interaction)
    carrier = _carrier(channels, interaction.channel)
    if not address or carrier is None:
        return
    subject = interaction.subject or _SUBJECTS["zh" if interaction.language.startswith("zh") else "en"]
    tx.deliveries.add(
        Delivery(
            # The message's own id: so that the row is found again without another index.
            id=message.id,
            idem_key=f"chat-mail:{message.id}",
            channel=carrier.name,
            purpose=Purpose.TRANSACTIONAL,
            customer_id=interaction.customer_id,
            interaction_id=interaction.id,
            message_id=message.id,
            address=address,
            text=message.text,
            subject=subject,
            payload={"cc": [], "automatic": False},
            priority=REPLY_PRIORITY,
            due_at=now + MAIL_AFTER,
            expires_at=now + _MAIL_LIFE,
            created_at=now,
            updated_at=now,
        )
    )


def cancel_mail(tx: Tx, message: Message, now: datetime) -> None:
    """The visitor has it: drop the mail unless it is on its way already."""
    delivery = tx.deliveries.get(message.id)
    if delivery is None or delivery.state is not DeliveryState.QUEUED:
        return
    cancelled = replace(delivery, state=DeliveryState.CANCELLED, reason="seen_in_chat", updated_at=now)
    tx.deliveries.update(cancelled, expected_attempt=delivery.attempt, expected_states=[DeliveryState.QUEUED.value])


def mail_address(tx: Tx, interaction: Interaction) -> str:
    """Return the address that the visitor left, else one that the site or we have verified, else ""."""
    left = interaction.attributes.get("email", "")
    if left or interaction.customer_id is None:
        return left
    customer = tx.customers.get(interaction.customer_id)
    points = customer.contact_points if customer else ()
    verified = (
        each.value
        for each in points
        if each.kind is ContactPointKind.EMAIL and each.state is ContactPointState.VERIFIED
    )
    return next(verified, "")


def _carrier(channels: ChannelBook, chat: str) -> Channel | None:
    """The mail channel that the chat names, else the first one."""
    named = as_chat(channels.find(chat))
    if named is not None and named.mail_channel:
        return channels.find(named.mail_channel)
    return channels.first_of(InteractionKind.EMAIL, Capability.TEXT_OUT)
