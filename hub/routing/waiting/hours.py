"""Whether a queue serves now, and whether its closing concerns an item."""

from datetime import datetime

from hub.domain.queues import OnClose, Queue
from hub.domain.work import LegRole, WorkItem


def is_open(queue: Queue, now: datetime) -> bool:
    """Whether a queue serves now."""
    return queue.hours is None or queue.hours.is_open(now)


def closes_on(item: WorkItem, queue: Queue | None, now: datetime) -> bool:
    """Whether waiting work must not go on waiting because its queue is closed."""
    if queue is None or queue.on_close is OnClose.DRAIN or queue.hours is None:
        return False
    return item.role is LegRole.MAIN and not item.direct and not queue.hours.is_open(now)
