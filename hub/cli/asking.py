"""Carry out a command: by the hub that runs on this machine, else on its database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from hub.clock import SystemClock
from hub.commands import commands
from hub.config import Config, load_config
from hub.control import Command, call, is_served
from hub.security.passwords import Argon2Passwords
from hub.storage.engine import open_database

T = TypeVar("T")
Ask = Callable[..., Awaitable[Any]]


def ask(path: Path | None, work: Callable[[Ask], Awaitable[T]]) -> T:
    """Let `work` give several commands, each as `await give("user.disable", login="ada")`."""
    return asyncio.run(_ask(load_config(path), work))


def ask_once(path: Path | None, command: str, /, **arguments: Any) -> Any:
    """Give one command."""
    return ask(path, lambda give: give(command, **arguments))


async def _ask(config: Config, work: Callable[[Ask], Awaitable[T]]) -> T:
    # Several hubs and commands may share a PostgreSQL database; a SQLite file belongs to one process.
    if not config.settings.database.is_postgresql and await is_served(config.data):
        return await work(_through_the_socket(config.data))
    clock = SystemClock()
    database = await open_database(config.database_url, clock)
    try:
        return await work(_on(commands(config, database=database, passwords=Argon2Passwords(), clock=clock)))
    finally:
        await database.close()


def _through_the_socket(data: Path) -> Ask:
    async def give(command: str, /, **arguments: Any) -> Any:
        return await call(data, command, arguments)

    return give


def _on(known: Mapping[str, Command]) -> Ask:
    async def give(command: str, /, **arguments: Any) -> Any:
        return await known[command](arguments)

    return give
