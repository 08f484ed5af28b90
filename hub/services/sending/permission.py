"""Whether a delivery may leave now: looked up in the same transaction that commits `sending`."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hub.domain.addresses import email_address, phone_address
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.deliveries import Delivery
from hub.domain.interactions import InteractionKind
from hub.domain.suppressions import AddressHasher
from hub.ports.channels import Channel
from hub.ports.repositories import Tx
from hub.services.sending.quiet_hours import Windows, next_allowed

_NEEDS_GRANT = frozenset({Purpose.MARKETING, Purpose.GREETING, Purpose.SURVEY})


class Permission(Enum):
    """What the pump does with a claimed delivery."""

    SEND = "send"
    SKIP = "skip"
    DEFER = "defer"
    EXPIRE = "expire"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A permission with its reason; `until` is set for `DEFER`."""

    permission: Permission
    reason: str = ""
    until: datetime | None = None


def rule_on(
    tx: Tx, delivery: Delivery, channel: Channel, *, windows: Windows, hasher: AddressHasher, now: datetime
) -> Ruling:
    """Judge by expiry, consent, suppression and the customer's quiet hours, in this order.

    A withdrawal counts for every purpose; greetings, surveys and marketing also need a grant. Agents' answers and
    other transactional
    messages know no quiet hours.
    """
    if delivery.expires_at is not None and now >= delivery.expires_at:
        return Ruling(permission=Permission.EXPIRE, reason="too_late")
    customer = tx.customers.get(delivery.customer_id) if delivery.customer_id else None
    status = consent_on(
        tx, customer_id=delivery.customer_id, channel=channel, address=delivery.address, purpose=delivery.purpose
    )
    refusal = _refusal(tx, delivery, channel, status, hasher)
    if refusal:
        return Ruling(permission=Permission.SKIP, reason=refusal)
    if delivery.purpose in (Purpose.TRANSACTIONAL, Purpose.SERVICE_FOLLOWUP):
        return Ruling(permission=Permission.SEND)
    until = next_allowed(windows.of(delivery, customer), now)
    if until > now:
        late = delivery.expires_at is not None and until >= delivery.expires_at
        return Ruling(permission=Permission.EXPIRE if late else Permission.DEFER, reason="quiet_hours", until=until)
    return Ruling(permission=Permission.SEND)


def _refusal(tx: Tx, delivery: Delivery, channel: Channel, status: ConsentStatus, hasher: AddressHasher) -> str:
    """Why the person does not want it, or "": a new grant counts more than what was remembered of a former record."""
    if status is ConsentStatus.GRANTED:
        return ""
    if status is ConsentStatus.WITHDRAWN:
        return "opted_out"
    if _is_suppressed(tx, delivery, channel, hasher):
        return "suppressed"
    return "no_consent" if delivery.purpose in _NEEDS_GRANT else ""


def _is_suppressed(tx: Tx, delivery: Delivery, channel: Channel, hasher: AddressHasher) -> bool:
    digests = [hasher(each) for each in consent_addresses(channel, delivery.address)]
    return tx.suppressions.holds(channel.kind.value, digests, delivery.purpose.value)


def consent_on(tx: Tx, *, customer_id: str | None, channel: Channel, address: str, purpose: Purpose) -> ConsentStatus:
    """Return what counts for a contact on a channel, however its address may have been written down."""
    first, *others = consent_addresses(channel, address)
    return tx.consents.status(
        customer_id=customer_id, kind=channel.kind.value, address=first, also=others, purpose=purpose
    )


def consent_addresses(channel: Channel, address: str) -> list[str]:
    """Return the recipient as consent may know it: a generic webhook's senders are numbers, mail addresses or ids of
    the other system, which intake stores under the channel's name.
    """
    phone, email = phone_address(address, channel.region), email_address(address)
    if channel.kind is InteractionKind.EMAIL:
        return [email.value if email else address]
    if channel.kind is InteractionKind.WEBHOOK:
        known = [each.value for each in (phone, email) if each]
        return list(dict.fromkeys([*known, f"{channel.name}:{address}", address]))
    return [phone.value if phone else address]
