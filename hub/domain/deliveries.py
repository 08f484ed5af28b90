"""Outbound messages with a durable state for every recipient (docs/concepts.md, "Deliveries")."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.consent import Purpose


class DeliveryState(StrEnum):
    """From `queued` to what the provider told us; `unknown` means that it could not tell us."""

    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


_RANK = {
    DeliveryState.QUEUED: 0,
    DeliveryState.LEASED: 1,
    DeliveryState.SENDING: 2,
    DeliveryState.UNKNOWN: 3,
    DeliveryState.ACCEPTED: 10,
    DeliveryState.SENT: 20,
    DeliveryState.DELIVERED: 30,
    DeliveryState.UNDELIVERED: 30,
    DeliveryState.FAILED: 30,
    DeliveryState.READ: 40,
}


def outranks(new: DeliveryState, current: DeliveryState) -> bool:
    """Whether a reported state moves a delivery forward: callbacks come repeated and in any order."""
    return _RANK.get(new, -1) > _RANK.get(current, 99)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One outbound message to one recipient.

    `idem_key` is unique: the same cause makes one row on any machine and after any restart. `attempt` is the fencing
    token of a claim. `payload` is what the channel needs beside the text (subject, html, headers, attachment ids).
    """

    id: str
    idem_key: str
    state: DeliveryState = DeliveryState.QUEUED
    reason: str | None = None
    channel: str
    purpose: Purpose
    customer_id: str | None = None
    interaction_id: str | None = None
    message_id: str | None = None
    address: str
    sender: str = ""
    text: str = ""
    subject: str = ""
    payload: dict[str, object] | None = None
    campaign_id: str | None = None
    rule_id: str | None = None
    occurrence_key: str | None = None
    priority: int = 0
    attempt: int = 0
    tries: int = 0
    due_at: datetime
    expires_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None
    provider_id: str | None = None
    error_class: str | None = None
    error_code: str | None = None
    created_at: datetime
    updated_at: datetime
