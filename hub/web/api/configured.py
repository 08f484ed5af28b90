"""Changes of the routing's configuration: written down with who made them, answered with what looks wrong."""

from collections.abc import Callable

from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.routing_setup.check import routing_warnings
from hub.services.shapes import Shape
from hub.web.route import Call


async def configured(call: Call, action: str, work: Callable[[Tx], tuple[str, Shape]]) -> Shape:
    """Commit `work`, which returns the id and the shape of what it changed, with its line in the audit."""

    def audited(tx: Tx) -> Shape:
        key, shape = work(tx)
        given = sorted(call.body.model_fields_set) if call.body is not None else []
        _record(tx, call, action, key, fields=given)
        return {**shape, "warnings": warnings_about(tx, call, key)}

    return await call.write(audited)


async def removed(call: Call, action: str, key: str, work: Callable[[Tx], None]) -> None:
    """Commit a removal, with its line in the audit."""

    def audited(tx: Tx) -> None:
        work(tx)
        _record(tx, call, action, key)

    await call.services.database.write(audited)


def warnings_about(tx: Tx, call: Call, key: str | None = None) -> list[Shape]:
    """What looks wrong with one thing, or in all."""
    services = call.services
    return routing_warnings(tx, key, at=services.clock.now(), ordering=services.settings.ordering)


def _record(tx: Tx, call: Call, action: str, key: str, **detail: object) -> None:
    record(tx, actor=call.caller.actor, action=action, subject=key, at=call.services.clock.now(), **detail)
