"""Addresses that nothing is sent to."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.domain.suppressions import Suppression
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.privacy import suppressions

SUPPRESSION = Codec(suppressions, Suppression)


class Suppressions:
    """Implements `hub.ports.repositories.privacy.Suppressions`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add_new(self, suppression: Suppression) -> bool:
        return self._unit.add_new(SUPPRESSION, suppression)

    def holds(self, kind: str, digests: Sequence[str], purpose: str) -> bool:
        c = suppressions.c
        found = sa.select(c.id).where(c.digest.in_(digests), c.kind == kind, c.purpose.in_(["", purpose]))
        return self._unit.connection.execute(found.limit(1)).first() is not None

    def page(self, *, after: str | None, limit: int) -> Sequence[Suppression]:
        c = suppressions.c
        statement = sa.select(suppressions).order_by(c.id.desc()).limit(limit)
        return self._unit.list(SUPPRESSION, statement if after is None else statement.where(c.id < after))

    def remove(self, suppression_id: str) -> Suppression | None:
        found = self._unit.one(SUPPRESSION, suppressions.c.id == suppression_id)
        self._unit.connection.execute(sa.delete(suppressions).where(suppressions.c.id == suppression_id))
        return found
