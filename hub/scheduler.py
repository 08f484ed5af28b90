"""The clock of every process: starts recurring work with APScheduler, never twice at once, and logs what fails.

What is due is decided by rows in the database; a tick that comes late, early or on two machines changes nothing.
"""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hub.errors import HubError

_log = logging.getLogger(__name__)
Work = Callable[[], Awaitable[object]]


class Scheduler:
    """Recurring work on the running loop."""

    def __init__(self) -> None:
        # A late tick is still good (the default drops it after a second), and missed ones are one.
        # https://apscheduler.readthedocs.io/en/3.x/userguide.html#missed-job-executions-and-coalescing
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)

    def every(self, seconds: float, name: str, work: Work) -> None:
        """Run `work` now and then every `seconds`."""
        self._scheduler.add_job(_guarded, "interval", args=[name, work], seconds=seconds, id=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more."""
        self._scheduler.shutdown(wait=False)


async def _guarded(name: str, work: Work) -> None:
    try:
        await work()
    except HubError as error:
        _log.warning("recurring work failed", extra={"job": name, "error": str(error)})
    except Exception:  # noqa: BLE001 - one broken job must not stop the clock
        _log.exception("recurring work broke", extra={"job": name})
