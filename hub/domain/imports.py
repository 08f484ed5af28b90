"""Lists that come in from other systems: the job, its rows in pieces, and what is wrong with single rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ImportState(StrEnum):
    """How far a list has come; `checking` and `running` are worked on without anybody waiting."""

    LOADING = "loading"
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowOutcome(StrEnum):
    """What became, or would become, of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


class FaultState(StrEnum):
    """A faulty row waits for a person, or has new cells that were found good."""

    OPEN = "open"
    MENDED = "mended"


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """One thing that is wrong with a row: the column as the list calls it, what stands there, why, what to do.

    `code` is a word for it by which pages say it in another language; empty where the message must do.
    """

    column: str
    value: str = ""
    message: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class RowResult:
    """What became of a row; `record_id` is the record that it made or changed."""

    number: int
    outcome: RowOutcome
    record_id: str | None = None
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportJob:
    """One list. `mapping` says which field each column fills (a column that is not named there is left out).

    `counts` are those of the last check or of the run; `position` is the next piece to work on. `source` completes
    external ids that name none. `worker` holds the job until `leased_until`.
    """

    id: str
    version: int = 1
    kind: str
    name: str
    state: ImportState = ImportState.LOADING
    source: str = ""
    charset: str = ""
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    rows: int = 0
    done_rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    pieces: int = 0
    position: int = 0
    worker: str = ""
    leased_until: datetime | None = None
    error: str = ""
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ImportPiece:
    """Some rows of a list as they were read; `first_number` counts from 1 with the head line, as spreadsheets do."""

    id: str
    import_id: str
    position: int
    first_number: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ImportFault:
    """A row that cannot be taken in as it stands; `cells` are in the order of the job's columns."""

    id: str
    import_id: str
    number: int
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...] = ()
    state: FaultState = FaultState.OPEN
