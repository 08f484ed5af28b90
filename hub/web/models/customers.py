"""Customers on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from hub.domain.customers import (
    Birthday,
    Calendar,
    ContactPointKind,
    ContactPointState,
    CustomerKind,
    ExternalId,
)
from hub.domain.text import clean_text
from hub.ports.repositories.customers import CustomerFilter
from hub.services.customers.contact_points import NewContactPoint
from hub.web.models.base import Body, Id, Line, Name, Page, Query, Shown, ShownVersioned, Words
from hub.web.models.session import Language

Notes = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(clean_text)]
Attributes = Annotated[dict[Name, Line], Field(max_length=100)]


class BirthdayBody(Body):
    """A day of the year in a calendar."""

    calendar: Calendar = Calendar.GREGORIAN
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=1850, le=2200)] | None = None
    leap_month: bool = False

    def value(self) -> Birthday:
        """The domain's value."""
        return Birthday(**self.model_dump())


class ExternalIdBody(Body):
    """The customer's id in another system."""

    source: Name
    id: Name


class ContactPointBody(Body):
    """An address as a person writes it; phone numbers need their country code unless the hub has a region."""

    kind: ContactPointKind
    value: Name
    label: Line = ""
    state: ContactPointState = ContactPointState.CLAIMED

    def value_of(self) -> NewContactPoint:
        """The use case's value."""
        return NewContactPoint(kind=self.kind, value=self.value, label=self.label, state=self.state)


class ContactPointChange(Body):
    """A correction of an address."""

    label: Line | None = None
    state: ContactPointState | None = None


class CustomerChange(Body):
    """Own fields of a record; only those given change."""

    name: Line = ""
    kind: CustomerKind = CustomerKind.PERSON
    language: Language = ""
    time_zone: Line = ""
    birthday: BirthdayBody | None = None
    owner_agent_id: Id | None = None
    team: Line = ""
    organisation_id: Id | None = None
    lifecycle: Name = "customer"
    source: Line = ""
    notes: Notes = ""
    tags: Words = Field(default_factory=list)
    attributes: Attributes = Field(default_factory=dict)
    external_ids: Annotated[list[ExternalIdBody], Field(max_length=50)] = Field(default_factory=list)

    def own(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if isinstance(self.birthday, BirthdayBody):
            values["birthday"] = self.birthday.value()
        if "tags" in values:
            values["tags"] = tuple(dict.fromkeys(self.tags))
        if "external_ids" in values:
            values["external_ids"] = tuple(ExternalId(source=each.source, id=each.id) for each in self.external_ids)
        values.pop("contact_points", None)
        return values


class NewCustomerBody(CustomerChange):
    """A record to make."""

    contact_points: Annotated[list[ContactPointBody], Field(max_length=50)] = Field(default_factory=list)


class ExportQuery(Query):
    """Which customers; `class` is `name=class,name=class`."""

    tag: Line | None = None
    owner_agent_id: Id | None = None
    has_owner: bool | None = None
    team: Line | None = None
    lifecycle: Line | None = None
    organisation_id: Id | None = None
    class_: Line = Field(default="", alias="class")

    @field_validator("class_")
    @classmethod
    def _is_named(cls, text: str) -> str:
        if text and not all("=" in part for part in text.split(",")):
            raise ValueError("write name=class, like loyalty=gold")
        return text

    def filter(self) -> CustomerFilter:
        """What the list is limited to."""
        classes = (part.split("=", 1) for part in self.class_.split(",") if part)
        return CustomerFilter(
            tag=self.tag,
            owner_agent_id=self.owner_agent_id,
            has_owner=self.has_owner,
            team=self.team,
            lifecycle=self.lifecycle,
            organisation_id=self.organisation_id,
            classes=tuple((name.strip(), value.strip()) for name, value in classes),
        )


class CustomerQuery(Page, ExportQuery):
    """A page of them; `q` searches names, addresses and messages' words instead."""

    q: Line = ""


class TimelineQuery(Page):
    """A page of the timeline: `before` is the `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    before: Id | None = None


class MergeBody(Body):
    """Which record is retired into this one, and why."""

    source_id: Id
    reason: Line = ""


class ShownContactPoint(Shown):
    """One address."""

    id: str
    kind: ContactPointKind
    value: str
    state: ContactPointState
    label: str


class ShownCustomer(ShownVersioned):
    """A record."""

    name: str
    kind: CustomerKind
    language: str
    time_zone: str
    birthday: dict[str, object] | None
    owner_agent_id: str | None
    team: str
    organisation_id: str | None
    lifecycle: str
    source: str
    notes: str
    tags: list[str]
    attributes: dict[str, str]
    classes: dict[str, str]
    external_ids: list[dict[str, str]]
    contact_points: list[ShownContactPoint]
    created_at: str
    updated_at: str


class ShownCustomers(Shown):
    """A page of records."""

    items: list[ShownCustomer]
    next: str | None


class ShownTimeline(Shown):
    """A page of the timeline."""

    items: list[dict[str, object]]
    next: str | None


class ShownMerge(Shown):
    """A line of the merge journal."""

    id: str
    target_id: str
    source_id: str
    by: str
    at: str
    undone_at: str | None


class ShownMerges(Shown):
    """The journal of a record."""

    items: list[ShownMerge]
    next: str | None


class ShownMergeDone(Shown):
    """A merge or its undoing."""

    merge_id: str
    customer: ShownCustomer
