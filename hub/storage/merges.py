"""The merge journal, and moving every row that belongs to a customer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.customers import Merge
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.search import Search
from hub.storage.tables.columns import metadata
from hub.storage.tables.customers import customers, merges

MERGE = Codec(merges, Merge)


def owned_tables() -> list[sa.Table]:
    """Return every table whose rows belong to a customer: a new one is moved without being named here."""
    return [table for table in metadata.sorted_tables if "customer_id" in table.c]


def _owned_by(table: sa.Table, customer_id: str) -> dict[str, Any]:
    """A versioned row that changes its owner has changed: a writer who read it before must read it again."""
    risen = {"version": table.c.version + 1} if "version" in table.c else {}
    return {"customer_id": customer_id, **risen}


class Merges:
    """Implements `hub.ports.repositories.customers.Merges`."""

    def __init__(self, unit: Unit, search: Search) -> None:
        """Keep the search index in step through `search`."""
        self._unit = unit
        self._search = search

    def move(self, source_id: str, target_id: str) -> dict[str, list[str]]:
        moved: dict[str, list[str]] = {}
        for table in owned_tables():
            statement = sa.update(table).where(table.c.customer_id == source_id).values(_owned_by(table, target_id))
            ids = sorted(self._unit.connection.execute(statement.returning(table.c.id)).scalars())
            if ids:
                moved[str(table.name)] = ids
        others = sa.and_(customers.c.organisation_id == source_id, customers.c.id != target_id)
        members = self._join(others, target_id)
        return {**moved, "customers": members} if members else moved

    def move_back(self, moved: dict[str, list[str]], source_id: str) -> None:
        for table in owned_tables():
            for ids in chunks(moved.get(table.name, [])):
                self._unit.connection.execute(
                    sa.update(table).where(table.c.id.in_(ids)).values(_owned_by(table, source_id))
                )
        for ids in chunks(moved.get("customers", [])):
            self._join(customers.c.id.in_(ids), source_id)

    def _join(self, condition: Any, organisation_id: str) -> list[str]:
        """Let those who belong to an organisation belong to another one."""
        changes = {"organisation_id": organisation_id, "version": customers.c.version + 1}
        moving = sa.update(customers).where(condition).values(changes).returning(customers.c.id)
        return sorted(self._unit.connection.execute(moving).scalars())

    def add(self, merge: Merge) -> None:
        self._unit.add(MERGE, [merge])

    def get(self, merge_id: str) -> Merge | None:
        return self._unit.one(MERGE, merges.c.id == merge_id)

    def of_customer(self, customer_id: str) -> Sequence[Merge]:
        either = sa.or_(merges.c.target_id == customer_id, merges.c.source_id == customer_id)
        return self._unit.list(MERGE, sa.select(merges).where(either).order_by(merges.c.id.desc()))

    def recent(self, since: datetime) -> Sequence[Merge]:
        standing = sa.select(merges).where(merges.c.at >= since, merges.c.undone_at.is_(None))
        return self._unit.list(MERGE, standing.order_by(merges.c.id))

    def set_moved(self, merge_id: str, moved: dict[str, list[str]]) -> None:
        self._unit.connection.execute(sa.update(merges).where(merges.c.id == merge_id).values(moved=moved))

    def strays(self, source_ids: Sequence[str]) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for ids in chunks(source_ids):
            for table in owned_tables():
                left = sa.select(table.c.id, table.c.customer_id).where(table.c.customer_id.in_(ids))
                for row_id, customer_id in self._unit.connection.execute(left.order_by(table.c.id)):
                    found.setdefault(customer_id, {}).setdefault(str(table.name), []).append(row_id)
        return found

    def set_undone(self, merge_id: str, at: datetime) -> None:
        self._unit.connection.execute(sa.update(merges).where(merges.c.id == merge_id).values(undone_at=at))
