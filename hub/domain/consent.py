"""Whether we may contact a customer on a channel for a purpose."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why we contact somebody."""

    TRANSACTIONAL = "transactional"
    SERVICE_FOLLOWUP = "service_followup"
    SURVEY = "survey"
    GREETING = "greeting"
    MARKETING = "marketing"


class ConsentStatus(StrEnum):
    """What the customer said."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """One statement of a customer; the newest for (customer, kind, address, purpose) counts, history stays.

    `kind` is an interaction kind (`sms`, `email`, `phone` ...), `purpose` None means every purpose, and `address`
    None every address
    of that kind. `evidence` is what proves it (the message's id, a form, a call note).
    """

    id: str
    customer_id: str | None
    kind: str
    address: str | None = None
    purpose: Purpose | None = None
    status: ConsentStatus
    source: str
    evidence: str = ""
    at: datetime
    by: str = ""
