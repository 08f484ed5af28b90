"""Lists that come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from hub.domain.imports import FaultState, ImportFault, ImportJob, ImportPiece


class Imports(Protocol):
    """Jobs with their rows."""

    def get(self, import_id: str) -> ImportJob | None:
        """Return one."""

    def locked(self, import_id: str) -> ImportJob | None:
        """Return one that nobody else can change until this transaction ends."""

    def leased(self, import_id: str, worker: str, period: timedelta) -> ImportJob | None:
        """Return one for this worker, locked, its lease renewed (to be written); None when another worker holds it."""

    def add(self, job: ImportJob) -> None:
        """Insert."""

    def update(self, job: ImportJob, expected_version: int) -> None:
        """Write all fields; raise `StaleVersionError` when the row is at another version."""

    def page(self, *, after: str | None, limit: int, kind: str | None = None) -> Sequence[ImportJob]:
        """List by id, newest first."""

    def working(self) -> Sequence[ImportJob]:
        """List those that are being checked or run, the oldest first."""

    def add_pieces(self, pieces: Sequence[ImportPiece]) -> None:
        """Insert rows as they were read."""

    def piece(self, import_id: str, position: int) -> ImportPiece | None:
        """Return one piece."""

    def put_faults(self, import_id: str, numbers: tuple[int, int], faults: Sequence[ImportFault]) -> None:
        """Replace the faults of the rows from the first number to the last."""

    def put_fault(self, fault: ImportFault) -> None:
        """Write one over the one that has its id."""

    def fault(self, import_id: str, number: int) -> ImportFault | None:
        """Return what is wrong with a row."""

    def faults(
        self, import_id: str, *, after: int, limit: int, state: FaultState | None = None, until: int | None = None
    ) -> Sequence[ImportFault]:
        """List by row number, above `after` and up to `until`."""

    def forget(self, before: datetime, *, limit: int) -> int:
        """Delete up to so many rows of lists untouched since then, each kind, and give up lists that were never taken
        in; the jobs with their counts stay. Return how many were deleted.
        """

    def count_faults(self, import_id: str) -> int:
        """Count the open ones."""
