"""Applies what providers say of a message after taking it: by rank, in any order, any number of times."""

from dataclasses import replace
from datetime import datetime

from hub.domain.deliveries import Delivery, DeliveryState, outranks
from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.domain.messages import MessageDelivery
from hub.ports.channels import DeliveryStatus
from hub.ports.repositories import Tx
from hub.services.events.announce import announce_message
from hub.services.shapes import delivery_shape

_SETTLED_BY_US = (DeliveryState.SKIPPED, DeliveryState.EXPIRED, DeliveryState.CANCELLED)


def apply_status(tx: Tx, status: DeliveryStatus, now: datetime) -> None:
    """Move a delivery forward; a status that comes before we know the provider's id is kept until we do."""
    delivery = _find(tx, status)
    if delivery is None:
        if status.provider_id:
            kept = {"state": status.state.value, "error_class": status.error_class, "error_code": status.error_code}
            tx.deliveries.keep_unmatched(status.channel, status.provider_id, dict(kept), status.at)
        return
    apply_to(tx, delivery, status, now)


def apply_to(tx: Tx, delivery: Delivery, status: DeliveryStatus, now: datetime) -> Delivery:
    """Apply a status to its delivery; a lower rank changes nothing, a failure without a code erases no known one."""
    if delivery.state in _SETTLED_BY_US or not outranks(status.state, delivery.state):
        return delivery
    after = replace(
        delivery,
        state=status.state,
        provider_id=delivery.provider_id or status.provider_id,
        error_class=status.error_class or delivery.error_class,
        error_code=status.error_code or delivery.error_code,
        lease_owner=None,
        lease_until=None,
        updated_at=now,
    )
    if not tx.deliveries.update(after, expected_attempt=delivery.attempt, expected_states=[delivery.state.value]):
        current = tx.deliveries.get(delivery.id)
        return apply_to(tx, current, status, now) if current is not None else delivery
    announce_delivery(tx, after, now)
    return after


def apply_unmatched(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """Join the statuses that came before the provider's answer to our request."""
    if not delivery.provider_id:
        return
    current = delivery
    for kept in tx.deliveries.take_unmatched(delivery.channel, delivery.provider_id):
        status = DeliveryStatus(
            channel=delivery.channel,
            delivery_id=delivery.id,
            provider_id=delivery.provider_id,
            state=DeliveryState(str(kept["state"])),
            error_class=str(kept.get("error_class") or ""),
            error_code=str(kept.get("error_code") or ""),
            at=now,
        )
        current = apply_to(tx, current, status, now)


def announce_delivery(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """Show a delivery's state on its message and tell everyone who watches."""
    if delivery.message_id is not None:
        shown = MessageDelivery(
            state=delivery.state, error_class=delivery.error_class or delivery.reason, error_code=delivery.error_code
        )
        message = tx.messages.set_delivery(delivery.message_id, shown, delivery.provider_id)
        interaction = tx.interactions.get(message.interaction_id)
        if interaction is not None:
            announce_message(tx, message, interaction, at=now, created=False)
    tx.events.add(
        NewEvent(
            type=EventType.DELIVERY_UPDATED,
            data=delivery_shape(delivery),
            subject_id=delivery.interaction_id or delivery.id,
            audience=(SUPERVISORS,),
            at=now,
        )
    )


def _find(tx: Tx, status: DeliveryStatus) -> Delivery | None:
    if status.delivery_id:
        found = tx.deliveries.get(status.delivery_id)
        if found is not None and found.channel == status.channel:
            return found
    return tx.deliveries.by_provider_id(status.channel, status.provider_id) if status.provider_id else None
