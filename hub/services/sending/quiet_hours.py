"""Quiet hours on the customer's own clock; nobody is contacted by a machine outside the allowed window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone as number_zones

from hub.domain.customers import ContactPointKind, Customer
from hub.domain.deliveries import Delivery

_SEARCH_DAYS = 8
_UNKNOWN_ZONE = "Etc/Unknown"


@dataclass(frozen=True, kw_only=True)
class Window:
    """Contact is allowed from `start` to `end` (exclusive) on these weekdays (0 is Monday), on the wall clock of
    `zone`.
    """

    zone: str
    start: time = time(9)
    end: time = time(20)
    weekdays: frozenset[int] = frozenset(range(7))

    def allows(self, at: datetime) -> bool:
        """Whether `at` lies in the window; one that ends before it starts crosses midnight."""
        local = at.astimezone(ZoneInfo(self.zone))
        wall = local.time()
        if self.start < self.end:
            return local.weekday() in self.weekdays and self.start <= wall < self.end
        opened = local if wall >= self.start else local - timedelta(days=1)
        return opened.weekday() in self.weekdays and (wall >= self.start or wall < self.end)


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The default window, with the zone used when a customer's is unknown."""

    start: time = time(9)
    end: time = time(20)
    zone: str = "UTC"
    weekdays: frozenset[int] = field(default_factory=lambda: frozenset(range(7)))

    def of(self, delivery: Delivery, customer: Customer | None) -> list[Window]:
        """Return a window for each zone in which the customer may be; all of them must allow the contact.

        The delivery's own payload may narrow the window (`window_start`, `window_end`: `HH:MM`).
        """
        payload = delivery.payload or {}
        start = _wall(payload.get("window_start"), self.start)
        end = _wall(payload.get("window_end"), self.end)
        zones = zones_of(customer, delivery.address) or (str(payload.get("zone") or self.zone),)
        return [Window(zone=each, start=start, end=end, weekdays=self.weekdays) for each in zones]


def zones_of(customer: Customer | None, address: str = "") -> tuple[str, ...]:
    """Return the customer's zone, else all that the telephone numbers allow, else nothing."""
    if customer is not None and customer.time_zone:
        return (customer.time_zone,)
    points = customer.contact_points if customer else ()
    numbers = [each.value for each in points if each.kind is ContactPointKind.PHONE]
    if address.startswith("+"):
        numbers.insert(0, address)
    return next((zones for zones in map(_zones_of_number, numbers) if zones), ())


@lru_cache(maxsize=65_536)
def _zones_of_number(number: str) -> tuple[str, ...]:
    try:
        zones = number_zones.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(each for each in zones if each != _UNKNOWN_ZONE)


def next_allowed(windows: Sequence[Window], now: datetime) -> datetime:
    """Return the first instant from `now` on that every window allows; `now` plus a week when they never meet.

    The candidates are `now` and each window's next openings, so the answer is exact.
    """
    if all(each.allows(now) for each in windows):
        return now
    openings = sorted({opening for each in windows for opening in _openings(each, now)})
    meeting = (each for each in openings if each > now and all(window.allows(each) for window in windows))
    return next(meeting, now + timedelta(days=7))


def instant(local: datetime, zone: str) -> datetime:
    """Resolve wall time: a missing one moves forward by the gap, the first of two counts (PEP 495, fold=0)."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def _openings(window: Window, now: datetime) -> list[datetime]:
    today = now.astimezone(ZoneInfo(window.zone)).date()
    days = (today + timedelta(days=offset) for offset in range(_SEARCH_DAYS))
    return [instant(datetime.combine(day, window.start), window.zone) for day in days]


def _wall(value: object, default: time) -> time:
    return time.fromisoformat(value) if isinstance(value, str) and value else default
