"""Counts facts into tables: by interval, and by queue, kind of channel or agent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hub.routing.figures.facts import Fact
from hub.routing.figures.formulas import Counts, Goal
from hub.routing.figures.intervals import Calendar


class Dimension(StrEnum):
    """What the rows of a table stand for."""

    ALL = "all"
    QUEUE = "queue"
    KIND = "kind"
    AGENT = "agent"


class Cohort(StrEnum):
    """To which interval a fact belongs: the one in which it happened, or the one in which its leg entered."""

    EVENT = "event"
    ENQUEUED = "enqueued"


class Row(NamedTuple):
    """One row's key: the interval's place in the calendar, and what the row stands for."""

    place: int
    value: str | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """How to count: `goals` by queue, `calendars` by queue where its zone is another than `calendar`'s."""

    by: Dimension
    cohort: Cohort
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    goals: Mapping[str, Goal]

    def count(self, facts: Iterable[Fact], rows: dict[Row, Counts]) -> None:
        """Count what lies in the calendar's range into `rows`."""
        plain = Goal()
        for fact in facts:
            row = self._row(fact)
            if row is not None:
                counts = rows.get(row)
                if counts is None:
                    counts = rows[row] = Counts()
                counts.add(fact, self.goals.get(fact.queue_id or "", plain))

    def calendar_of(self, value: str | None) -> Calendar:
        """The intervals of a row: a queue's own, else everybody's."""
        return self.calendars.get(value or "", self.calendar) if self.by is Dimension.QUEUE else self.calendar

    def _row(self, fact: Fact) -> Row | None:
        value = _value(fact, self.by)
        if value is None and self.by is Dimension.AGENT:
            return None
        at = fact.entered_at if self.cohort is Cohort.ENQUEUED else fact.at
        place = self.calendar_of(value).place(at)
        return None if place is None else Row(place, value)


def _value(fact: Fact, by: Dimension) -> str | None:
    if by is Dimension.QUEUE:
        return fact.queue_id
    if by is Dimension.KIND:
        return fact.kind
    return fact.agent_id if by is Dimension.AGENT else None


def total(rows: Iterable[Counts]) -> Counts:
    """Add rows up."""
    whole = Counts()
    for each in rows:
        whole.merge(each)
    return whole
