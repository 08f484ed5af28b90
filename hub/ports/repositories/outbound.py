"""Deliveries and consent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.deliveries import Delivery


class Deliveries(Protocol):
    """Outbound messages, one row a recipient. Guards return False when the row has moved on (another attempt, another
    state).
    """

    def add(self, delivery: Delivery) -> bool:
        """Insert; False when a row with this `idem_key` exists."""

    def get(self, delivery_id: str) -> Delivery | None:
        """Return one."""

    def by_provider_id(self, channel: str, provider_id: str) -> Delivery | None:
        """Find by the provider's id."""

    def by_idem_key(self, idem_key: str) -> Delivery | None:
        """Find by the cause that made it."""

    def claim(self, owner: str, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Lease due `queued` rows, best priority and oldest first; `attempt` rises by one."""

    def update(self, delivery: Delivery, *, expected_attempt: int, expected_states: Sequence[str]) -> bool:
        """Compare-and-set on attempt and state."""

    def overdue(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """List `leased` and `sending` rows whose lease ran out."""

    def next_due(self) -> datetime | None:
        """Return when the earliest queued row is due."""

    def page(
        self,
        *,
        after: str | None,
        limit: int,
        customer_id: str | None = None,
        state: str | None = None,
        rule_id: str | None = None,
    ) -> Sequence[Delivery]:
        """List by id, newest first."""

    def keep_unmatched(self, channel: str, provider_id: str, status: dict[str, object], at: datetime) -> None:
        """Keep a status that came before we knew the provider's id."""

    def take_unmatched(self, channel: str, provider_id: str) -> Sequence[dict[str, object]]:
        """Return and remove what was kept."""

    def prune_unmatched(self, before: datetime, *, limit: int) -> int:
        """Remove up to `limit` older ones, whose delivery never came; return how many."""

    def occurrence(self, key: str) -> bool:
        """Note that an occurrence (`bday:...`) has been planned; False when it was already."""

    def move_occurrences(self, source_customer_id: str, target_customer_id: str) -> Sequence[tuple[str, str]]:
        """Carry occurrences over in a merge, so that nobody is greeted twice; return those that both records had, as
        (the source's key, the target's).
        """


class Consents(Protocol):
    """Append-only statements; the newest that applies counts."""

    def add(self, consent: Consent) -> None:
        """Append."""

    def status(
        self, *, customer_id: str | None, kind: str, address: str, purpose: Purpose, also: Sequence[str] = ()
    ) -> ConsentStatus:
        """Return what counts for this contact: the newest statement on the address (`also`: its other spellings) or on
        the customer, for this purpose or for all.
        """

    def of_customer(self, customer_id: str) -> Sequence[Consent]:
        """List all statements, newest first."""
