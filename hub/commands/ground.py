"""What the commands of every area are made on."""

from dataclasses import dataclass
from typing import Any

from hub.config import Config
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.passwords import Passwords

Arguments = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The configuration and the database they work on."""

    config: Config
    database: Database
    passwords: Passwords
    clock: Clock
