"""`hub routing`: the whole configuration of the routing as one file, and what is wrong with it."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub.cli.asking import ask_once
from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.people import actor
from hub.cli.printing import print_json, print_rows
from hub.errors import HubError

routing_commands = typer.Typer(help="How work is routed, as one file.", no_args_is_help=True)

WARNING_COLUMNS = ("path", "message", "remedy")


class UnreadableDocumentError(HubError):
    """The file is no routing document."""


class RoutingWarningsError(HubError):
    """Something will not do what was meant; it was printed."""


@routing_commands.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.json", dir_okay=False, writable=True)] = None,
    config: ConfigOption = None,
) -> None:
    """Write everything that routes as JSON: to a file, or to standard output."""
    document = ask_once(config, "routing.export")
    if file is None:
        print_json(document)
        return
    file.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


@routing_commands.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make routing as the file (JSON or TOML) says, all of it or nothing; doing it twice is harmless.

    What the file does not name stays as it is.
    """
    done = ask_once(config, "routing.import", document=_read(file), dry_run=dry_run, actor=actor())
    if form is Format.JSON:
        print_json(done)
        return
    for change in done["changes"]:
        for line in _lines(change):
            typer.echo(line)
    typer.echo(_summary(len(done["changes"]), dry_run=dry_run))
    for warning in done["warnings"]:
        typer.echo(f"warning: {warning['path']}: {warning['message']}; {warning['remedy']}", err=True)


@routing_commands.command("check")
def check(config: ConfigOption = None, form: FormatOption = Format.TEXT) -> None:
    """Tell what will never match, happen or end; ends with 1 when there is something."""
    found = ask_once(config, "routing.check")
    if found or form is Format.JSON:
        print_rows(found, WARNING_COLUMNS, form)
    if found:
        raise RoutingWarningsError(f"{len(found)} things will not do what was meant")


def _read(file: Path) -> dict[str, Any]:
    raw = file.read_bytes()
    try:
        read = tomllib.loads(raw.decode()) if file.suffix == ".toml" else orjson.loads(raw)
        document = orjson.loads(orjson.dumps(read))
    except (ValueError, TypeError) as error:
        raise UnreadableDocumentError(f"{file} is neither JSON nor (as .toml) TOML: {error}") from error
    if not isinstance(document, dict):
        raise UnreadableDocumentError(f"{file} holds no table of sections; `hub routing export` shows the form")
    return document


def _lines(change: dict[str, Any]) -> Iterable[str]:
    sign = "+" if change["action"] == "create" else "~"
    yield f"{sign} {change['section']} {change['name']!r}"
    if change["action"] == "change":
        for name, values in change["fields"].items():
            yield f"    {name}: {_short(values['before'])} -> {_short(values['after'])}"


def _short(value: Any) -> str:
    return orjson.dumps(value).decode()


def _summary(count: int, *, dry_run: bool) -> str:
    if not count:
        return "nothing to change"
    changes = f"{count} change{'s' if count > 1 else ''}"
    return f"{changes}, none made (dry run)" if dry_run else f"{changes} made"
