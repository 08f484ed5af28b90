"""What an agent's first screen of the day asks for in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.customers import Customer
from hub.domain.interactions import Interaction


@dataclass(frozen=True, kw_only=True)
class MonthFigures:
    """What an agent did since a time."""

    contacts: dict[str, int]
    cases_resolved: int
    tasks_done: int


class Today(Protocol):
    """Small answers by index."""

    def own_birthdays(self, agent_id: str, days: Sequence[tuple[str, int, int]], *, limit: int) -> Sequence[Customer]:
        """List an agent's customers whose birthday (calendar, month, day) is one of these."""

    def newest_contacts(self, agent_id: str, *, limit: int) -> Sequence[Interaction]:
        """List an agent's newest contacts."""

    def promised(self, agent_id: str, *, limit: int) -> Sequence[Interaction]:
        """List an agent's open contacts with a running promise, the next to be looked at first."""

    def figures(self, agent_id: str, since: datetime) -> MonthFigures:
        """Count an agent's contacts by kind, cases and tasks."""
