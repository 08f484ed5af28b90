"""Purchases and service records."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import sqlalchemy as sa

from hub.domain.purchases import Purchase, ServiceRecord
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.value import purchases, service_records

T = TypeVar("T", Purchase, ServiceRecord)
PURCHASE = Codec(purchases, Purchase)
SERVICE = Codec(service_records, ServiceRecord)


class _Dated(Generic[T]):
    """What purchases and service records have in common."""

    def __init__(self, unit: Unit, codec: Codec[T]) -> None:
        """Work inside `unit`."""
        self._unit = unit
        self._codec: Codec[T] = codec
        self._c = codec.table.c

    def get(self, key: str, /) -> T | None:
        return self._unit.one(self._codec, self._c.id == key)

    def by_external(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], T]:
        by_source: dict[str, list[str]] = {}
        for source, external_id in pairs:
            by_source.setdefault(source, []).append(external_id)
        found: list[T] = []
        for source, ids in by_source.items():
            for piece in chunks(ids):
                wanted = sa.select(self._codec.table).where(
                    self._c.source == source, self._c.external_id.in_(piece), self._c.external_id != ""
                )
                found += self._unit.list(self._codec, wanted)
        return {(each.source, each.external_id): each for each in found}

    def put_many(self, new: Sequence[T], changed: Sequence[T]) -> None:
        if new:
            self._unit.add(self._codec, new)
        self._unit.overwrite(self._codec, changed)

    def page(self, *, customer_id: str | None, after: str | None, limit: int) -> Sequence[T]:
        wanted = sa.select(self._codec.table).order_by(self._c.id.desc()).limit(limit)
        if customer_id is not None:
            wanted = wanted.where(self._c.customer_id == customer_id)
        if after is not None:
            wanted = wanted.where(self._c.id < after)
        return self._unit.list(self._codec, wanted)

    def of_customer(self, customer_id: str, *, limit: int) -> Sequence[T]:
        mine = sa.select(self._codec.table).where(self._c.customer_id == customer_id)
        return self._unit.list(self._codec, mine.order_by(self._c.at.desc(), self._c.id.desc()).limit(limit))

    def remove(self, key: str, /) -> None:
        self._unit.connection.execute(sa.delete(self._codec.table).where(self._c.id == key))


class Purchases(_Dated[Purchase]):
    """Implements `hub.ports.repositories.value.Purchases`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        super().__init__(unit, PURCHASE)


class ServiceRecords(_Dated[ServiceRecord]):
    """Implements `hub.ports.repositories.value.ServiceRecords`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        super().__init__(unit, SERVICE)

    def due_between(self, start: datetime, end: datetime, *, limit: int) -> Sequence[ServiceRecord]:
        c = service_records.c
        due = sa.select(service_records).where(c.next_at >= start, c.next_at < end)
        return self._unit.list(SERVICE, due.order_by(c.next_at, c.id).limit(limit))
