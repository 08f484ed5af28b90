"""Cases, their history, kinds and departments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.cases import Case, CaseEntry, CaseKind
from hub.domain.interactions import Interaction


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases; None means any."""

    customer_id: str | None = None
    owner_agent_id: str | None = None
    has_owner: bool | None = None
    team: str | None = None
    kind: str | None = None
    states: tuple[str, ...] = ()
    sla_states: tuple[str, ...] = ()
    department_id: str | None = None
    tag: str | None = None
    number: int | None = None


class Cases(Protocol):
    """Matters."""

    def next_number(self) -> int:
        """Draw the next number; it is free again when the transaction fails."""

    def get(self, case_id: str) -> Case | None:
        """Return one."""

    def get_many(self, case_ids: Sequence[str]) -> dict[str, Case]:
        """Return those that exist."""

    def add(self, case: Case) -> None:
        """Insert."""

    def update(self, case: Case, expected_version: int) -> None:
        """Write all fields; raise `StaleVersionError` when the row is at another version."""

    def lock_many(self, case_ids: Sequence[str]) -> dict[str, Case]:
        """Return those that exist, and keep others from changing them until the transaction ends."""

    def page(self, wanted: CaseFilter, *, after: str | None, limit: int) -> Sequence[Case]:
        """List by id, newest first; `after` is the last id of the page before."""

    def promised_before(self, at: datetime, limit: int) -> Sequence[str]:
        """List the ids of those whose next warning or breach has come, the earliest first."""

    def urgent(self, owner_agent_id: str, *, limit: int) -> Sequence[Case]:
        """List an agent's open cases that have a running promise, the next to be looked at first."""

    def add_entry(self, entry: CaseEntry) -> None:
        """Append to a case's history."""

    def entries(self, case_id: str, *, after: str | None, limit: int) -> Sequence[CaseEntry]:
        """List a case's history, newest first."""

    def tied(self, case_id: str, *, limit: int) -> Sequence[Interaction]:
        """List the contacts of a case, newest first."""

    def tied_since(self, since: datetime, *, limit: int) -> Sequence[Interaction]:
        """List the contacts of cases that changed since then, the earliest first."""


class CaseKinds(Protocol):
    """The kinds that an administrator has changed or made."""

    def get(self, kind_id: str) -> CaseKind | None:
        """Return one."""

    def all(self) -> Sequence[CaseKind]:
        """List all, by id."""

    def add(self, kind: CaseKind) -> None:
        """Insert; raise `ConflictError` when it is there."""

    def update(self, kind: CaseKind, expected_version: int) -> None:
        """Write; raise `StaleVersionError` when the row is at another version."""
