"""What the command line can ask of a hub, running or not: plain values in, plain values out; a module an area."""

from collections.abc import Mapping

from hub.commands import imports, people, routing
from hub.commands.ground import Ground
from hub.config import Config
from hub.control import Command
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.passwords import Passwords

_AREAS = (
    people,
    imports,
    routing,
)


def commands(config: Config, *, database: Database, passwords: Passwords, clock: Clock) -> Mapping[str, Command]:
    """All commands by name, working on this database."""
    ground = Ground(config=config, database=database, passwords=passwords, clock=clock)
    return {name: command for area in _AREAS for name, command in area.commands(ground).items()}
