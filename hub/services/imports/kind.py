"""What a kind of list must offer so that the import engine can take it in: fields, and set-based taking of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hub.domain.imports import RowOutcome, RowProblem, RowResult
from hub.ports.repositories import Tx


@dataclass(frozen=True, kw_only=True)
class ImportField:
    """Something that a column can fill.

    `aliases` are further headings by which a column is recognised, beside `name`, `en` and `zh`; blanks, case and
    punctuation do not matter. Several columns may fill one field that `joins`: their texts arrive joined by ";".
    A `name` that ends with a colon stands for whatever follows it (`attribute:` for `attribute:shop`).
    """

    name: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    joins: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row by field; empty cells are left out. `number` counts from 1 with the head line."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """The text of a field, without blanks around it; empty when the row says nothing."""
        return self.cells.get(name, "").strip()

    def wrong(self, *problems: RowProblem) -> RowResult:
        """The result of a row that cannot be taken in. `RowProblem.column` may name the field: the engine puts the
        list's own heading in its place.
        """
        return RowResult(number=self.number, outcome=RowOutcome.WRONG, problems=problems)

    def problem(self, name: str, message: str, remedy: str = "", *, code: str = "") -> RowProblem:
        """What is wrong with one field of this row."""
        return RowProblem(column=name, value=self.cell(name), message=message, remedy=remedy, code=code)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What all rows of a job share.

    `source` completes external ids that name none; `region` (ISO 3166) phone numbers without a country code; `zone`
    wall times. Without `writes` nothing may be written (a check): what the rows before would have made is then kept in
    `memory`, which lives as long as the check does and is empty and unused when the rows are really taken in.
    """

    source: str
    region: str | None
    zone: str
    actor: str
    at: datetime
    writes: bool
    memory: dict[str, object] = field(default_factory=dict)


class ImportKind(Protocol):
    """One kind of list: `customers`, `purchases`, `services`."""

    name: str

    def fields(self, tx: Tx) -> Sequence[ImportField]:
        """Say what columns can fill."""

    def take(self, tx: Tx, rows: Sequence[Row], given: Given) -> Sequence[RowResult]:
        """Take in up to a thousand rows, set-based: look up, judge, write; one result a row, in their order.

        Rows are upserted by (source, external id) first. A row that is wrong never stops the others, and raising undoes
        all of them: after a `ConflictError` (somebody wrote meanwhile) each row is tried alone. The same rows twice
        must change nothing the second time.
        """
