"""Cases, their kinds and departments on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.domain.cases import WAITING, CaseField, CaseState
from hub.domain.customer_fields import FieldType
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Shown, ShownVersioned, Time, Words

Priority = Annotated[int, Field(ge=-100, le=100)]
Seconds = Annotated[int, Field(ge=60, le=366 * 86_400)]
Key = Annotated[str, StringConstraints(max_length=40)]
Values = Annotated[dict[Key, Line], Field(max_length=50)]
Ids = Annotated[list[Id], Field(max_length=50)]


class CaseQuery(Page):
    """Which cases; `state` may name several with commas, `open` stands for all that are not settled, `sla` is `at_risk`
    or `breached`. `owner` is an agent's id, `me` or `nobody`.
    """

    state: Line | None = None
    kind: Line | None = None
    owner: Line | None = None
    team: Line | None = None
    customer_id: Id | None = None
    department_id: Id | None = None
    tag: Line | None = None
    number: Line | None = None
    sla: Literal["at_risk", "breached"] | None = None


class CaseBody(Body):
    """Own fields of a case; only those given change."""

    subject: Name = "case"
    description: Prose = ""
    kind: Key = "request"
    state: CaseState = CaseState.OPEN
    customer_id: Id | None = None
    owner_agent_id: Id | None = None
    department_ids: Ids = Field(default_factory=list)
    team: Line = ""
    priority: Priority = 0
    tags: Words = Field(default_factory=list)
    fields: Values = Field(default_factory=dict)

    def values(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        for name in ("department_ids", "tags"):
            if name in values:
                values[name] = tuple(dict.fromkeys(getattr(self, name)))
        return values


class CaseChange(CaseBody):
    """What changes."""


class NewCaseBody(Body):
    """A case to open; with `interaction_id` that contact is tied to it, and its customer is the case's."""

    subject: Name
    description: Prose = ""
    kind: Key = "request"
    customer_id: Id | None = None
    interaction_id: Id | None = None
    owner_agent_id: Id | None = None
    department_ids: Ids | None = None
    team: Line = ""
    priority: Priority | None = None
    tags: Words = Field(default_factory=list)
    fields: Values = Field(default_factory=dict)


class ResolveBody(Body):
    """How it was settled: `result` in a word, `resolution` in a sentence."""

    result: Line = ""
    resolution: Prose


class TextBody(Body):
    """A text: the report, the review, the note."""

    text: Prose


class ReopenBody(Body):
    """Why."""

    reason: Line = ""


class TieBody(Body):
    """Which contact."""

    interaction_id: Id


class PlanBody(Body):
    """What will be done, where and when."""

    plan: Prose = ""
    address: Line = ""
    starts_at: Time | None = None
    ends_at: Time | None = None


class DispatchBody(Body):
    """Who goes there, and in which window; what is left out stays as it was planned."""

    technician_agent_id: Id | None = None
    technician: Line = ""
    address: Line = ""
    starts_at: Time | None = None
    ends_at: Time | None = None


class RecordBody(Body):
    """What was done, with which parts."""

    text: Prose
    parts: Line = ""


class ConfirmBody(Body):
    """Who of the customer's side has confirmed, how, and whether they are content."""

    confirmed_by: Name
    how: Line = ""
    satisfied: bool = True


class CaseFieldBody(Body):
    """A further field of a kind."""

    key: Key
    name_en: Name
    name_zh: Line = ""
    type: FieldType = FieldType.TEXT
    choices: Words = Field(default_factory=list)
    required: bool = False

    def value(self) -> CaseField:
        """The domain's value."""
        return CaseField(
            key=self.key,
            name_en=self.name_en,
            name_zh=self.name_zh,
            type=self.type,
            choices=tuple(dict.fromkeys(self.choices)),
            required=self.required,
        )


class CaseKindChange(Body):
    """Own fields of a kind of case; only those given change. Times are seconds in opening hours, null promises
    nothing.
    """

    name_en: Name = "kind"
    name_zh: Line = ""
    fields: Annotated[list[CaseFieldBody], Field(max_length=50)] = Field(default_factory=list)
    priority: Priority = 0
    first_reply_s: Seconds | None = None
    resolution_s: Seconds | None = None
    joint_review_s: Seconds | None = None
    result_report_s: Seconds | None = None
    warn_at: Annotated[float, Field(gt=0, le=1)] = 0.8
    hours_id: Id | None = None
    apologise: bool = False
    department_ids: Ids = Field(default_factory=list)
    waiting_states: Annotated[list[CaseState], Field(max_length=2)] = Field(default_factory=lambda: list(WAITING))
    after_sales: bool = False
    reopen_days: Annotated[int, Field(ge=0, le=366)] = 7
    active: bool = True

    def values(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        values.pop("id", None)
        if "fields" in values:
            values["fields"] = tuple(each.value() for each in self.fields)
        for name in ("department_ids", "waiting_states"):
            if name in values:
                values[name] = tuple(dict.fromkeys(getattr(self, name)))
        return values


class NewCaseKindBody(CaseKindChange):
    """A kind to add; `id` is a word that never changes."""

    id: Key
    name_en: Name


class DepartmentChange(Body):
    """Own fields of a department; only those given change."""

    name: Name = "department"
    name_zh: Line = ""
    lead_agent_id: Id | None = None
    team: Line = ""


class NewDepartmentBody(DepartmentChange):
    """A department to make."""

    name: Name


class ShownCase(ShownVersioned):
    """A case."""

    number: str
    customer_id: str | None
    customer_name: str
    kind: str
    subject: str
    description: str
    state: CaseState
    priority: int
    owner_agent_id: str | None
    team: str
    department_ids: list[str]
    tags: list[str]
    fields: dict[str, str]
    sla: dict[str, object] | None
    result: str
    resolution: str
    created_at: str
    updated_at: str
    resolved_at: str | None
    closed_at: str | None


class ShownCases(Shown):
    """A page of cases."""

    items: list[ShownCase]
    next: str | None


class ShownEntry(Shown):
    """A line of a case's history."""

    id: str
    kind: str
    by: str
    by_name: str
    field: str
    before: str
    after: str
    text: str
    ref_id: str | None
    at: str


class ShownHistory(Shown):
    """A page of a case's history, newest first."""

    items: list[ShownEntry]
    next: str | None


class ShownCaseKind(ShownVersioned):
    """A kind of case."""

    name_en: str
    name_zh: str
    fields: list[dict[str, object]]
    priority: int
    first_reply_s: int | None
    resolution_s: int | None
    joint_review_s: int | None
    result_report_s: int | None
    after_sales: bool
    active: bool


class ShownCaseKinds(Shown):
    """All kinds."""

    items: list[ShownCaseKind]
    next: str | None


class ShownDepartment(ShownVersioned):
    """A department."""

    name: str
    name_zh: str
    lead_agent_id: str | None
    team: str


class ShownDepartments(Shown):
    """All departments."""

    items: list[ShownDepartment]
    next: str | None
