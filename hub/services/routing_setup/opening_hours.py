"""Opening hours that several queues share: a change acts on all of these in the same transaction."""

from dataclasses import replace
from datetime import datetime

from hub.domain.events import EventType
from hub.domain.hours import NamedHours
from hub.domain.ids import new_id
from hub.ports.repositories import Tx
from hub.services.cases.retime import retime_case_hours
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.queues import announce_queue
from hub.services.routing_setup.refusals import refuse_hours
from hub.services.routing_setup.shelf import Keeper
from hub.services.shapes_routing import named_hours_shape
from hub.services.sla.retime import retime_hours, retime_queue


def _refuse(hours: NamedHours, _: RoutingConfig) -> None:
    refuse_hours(hours.hours, "hours")


def _users(hours_id: str, config: RoutingConfig) -> list[str]:
    queues = [f"queue {each.name!r}" for each in config.queues.values() if each.hours_id == hours_id]
    return queues + [f"SLA policy {each.name!r}" for each in config.policies.values() if each.hours_id == hours_id]


HOURS = Keeper[NamedHours](
    what="opening hours",
    event=EventType.HOURS_UPDATED,
    shelf=lambda tx: tx.hours,
    shape=named_hours_shape,
    refuse=_refuse,
    users=_users,
)


def create_hours(tx: Tx, fields: dict[str, object], *, at: datetime) -> NamedHours:
    """Make shared hours."""
    return HOURS.create(tx, NamedHours(id=new_id(), **fields, created_at=at, updated_at=at), at=at)  # type: ignore[arg-type]


def edit_hours(
    tx: Tx, key: str, fields: dict[str, object], *, expected_version: int | None, at: datetime
) -> NamedHours:
    """Change the fields given, and with them every queue and every promise that counts in these hours."""
    before = HOURS.require(tx, key)
    hours = HOURS.edit(tx, key, fields, expected_version=expected_version, at=at)
    if hours.hours == before.hours:
        return hours
    retime_hours(tx, before, at=at)
    retime_case_hours(tx, before, at=at)
    for queue in tx.queues.all():
        if queue.hours_id == hours.id and queue.hours != hours.hours:
            changed = replace(queue, hours=hours.hours, version=queue.version + 1, updated_at=at)
            tx.queues.update(changed, queue.version)
            announce_queue(tx, changed, at=at)
            retime_queue(tx, queue, at=at)
    return hours
