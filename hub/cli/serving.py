"""`hub serve`: answer on every configured channel until told to stop."""

from hub.app.serve import run
from hub.cli.options import ConfigOption
from hub.config import load_config
from hub.logs import start_logs


def serve(config: ConfigOption = None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    loaded = load_config(config)
    start_logs(loaded)
    run(loaded)
