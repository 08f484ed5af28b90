"""One piece of recurring work."""

from dataclasses import dataclass

from hub.scheduler import Work


@dataclass(frozen=True, kw_only=True)
class Job:
    """What runs every so often; the name is shown in the log when it fails."""

    every_s: float
    name: str
    work: Work
