"""The recurring work of a serving hub; a module an area, each saying its jobs."""

from hub.app.parts import Parts
from hub.app.recurring import care, channels, conversations, duplicates, imports, knowledge, retention, value
from hub.scheduler import Scheduler

_AREAS = (
    channels,
    care,
    conversations,
    duplicates,
    imports,
    knowledge,
    value,
    retention,
)


def schedule(parts: Parts) -> Scheduler:
    """Say what runs when."""
    scheduler = Scheduler()
    for area in _AREAS:
        for job in area.jobs(parts):
            scheduler.every(job.every_s, job.name, job.work)
    return scheduler
