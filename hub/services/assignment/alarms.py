"""The live alarm for work that nobody who is signed in can ever take: raised once, cleared when it has passed."""

from collections.abc import Mapping
from datetime import datetime

from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.routing import Unroutable
from hub.services.assignment.floor import Floor
from hub.services.shapes import Shape, time_shape

EVERY_S = 1.0


class UnroutableWatch:
    """Remembers which alarms stand, and says what changed, at most once a second."""

    def __init__(self) -> None:
        """Begin with none: what stands is told again by a new owner."""
        self._standing: dict[str, Shape] = {}
        self._looked_at: float | None = None

    def changes(self, floor: Floor, *, now: datetime, monotonic: float) -> list[NewEvent] | None:
        """Look again, and return the alarms to raise and to clear; None when it is too early to look."""
        if self._looked_at is not None and monotonic - self._looked_at < EVERY_S:
            return None
        self._looked_at = monotonic
        found = {_name(each): unroutable_shape(floor, each) for each in floor.engine.unroutable()}
        gone = [_event(EventType.ALARM_CLEARED, shape, now) for key, shape in _without(self._standing, found)]
        new = [_event(EventType.ALARM_RAISED, shape, now) for key, shape in _changed(found, self._standing)]
        self._standing = found
        return [*gone, *new]


def unroutable_shape(floor: Floor, found: Unroutable) -> Shape:
    """What supervisors see: which need, how many wait for it and since when, and whether anybody at all could."""
    items = [item for each in found.item_ids if (item := floor.engine.item(each))]
    return {
        "id": _name(found),
        "alarm": "unroutable",
        "queue_id": found.queue_id,
        "queue_name": floor.queue_names.get(found.queue_id or "", ""),
        "kind": str(found.kind),
        "needs": [{"skill": skill, "at_least": least, "at_most": most} for skill, least, most in found.needs],
        "count": found.count,
        "oldest": time_shape(found.oldest),
        "interaction_ids": [each.interaction_id for each in items],
        "nobody_configured": found.nobody_configured,
        "relaxes_at": time_shape(found.relaxes_at),
    }


def _name(found: Unroutable) -> str:
    needs = ",".join(f"{skill}:{least}-{most}" for skill, least, most in found.needs)
    return f"{found.queue_id or ''}/{found.kind}/{needs}"


def _without(before: Mapping[str, Shape], after: Mapping[str, Shape]) -> list[tuple[str, Shape]]:
    return [(key, shape) for key, shape in before.items() if key not in after]


def _changed(after: Mapping[str, Shape], before: Mapping[str, Shape]) -> list[tuple[str, Shape]]:
    return [(key, shape) for key, shape in after.items() if before.get(key) != shape]


def _event(kind: EventType, shape: Shape, at: datetime) -> NewEvent:
    return NewEvent(type=kind, data=dict(shape), subject_id=str(shape["id"]), audience=(SUPERVISORS,), at=at)
