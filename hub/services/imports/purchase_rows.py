"""Reads the cells of lists of purchases and services: moments, amounts of money, customers."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from hub.domain.imports import RowProblem
from hub.services.customers.refs import Found, Ref
from hub.services.imports.kind import Given, ImportField, Row
from hub.services.sending.quiet_hours import instant

_MOST = 10**15
_DIGITS = 9
_CURRENCY = re.compile(r"[A-Z]{3}")
_GROUPED = re.compile(r"(?<=\d)[,\s](?=\d{3}(\D|$))")
# Currencies whose minor unit is not a hundredth: https://www.six-group.com/en/products-services/financial-information/data-standards.html
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
CUSTOMER_FIELDS = (
    ImportField(
        name="customer", en="Customer id", zh="客户编号", aliases=("customer_id", "customer external id", "客户ID")
    ),
    ImportField(name="phone", en="Customer's phone", zh="客户电话", aliases=("customer_phone", "mobile", "手机")),
    ImportField(name="email", en="Customer's e-mail", zh="客户邮箱", aliases=("customer_email", "mail")),
)


class CellError(Exception):
    """A cell that cannot be read."""

    def __init__(self, problem: RowProblem) -> None:
        """Keep what is wrong."""
        super().__init__(problem.message)
        self.problem = problem


def owner_ref(row: Row, given: Given) -> Ref:
    """How the row names its customer; `crm:4711` says the system, a bare id is of the list's own."""
    name = row.cell("customer")
    source, colon, own = name.partition(":")
    return Ref(
        source=source if colon else given.source,
        external_id=own if colon else name,
        phone=row.cell("phone"),
        email=row.cell("email"),
    )


def known_owner(row: Row, found: Found) -> str:
    """The id of the row's customer, if there is one."""
    if not found.id:
        raise CellError(row.problem(found.field, found.message, found.remedy))
    return found.id


def moment(row: Row, name: str, zone: str) -> datetime | None:
    """Read a date or time; without a zone it is on the wall clock of `zone`, a bare date is its noon."""
    text = row.cell(name).replace("/", "-")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        bare = len(text) <= len("2026-11-22")
        return instant(datetime.combine(date.fromisoformat(text), time(12)) if bare else at, zone)
    except (ValueError, OverflowError) as error:
        remedy = "write it like 2026-11-22 or 2026-11-22 14:05"
        raise CellError(row.problem(name, "is no date", remedy)) from error


def currency(row: Row, default: str) -> str:
    """Read a currency's code."""
    code = row.cell("currency").upper() or default
    if not _CURRENCY.fullmatch(code):
        raise CellError(row.problem("currency", "is no currency", "write the three letters, like EUR or CNY"))
    return code


def money(row: Row, name: str, code: str) -> int:
    """Read an amount as people write it (1,234.50) into whole minor units of a currency."""
    text = _GROUPED.sub("", row.cell(name)) or "0"
    try:
        amount = Decimal(text).scaleb(_EXPONENTS.get(code, 2))
    except InvalidOperation as error:
        raise CellError(row.problem(name, "is no amount", "write it like 1234.50")) from error
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= _MOST:
        remedy = f"write a positive amount with no smaller part than {code} has"
        raise CellError(row.problem(name, "is no such amount", remedy))
    return int(amount)


def whole(row: Row, name: str, default: int) -> int:
    """Read a whole number."""
    text = row.cell(name)
    if not text:
        return default
    if not text.isdecimal() or len(text) > _DIGITS:
        raise CellError(row.problem(name, "is no whole number", "write digits only"))
    return int(text)


def external(row: Row, given: Given) -> tuple[str, str]:
    """Read (source, external id); a row without one is a new record each time, so lists must have it."""
    name = row.cell("external_id")
    source, colon, own = name.partition(":")
    pair = (source, own) if colon else (given.source, name)
    if not (pair[0] and pair[1]):
        remedy = "fill the column, and name the list's source: the same list twice then changes nothing"
        raise CellError(row.problem("external_id", "names no record", remedy))
    return pair


def line(row: Row, name: str, longest: int = 300) -> str:
    """Read a short text."""
    text = row.cell(name)
    if len(text) > longest:
        raise CellError(row.problem(name, f"is longer than {longest} characters", "shorten it"))
    return text
