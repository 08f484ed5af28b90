"""Lists of purchases and services: read as people write them, stored once, each wrong row with its remedy."""

from datetime import UTC, datetime

import pytest

from hub.clock import SystemClock
from hub.domain.customers import ContactPoint, ContactPointKind, Customer, ExternalId
from hub.domain.ids import new_id
from hub.domain.imports import ImportJob, ImportState, RowOutcome, RowResult
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.imports.jobs import NewImport, add_rows, begin, loaded, start
from hub.services.imports.kind import Given, ImportKind, Row
from hub.services.imports.kinds import import_kinds
from hub.services.imports.purchase_import import PurchaseImport, ServiceImport
from hub.services.imports.work import ImportWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = {"customer": "a-1", "external_id": "o-1", "at": "2026-11-01", "amount": "1,234.50", "currency": "USD"}


class Desk:
    """Takes rows in, or checks them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.anna = new_id()

    async def open(self) -> None:
        point = ContactPoint(
            id=new_id(), customer_id=self.anna, kind=ContactPointKind.PHONE, value="+14155552671", created_at=NOW
        )
        customer = Customer(
            id=self.anna,
            external_ids=(ExternalId(source="shop", id="a-1"),),
            contact_points=(point,),
            created_at=NOW,
            updated_at=NOW,
        )
        await self.database.write(lambda tx: tx.customers.add(customer))

    async def take(
        self, *cells: dict[str, str], kind: ImportKind | None = None, writes: bool = True
    ) -> list[RowResult]:
        rows = [Row(number=number, cells=each) for number, each in enumerate(cells, start=2)]
        given = Given(source="shop", region="US", zone="Asia/Shanghai", actor="test", at=NOW, writes=writes)
        work = kind or PurchaseImport()
        return list(await self.database.write(lambda tx: work.take(tx, rows, given)))


@pytest.fixture
async def desk(database: Database) -> Desk:
    """On both kinds of database."""
    desk = Desk(database)
    await desk.open()
    return desk


async def test_a_list_twice_changes_nothing(desk: Desk) -> None:
    first = await desk.take(GOOD, {**GOOD, "external_id": "erp:77", "customer": "", "phone": "(415) 555-2671"})
    again = await desk.take(GOOD, {**GOOD, "external_id": "erp:77", "amount": "5"})
    bought = await desk.database.read(lambda tx: tx.purchases.of_customer(desk.anna, limit=10))

    assert [each.outcome for each in first] == [RowOutcome.ADDED, RowOutcome.ADDED]
    assert [each.outcome for each in again] == [RowOutcome.UNCHANGED, RowOutcome.CHANGED]
    assert {(each.source, each.external_id): each.amount for each in bought} == {
        ("shop", "o-1"): 123_450,
        ("erp", "77"): 500,
    }
    assert {each.at for each in bought} == {datetime(2026, 11, 1, 4, tzinfo=UTC)}  # noon in Shanghai


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"customer": "nobody"}, "customer"),
        ({"customer": "", "phone": "+1 415 555 9999"}, "phone"),
        ({"customer": "", "email": "none"}, "email"),
        ({"customer": ""}, "customer"),
        ({"external_id": ""}, "external_id"),
        ({"at": "yesterday"}, "at"),
        ({"at": ""}, "at"),
        ({"at": "2026-02-30"}, "at"),
        ({"amount": ""}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"amount": "lots"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"currency": "$"}, "currency"),
        ({"currency": "JPY", "amount": "10.5"}, "amount"),
        ({"quantity": "1.5"}, "quantity"),
        ({"refunded": "9999"}, "refunded"),
        ({"product": "x" * 301}, "product"),
    ],
)
async def test_a_wrong_row_names_its_column_and_stops_nobody(desk: Desk, cells: dict[str, str], column: str) -> None:
    wrong, good = await desk.take({**GOOD, **cells}, {**GOOD, "external_id": "o-2"})

    assert wrong.outcome is RowOutcome.WRONG
    assert [each.column for each in wrong.problems] == [column]
    assert wrong.problems[0].message
    assert good.outcome is RowOutcome.ADDED


async def test_a_check_writes_nothing(desk: Desk) -> None:
    checked = await desk.take(GOOD, {**GOOD, "product": "Bike"}, writes=False)
    bought = await desk.database.read(lambda tx: tx.purchases.of_customer(desk.anna, limit=10))

    assert [each.outcome for each in checked] == [RowOutcome.ADDED, RowOutcome.CHANGED]
    assert bought == []


async def test_service_records_come_with_their_next_date(desk: Desk) -> None:
    row = {"customer": "a-1", "external_id": "s-1", "at": "2026/11/01 14:05", "kind": "repair", "next_at": "2027-11-01"}
    results = await desk.take(row, {**row, "external_id": "s-2", "kind": ""}, kind=ServiceImport())
    [record] = await desk.database.read(lambda tx: tx.service_records.of_customer(desk.anna, limit=10))

    assert [each.outcome for each in results] == [RowOutcome.ADDED, RowOutcome.WRONG]
    assert record.at == datetime(2026, 11, 1, 6, 5, tzinfo=UTC)
    assert record.next_at == datetime(2027, 11, 1, 4, tzinfo=UTC)


async def test_a_chinese_list_goes_through_the_engine(desk: Desk) -> None:
    """Its headings are recognised, and a customer who is not known is one wrong row among good ones."""
    clock, kind = SystemClock(), PurchaseImport()
    columns = ("单号", "客户编号", "日期", "金额", "币种", "商品名称")
    rows = [(f"o-{n}", "a-1" if n else "a-9", "2026-11-01", "88.80", "CNY", "头盔") for n in range(600)]
    new = NewImport(
        kind="purchases", name="p.csv", source="shop", charset="", delimiter=",", columns=columns, actor="b"
    )

    def work(tx: Tx) -> ImportJob:
        job = loaded(tx, add_rows(tx, begin(tx, kind, new, at=NOW), rows), at=NOW)
        return start(tx, kind, job, ImportState.RUNNING, actor="b", at=NOW)

    job_id = (await desk.database.write(work)).id
    engine = ImportWork(database=desk.database, clock=clock, kinds=import_kinds(), region="US", zone="Asia/Shanghai")

    async def shown() -> ImportJob:
        found = await desk.database.read(lambda tx: tx.imports.get(job_id))
        assert found is not None
        return found

    while (await shown()).state is ImportState.RUNNING:
        await engine.step(job_id)
    job = await shown()
    figures = await desk.database.read(lambda tx: tx.value.figures([desk.anna]))

    assert job.counts == {"added": 599, "wrong": 1}
    assert figures[desk.anna].purchases == 599
