"""The command line: `hub COMMAND`, also as `python -m hub`."""

from hub.cli.main import main

__all__ = ["main"]
