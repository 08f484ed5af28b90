"""Tasks: a thing to do by someone by a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    """Why there is something to do; `TO_DO` is what people write down themselves."""

    TO_DO = "to_do"
    CALL_BACK = "call_back"
    WEEKLY_CALL = "weekly_call"
    FOLLOW_UP = "follow_up"
    SURVEY_FOLLOW_UP = "survey_follow_up"
    APOLOGY = "apology"
    JOINT_REVIEW = "joint_review"
    REPORT_RESULT = "report_result"
    AFTER_SALES = "after_sales"


class TaskState(StrEnum):
    """Where the task is."""

    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class RepeatUnit(StrEnum):
    """What a repetition counts in, by the calendar of the task's zone."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Every `every` units after the due time, at the same wall time in `zone`; no task is due after `until`.

    `first_due_at` is the due time of the first, by which all others are counted; putting one off moves no other.
    """

    every: int = 1
    unit: RepeatUnit = RepeatUnit.WEEK
    zone: str = "UTC"
    until: datetime | None = None
    first_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do.

    `owner_agent_id` None: whoever of `team` takes it. `origin_key` names what it was made for (a week's list and
    customer, a breached promise), so that nothing makes it twice. `reminded_at` is when the desk was told of it,
    `result` what came of it in the field's own word (`reached`, `not_reached`, `refused` ...), `outcome` in the
    agent's words. `number` counts the repetitions of one task from 1, `first_id` is the first of them,
    `next_id` the one that was made after this.
    """

    id: str
    version: int = 1
    kind: TaskKind = TaskKind.TO_DO
    title: str
    text: str = ""
    state: TaskState = TaskState.OPEN
    owner_agent_id: str | None = None
    team: str = ""
    customer_id: str | None = None
    case_id: str | None = None
    interaction_id: str | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    reminded_at: datetime | None = None
    repeat: Repeat | None = None
    number: int = 1
    first_id: str | None = None
    next_id: str | None = None
    origin_key: str | None = None
    result: str = ""
    outcome: str = ""
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
