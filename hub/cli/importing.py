"""`hub import`: take in lists from other systems."""

import asyncio
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.asking import Ask, ask
from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.people import actor
from hub.cli.printing import print_json
from hub.errors import HubError, InvalidError
from hub.services.imports.list_reading import ReadList, read_list

import_commands = typer.Typer(help="Take in lists.", no_args_is_help=True)

TOGETHER = 2000
_SOMEBODY_ELSE_S = 0.5  # how often to look at a list that another process works on
_WORKING = ("checking", "running")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, readable=True)]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="Which field a column fills; empty: none."),
]
SourceOption = Annotated[str, typer.Option("--source", help="The system whose ids these are, for ids that name none.")]
CharsetOption = Annotated[str, typer.Option("--charset", help="utf-8, utf-16, gb18030 or windows-1252; else guessed.")]


class WrongLinesError(HubError):
    """Some lines were not taken in; they were printed."""


class UnreadableFileError(HubError):
    """The list cannot be read."""


def _command(kind: str, help_: str) -> None:
    @import_commands.command(kind, help=help_)
    def take_in(
        file: FileArgument,
        dry_run: DryRunOption = False,
        mapping: MapOption = None,
        source: SourceOption = "",
        charset: CharsetOption = "",
        config: ConfigOption = None,
        form: FormatOption = Format.TEXT,
    ) -> None:
        read = _read(file, charset)
        given = _mapping(mapping or [])

        async def work(give: Ask) -> dict[str, Any]:
            begun = await give(
                "import.begin",
                kind=kind,
                name=file.name,
                source=source,
                charset=read.charset,
                delimiter=read.delimiter,
                columns=read.columns,
                mapping=given,
                actor=actor(),
            )
            return await _taken_in(give, begun["id"], read.rows, dry_run=dry_run, quiet=form is Format.JSON)

        _report(ask(config, work), form)


_command("customers", "Add customers, or complete those who are known by an id or an address; twice is harmless.")
_command("purchases", "Store what customers bought, by its id in the list's system; twice is harmless.")
_command("services", "Store what was done for customers, by its id in the list's system; twice is harmless.")


def _read(file: Path, charset: str) -> ReadList:
    try:
        return read_list(file.read_bytes(), charset=charset)
    except InvalidError as error:
        raise UnreadableFileError(f"{file} {error}") from error


def _mapping(options: list[str]) -> dict[str, str]:
    pairs = [option.rpartition("=") for option in options]
    wrong = next((option for option, (column, _, _) in zip(options, pairs, strict=True) if not column), None)
    if wrong is not None:
        raise typer.BadParameter(f"{wrong!r} is not COLUMN=FIELD", param_hint="--map")
    return {column: name.strip() for column, _, name in pairs}


async def _taken_in(
    give: Ask, import_id: str, rows: Iterator[tuple[str, ...]], *, dry_run: bool, quiet: bool
) -> dict[str, Any]:
    while batch := list(islice(rows, TOGETHER)):
        await give("import.add", id=import_id, rows=batch)
    job = await give("import.start", id=import_id, dry_run=dry_run, actor=actor())
    while job["state"] in _WORKING:
        done_before = job["done_rows"]
        job = await give("import.work", id=import_id)
        _progress(job, quiet=quiet)
        if job["done_rows"] == done_before:
            await asyncio.sleep(_SOMEBODY_ELSE_S if job["state"] in _WORKING else 0)
    return await _result(give, job, dry_run=dry_run)


def _progress(job: dict[str, Any], *, quiet: bool) -> None:
    """Tell how far it is, on a terminal only."""
    if not quiet and sys.stderr.isatty():
        end = "\n" if job["state"] not in _WORKING else ""
        typer.echo(f"\r{job['done_rows']} of {job['rows']} lines{end}", nl=False, err=True)


async def _result(give: Ask, job: dict[str, Any], *, dry_run: bool) -> dict[str, Any]:
    problems: list[dict[str, Any]] = []
    after = 0
    while found := await give("import.faults", id=job["id"], after=after):
        problems += [
            {"line": row["number"], "column": each["column"], "message": _told(each)}
            for row in found
            for each in row["problems"]
        ]
        after = found[-1]["number"]
    if job["error"]:
        raise UnreadableFileError(f"the import stopped after {job['done_rows']} lines: {job['error']}")
    return {"import_id": job["id"], "dry_run": dry_run, "counts": job["counts"], "problems": problems}


def _told(problem: dict[str, Any]) -> str:
    return "; ".join(each for each in (problem["message"], problem["remedy"]) if each)


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
