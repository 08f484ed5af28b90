"""What is kept about people: handing it out, forgetting it, and remembering whom not to write to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.suppressions import Suppression


class PersonalData(Protocol):
    """All that is kept about a customer and the records merged into it; see `hub.storage.personal_data`."""

    def records_of(self, customer_id: str) -> Sequence[str]:
        """Return its id and those of all records that were merged into it, directly or not; empty when it is gone."""

    def count(self, customer_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many rows of each table would be removed or emptied."""

    def rows(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Return these rows, by table, with their columns' names."""

    def erase(self, customer_ids: Sequence[str], at: datetime) -> Mapping[str, int]:
        """Remove and empty them; return what `count` would have."""


class Suppressions(Protocol):
    """Addresses that nothing is sent to."""

    def add_new(self, suppression: Suppression) -> bool:
        """Insert; False when the address is suppressed for that already."""

    def holds(self, kind: str, digests: Sequence[str], purpose: str) -> bool:
        """Return whether one of the addresses is suppressed for this purpose or for all."""

    def page(self, *, after: str | None, limit: int) -> Sequence[Suppression]:
        """List by id, newest first."""

    def remove(self, suppression_id: str) -> Suppression | None:
        """Delete one and return it."""
