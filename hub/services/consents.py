"""What customers said about being contacted, as staff and integrations write it down."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.ports.repositories import Tx
from hub.services.customers import require
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


def state_consent(tx: Tx, statement: Statement, *, source: str, by: str, at: datetime) -> Consent:
    """Append a statement; the newest counts from now on."""
    require(tx, statement.customer_id)
    consent = Consent(
        id=new_id(),
        customer_id=statement.customer_id,
        kind=statement.kind,
        address=statement.address,
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
