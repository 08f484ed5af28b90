"""Cases: one matter over several contacts, with an owner, a state, promised times and what was done about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.domain.customer_fields import FieldType
from hub.domain.sla import SlaClock, SlaKind


class CaseState(StrEnum):
    """Where the matter is; reopening leads from `RESOLVED` or `CLOSED` back to `OPEN`."""

    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_THIRD_PARTY = "waiting_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether the matter is still to be settled."""
        return self not in (CaseState.RESOLVED, CaseState.CLOSED)


WAITING = (CaseState.WAITING_CUSTOMER, CaseState.WAITING_THIRD_PARTY)


@dataclass(frozen=True, kw_only=True)
class CaseField:
    """A further field that cases of a kind have; values are canonical text (ISO dates, `true` and `false`)."""

    key: str
    name_en: str
    name_zh: str = ""
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """What cases of one kind have in common; `id` is a word that never changes (`complaint`).

    Promises are seconds in the opening hours of `hours_id` (None: around the clock), None where nothing is promised:
    the first reply and the resolution from the opening, the joint review from the moment that several departments are
    concerned, the report of the result to the customer from the resolution. `apologise`: a broken promise makes a task
    to apologise. `waiting_states` are the states of waiting that are allowed. A contact of the customer within
    `reopen_days` after the end opens the case again. `after_sales`: cases have the steps of a visit.
    """

    id: str
    version: int = 1
    name_en: str
    name_zh: str = ""
    fields: tuple[CaseField, ...] = ()
    priority: int = 0
    first_reply_s: int | None = None
    resolution_s: int | None = None
    joint_review_s: int | None = None
    result_report_s: int | None = None
    warn_at: float = 0.8
    hours_id: str | None = None
    apologise: bool = False
    department_ids: tuple[str, ...] = ()
    waiting_states: tuple[CaseState, ...] = WAITING
    after_sales: bool = False
    reopen_days: int = 7
    active: bool = True

    def promises(self) -> dict[SlaKind, int]:
        """The seconds of each promise that is given."""
        given = {
            SlaKind.FIRST_REPLY: self.first_reply_s,
            SlaKind.RESOLUTION: self.resolution_s,
            SlaKind.JOINT_REVIEW: self.joint_review_s,
            SlaKind.RESULT_REPORT: self.result_report_s,
        }
        return {kind: seconds for kind, seconds in given.items() if seconds is not None}


HOUR = 3_600
DAY = 24 * HOUR

DEFAULT_KINDS: tuple[CaseKind, ...] = (
    CaseKind(id="request", name_en="Request", name_zh="咨询", first_reply_s=4 * HOUR, resolution_s=3 * DAY),
    CaseKind(
        id="complaint",
        name_en="Complaint",
        name_zh="投诉",
        priority=20,
        first_reply_s=2 * HOUR,
        joint_review_s=8 * HOUR,
        result_report_s=12 * HOUR,
        apologise=True,
    ),
    CaseKind(
        id="dispute",
        name_en="Dispute",
        name_zh="纠纷",
        priority=30,
        first_reply_s=2 * HOUR,
        joint_review_s=8 * HOUR,
        result_report_s=12 * HOUR,
        apologise=True,
    ),
    CaseKind(
        id="repair",
        name_en="Repair",
        name_zh="维修",
        priority=10,
        first_reply_s=4 * HOUR,
        resolution_s=5 * DAY,
        after_sales=True,
    ),
    CaseKind(
        id="order_question", name_en="Order question", name_zh="订单问题", first_reply_s=4 * HOUR, resolution_s=2 * DAY
    ),
)
"""The kinds of a fresh hub: what an administrator changes of them is stored and wins."""


@dataclass(frozen=True, kw_only=True)
class Department:
    """A part of the house that may be concerned; `lead_agent_id` convenes its side of a joint review."""

    id: str
    version: int = 1
    name: str
    name_zh: str = ""
    lead_agent_id: str | None = None
    team: str = ""
    created_at: datetime
    updated_at: datetime


class AfterSalesStep(StrEnum):
    """How far a visit or repair is; each follows the one before, and a plan may be changed until the work is done."""

    PLANNED = "planned"
    DISPATCHED = "dispatched"
    RECORDED = "recorded"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Where, when and by whom the work is done: an agent of ours or a technician or site by name."""

    plan: str = ""
    address: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    technician_agent_id: str | None = None
    technician: str = ""


@dataclass(frozen=True, kw_only=True)
class AfterSales:
    """The after-sales work of a case: `record` says what was done, `confirmed_by` who of the customer's side agreed,
    `confirmed_how` by which way (signature, call, message).
    """

    step: AfterSalesStep
    visit: Visit
    planned_at: datetime
    dispatched_at: datetime | None = None
    record: str = ""
    parts: str = ""
    recorded_at: datetime | None = None
    service_id: str | None = None
    satisfied: bool | None = None
    confirmed_by: str = ""
    confirmed_how: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One matter. `round` counts how often it was opened, from 1.

    `number` is for people (`C-000123`). `contact_at` is the customer's newest contact that was followed.
    `contact_point_ids` are the addresses used for it. `result` is what came of it in the field's own word, `resolution`
    in the agent's words; `review` and `report` are what the joint review found and what the customer was told.
    """

    id: str
    version: int = 1
    number: int
    customer_id: str | None = None
    kind: str
    subject: str
    description: str = ""
    state: CaseState = CaseState.NEW
    priority: int = 0
    owner_agent_id: str | None = None
    team: str = ""
    department_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    contact_point_ids: tuple[str, ...] = ()
    clocks: tuple[SlaClock, ...] = ()
    round: int = 1
    result: str = ""
    resolution: str = ""
    review: str = ""
    report: str = ""
    after_sales: AfterSales | None = None
    contact_at: datetime | None = None
    replied_at: datetime | None = None
    reviewed_at: datetime | None = None
    reported_at: datetime | None = None
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    resolved_by_agent_id: str | None = None
    closed_at: datetime | None = None


class EntryKind(StrEnum):
    """What a line of a case's history says."""

    OPENED = "opened"
    CHANGED = "changed"
    NOTE = "note"
    TIED = "tied"
    UNTIED = "untied"
    REPLIED = "replied"
    CONTACTED = "contacted"
    WARNED = "warned"
    BREACHED = "breached"
    REVIEWED = "reviewed"
    RESOLVED = "resolved"
    REPORTED = "reported"
    CLOSED = "closed"
    REOPENED = "reopened"
    AFTER_SALES = "after_sales"


@dataclass(frozen=True, kw_only=True)
class CaseEntry:
    """One line of a case's history: who did what when; `field`, `before` and `after` say what changed, `ref_id` names
    the contact or task concerned.
    """

    id: str
    case_id: str
    kind: EntryKind
    by: str
    by_name: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    text: str = ""
    ref_id: str | None = None
    at: datetime


def number_text(number: int) -> str:
    """The number as people say it."""
    return f"C-{number:06}"
