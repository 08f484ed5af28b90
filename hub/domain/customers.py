"""Customers, their contact points, and the journal that lets a merge be undone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CustomerKind(StrEnum):
    """A person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Calendar(StrEnum):
    """The calendar in which a birthday returns."""

    GREGORIAN = "gregorian"
    LUNAR = "lunar"


class ContactPointKind(StrEnum):
    """What an address is."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    EXTERNAL = "external"


class ContactPointState(StrEnum):
    """How well we know that the address is the customer's."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    SHARED = "shared"
    BLOCKED = "blocked"


@dataclass(frozen=True, kw_only=True)
class Birthday:
    """A day of the year in a calendar; the year and, in the lunar one, the leap month may be known."""

    calendar: Calendar = Calendar.GREGORIAN
    month: int
    day: int
    year: int | None = None
    leap_month: bool = False


@dataclass(frozen=True, kw_only=True)
class ExternalId:
    """The customer's id in another system."""

    source: str
    id: str


@dataclass(frozen=True, kw_only=True)
class ContactPoint:
    """One address of a customer, normalised (E.164; e-mail in lower case).

    `identifies` is true for at most one row of a (kind, value): a contact from that address belongs to this customer.
    An address that a visitor typed, or that several customers share, does not identify.
    """

    id: str
    customer_id: str
    kind: ContactPointKind
    value: str
    raw: str = ""
    state: ContactPointState = ContactPointState.CLAIMED
    identifies: bool = True
    label: str = ""
    source: str = ""
    created_at: datetime
    last_seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Whom we serve. `name` is in the customer's own order; `merged_into` is set on a record that a merge retired.

    `team` is the team of agents that looks after the customer, `organisation_id` the organisation that a person belongs
    to, `source` where the record came from. `classes` are the results of the last classification by its name
    (`value`: `core`, `loyalty`: `gold` ...), kept here so that entry rules need not read anything else.
    """

    id: str
    version: int = 1
    name: str = ""
    kind: CustomerKind = CustomerKind.PERSON
    language: str = ""
    time_zone: str = ""
    birthday: Birthday | None = None
    owner_agent_id: str | None = None
    team: str = ""
    organisation_id: str | None = None
    lifecycle: str = "customer"
    source: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    external_ids: tuple[ExternalId, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    merged_into: str | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Merge:
    """The journal of one merge: what moved from `source_id` to `target_id`, so that it can be undone.

    `moved` maps a table's name to the ids of its rows that changed hands; `before` holds both customers as they were.
    """

    id: str
    target_id: str
    source_id: str
    moved: dict[str, list[str]]
    before: dict[str, object]
    by: str
    at: datetime
    undone_at: datetime | None = None
