"""Looks for customers who are kept twice."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.duplicate_sifting import DuplicateSifting

_DUPLICATES_S = 5.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Records that changed are compared with the others."""
    sifting = DuplicateSifting(database=parts.database, clock=parts.clock)
    yield Job(every_s=_DUPLICATES_S, name="duplicates", work=sifting.tend)
