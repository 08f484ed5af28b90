"""Questions about figures on the wire, and their rows."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.domain.interactions import InteractionKind
from hub.routing.figures.intervals import Interval
from hub.routing.figures.tables import Cohort
from hub.web.models.base import Id, Query, Shown

Moment = Annotated[str, StringConstraints(min_length=10, max_length=40)]
Threshold = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class RangeQuery(Query):
    """A time range: dates in the report's zone (`to` is the last day), or moments (`to` is no longer in it)."""

    from_: Moment | None = Field(default=None, alias="from")
    to: Moment | None = None


class ReportQuery(RangeQuery):
    """What to count, over which time, in which rows."""

    interval: Interval | None = None
    queue_id: Id | None = None
    kind: InteractionKind | None = None
    agent_id: Id | None = None
    cohort: Cohort = Cohort.EVENT
    threshold_s: Threshold | None = None
    short_abandon_s: Threshold | None = None
    format: Literal["json", "csv"] | None = None
    bom: bool = False
    limit: Annotated[int, Field(ge=1, le=5_000)] = 1_000
    after: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class ShownReportRow(Shown):
    """One row; docs/reports.md says what each figure means. Null where there is nothing to divide by."""

    start: str
    end: str
    local_start: str
    zone: str
    entered: int
    answered: int
    abandoned: int
    service_level: float | None
    speed_of_answer_s: float | None
    handle_time_s: float | None


class ShownReport(Shown):
    """Rows in order, with the range and the way of counting as they were understood."""

    items: list[ShownReportRow]
    next: str | None
    totals: Shown
    zone: str
    cohort: Cohort


class ShownReconciliation(Shown):
    """What does not agree; nothing should be listed."""

    items: list[Shown]
    next: str | None
    legs: int
    lines: int


class HistoryQuery(RangeQuery):
    """The time of an agent's history."""
