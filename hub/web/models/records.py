"""Attribute definitions, proposed duplicates, merge rules and addresses on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.domain.customer_fields import FieldType
from hub.domain.customers import ContactPointKind, ContactPointState
from hub.domain.duplicates import DuplicateState, EvidenceKind
from hub.web.models.base import Body, Id, Line, Name, Page, Query, Shown, ShownVersioned
from hub.web.models.customers import ShownCustomer

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class FieldChange(Body):
    """What of a definition changes."""

    label_en: Line = ""
    label_zh: Line = ""
    type: FieldType = FieldType.TEXT
    choices: Annotated[list[Name], Field(max_length=200)] = Field(default_factory=list)
    required: bool = False
    personal: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    active: bool = True

    def own(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "choices" in values:
            values["choices"] = tuple(each.strip() for each in self.choices)
        return values


class NewFieldBody(FieldChange):
    """An attribute to define; the key stays for ever."""

    key: Key


class ShownField(ShownVersioned):
    """A definition."""

    key: str
    label_en: str
    label_zh: str
    type: FieldType
    choices: list[str]
    required: bool
    personal: bool
    position: int
    active: bool


class ShownFields(Shown):
    """All definitions, in their order."""

    items: list[ShownField]
    next: None


class DuplicateQuery(Query):
    """Which proposals; `after` is the `next` of the page before."""

    state: DuplicateState = DuplicateState.OPEN
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    after: Annotated[str, StringConstraints(pattern=r"^\d{1,3}:[0-9a-f-]{1,64}$")] | None = None

    @property
    def mark(self) -> tuple[int, str] | None:
        """Score and id below which the page begins."""
        if self.after is None:
            return None
        score, _, last = self.after.partition(":")
        return int(score), last


class ShownEvidence(Shown):
    """One thing that two records have in common."""

    kind: EvidenceKind
    value: str


class ShownDuplicate(Shown):
    """Two records that may be one customer; `one` is the older."""

    id: str
    score: int
    state: DuplicateState
    evidence: list[ShownEvidence]
    one: ShownCustomer
    other: ShownCustomer


class ShownDuplicates(Shown):
    """A page of proposals, the likeliest first."""

    items: list[ShownDuplicate]
    next: str | None


class MergeRuleChange(Body):
    """What of a rule changes."""

    name: Name = ""
    needs: Annotated[list[EvidenceKind], Field(max_length=10)] = Field(default_factory=list)
    enabled: bool = False

    def own(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "needs" in values:
            values["needs"] = tuple(self.needs)
        return values


class NewMergeRuleBody(MergeRuleChange):
    """A rule to add."""

    name: Name
    needs: Annotated[list[EvidenceKind], Field(min_length=1, max_length=10)]


class ShownMergeRule(ShownVersioned):
    """A rule."""

    name: str
    needs: list[EvidenceKind]
    enabled: bool


class ShownMergeRules(Shown):
    """All rules."""

    items: list[ShownMergeRule]
    next: None


class AddressQuery(Page):
    """Which addresses."""

    state: Literal["shared", "blocked"] | None = None


class ShownAddress(Shown):
    """An address with whose it is."""

    id: Id
    kind: ContactPointKind
    value: str
    state: ContactPointState
    customer_id: str
    customer_name: str


class ShownAddresses(Shown):
    """A page of addresses."""

    items: list[ShownAddress]
    next: str | None
