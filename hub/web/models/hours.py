"""Opening hours on the wire: a queue's own, and those that several share."""

from datetime import date, time
from typing import Annotated

from pydantic import Field

from hub.domain.hours import Interval, OpeningHours
from hub.web.models.base import Body, Name, Shown, ShownVersioned


class IntervalBody(Body):
    """From start to end on the wall clock; an end at or before the start is on the next day."""

    start: time
    end: time

    def value(self) -> Interval:
        """The domain's value."""
        return Interval(start=self.start.replace(tzinfo=None), end=self.end.replace(tzinfo=None))


Intervals = Annotated[list[IntervalBody], Field(max_length=10)]


class HoursBody(Body):
    """Weekly opening hours; `week` has seven days from Monday, `overrides` replace a date's."""

    time_zone: Name
    week: Annotated[list[Intervals], Field(min_length=7, max_length=7)]
    overrides: Annotated[dict[date, Intervals], Field(max_length=400)] = Field(default_factory=dict)

    def value(self) -> OpeningHours:
        """The domain's value."""
        return OpeningHours(
            time_zone=self.time_zone,
            week=tuple(tuple(each.value() for each in day) for day in self.week),
            overrides=tuple((day, tuple(each.value() for each in spans)) for day, spans in self.overrides.items()),
        )


class NewNamedHoursBody(Body):
    """Shared opening hours to make."""

    name: Name
    hours: HoursBody

    def fields(self) -> dict[str, object]:
        """The domain's values."""
        return {"name": self.name, "hours": self.hours.value()}


class NamedHoursChange(Body):
    """Name or hours; only what is given changes."""

    name: Name | None = None
    hours: HoursBody | None = None

    def fields(self) -> dict[str, object]:
        """The domain's values of what was given."""
        hours = None if self.hours is None else self.hours.value()
        given: dict[str, object] = {"name": self.name, "hours": hours}
        return {name: value for name, value in given.items() if value is not None}


class ShownNamedHours(ShownVersioned):
    """Shared opening hours."""

    name: str
    hours: dict[str, object]


class ShownNamedHoursList(Shown):
    """All shared opening hours."""

    items: list[ShownNamedHours]
    next: str | None
