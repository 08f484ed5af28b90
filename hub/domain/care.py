"""Standing rules that care for customers on schedule."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class CareTrigger(StrEnum):
    """What makes a rule fire."""

    BIRTHDAY = "birthday"


@dataclass(frozen=True, kw_only=True)
class QuietWindow:
    """Contact is allowed on the customer's wall clock from `start` to `end` (exclusive)."""

    start: time = time(9)
    end: time = time(20)


@dataclass(frozen=True, kw_only=True)
class CareRule:
    """A standing trigger. `channels` are tried in order (configured names); `at` is the wall time in the customer's
    zone.

    `zone` is used for customers whose own zone is unknown and cannot be told from their number. `leap_day` says when
    29 February is kept in common years.
    """

    id: str
    version: int = 1
    name: str
    trigger: CareTrigger = CareTrigger.BIRTHDAY
    template_id: str
    channels: tuple[str, ...]
    at: time = time(9, 30)
    window: QuietWindow = QuietWindow()
    zone: str = "UTC"
    leap_day: str = "02-28"
    enabled: bool = True
    created_at: datetime
    updated_at: datetime
