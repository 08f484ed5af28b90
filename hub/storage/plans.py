"""Plans, routing profiles, skills, shared opening hours, promised times."""

from collections.abc import Sequence
from typing import Generic, TypeVar

import sqlalchemy as sa

from hub.domain.hours import NamedHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.sla import SlaPolicy
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.plans import opening_hours, plans, routing_profiles, skills, sla_policies

T = TypeVar("T")
PLAN = Codec(plans, Plan)
PROFILE = Codec(routing_profiles, RoutingProfile)
SKILL = Codec(skills, Skill)
HOURS = Codec(opening_hours, NamedHours)
SLA_POLICY = Codec(sla_policies, SlaPolicy)


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
