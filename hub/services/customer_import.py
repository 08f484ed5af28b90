"""Take in a list of customers: who is known by an address is completed, who is not is added; twice is harmless."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from hub.domain.addresses import Address
from hub.domain.customers import ContactPoint, Customer, CustomerKind
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.errors import ConflictError, Problem
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.announce import customer_event
from hub.services.audit import record
from hub.services.customer_rows import CustomerRow, read_row, unknown_columns

SOURCE = "import"
TOGETHER = 200

Cells = Mapping[str, str]
Batch = Sequence[tuple[int, Cells]]


class LineOutcome(StrEnum):
    """What became of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class ImportedLine:
    """One line's outcome; `number` counts from 1 with the head line, as editors do."""

    number: int
    outcome: LineOutcome
    customer_id: str | None = None
    problems: tuple[Problem, ...] = ()


class CustomerImport:
    """Takes lines in batches, each a transaction; a wrong line never stops the others."""

    def __init__(self, *, database: Database, clock: Clock, region: str | None) -> None:
        self._database = database
        self._clock = clock
        self._region = region

    async def __call__(
        self, lines: Sequence[Cells], *, first_number: int, dry_run: bool, actor: str
    ) -> list[ImportedLine]:
        """Take in some lines of a list whose head line has been checked with `check_head`.

        A dry run only reads, so it cannot see that two of its lines are the same person.
        """
        done: list[ImportedLine] = []
        for start in range(0, len(lines), TOGETHER):
            batch = list(enumerate(lines[start : start + TOGETHER], start=first_number + start))
            if dry_run:
                done += await self._database.read(partial(self._look, batch=batch))
            else:
                done += await self._store(batch, actor)
        return done

    @staticmethod
    def check_head(columns: Iterable[str]) -> list[Problem]:
        """What is wrong with the head line."""
        return unknown_columns(columns)

    def _look(self, tx: Tx, *, batch: Batch) -> list[ImportedLine]:
        return [self._line(tx, number, cells, None) for number, cells in batch]

    async def _store(self, batch: Batch, actor: str) -> list[ImportedLine]:
        try:
            return await self._database.write(partial(self._write, batch=batch, actor=actor))
        except ConflictError:
            return [await self._store_alone(number, cells, actor) for number, cells in batch]

    async def _store_alone(self, number: int, cells: Cells, actor: str) -> ImportedLine:
        """After a conflict with somebody who wrote meanwhile: only the line that still has it is wrong."""
        try:
            [line] = await self._database.write(partial(self._write, batch=[(number, cells)], actor=actor))
        except ConflictError as error:
            problem = Problem(field=error.field, message=str(error))
            return ImportedLine(number=number, outcome=LineOutcome.WRONG, problems=(problem,))
        return line

    def _write(self, tx: Tx, *, batch: Batch, actor: str) -> list[ImportedLine]:
        now = self._clock.now()
        lines = [self._line(tx, number, cells, now) for number, cells in batch]
        touched = [line.customer_id for line in lines if line.outcome in {LineOutcome.ADDED, LineOutcome.CHANGED}]
        if touched:
            record(tx, actor=actor, action="customers.imported", subject=SOURCE, at=now, customers=touched)
        return lines

    def _line(self, tx: Tx, number: int, cells: Cells, now: datetime | None) -> ImportedLine:
        """One line; without `now` nothing is written."""
        row = read_row(cells, region=self._region)
        if isinstance(row, list):
            return ImportedLine(number=number, outcome=LineOutcome.WRONG, problems=tuple(row))
        known = _known(tx, row)
        if len(known) > 1:
            return ImportedLine(number=number, outcome=LineOutcome.WRONG, problems=(_ambiguous(known),))
        if not known:
            customer_id = _add(tx, row, now) if now else None
            return ImportedLine(number=number, outcome=LineOutcome.ADDED, customer_id=customer_id)
        return _complete(tx, number, known[0], row, now)


def _known(tx: Tx, row: CustomerRow) -> list[Customer]:
    """The customers whom the line's addresses identify."""
    found: dict[str, Customer] = {}
    for address in row.addresses:
        for customer in tx.customers.by_address(address.kind.value, address.value):
            if any(_same(point, address) and point.identifies for point in customer.contact_points):
                found[customer.id] = customer
    return list(found.values())


def _same(point: ContactPoint, address: Address) -> bool:
    return point.kind is address.kind and point.value == address.value


def _ambiguous(known: list[Customer]) -> Problem:
    names = ", ".join(f"{customer.name or 'unnamed'} ({customer.id})" for customer in known)
    return Problem(field="phone", message=f"the addresses belong to several customers: {names}; merge them first")


def _add(tx: Tx, row: CustomerRow, now: datetime) -> str:
    customer_id = new_id()
    customer = Customer(
        id=customer_id,
        name=row.name,
        kind=row.kind or CustomerKind.PERSON,
        language=row.language,
        time_zone=row.time_zone,
        birthday=row.birthday,
        lifecycle=row.lifecycle or "customer",
        tags=row.tags,
        attributes=row.attributes,
        external_ids=row.external_ids,
        contact_points=tuple(_point(address, customer_id, now) for address in dict.fromkeys(row.addresses)),
        created_at=now,
        updated_at=now,
    )
    tx.customers.add(customer)
    tx.events.add(customer_event(customer, EventType.CUSTOMER_CREATED, at=now))
    return customer_id


def _complete(tx: Tx, number: int, customer: Customer, row: CustomerRow, now: datetime | None) -> ImportedLine:
    merged = _with_row(customer, row)
    missing = [each for each in row.addresses if not any(_same(point, each) for point in customer.contact_points)]
    if merged == customer and not missing:
        return ImportedLine(number=number, outcome=LineOutcome.UNCHANGED, customer_id=customer.id)
    if now:
        points = [_point(address, customer.id, now) for address in dict.fromkeys(missing)]
        for point in points:
            tx.customers.add_contact_point(point)
        whole = (*customer.contact_points, *points)
        changed = replace(merged, version=customer.version + 1, updated_at=now, contact_points=whole)
        tx.customers.update(changed, customer.version)
        tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=now))
    return ImportedLine(number=number, outcome=LineOutcome.CHANGED, customer_id=customer.id)


def _with_row(customer: Customer, row: CustomerRow) -> Customer:
    """The record with what the line says; what it leaves empty stays as it is."""
    return replace(
        customer,
        name=row.name or customer.name,
        kind=row.kind or customer.kind,
        language=row.language or customer.language,
        time_zone=row.time_zone or customer.time_zone,
        birthday=row.birthday or customer.birthday,
        lifecycle=row.lifecycle or customer.lifecycle,
        tags=tuple(dict.fromkeys((*customer.tags, *row.tags))),
        attributes={**customer.attributes, **row.attributes},
        external_ids=tuple(dict.fromkeys((*customer.external_ids, *row.external_ids))),
    )


def _point(address: Address, customer_id: str, now: datetime) -> ContactPoint:
    return ContactPoint(
        id=new_id(),
        customer_id=customer_id,
        kind=address.kind,
        value=address.value,
        raw=address.raw,
        source=SOURCE,
        created_at=now,
    )
