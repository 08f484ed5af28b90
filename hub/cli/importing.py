"""`hub import`: take in lists from other systems."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.asking import Ask, ask
from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.people import actor
from hub.cli.printing import print_json
from hub.errors import HubError

import_commands = typer.Typer(help="Take in lists.", no_args_is_help=True)

TOGETHER = 1000

Line = dict[str, str]


class WrongLinesError(HubError):
    """Some lines were not taken in; they were printed."""


class UnreadableFileError(HubError):
    """The list cannot be read."""


@import_commands.command("customers")
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Add customers, or complete those who are known by an address; doing it twice is harmless."""
    columns, lines = _open(file)

    async def work(give: Ask) -> dict[str, Any]:
        counts: Counter[str] = Counter()
        problems: list[dict[str, Any]] = []
        number = 2
        while batch := list(islice(lines, TOGETHER)):
            done = await give(
                "customers.import",
                columns=columns,
                lines=batch,
                first_number=number,
                dry_run=dry_run,
                actor=actor(),
            )
            counts.update(done["counts"])
            problems += done["problems"]
            number += len(batch)
        return {"dry_run": dry_run, "counts": dict(counts), "problems": problems}

    _report(ask(config, work), form)


def _open(file: Path) -> tuple[Sequence[str], Iterator[Line]]:
    """The head line and the rest; a byte order mark, as spreadsheets write it, does no harm."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{file} is not UTF-8; save it as CSV UTF-8") from error
    reader = csv.DictReader(text.splitlines(keepends=True), restval="", restkey="")
    columns = reader.fieldnames
    if not columns:
        raise UnreadableFileError(f"{file} is empty; its first line names the columns")
    return columns, ({key: value for key, value in line.items() if key} for line in reader)


def _report(result: dict[str, Any], form: Format) -> None:
    problems = result["problems"]
    if form is Format.JSON:
        print_json(result)
    else:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(result["counts"].items())) or "no lines"
        typer.echo(f"{'would be: ' if result['dry_run'] else ''}{counts}")
        for problem in problems:
            typer.echo(f"line {problem['line']}, {problem['column']}: {problem['message']}", err=True)
    if problems:
        wrong = len({problem["line"] for problem in problems})
        raise WrongLinesError(f"{wrong} line{'s' if wrong > 1 else ''} cannot be taken in")
