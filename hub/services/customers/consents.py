"""What customers said about being contacted, as staff and integrations write it down."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.addresses import email_address, phone_address
from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.services.customers.records import require
from hub.services.shapes import consent_shape


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a customer, with what proves it."""

    customer_id: str
    kind: str
    purpose: Purpose | None
    status: ConsentStatus
    evidence: str
    address: str | None = None


def state_consent(tx: Tx, statement: Statement, *, source: str, by: str, region: str | None, at: datetime) -> Consent:
    """Append a statement; the newest counts from now on. Its address may be written as people write one."""
    require(tx, statement.customer_id)
    consent = Consent(
        id=new_id(),
        customer_id=statement.customer_id,
        kind=statement.kind,
        address=_address(statement, region),
        purpose=statement.purpose,
        status=statement.status,
        source=source,
        evidence=statement.evidence,
        at=at,
        by=by,
    )
    tx.consents.add(consent)
    tx.events.add(
        NewEvent(
            type=EventType.CONSENT_UPDATED,
            data=consent_shape(consent),
            subject_id=statement.customer_id,
            audience=(EVERYONE,),
            at=at,
        )
    )
    return consent


def _address(statement: Statement, region: str | None) -> str | None:
    """Return the address as every sender looks it up; raises `InvalidError` for what is none of its kind."""
    raw = (statement.address or "").strip()
    if not raw:
        return None
    phone, email = phone_address(raw, region), email_address(raw)
    if statement.kind == InteractionKind.EMAIL:
        if email is None:
            raise InvalidError(f"{raw!r} is no mail address; write one like anna@example.com", field="address")
        return email.value
    if statement.kind in (InteractionKind.SMS, InteractionKind.PHONE):
        if phone is None:
            raise InvalidError(f"{raw!r} is no telephone number; write it with its country code", field="address")
        return phone.value
    return phone.value if phone and not phone.is_sender_id else email.value if email else raw
