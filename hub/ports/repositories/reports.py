"""The routing journal: written with every decision, read by reports and explanations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.journal import Held, Stand, Step
from hub.domain.work import Offer, WorkItem

Mark = tuple[datetime, str]


class Journal(Protocol):
    """Append-only lines about legs, offers and agents."""

    def add(self, steps: Sequence[Step]) -> None:
        """Append; a line that is there already stays as it is."""

    def add_stands(self, stands: Sequence[Stand]) -> None:
        """Append where agents stand."""

    def unknown(self, routing_domain: str) -> Sequence[str]:
        """List the live legs of a domain that no line tells of."""

    def between(self, start: datetime, end: datetime, *, after: Mark | None, limit: int) -> Sequence[Step]:
        """List lines from `start` to before `end` by time; `after` is the time and id of the last one read."""

    def of_interactions(
        self, interaction_ids: Sequence[str], *, before: datetime | None = None, since: datetime | None = None
    ) -> Sequence[Step]:
        """List the lines of these interactions, all or those before or not before a time."""

    def of_agent(self, agent_id: str, start: datetime, end: datetime) -> Sequence[Step]:
        """List the lines of a time range that concern an agent."""

    def across(self, end: datetime) -> Sequence[Step]:
        """List the lines after `end` that close what was in an agent's hands at `end`."""

    def rows_of(self, interaction_ids: Sequence[str]) -> tuple[Sequence[WorkItem], Sequence[Offer]]:
        """List the legs and offers that the tables hold of these interactions."""

    def made(self, start: datetime, end: datetime) -> Sequence[WorkItem]:
        """List the legs whose ids were made from `start` to before `end`."""

    def in_hand(self) -> Sequence[Held]:
        """List the live legs that agents have in hand now."""

    def stands(self, start: datetime, end: datetime, *, agent_id: str | None = None) -> Sequence[Stand]:
        """List where each agent (or this one) stood at `start`, and each change before `end`, by agent and time."""

    def prune(self, before: datetime, *, limit: int) -> int:
        """Remove up to `limit` lines older than that; return how many. The last stand of an agent stays."""
