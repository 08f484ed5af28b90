"""All that routes, as one document."""

from typing import Any

from hub.commands.ground import Arguments, Ground
from hub.control import Command
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.routing_setup.apply import apply_routing
from hub.services.routing_setup.check import routing_warnings
from hub.services.routing_setup.config import read_routing
from hub.services.routing_setup.files import exported
from hub.services.shapes import Shape
from hub.web.models.routing_document import read_document


def commands(ground: Ground) -> dict[str, Command]:
    """Take the whole routing out, in, and say what of it will never match."""
    database, clock, ordering = ground.database, ground.clock, ground.config.settings.routing.ordering

    async def export(given: Arguments) -> Any:
        return await database.read(lambda tx: exported(read_routing(tx)))

    async def take_in(given: Arguments) -> Any:
        document, dry_run, now = given["document"], bool(given["dry_run"]), clock.now()

        def work(tx: Tx) -> Shape:
            read = read_document(document, read_routing(tx))
            done = apply_routing(tx, read, dry_run=dry_run, at=now)
            if not dry_run:
                changed = len(done["changes"])  # type: ignore[arg-type]
                record(tx, actor=given["actor"], action="routing.import", subject="routing", at=now, changes=changed)
            return done

        return await database.write(work)

    async def check(given: Arguments) -> Any:
        now = clock.now()
        return await database.read(lambda tx: routing_warnings(tx, at=now, ordering=ordering))

    return {"routing.export": export, "routing.import": take_in, "routing.check": check}
