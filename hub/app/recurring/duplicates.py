"""Keeps customers one: looks for those who are kept twice, and for what reached a merged record too late."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.customers.duplicate_sifting import DuplicateSifting
from hub.services.customers.merge_chain import LateRows

_DUPLICATES_S = 5.0
_LATE_S = 5.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Records that changed are compared with the others."""
    sifting = DuplicateSifting(database=parts.database, clock=parts.clock)
    yield Job(every_s=_DUPLICATES_S, name="duplicates", work=sifting.tend)
    late = LateRows(database=parts.database, clock=parts.clock)
    yield Job(every_s=_LATE_S, name="late rows of merged customers", work=late.tend)
