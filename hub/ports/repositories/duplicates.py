"""Records that may be one customer."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from hub.domain.customers import Customer
from hub.domain.duplicates import Duplicate, DuplicateState, MergeRule


class Duplicates(Protocol):
    """The keys by which records meet, the proposals, and the merge rules."""

    def unsifted(self, *, limit: int) -> Sequence[Customer]:
        """List records that changed since they were last compared, merged ones too."""

    def sifted(self, customers: Sequence[Customer]) -> None:
        """Note that these versions have been compared; a record that changed meanwhile stays unsifted."""

    def put_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Replace the keys of these customers."""

    def sharing(self, keys: Sequence[str], *, most: int) -> Mapping[str, Sequence[str]]:
        """Return the customers by key, leaving out keys that more than `most` share."""

    def of_pairs(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Duplicate]:
        """Return the proposals for these (older, newer) records."""

    def of_customers(self, customer_ids: Sequence[str]) -> Sequence[Duplicate]:
        """List the open proposals in which one of these appears."""

    def put(self, proposals: Sequence[Duplicate]) -> None:
        """Insert, or write over the proposal for the same two records."""

    def drop(self, proposal_ids: Sequence[str]) -> None:
        """Delete proposals for which nothing speaks any longer."""

    def get(self, proposal_id: str) -> Duplicate | None:
        """Return one."""

    def page(self, *, state: DuplicateState, after: tuple[int, str] | None, limit: int) -> Sequence[Duplicate]:
        """List proposals of living records, the likeliest first."""

    def rules(self) -> Sequence[MergeRule]:
        """List the merge rules by name."""

    def rule(self, rule_id: str) -> MergeRule | None:
        """Return one."""

    def put_rule(self, rule: MergeRule, expected_version: int | None) -> None:
        """Insert (None), or write over the version given."""

    def remove_rule(self, rule_id: str) -> None:
        """Delete one."""
