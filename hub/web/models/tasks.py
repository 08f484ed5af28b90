"""Tasks and notices on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from hub.domain.tasks import Repeat, RepeatUnit, TaskKind, TaskState
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Shown, ShownVersioned, Time, Words

Ids = Annotated[list[Id], Field(max_length=500)]


class TaskQuery(Page):
    """Which tasks. `owner` is an agent's id, `me` or `nobody`; `team` a team's name or `mine`; `due` is `overdue`,
    `today` or `week`. Open ones come by due time, others newest first.
    """

    owner: Line | None = None
    team: Line | None = None
    state: TaskState | Literal["all"] = TaskState.OPEN
    kind: TaskKind | None = None
    customer_id: Id | None = None
    case_id: Id | None = None
    interaction_id: Id | None = None
    due: Literal["overdue", "today", "week"] | None = None


class RepeatBody(Body):
    """Every so many units at the same wall time in `zone`, until a time."""

    every: Annotated[int, Field(ge=1, le=366)] = 1
    unit: RepeatUnit = RepeatUnit.WEEK
    zone: Line = "UTC"
    until: Time | None = None

    def value(self) -> Repeat:
        """The domain's value."""
        return Repeat(every=self.every, unit=self.unit, zone=self.zone, until=self.until)


class TaskChange(Body):
    """Own fields of a task; only those given change."""

    title: Name = "task"
    text: Prose = ""
    owner_agent_id: Id | None = None
    team: Line = ""
    customer_id: Id | None = None
    case_id: Id | None = None
    interaction_id: Id | None = None
    due_at: Time | None = None
    remind_at: Time | None = None
    repeat: RepeatBody | None = None

    def values(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if self.repeat is not None:
            values["repeat"] = self.repeat.value()
        return values


class NewTaskBody(TaskChange):
    """A task to make: the caller's own unless somebody else or a team is named."""

    title: Name
    kind: TaskKind = TaskKind.TO_DO


class CompleteBody(Body):
    """What came of it: in a word, and in a sentence."""

    result: Line = ""
    outcome: Prose = ""


class CancelBody(Body):
    """Why; `whole_series` ends a repetition as well."""

    outcome: Prose = ""
    whole_series: bool = False


class SnoozeTaskBody(Body):
    """Until when."""

    until: Time


class NoticeChange(Body):
    """Own fields of a notice; only those given change. Without teams and agents it is for everybody."""

    title: Name = "notice"
    text: Prose = ""
    teams: Words = Field(default_factory=list)
    agent_ids: Ids = Field(default_factory=list)
    must_acknowledge: bool = False
    starts_at: Time | None = None
    ends_at: Time | None = None

    def values(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        for name in ("teams", "agent_ids"):
            if name in values:
                values[name] = tuple(dict.fromkeys(getattr(self, name)))
        if values.get("starts_at", self) is None:
            values.pop("starts_at")
        return values


class NewNoticeBody(NoticeChange):
    """A notice to write."""

    title: Name


class NoticeReadBody(Body):
    """Seen, and perhaps acknowledged."""

    acknowledged: bool = False


class ShownTask(ShownVersioned):
    """A task."""

    kind: TaskKind
    title: str
    text: str
    state: TaskState
    owner_agent_id: str | None
    team: str
    customer_id: str | None
    case_id: str | None
    interaction_id: str | None
    due_at: str | None
    remind_at: str | None
    reminded_at: str | None
    repeat: dict[str, object] | None
    number: int
    result: str
    outcome: str
    created_at: str
    ended_at: str | None


class ShownTasks(Shown):
    """A page of tasks."""

    items: list[ShownTask]
    next: str | None


class ShownNotice(ShownVersioned):
    """A notice."""

    title: str
    text: str
    teams: list[str]
    agent_ids: list[str]
    must_acknowledge: bool
    starts_at: str
    ends_at: str | None
    withdrawn_at: str | None


class ShownNotices(Shown):
    """A page of notices."""

    items: list[ShownNotice]
    next: str | None


class ShownReader(Shown):
    """Who has read it."""

    user_id: str
    name: str
    read_at: str
    acknowledged_at: str | None


class ShownReaders(Shown):
    """All of these."""

    items: list[ShownReader]
    next: str | None


class ShownToday(Shown):
    """An agent's first screen of the day."""

    seq: int
    now: str
    date: str
    notices: list[ShownNotice]
    birthdays: list[dict[str, object]]
    tasks: list[ShownTask]
    weekly: list[ShownTask]
    interactions_at_risk: list[dict[str, object]]
    cases_at_risk: list[dict[str, object]]
    contacts: list[dict[str, object]]
    customers: list[dict[str, object]]
    month: dict[str, object] | None
