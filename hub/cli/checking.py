"""`hub check`: tell whether the configuration is right, and with `--live` whether everything answers."""

import asyncio
from typing import Annotated

import typer

from hub.cli.asking import ask_once
from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.printing import print_rows
from hub.config import load_config
from hub.errors import HubError

COLUMNS = ("name", "ok", "detail")


class ChecksFailedError(HubError):
    """Something does not answer as it should; it was printed."""


def check(
    live: Annotated[bool, typer.Option("--live", help="Also try the database and every channel.")] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Check the configuration completely; contacts nobody and starts nothing."""
    loaded = load_config(config)
    source = str(loaded.source) if loaded.source else "built-in defaults"
    rows: list[dict[str, object]] = [{"name": "configuration", "ok": True, "detail": source}]
    rows += [{"name": f"channels.{block.name}", "ok": True, "detail": block.kind.kind} for block in loaded.channels]
    if live:
        from hub.app.checking import check_live  # noqa: PLC0415  (all parts: other commands need not wait for them)

        results = asyncio.run(check_live(loaded))
        rows += [{"name": each.name, "ok": each.ok, "detail": each.detail} for each in results]
        if all(each.ok for each in results if each.name == "database"):
            found = len(ask_once(config, "routing.check"))
            detail = f"{found} things will not do what was meant; see `hub routing check`" if found else ""
            rows.append({"name": "routing", "ok": True, "detail": detail})
    print_rows(rows, COLUMNS, form)
    failed = [str(row["name"]) for row in rows if not row["ok"]]
    if failed:
        raise ChecksFailedError(f"not as it should be: {', '.join(failed)}")
