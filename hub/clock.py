"""The machine's own clock."""

import time
from datetime import UTC, datetime

from typing_extensions import override

from hub.ports.clock import Clock


class SystemClock(Clock):
    """Real time."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    def monotonic(self) -> float:
        return time.monotonic()
