"""`hub migrate`: bring the database to this version's tables."""

import asyncio

import typer

from hub.cli.options import ConfigOption
from hub.config import load_config
from hub.storage.engine import migrate as migrate_database


def migrate(config: ConfigOption = None) -> None:
    """Bring the database to this version's tables. SQLite does it by itself when the hub starts."""
    asyncio.run(migrate_database(load_config(config).database_url))
    typer.echo("The database has this version's tables.")
