"""Take in lists of customers: who is known by an external id or an address is completed, who is not is added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hub.domain.addresses import Address
from hub.domain.customer_fields import CustomerField
from hub.domain.customers import ContactPoint, ContactPointState, Customer, CustomerKind, ExternalId
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.imports import RowOutcome, RowProblem, RowResult
from hub.domain.names import likeness
from hub.ports.repositories import Tx
from hub.services.events.announce import customer_event
from hub.services.imports.customer_columns import customer_columns
from hub.services.imports.customer_rows import CustomerRow, read_row
from hub.services.imports.kind import Given, ImportField, Row

SOURCE = "import"
_ALIKE = 0.5
_MEMORY = "customers"

Pair = tuple[str, str]


class CustomerImport:
    """Implements `hub.services.imports.kind.ImportKind`."""

    name = "customers"

    def fields(self, tx: Tx) -> Sequence[ImportField]:
        return customer_columns(tx.customer_fields.all())

    def take(self, tx: Tx, rows: Sequence[Row], given: Given) -> Sequence[RowResult]:
        definitions = {each.key: each for each in tx.customer_fields.all() if each.active}
        read = [read_row(row, region=given.region, source=given.source, definitions=definitions) for row in rows]
        good = [each for each in read if isinstance(each, CustomerRow)]
        taking = _Taking(tx, given, _known(tx, good, given), definitions)
        results = [
            taking.row(each) if isinstance(each, CustomerRow) else row.wrong(*each)
            for row, each in zip(rows, read, strict=True)
        ]
        if given.writes:
            taking.write()
        else:
            given.memory[_MEMORY] = taking.known
        return results


@dataclass(kw_only=True)
class _Known:
    """The records that the rows are about, and whom ids and addresses lead to: as stored, then as the rows made it."""

    records: dict[str, Customer] = field(default_factory=dict)
    by_external_id: dict[Pair, tuple[str, ...]] = field(default_factory=dict)
    by_address: dict[Pair, str] = field(default_factory=dict)


def _known(tx: Tx, rows: Sequence[CustomerRow], given: Given) -> _Known:
    """Look up with a few statements for all rows; a check remembers what the rows before would have made."""
    remembered = given.memory.get(_MEMORY)
    known = remembered if isinstance(remembered, _Known) else _Known()
    external = {(each.source, each.id) for row in rows for each in _ids_of(row)} - known.by_external_id.keys()
    addresses = {(each.kind.value, each.value) for row in rows for each in row.addresses} - known.by_address.keys()
    stored_ids = tx.customers.owners_of_external_ids(sorted(external))
    stored_addresses = tx.customers.owners_of_addresses(sorted(addresses))
    wanted = {owner for owners in stored_ids.values() for owner in owners} | set(stored_addresses.values())
    known.records.update(tx.customers.get_many(sorted(wanted - known.records.keys())))
    known.by_external_id.update(stored_ids)
    known.by_address.update(stored_addresses)
    return known


def _ids_of(row: CustomerRow) -> tuple[ExternalId, ...]:
    return row.external_ids if row.organisation is None else (*row.external_ids, row.organisation)


class _Taking:
    """Judges rows one after the other on what is known, and writes all of them at the end."""

    def __init__(self, tx: Tx, given: Given, known: _Known, definitions: Mapping[str, CustomerField]) -> None:
        self._tx = tx
        self._given = given
        self._required = [each for each in definitions.values() if each.required]
        self._added: dict[str, None] = {}
        self._before: dict[str, Customer] = {}
        self._points: list[ContactPoint] = []
        self._agents: dict[str, str] | None = None
        self.known = known

    def row(self, row: CustomerRow) -> RowResult:
        """Take in one row."""
        found = self._owner(row)
        if isinstance(found, RowProblem):
            return row.row.wrong(found)
        before = self.known.records[found] if found else self._blank(row)
        after = self._completed(before, row)
        if isinstance(after, RowProblem):
            return row.row.wrong(after)
        missing = self._missing(after) if not found else None
        if missing:
            return row.row.wrong(missing)
        points = self._new_points(before, row)
        if found and after == before and not points:
            return RowResult(number=row.row.number, outcome=RowOutcome.UNCHANGED, record_id=found)
        self._keep(before, replace(after, contact_points=(*before.contact_points, *points)), points, is_new=not found)
        outcome = RowOutcome.CHANGED if found else RowOutcome.ADDED
        return RowResult(number=row.row.number, outcome=outcome, record_id=before.id)

    def write(self) -> None:
        """Store what the rows made and changed, and tell everybody."""
        at, records = self._given.at, self.known.records
        added = [records[each] for each in self._added]
        changed = [
            replace(records[each], version=before.version + 1, updated_at=at) for each, before in self._before.items()
        ]
        self._tx.customers.add_many(added)
        self._tx.customers.add_contact_points([each for each in self._points if each.customer_id not in self._added])
        self._tx.customers.update_many(changed)
        self._tx.events.add_all([customer_event(each, EventType.CUSTOMER_CREATED, at=at) for each in added])
        self._tx.events.add_all([customer_event(each, EventType.CUSTOMER_UPDATED, at=at) for each in changed])

    def _owner(self, row: CustomerRow) -> str | RowProblem:
        """Whose row it is: by external id first, then by address; empty for nobody's."""
        by_id = {
            owner for each in row.external_ids for owner in self.known.by_external_id.get((each.source, each.id), ())
        }
        by_address = {
            owner: each
            for each in reversed(row.addresses)
            if (owner := self.known.by_address.get((each.kind.value, each.value)))
        }
        if len(by_id | by_address.keys()) > 1:
            return self._ambiguous(row, by_id | by_address.keys(), by_address)
        if by_id or not by_address:
            return next(iter(by_id), "")
        [(owner, address)] = by_address.items()
        return self._stranger(row, self.known.records[owner], address) or owner

    def _ambiguous(self, row: CustomerRow, owners: set[str], by_address: Mapping[str, Address]) -> RowProblem:
        names = ", ".join(self._named(each) for each in sorted(owners))
        column = by_address[next(iter(by_address))].kind.value if by_address else "external_id"
        text = "the addresses belong to several customers" if len(by_address) > 1 else "the row fits several customers"
        return row.row.problem(
            column, f"{text}: {names}", "merge them first, or mark the address as shared", code="ambiguous"
        )

    def _stranger(self, row: CustomerRow, record: Customer, address: Address) -> RowProblem | None:
        """An address that was only claimed does not make one of two people.

        https://github.com/chatwoot/chatwoot/issues/14935
        """
        point = next(each for each in record.contact_points if _same(each, address))
        sources = {each.source for each in record.external_ids}
        clash = next((each for each in row.external_ids if each.source in sources), None)
        if clash is not None:
            text = f"{address.value} belongs to {self._named(record.id)}, who has another id in {clash.source}"
            return row.row.problem(
                "external_id", text, "correct the id, or mark the address as shared", code="other_id"
            )
        proven = point.state is ContactPointState.VERIFIED
        if proven or not row.name or not record.name or likeness(row.name, record.name) >= _ALIKE:
            return None
        text = f"{address.value} is claimed by {self._named(record.id)}, and this row is of {row.name}"
        return row.row.problem(
            address.kind.value,
            text,
            "verify the address, mark it as shared, or give an external id of the customer",
            code="claimed",
        )

    def _named(self, customer_id: str) -> str:
        return f"{self.known.records[customer_id].name or 'unnamed'} ({customer_id})"

    def _blank(self, row: CustomerRow) -> Customer:
        at = self._given.at
        kind = row.kind or CustomerKind.PERSON
        return Customer(id=new_id(), kind=kind, source=self._given.source or SOURCE, created_at=at, updated_at=at)

    def _completed(self, record: Customer, row: CustomerRow) -> Customer | RowProblem:
        """The record with what the row says; what it leaves empty stays as it is."""
        owner, organisation = self._agent(row), self._organisation(record, row)
        for each in (owner, organisation):
            if isinstance(each, RowProblem):
                return each
        kind = row.kind or record.kind
        if kind is CustomerKind.ORGANISATION and (row.birthday or record.birthday):
            return row.row.problem(
                "birthday", "an organisation has no birthday", "leave it empty", code="organisation_birthday"
            )
        return replace(
            record,
            name=row.name or record.name,
            kind=kind,
            language=row.language or record.language,
            time_zone=row.time_zone or record.time_zone,
            birthday=row.birthday or record.birthday,
            lifecycle=row.lifecycle or record.lifecycle,
            team=row.team or record.team,
            owner_agent_id=owner or record.owner_agent_id,  # type: ignore[arg-type]
            organisation_id=organisation or record.organisation_id,  # type: ignore[arg-type]
            source=row.source or record.source,
            notes=row.notes or record.notes,
            tags=tuple(dict.fromkeys((*record.tags, *row.tags))),
            attributes={**record.attributes, **row.attributes},
            external_ids=tuple(dict.fromkeys((*record.external_ids, *row.external_ids))),
        )

    def _missing(self, record: Customer) -> RowProblem | None:
        gone = next((each for each in self._required if each.key not in record.attributes), None)
        if gone is None:
            return None
        label = gone.label_en or gone.key
        return RowProblem(
            column=f"attribute:{gone.key}", message=f"{label} is required", remedy="fill it in", code="required"
        )

    def _agent(self, row: CustomerRow) -> str | RowProblem:
        if not row.owner:
            return ""
        if self._agents is None:
            self._agents = {word: each.id for each in self._tx.agents.all() for word in (each.id, each.name.casefold())}
        found = self._agents.get(row.owner) or self._agents.get(row.owner.casefold())
        return found or row.row.problem(
            "owner", f"there is no agent {row.owner!r}", "write an agent's name as it is in the hub", code="owner"
        )

    def _organisation(self, record: Customer, row: CustomerRow) -> str | RowProblem:
        if row.organisation is None:
            return ""
        owners = self.known.by_external_id.get((row.organisation.source, row.organisation.id), ())
        found = self.known.records.get(owners[0]) if len(owners) == 1 else None
        if found is None or found.kind is not CustomerKind.ORGANISATION or found.id == record.id:
            text = f"there is no organisation {row.organisation.source}:{row.organisation.id}"
            return row.row.problem("organisation", text, "take in the organisations first", code="organisation")
        return found.id

    def _new_points(self, record: Customer, row: CustomerRow) -> list[ContactPoint]:
        missing = [each for each in row.addresses if not any(_same(point, each) for point in record.contact_points)]
        return [self._point(each, record.id) for each in missing]

    def _point(self, address: Address, customer_id: str) -> ContactPoint:
        return ContactPoint(
            id=new_id(),
            customer_id=customer_id,
            kind=address.kind,
            value=address.value,
            raw=address.raw,
            source=SOURCE,
            created_at=self._given.at,
        )

    def _keep(self, before: Customer, after: Customer, points: Sequence[ContactPoint], *, is_new: bool) -> None:
        """Let the rows below see what this one made."""
        if is_new:
            self._added[after.id] = None
        elif after.id not in self._added:
            self._before.setdefault(after.id, before)
        self._points.extend(points)
        self.known.records[after.id] = after
        self.known.by_external_id.update({(each.source, each.id): (after.id,) for each in after.external_ids})
        self.known.by_address.update({(each.kind.value, each.value): after.id for each in points})


def _same(point: ContactPoint, address: Address) -> bool:
    return point.kind is address.kind and point.value == address.value
