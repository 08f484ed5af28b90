"""Takes in lists that wait."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job

_IMPORTS_S = 1.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Lists that somebody has told to check or take in."""
    yield Job(every_s=_IMPORTS_S, name="imports", work=parts.web.imports.tend)
