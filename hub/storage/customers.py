"""Customers with their contact points."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hub.domain.customers import ContactPoint, ContactPointState, Customer
from hub.errors import ConflictError, NotFoundError, StaleVersionError
from hub.ports.repositories.customers import ALL_CUSTOMERS, CustomerFilter
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.search import Search
from hub.storage.tables.customers import contact_points, customer_external_ids, customer_tags, customers
from hub.storage.tables.log import interactions


def _birthday_key(customer: Customer) -> str | None:
    day = customer.birthday
    return None if day is None else birthday_key(day.calendar, day.month, day.day)


def birthday_key(calendar: str, month: int, day: int) -> str:
    """Return what the birthday index holds: leap months and years are for the reader to judge."""
    return f"{calendar}-{month:02d}-{day:02d}"


def _is_unsifted(_: Customer) -> bool:
    return True


CUSTOMER = Codec(customers, Customer, extra={"birthday_key": _birthday_key, "unsifted": _is_unsifted})
POINT = Codec(contact_points, ContactPoint)
_UNMERGED = customers.c.merged_into.is_(None)


class Customers:
    """Implements `hub.ports.repositories.customers.Customers`."""

    def __init__(self, unit: Unit, search: Search) -> None:
        """Keep the search index in step through `search`."""
        self._unit = unit
        self._search = search

    def get(self, customer_id: str) -> Customer | None:
        return next(iter(self._select(customers.c.id == customer_id)), None)

    def get_many(self, customer_ids: Sequence[str]) -> dict[str, Customer]:
        found: dict[str, Customer] = {}
        for ids in chunks(list(set(customer_ids))):
            found.update({each.id: each for each in self._select(customers.c.id.in_(ids))})
        return found

    def add(self, customer: Customer) -> None:
        self._unit.add(CUSTOMER, [customer])
        self._put_indexes([customer])
        for point in customer.contact_points:
            self._add_point(point)
        self._search.put_customer(customer)

    def update(self, customer: Customer, expected_version: int) -> None:
        self._unit.update_version(CUSTOMER, CUSTOMER.row(customer), expected_version)
        self._drop_indexes([customer.id])
        self._put_indexes([customer])
        self._reindex(customer.id)

    def add_many(self, new: Sequence[Customer]) -> None:
        self._unit.add(CUSTOMER, new)
        self._put_indexes(new)
        self.add_contact_points([point for each in new for point in each.contact_points])
        self._search.put_customers(new, known=False)

    def update_many(self, changed: Sequence[Customer]) -> None:
        versions = self._unit.locked(customers, [each.id for each in changed], "version")
        stale = next((each for each in changed if versions.get(each.id) != (each.version - 1,)), None)
        if stale is not None:
            raise StaleVersionError(f"customer {stale.id} was changed meanwhile: read it again", field="version")
        self._unit.overwrite(CUSTOMER, changed)
        self._drop_indexes([each.id for each in changed])
        self._put_indexes(changed)
        self._search.put_customers(changed, known=True)

    def add_contact_points(self, points: Sequence[ContactPoint]) -> None:
        self._unit.add(POINT, points)

    def owners_of_external_ids(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        c = customer_external_ids.c
        living = customer_external_ids.join(customers, customers.c.id == c.owner_id)
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for source, values in _grouped(wanted).items():
            for piece in chunks(values):
                fits = sa.select(c.value, c.owner_id).select_from(living).where(c.source == source, c.value.in_(piece))
                for value, owner_id in self._unit.connection.execute(fits.where(_UNMERGED).order_by(c.owner_id)):
                    found[source, value].append(owner_id)
        return {pair: tuple(owners) for pair, owners in found.items()}

    def owners_of_addresses(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        c = contact_points.c
        found: dict[tuple[str, str], str] = {}
        for kind, values in _grouped(wanted).items():
            for piece in chunks(values):
                fits = sa.select(c.value, c.customer_id).where(c.kind == kind, c.value.in_(piece), c.identifies)
                found.update({(kind, value): owner for value, owner in self._unit.connection.execute(fits)})
        return found

    def page(self, wanted: CustomerFilter = ALL_CUSTOMERS, *, after: str | None, limit: int) -> Sequence[Customer]:
        conditions = [_UNMERGED, *_fitting(wanted)]
        if after is not None:
            conditions.append(customers.c.id < after)
        return self._select(*conditions, order=customers.c.id.desc(), limit=limit)

    def addresses_in_state(
        self, states: Sequence[ContactPointState], *, after: str | None, limit: int
    ) -> Sequence[ContactPoint]:
        c = contact_points.c
        living = sa.select(customers.c.id).where(customers.c.id == c.customer_id, _UNMERGED).exists()
        fits = [c.state.in_([each.value for each in states]), living]
        if after is not None:
            fits.append(c.id < after)
        return self._unit.list(POINT, sa.select(contact_points).where(*fits).order_by(c.id.desc()).limit(limit))

    def by_address(self, kind: str, value: str) -> Sequence[Customer]:
        points = self._unit.rows(
            sa.select(contact_points.c.customer_id, contact_points.c.identifies)
            .where(contact_points.c.kind == kind, contact_points.c.value == value)
            .order_by(contact_points.c.identifies.desc(), contact_points.c.id)
        )
        ids = list(dict.fromkeys(row["customer_id"] for row in points))
        found = self.get_many(ids)
        return [found[each] for each in ids if found[each].merged_into is None]

    def with_birthday(
        self, calendar: str, days: Sequence[tuple[int, int]], *, after: str | None, limit: int
    ) -> Sequence[Customer]:
        keys = [birthday_key(calendar, month, day) for month, day in days]
        conditions: list[Any] = [_UNMERGED, customers.c.birthday_key.in_(keys)]
        if after is not None:
            conditions.append(customers.c.id > after)
        return self._select(*conditions, order=customers.c.id, limit=limit)

    def add_contact_point(self, point: ContactPoint) -> None:
        self._add_point(point)
        self._reindex(point.customer_id)

    def update_contact_point(self, point: ContactPoint) -> None:
        if point.identifies:
            self._refuse_second(point)
        changed = self._unit.connection.execute(
            sa.update(contact_points)
            .where(contact_points.c.id == point.id)
            .values(state=point.state.value, identifies=point.identifies, label=point.label)
        )
        if not changed.rowcount:
            raise NotFoundError(f"contact point {point.id} does not exist")

    def remove_contact_point(self, point_id: str) -> None:
        owner = sa.select(contact_points.c.customer_id).where(contact_points.c.id == point_id).scalar_subquery()
        c = interactions.c
        named = sa.select(c.id).where(c.customer_id == owner, c.contact_point_id == point_id).limit(1)
        if self._unit.connection.execute(named).first() is not None:
            raise ConflictError(f"contact point {point_id} is named by an interaction: block it instead")
        removed = self._unit.connection.execute(
            sa.delete(contact_points).where(contact_points.c.id == point_id).returning(contact_points.c.customer_id)
        ).scalar()
        if removed is not None:
            self._reindex(removed)

    def _select(self, *conditions: Any, order: Any = None, limit: int | None = None) -> list[Customer]:
        rows = self._unit.rows(sa.select(customers).where(*conditions).order_by(order).limit(limit))
        points = self._points([row["id"] for row in rows])
        return [CUSTOMER.value(row, contact_points=tuple(points[row["id"]])) for row in rows]

    def _points(self, customer_ids: Sequence[str]) -> Mapping[str, list[ContactPoint]]:
        found: defaultdict[str, list[ContactPoint]] = defaultdict(list)
        for ids in chunks(customer_ids):
            wanted = sa.select(contact_points).where(contact_points.c.customer_id.in_(ids))
            for point in self._unit.list(POINT, wanted.order_by(contact_points.c.id)):
                found[point.customer_id].append(point)
        return found

    def _add_point(self, point: ContactPoint) -> None:
        if not self._unit.add_new(POINT, point):
            raise _taken(point)

    def _refuse_second(self, point: ContactPoint) -> None:
        other = sa.select(contact_points.c.id).where(
            contact_points.c.kind == point.kind.value,
            contact_points.c.value == point.value,
            contact_points.c.identifies,
            contact_points.c.id != point.id,
        )
        if self._unit.connection.execute(other).first() is not None:
            raise _taken(point)

    def _put_indexes(self, written: Sequence[Customer]) -> None:
        tags = [{"tag": tag, "owner_id": each.id} for each in written for tag in dict.fromkeys(each.tags)]
        external = [
            {"source": external.source, "value": external.id, "owner_id": each.id}
            for each in written
            for external in dict.fromkeys(each.external_ids)
        ]
        self._unit.add_rows(customer_tags, tags)
        self._unit.add_rows(customer_external_ids, external)

    def _drop_indexes(self, ids: Sequence[str]) -> None:
        for table in (customer_tags, customer_external_ids):
            for piece in chunks(ids):
                self._unit.connection.execute(sa.delete(table).where(table.c.owner_id.in_(piece)))

    def _reindex(self, customer_id: str) -> None:
        customer = self.get(customer_id)
        if customer is not None:
            self._search.put_customer(customer)


def _fitting(wanted: CustomerFilter) -> list[Any]:
    c = customers.c
    equal = [
        (c.owner_agent_id, wanted.owner_agent_id),
        (c.team, wanted.team),
        (c.lifecycle, wanted.lifecycle),
        (c.organisation_id, wanted.organisation_id),
    ]
    conditions: list[Any] = [column == value for column, value in equal if value is not None]
    conditions += [c.classes[name].as_string() == value for name, value in wanted.classes]
    if wanted.tag is not None:
        conditions.append(c.id.in_(sa.select(customer_tags.c.owner_id).where(customer_tags.c.tag == wanted.tag)))
    if wanted.has_owner is not None:
        conditions.append(c.owner_agent_id.is_not(None) if wanted.has_owner else c.owner_agent_id.is_(None))
    return conditions


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Values by their first half: one column's list is looked up by index on both databases, pairs are not."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for first, second in dict.fromkeys(pairs):
        grouped[first].append(second)
    return grouped


def _taken(point: ContactPoint) -> ConflictError:
    return ConflictError(
        f"{point.kind.value} {point.value} already identifies a customer: merge the two or share the address",
        field="contact_points",
    )
