"""`hub serve`: answer on every configured channel until told to stop."""

from hub.cli.options import ConfigOption
from hub.config import load_config
from hub.logs import start_logs


def serve(config: ConfigOption = None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    from hub.app.serve import run  # noqa: PLC0415  (all parts: other commands need not wait for them)

    loaded = load_config(config)
    start_logs(loaded)
    run(loaded)
