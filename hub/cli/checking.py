"""`hub check`: tell whether the configuration is right."""

from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.printing import print_rows
from hub.config import load_config


def check(config: ConfigOption = None, form: FormatOption = Format.TEXT) -> None:
    """Check the configuration completely, without starting anything."""
    loaded = load_config(config)
    rows = [{"name": f"channels.{block.name}", "kind": block.kind.kind, "ok": True} for block in loaded.channels]
    source = str(loaded.source) if loaded.source else "built-in defaults"
    print_rows([{"name": "configuration", "kind": source, "ok": True}, *rows], ["name", "kind", "ok"], form)
