"""Loads what a delivery needs to leave: files, thread references, the sender's name."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.domain.customers import Customer
from hub.domain.deliveries import Delivery
from hub.domain.interactions import Interaction
from hub.domain.messages import Attachment, Message
from hub.domain.time import require_utc
from hub.ports.blobs import Blobs
from hub.ports.channels import Channel, Outbound, OutboundFile, SignUrl
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx

_MAX_VALID_S = 36_000


@dataclass(frozen=True, kw_only=True)
class _Context:
    message: Message | None
    interaction: Interaction | None
    customer: Customer | None
    references: tuple[str, ...]


class OutboundMessages:
    """Builds `Outbound` values for the pump."""

    def __init__(self, *, database: Database, blobs: Blobs, clock: Clock, sign_url: SignUrl, company: str) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._sign_url = sign_url
        self._company = company

    async def __call__(self, delivery: Delivery, channel: Channel) -> Outbound:
        """Build one; reads the log and the blob store."""
        context = await self._database.read(_reader(delivery))
        message = context.message
        payload = delivery.payload or {}
        return Outbound(
            delivery_id=delivery.id,
            channel=delivery.channel,
            to=delivery.address,
            to_name=context.customer.name if context.customer else "",
            sender=delivery.sender,
            sender_name=_sender_name(message, self._company),
            text=delivery.text,
            subject=delivery.subject,
            html=str(payload.get("html") or ""),
            cc=_texts(payload.get("cc")),
            files=tuple([await self._file(each) for each in (message.attachments if message else ())]),
            interaction_id=delivery.interaction_id,
            thread_key=context.interaction.thread_key if context.interaction else "",
            thread_references=context.references,
            automatic=bool(payload.get("automatic")),
            unsubscribe_url=str(payload.get("unsubscribe_url") or ""),
            valid_s=self._valid_s(delivery),
        )

    async def _file(self, attachment: Attachment) -> OutboundFile:
        return OutboundFile(
            name=attachment.name,
            type=attachment.type,
            data=await self._blobs.get(attachment.blob),
            url=self._sign_url(attachment.id),
            content_id=attachment.content_id,
        )

    def _valid_s(self, delivery: Delivery) -> int | None:
        if delivery.expires_at is None:
            return None
        left = (require_utc(delivery.expires_at) - self._clock.now()).total_seconds()
        return max(1, min(_MAX_VALID_S, int(left)))


def _reader(delivery: Delivery) -> Callable[[Tx], _Context]:
    def read(tx: Tx) -> _Context:
        interaction = tx.interactions.get(delivery.interaction_id) if delivery.interaction_id else None
        return _Context(
            message=tx.messages.get(delivery.message_id) if delivery.message_id else None,
            interaction=interaction,
            customer=tx.customers.get(delivery.customer_id) if delivery.customer_id else None,
            references=tuple(tx.messages.thread_ids(interaction.id)) if interaction else (),
        )

    return read


def _sender_name(message: Message | None, company: str) -> str:
    name = message.author.name if message else ""
    return " · ".join(each for each in (name, company) if each)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
