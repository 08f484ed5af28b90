"""Classes customers each night, lets claims run out, makes weekly lists."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.value.classification import Classification
from hub.services.value.pools import Claims
from hub.services.value.weekly_lists import WeeklyLists

_RUNS_S = 5.0
_CLAIMS_S = 300.0
_LISTS_S = 30.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Rows say what is due: a night's run, a claim's end, a week's lists."""
    database, clock = parts.database, parts.clock
    zone = parts.config.settings.organisation.time_zone
    runs = Classification(database=database, clock=clock, zone=zone)
    claims = Claims(database=database, clock=clock)
    lists = WeeklyLists(database=database, clock=clock, zone=zone)
    yield Job(every_s=_RUNS_S, name="classification", work=runs.tick)
    yield Job(every_s=_CLAIMS_S, name="claims", work=claims.tick)
    yield Job(every_s=_LISTS_S, name="weekly lists", work=lists.tick)
