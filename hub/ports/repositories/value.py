"""Purchases, service records, and what customers are classed by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from hub.domain.class_changes import ClassChange
from hub.domain.classification import ClassRun, Figures, FiguresRule, RuleDocument
from hub.domain.purchases import Purchase, ServiceRecord


class Purchases(Protocol):
    """What was bought; every write of the use cases renews the customer's figures."""

    def get(self, purchase_id: str) -> Purchase | None:
        """Return one."""

    def by_external(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Purchase]:
        """Return those with these (source, external id)."""

    def put_many(self, new: Sequence[Purchase], changed: Sequence[Purchase]) -> None:
        """Insert and overwrite; raises `ConflictError` when somebody stored the same (source, external id) before."""

    def page(self, *, customer_id: str | None, after: str | None, limit: int) -> Sequence[Purchase]:
        """List by id, newest first."""

    def of_customer(self, customer_id: str, *, limit: int) -> Sequence[Purchase]:
        """List by time, newest first."""

    def remove(self, purchase_id: str) -> None:
        """Delete."""


class ServiceRecords(Protocol):
    """What was done for customers."""

    def get(self, record_id: str) -> ServiceRecord | None:
        """Return one."""

    def by_external(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ServiceRecord]:
        """Return those with these (source, external id)."""

    def put_many(self, new: Sequence[ServiceRecord], changed: Sequence[ServiceRecord]) -> None:
        """Insert and overwrite; raises `ConflictError` when somebody stored the same (source, external id) before."""

    def page(self, *, customer_id: str | None, after: str | None, limit: int) -> Sequence[ServiceRecord]:
        """List by id, newest first."""

    def of_customer(self, customer_id: str, *, limit: int) -> Sequence[ServiceRecord]:
        """List by time, newest first."""

    def due_between(self, start: datetime, end: datetime, *, limit: int) -> Sequence[ServiceRecord]:
        """List those whose next date lies in a range, the earliest first."""

    def remove(self, record_id: str) -> None:
        """Delete."""


class Standing(NamedTuple):
    """What classification and pools need of a customer, without the rest of the record."""

    id: str
    version: int
    owner_agent_id: str | None
    lifecycle: str
    attributes: dict[str, str]
    classes: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class NewStanding:
    """What classification writes onto a record, at the version it has afterwards."""

    id: str
    version: int
    lifecycle: str
    classes: dict[str, str]
    at: datetime


class Value(Protocol):
    """Figures and classes of customers."""

    def standings(self, *, after: str, limit: int) -> Sequence[Standing]:
        """List unmerged customers by id."""

    def lock(self, customer_ids: Sequence[str]) -> Sequence[Standing]:
        """Return unmerged customers by id and keep others from changing them."""

    def sums(self, customer_ids: Sequence[str], rule: FiguresRule, window_start: datetime) -> dict[str, Figures]:
        """Add up the purchases of these customers; those without any are left out."""

    def sums_between(self, after: str, last: str, rule: FiguresRule, window_start: datetime) -> dict[str, Figures]:
        """Add up the purchases of the customers whose id lies above `after` and up to `last`."""

    def figures(self, customer_ids: Sequence[str]) -> dict[str, Figures]:
        """Return the figures as they were last written."""

    def put_figures(self, figures: Sequence[Figures]) -> None:
        """Write, one row a customer."""

    def put_standings(self, standings: Sequence[NewStanding]) -> None:
        """Write lifecycle, classes and version of customers that `lock` returned."""

    def add_changes(self, changes: Sequence[ClassChange]) -> None:
        """Note how customers came and went between pools and classes."""

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Count unmerged customers by class: scheme -> class -> number."""


class RuleBook(Protocol):
    """Versions of rules."""

    def newest(self) -> dict[str, RuleDocument]:
        """Return what is in force, by name."""

    def versions(self, name: str) -> Sequence[RuleDocument]:
        """List, newest first."""

    def add(self, document: RuleDocument) -> bool:
        """Insert unless that version exists; return whether it was inserted."""


class ClassRuns(Protocol):
    """Runs of the classification."""

    def begin(self, run: ClassRun) -> bool:
        """Insert unless its key exists; return whether it was inserted."""

    def by_key(self, key: str) -> ClassRun | None:
        """Return one."""

    def update(self, run: ClassRun, *, before: ClassRun) -> bool:
        """Write if it is still as far as `before`, with the same heartbeat; return whether it was written."""

    def last_done(self) -> ClassRun | None:
        """Return the newest that came to its end."""

    def unfinished(self, *, limit: int) -> Sequence[ClassRun]:
        """List those that did not come to their end, the oldest first."""

    def page(self, *, limit: int) -> Sequence[ClassRun]:
        """List, newest first."""
