"""Print data on standard output, for eyes or for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import typer

from hub.cli.options import Format

Row = Mapping[str, Any]


def print_rows(rows: Sequence[Row], columns: Sequence[str], form: Format) -> None:
    """A table with these columns, or a JSON list with all that is known."""
    if form is Format.JSON:
        print_json(list(rows))
        return
    table = [[column.upper().replace("_", " ") for column in columns]]
    table += [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[index]) for line in table) for index in range(len(columns))]
    for line in table:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
