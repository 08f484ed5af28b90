"""What an agent serves: by queue and kind at which rank and after how long, from memberships and the profile."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from hub.domain.profiles import RoutingProfile
from hub.routing.waiting.halls import Hall

EVERY_KIND = None


class Service(NamedTuple):
    """A lower rank is served first; contacts are seen once they have waited `delay` seconds."""

    rank: int
    delay: int


class Outlook(NamedTuple):
    """One queue as an agent looks at it; `kind` None means every kind."""

    hall: Hall
    kind: str | None
    service: Service


Services = Mapping[str, Mapping[str | None, Service]]
Bands = tuple[tuple[int, int, tuple[Outlook, ...]], ...]
"""What to look at, best first: (rank, -weight, the queues of that rank and weight)."""


def services_of(ranks: Mapping[str, int], profile: RoutingProfile | None) -> Services:
    """Where both speak of a queue and kind the profile counts; an entry for one kind beats one for every kind."""
    found: dict[str, dict[str | None, Service]] = {
        queue_id: {EVERY_KIND: Service(rank, 0)} for queue_id, rank in ranks.items()
    }
    for entry in profile.entries if profile else ():
        found.setdefault(entry.queue_id, {})[entry.kind] = Service(entry.rank, entry.delay_s)
    return found


def bands_of(
    services: Services, kinds: Iterable[str], weights: Mapping[str, int], hall_of: Callable[[str], Hall]
) -> Bands:
    """Sort what is served by rank, then by the queue's weight, the heavier first."""
    bands: dict[tuple[int, int], list[Outlook]] = {}
    for queue_id, by_kind in services.items():
        weight = -weights.get(queue_id, 0)
        for outlook in _outlooks(hall_of(queue_id), by_kind, kinds):
            bands.setdefault((outlook.service.rank, weight), []).append(outlook)
    return tuple([(*order, tuple(bands[order])) for order in sorted(bands)])


def _outlooks(hall: Hall, by_kind: Mapping[str | None, Service], kinds: Iterable[str]) -> list[Outlook]:
    common = by_kind.get(EVERY_KIND)
    if common is not None and len(by_kind) == 1:
        return [Outlook(hall, EVERY_KIND, common)]
    own = ((kind, by_kind.get(kind, common)) for kind in kinds)
    return [Outlook(hall, kind, service) for kind, service in own if service is not None]
