"""Lists of purchases and of service records, for the import engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hub.domain.ids import new_id
from hub.domain.imports import RowOutcome, RowResult
from hub.domain.purchases import Purchase, ServiceRecord
from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.services.customers.refs import find_all
from hub.services.imports.kind import Given, ImportField, Row
from hub.services.imports.purchase_rows import (
    CUSTOMER_FIELDS,
    CellError,
    currency,
    external,
    known_owner,
    line,
    moment,
    money,
    owner_ref,
    whole,
)
from hub.services.value.class_rules import rules_in_force
from hub.services.value.purchases import (
    Stored,
    check_purchase,
    put_purchases,
    put_services,
    sorted_purchases,
    sorted_services,
)

T = TypeVar("T", Purchase, ServiceRecord)
_PROSE = 20_000
_EXTERNAL = ImportField(
    name="external_id",
    en="Id",
    zh="编号",
    aliases=("id", "record id", "单号", "purchase id", "service id"),
    required=True,
)


class PurchaseImport:
    """Implements `hub.services.imports.kind.ImportKind` for purchases."""

    name = "purchases"

    def fields(self, tx: Tx) -> Sequence[ImportField]:
        """Say what columns can fill."""
        return (
            *CUSTOMER_FIELDS,
            _EXTERNAL,
            ImportField(
                name="at", en="Date", zh="日期", aliases=("time", "purchased at", "购买日期", "下单时间"), required=True
            ),
            ImportField(name="amount", en="Amount", zh="金额", aliases=("total", "price", "实付金额"), required=True),
            ImportField(name="currency", en="Currency", zh="币种", aliases=("货币",)),
            ImportField(name="product", en="Product", zh="产品", aliases=("item", "商品", "商品名称")),
            ImportField(name="quantity", en="Quantity", zh="数量", aliases=("qty",)),
            ImportField(name="order_number", en="Order number", zh="订单号", aliases=("order", "order no")),
            ImportField(name="channel", en="Channel", zh="渠道", aliases=("shop", "store", "门店")),
            ImportField(name="refunded", en="Refunded", zh="退款金额", aliases=("refund",)),
            ImportField(name="returned_at", en="Returned on", zh="退货日期", aliases=("returned",)),
        )

    def take(self, tx: Tx, rows: Sequence[Row], given: Given) -> Sequence[RowResult]:
        """Take in rows."""
        rules, _ = rules_in_force(tx)
        own = rules.figures.currency
        taking = _Taking[Purchase](
            read=lambda row, customer_id: _purchase(row, customer_id, given, own),
            put=lambda wanted: put_purchases(tx, wanted, by=given.actor, at=given.at),
            look=lambda wanted: sorted_purchases(tx, wanted, at=given.at),
        )
        return taking.take(tx, rows, given)


class ServiceImport:
    """Implements `hub.services.imports.kind.ImportKind` for service records."""

    name = "services"

    def fields(self, tx: Tx) -> Sequence[ImportField]:
        """Say what columns can fill."""
        return (
            *CUSTOMER_FIELDS,
            _EXTERNAL,
            ImportField(name="at", en="Date", zh="日期", aliases=("time", "服务日期"), required=True),
            ImportField(name="kind", en="Kind", zh="类型", aliases=("type", "服务类型"), required=True),
            ImportField(name="done", en="What was done", zh="服务内容", aliases=("description", "内容")),
            ImportField(name="by", en="By", zh="服务人员", aliases=("technician", "employee", "人员")),
            ImportField(name="plan", en="Plan", zh="计划", aliases=("next step",)),
            ImportField(name="next_at", en="Next date", zh="下次日期", aliases=("next", "下次服务日期")),
        )

    def take(self, tx: Tx, rows: Sequence[Row], given: Given) -> Sequence[RowResult]:
        """Take in rows."""
        taking = _Taking[ServiceRecord](
            read=lambda row, customer_id: _service(row, customer_id, given),
            put=lambda wanted: put_services(tx, wanted, by=given.actor, at=given.at),
            look=lambda wanted: sorted_services(tx, wanted, at=given.at),
        )
        return taking.take(tx, rows, given)


@dataclass(frozen=True, kw_only=True)
class _Taking(Generic[T]):
    """What both kinds do with rows."""

    read: Callable[[Row, str], T]
    put: Callable[[Sequence[T]], list[Stored[T]]]
    look: Callable[[Sequence[T]], list[Stored[T]]]

    def take(self, tx: Tx, rows: Sequence[Row], given: Given) -> list[RowResult]:
        """Find the customers of all rows, read them, and store the sound ones together."""
        found = find_all(tx, [owner_ref(row, given) for row in rows], region=given.region)
        results: dict[int, RowResult] = {}
        sound: list[tuple[Row, T]] = []
        for row, owner in zip(rows, found, strict=True):
            try:
                sound.append((row, self.read(row, known_owner(row, owner))))
            except CellError as error:
                results[row.number] = row.wrong(error.problem)
            except InvalidError as error:
                results[row.number] = row.wrong(row.problem(error.field, str(error)))
        wanted = [value for _, value in sound]
        stored = self.put(wanted) if given.writes else self._checked(wanted, given)
        for (row, _), one in zip(sound, stored, strict=True):
            results[row.number] = RowResult(number=row.number, outcome=one.outcome, record_id=one.value.id)
        return [results[row.number] for row in rows]

    def _checked(self, wanted: Sequence[T], given: Given) -> list[Stored[T]]:
        """A row that a row before would have made is no new one."""
        seen = given.memory.setdefault("seen", set())
        stored = self.look(wanted)
        checked: list[Stored[T]] = []
        for one in stored:
            key = (one.value.source, one.value.external_id)
            again = isinstance(seen, set) and key in seen and one.outcome is RowOutcome.ADDED
            checked.append(Stored(outcome=RowOutcome.CHANGED if again else one.outcome, value=one.value))
            if isinstance(seen, set):
                seen.add(key)
        return checked


def _purchase(row: Row, customer_id: str, given: Given, own_currency: str) -> Purchase:
    source, external_id = external(row, given)
    code = currency(row, own_currency)
    at = moment(row, "at", given.zone)
    if at is None:
        raise CellError(row.problem("at", "is empty", "write the day of the purchase"))
    if not row.cell("amount"):
        raise CellError(row.problem("amount", "is empty", "write what was paid, 0 for a gift"))
    purchase = Purchase(
        id=new_id(),
        customer_id=customer_id,
        source=source,
        external_id=external_id,
        at=at,
        amount=money(row, "amount", code),
        currency=code,
        product=line(row, "product"),
        quantity=whole(row, "quantity", 1),
        order_number=line(row, "order_number"),
        channel=line(row, "channel"),
        refunded=money(row, "refunded", code),
        returned_at=moment(row, "returned_at", given.zone),
        created_at=given.at,
        updated_at=given.at,
    )
    check_purchase(purchase)
    return purchase


def _service(row: Row, customer_id: str, given: Given) -> ServiceRecord:
    source, external_id = external(row, given)
    at = moment(row, "at", given.zone)
    if at is None:
        raise CellError(row.problem("at", "is empty", "write the day of the service"))
    if not row.cell("kind"):
        raise CellError(row.problem("kind", "is empty", "write a word like repair or visit"))
    return ServiceRecord(
        id=new_id(),
        customer_id=customer_id,
        source=source,
        external_id=external_id,
        kind=line(row, "kind"),
        done=line(row, "done", _PROSE),
        at=at,
        by=line(row, "by"),
        plan=line(row, "plan", _PROSE),
        next_at=moment(row, "next_at", given.zone),
        created_at=given.at,
        updated_at=given.at,
    )
