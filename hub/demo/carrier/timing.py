"""The carrier's clock: real timestamps, and waiting that a test can speed up."""

import asyncio
import time
from datetime import UTC, datetime


class Timing:
    """Waits `seconds / speed`, and measures durations in the same scaled seconds."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            message = f"speed: {speed} must be greater than 0"
            raise ValueError(message)
        self.speed = speed

    def now(self) -> datetime:
        """Real time: callers compare the dates in a listing with their own clock."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Scaled monotonic seconds."""
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of carrier time."""
        await asyncio.sleep(seconds / self.speed)

    def real(self, seconds: float) -> float:
        """How long `seconds` of carrier time take on a wall clock."""
        return seconds / self.speed
