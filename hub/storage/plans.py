"""Plans, routing profiles, skills, shared opening hours, promised times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from hub.domain.hours import NamedHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.sla import SlaClock, SlaPolicy, SlaState
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.plans import opening_hours, plans, routing_profiles, skills, sla_clocks, sla_policies

T = TypeVar("T")
PLAN = Codec(plans, Plan)
PROFILE = Codec(routing_profiles, RoutingProfile)
SKILL = Codec(skills, Skill)
HOURS = Codec(opening_hours, NamedHours)
SLA_POLICY = Codec(sla_policies, SlaPolicy)
SLA_CLOCK = Codec(sla_clocks, SlaClock)


class Shelf(Generic[T]):
    """Implements `hub.ports.repositories.plans.Shelf` for one table."""

    def __init__(self, unit: Unit, codec: Codec[T]) -> None:
        """Work inside `unit`."""
        self._unit = unit
        self._codec = codec
        self._table = codec.table

    def get(self, key: str) -> T | None:
        return self._unit.one(self._codec, self._table.c.id == key)

    def all(self) -> Sequence[T]:
        return self._unit.list(self._codec, sa.select(self._table).order_by(self._table.c.name, self._table.c.id))

    def add(self, value: T) -> None:
        self._unit.add(self._codec, [value])

    def update(self, value: T, expected_version: int) -> None:
        self._unit.update_version(self._codec, self._codec.row(value), expected_version)

    def remove(self, key: str) -> None:
        self._unit.connection.execute(sa.delete(self._table).where(self._table.c.id == key))


class Skills:
    """Implements `hub.ports.repositories.plans.Skills`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def all(self) -> Sequence[Skill]:
        return self._unit.list(SKILL, sa.select(skills).order_by(skills.c.name))

    def put(self, skill: Skill) -> None:
        self._unit.put(SKILL, skill, by=("name",))

    def remove(self, name: str) -> None:
        self._unit.connection.execute(sa.delete(skills).where(skills.c.name == name))


class SlaClocks:
    """Implements `hub.ports.repositories.plans.SlaClocks`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def of(self, interaction_ids: Sequence[str]) -> Sequence[SlaClock]:
        found: list[SlaClock] = []
        for piece in chunks(interaction_ids):
            mine = sa.select(sla_clocks).where(sla_clocks.c.interaction_id.in_(piece))
            found += self._unit.list(SLA_CLOCK, mine.order_by(sla_clocks.c.interaction_id, sla_clocks.c.kind))
        return found

    def add_all(self, clocks: Sequence[SlaClock]) -> None:
        if clocks:
            rows = [SLA_CLOCK.row(each) for each in clocks]
            self._unit.connection.execute(self._unit.insert(sla_clocks).on_conflict_do_nothing(), rows)

    def swap(self, clock: SlaClock, expected_version: int) -> bool:
        row: dict[str, Any] = SLA_CLOCK.row(replace(clock, version=expected_version + 1))
        same = (
            sla_clocks.c.interaction_id == clock.interaction_id,
            sla_clocks.c.kind == clock.kind.value,
            sla_clocks.c.version == expected_version,
        )
        return bool(self._unit.connection.execute(sa.update(sla_clocks).where(*same).values(row)).rowcount)

    def due(self, now: datetime, limit: int) -> Sequence[SlaClock]:
        c = sla_clocks.c
        warned = sa.and_(c.state == SlaState.RUNNING.value, c.warn_at <= now)
        over = sa.and_(c.state.in_([SlaState.RUNNING.value, SlaState.WARNED.value]), c.due_at <= now)
        statement = sa.select(sla_clocks).where(sa.or_(warned, over)).order_by(c.due_at, c.interaction_id).limit(limit)
        return self._unit.list(SLA_CLOCK, statement)
