"""Definitions of customers' attributes."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.customer_fields import CustomerField


class CustomerFields(Protocol):
    """What an administrator lets be known of customers."""

    def all(self) -> Sequence[CustomerField]:
        """List in the order in which they are shown, also inactive ones."""

    def get(self, field_id: str) -> CustomerField | None:
        """Return one."""

    def put(self, field: CustomerField, expected_version: int | None) -> None:
        """Insert (None), or write over the version given; raise `ConflictError` when the key is taken."""

    def remove(self, field_id: str) -> None:
        """Delete; the values stay, as undefined ones."""
