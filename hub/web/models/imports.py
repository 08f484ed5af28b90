"""Lists that come in, on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.domain.imports import FaultState, ImportState
from hub.web.models.base import Body, Line, Name, Page, Prose, Query, Shown, ShownVersioned

KindName = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,40}$")]


class ImportQuery(Page):
    """Which lists."""

    kind: KindName | None = None


class UploadQuery(Query):
    """What the file is: `source` completes ids that name none; charset and delimiter are guessed when left out."""

    kind: KindName = "customers"
    source: Line = ""
    charset: Literal["", "utf-8", "utf-16", "gb18030", "windows-1252"] = ""
    delimiter: Literal["", "comma", "semicolon", "tab"] = ""


class ImportChange(Body):
    """Which field each column fills (an empty one: none), and whose ids these are."""

    mapping: Annotated[dict[Name, Line], Field(max_length=200)] | None = None
    source: Line | None = None


class FaultQuery(Query):
    """Rows above a number."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class RowChange(Body):
    """New cells of a row, by column."""

    cells: Annotated[dict[Name, Prose], Field(max_length=200)]


class ShownImportLine(ShownVersioned):
    """A list in the list of lists."""

    kind: str
    name: str
    state: ImportState
    source: str
    charset: str
    delimiter: str
    columns: list[str]
    mapping: dict[str, str]
    rows: int
    done_rows: int
    counts: dict[str, int]
    error: str
    created_by: str
    created_at: str
    updated_at: str
    ended_at: str | None


class ShownImportField(Shown):
    """What a column may fill."""

    name: str
    en: str
    zh: str
    required: bool
    joins: bool


class ShownImport(ShownImportLine):
    """A list with its first rows and what its columns may fill."""

    fields: list[ShownImportField]
    sample: list[list[str]]
    open_faults: int


class ShownImports(Shown):
    """A page of lists."""

    items: list[ShownImportLine]
    next: str | None


class ShownRowProblem(Shown):
    """One thing that is wrong with a row."""

    column: str
    value: str
    message: str
    remedy: str
    code: str


class ShownFault(Shown):
    """A row that cannot be taken in as it stands."""

    number: int
    state: FaultState
    cells: dict[str, str]
    problems: list[ShownRowProblem]


class ShownFaults(Shown):
    """A page of such rows."""

    items: list[ShownFault]
    next: int | None
