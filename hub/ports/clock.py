"""Time as a parameter."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the current time in UTC."""

    def of_system(self, at: datetime) -> datetime:
        """Return what this clock showed when the system's showed `at`, lately."""
        return at

    def monotonic(self) -> float:
        """Return seconds that never go back."""
