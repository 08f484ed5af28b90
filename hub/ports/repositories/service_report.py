"""Counts of what a service desk did, grouped by the agent or team concerned."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Counted(NamedTuple):
    """So many of one figure; `of` says which kind, `team` is the row's own where no agent is concerned."""

    agent_id: str | None
    team: str
    figure: str
    of: str
    number: int


class ServiceCounts(Protocol):
    """What happened from `start` to before `end`; contacts, cases and uses of articles by when their ids were made."""

    def contacts(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Contacts by kind of channel, and what became of their promises."""

    def cases(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Cases by kind: opened, resolved, open at the end; and what became of their promises."""

    def tasks(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Tasks done by kind, and those of them that were late."""

    def customers(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Customers gained and lost by pool and class."""

    def knowledge(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Articles used in contacts, for the agent who has the contact."""
