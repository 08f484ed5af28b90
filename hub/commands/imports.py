"""Lists of customers and others."""

from typing import Any

from hub.commands.ground import Arguments, Ground
from hub.control import Command
from hub.services.imports.console import ImportConsole
from hub.services.imports.jobs import NewImport
from hub.services.imports.kinds import import_kinds
from hub.services.imports.work import ImportWork


def commands(ground: Ground) -> dict[str, Command]:
    """Upload a list, map its columns, check it, take it in."""
    organisation = ground.config.settings.organisation
    worker = ImportWork(
        database=ground.database,
        clock=ground.clock,
        kinds=import_kinds(),
        region=organisation.region or None,
        zone=organisation.time_zone,
    )
    console = ImportConsole(database=ground.database, clock=ground.clock, work=worker)

    async def begin(given: Arguments) -> Any:
        new = NewImport(
            kind=given["kind"],
            name=given["name"],
            source=given["source"],
            charset=given["charset"],
            delimiter=given["delimiter"],
            columns=tuple(given["columns"]),
            actor=given["actor"],
        )
        return await console.begin(new, given["mapping"])

    async def add(given: Arguments) -> Any:
        return await console.add(given["id"], given["rows"])

    async def start(given: Arguments) -> Any:
        return await console.start(given["id"], dry_run=given["dry_run"], actor=given["actor"])

    async def work(given: Arguments) -> Any:
        return await console.work(given["id"])

    async def faults(given: Arguments) -> Any:
        return await console.faults(given["id"], after=given["after"])

    return {
        "import.begin": begin,
        "import.add": add,
        "import.start": start,
        "import.work": work,
        "import.faults": faults,
    }
