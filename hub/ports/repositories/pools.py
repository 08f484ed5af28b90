"""Claims, absences and weekly lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from hub.domain.pools import Absence, Claim, WeeklyCall


class Prospect(NamedTuple):
    """A dormant customer who may be worth a call, with the value of all past purchases."""

    customer_id: str
    spent: int


@dataclass(frozen=True, kw_only=True)
class PoolFilter:
    """Which customers; None means any, `owner_agent_id` "" means nobody's."""

    pool: str | None = None
    owner_agent_id: str | None = None


class PoolLine(NamedTuple):
    """A customer as a pool's page shows it."""

    customer_id: str
    spent: int


class Pools(Protocol):
    """Who has claimed whom."""

    def open_claim(self, customer_id: str) -> Claim | None:
        """Return the claim that stands."""

    def open_claims(self, customer_ids: Sequence[str]) -> dict[str, Claim]:
        """Return the claims that stand, by customer."""

    def add_claim(self, claim: Claim) -> bool:
        """Insert unless the customer has one that stands; return whether it was inserted."""

    def put_claim(self, claim: Claim) -> None:
        """Write."""

    def expired(self, at: datetime, *, limit: int) -> Sequence[Claim]:
        """List those that stand beyond their time."""

    def count_of(self, agent_id: str) -> int:
        """Count an agent's claims that stand, and keep others from counting the same agent until the commit."""

    def worked_at(self, customer_id: str, agent_id: str, since: datetime) -> datetime | None:
        """When the agent last had a contact with the customer or did a task for it since a time."""

    def counts(self) -> dict[str, int]:
        """Count unmerged customers by lifecycle."""

    def owners(self) -> dict[str, int]:
        """Count unmerged customers by owner."""

    def page(self, wanted: PoolFilter, *, after: tuple[int, str] | None, limit: int) -> Sequence[PoolLine]:
        """List unmerged customers, the highest past value first."""


class Absences(Protocol):
    """When agents are away."""

    def all(self, *, since: date) -> Sequence[Absence]:
        """List those that last until `since` or later, the earliest first."""

    def add(self, absence: Absence) -> None:
        """Insert."""

    def get(self, absence_id: str) -> Absence | None:
        """Return one."""

    def remove(self, absence_id: str) -> None:
        """Delete."""


class Weekly(Protocol):
    """Weekly lists."""

    def begin(self, key: str, at: datetime) -> bool:
        """Take the turn and note that the lists `key` are being made; False when they were made before.

        Nobody else makes lists before this transaction has ended.
        """

    def forget(self, key: str) -> None:
        """Say that these lists were not made after all; the turn lasts to the end of the transaction."""

    def is_made(self, keys: Sequence[str]) -> set[str]:
        """Return which lists were made."""

    def prospects(self, *, not_since: datetime, after: tuple[int, str] | None, limit: int) -> Sequence[Prospect]:
        """List dormant customers without an owner who were on no list since a time and have said yes to calls at
        some time, the highest past value first.
        """

    def add_calls(self, calls: Sequence[WeeklyCall]) -> None:
        """Insert."""

    def get(self, call_id: str) -> WeeklyCall | None:
        """Return one."""

    def by_task(self, task_id: str) -> WeeklyCall | None:
        """Return the one that a task is for."""

    def update(self, call: WeeklyCall, expected_version: int) -> None:
        """Write; raise `StaleVersionError` when the row is at another version."""

    def of_week(self, week: date | None, agent_id: str | None, *, limit: int) -> Sequence[WeeklyCall]:
        """List in the order of the list; the newest week first."""

    def open_of(self, customer_id: str) -> Sequence[WeeklyCall]:
        """List a customer's open ones, the oldest first."""

    def overdue(self, at: datetime, *, limit: int) -> Sequence[WeeklyCall]:
        """List open ones whose time is up."""

    def ended_tasks(self, *, limit: int) -> Sequence[WeeklyCall]:
        """List open ones whose task is no longer open."""
