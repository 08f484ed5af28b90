"""Customers, their contact points, and merges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.customers import ContactPoint, ContactPointState, Customer, Merge


@dataclass(frozen=True, kw_only=True)
class CustomerFilter:
    """Which customers; None means any. `classes` maps a classification's name to the class."""

    tag: str | None = None
    owner_agent_id: str | None = None
    has_owner: bool | None = None
    team: str | None = None
    lifecycle: str | None = None
    organisation_id: str | None = None
    classes: tuple[tuple[str, str], ...] = ()


ALL_CUSTOMERS = CustomerFilter()


class Customers(Protocol):
    """Customer records; reading one includes its contact points."""

    def get(self, customer_id: str) -> Customer | None:
        """Return the record, also a merged one."""

    def get_many(self, customer_ids: Sequence[str]) -> dict[str, Customer]:
        """Return those that exist."""

    def add(self, customer: Customer) -> None:
        """Insert with contact points; raise `ConflictError` (field `contact_points`) when an identifying address is
        taken.
        """

    def update(self, customer: Customer, expected_version: int) -> None:
        """Write all own fields (not contact points) with `customer.version`; raise `StaleVersionError` when the row
        is at another version.
        """

    def add_many(self, new: Sequence[Customer]) -> None:
        """Insert many with their contact points, in a few statements; raise `ConflictError` when an identifying address
        is taken, which undoes the transaction.
        """

    def update_many(self, changed: Sequence[Customer]) -> None:
        """Write all own fields of many (not contact points); raise `StaleVersionError` unless each row is at the
        version before.
        """

    def add_contact_points(self, points: Sequence[ContactPoint]) -> None:
        """Insert many; raise `ConflictError` when one should identify and another row does. The owners are updated
        after it, so that search knows them.
        """

    def owners_of_external_ids(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return the unmerged customers who have these (source, id)."""

    def owners_of_addresses(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the customers whom these (kind, value) identify."""

    def page(self, wanted: CustomerFilter = ALL_CUSTOMERS, *, after: str | None, limit: int) -> Sequence[Customer]:
        """List unmerged customers by id, newest first."""

    def addresses_in_state(
        self, states: Sequence[ContactPointState], *, after: str | None, limit: int
    ) -> Sequence[ContactPoint]:
        """List addresses of unmerged customers by id, newest first."""

    def by_address(self, kind: str, value: str) -> Sequence[Customer]:
        """Return all unmerged customers with this address, the identified one first."""

    def with_birthday(
        self, calendar: str, days: Sequence[tuple[int, int]], *, after: str | None, limit: int
    ) -> Sequence[Customer]:
        """List unmerged customers whose (month, day) is one of `days`, by id."""

    def add_contact_point(self, point: ContactPoint) -> None:
        """Insert; raise `ConflictError` when it should identify and another row does."""

    def update_contact_point(self, point: ContactPoint) -> None:
        """Write state, identifies, label."""

    def remove_contact_point(self, point_id: str) -> None:
        """Delete one that no interaction names; raise `ConflictError` otherwise."""


class Merges(Protocol):
    """The merge journal."""

    def move(self, source_id: str, target_id: str) -> dict[str, list[str]]:
        """Give every row that belongs to `source_id` to `target_id`; return table name -> ids of the moved rows."""

    def move_back(self, moved: dict[str, list[str]], source_id: str) -> None:
        """Return those rows to `source_id`, whoever holds them now."""

    def add(self, merge: Merge) -> None:
        """Insert the journal."""

    def get(self, merge_id: str) -> Merge | None:
        """Return one."""

    def of_customer(self, customer_id: str) -> Sequence[Merge]:
        """List merges into or out of a record, newest first."""

    def recent(self, since: datetime) -> Sequence[Merge]:
        """List merges since then that still stand."""

    def set_moved(self, merge_id: str, moved: dict[str, list[str]]) -> None:
        """Rewrite what a merge moved: rows left again, or came late."""

    def strays(self, source_ids: Sequence[str]) -> dict[str, dict[str, list[str]]]:
        """Return the rows that still name retired records: record -> table -> ids."""

    def set_undone(self, merge_id: str, at: datetime) -> None:
        """Mark as undone."""
