"""A clock whose hands the test moves."""

from datetime import datetime

from typing_extensions import override

from hub.ports.clock import Clock


class HandClock(Clock):
    """Stands still until it is told another time."""

    def __init__(self, time: datetime) -> None:
        """Begin at a time."""
        self.time = time

    @override
    def now(self) -> datetime:
        return self.time

    @override
    def monotonic(self) -> float:
        return self.time.timestamp()
