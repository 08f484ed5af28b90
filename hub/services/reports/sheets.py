"""Rows as CSV (RFC 4180) that a spreadsheet opens as data and never as formulas."""

import csv
import io
from collections.abc import Mapping, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\ufeff"


def as_csv(
    rows: Sequence[Mapping[str, object]], columns: Sequence[str], *, bom: bool = False, head: bool = True
) -> bytes:
    """Write a header row (unless `head` is false) and the rows; `bom` tells spreadsheets that it is UTF-8.

    Nothing is an empty field; nested values are written as `name=value` pairs. A text that a spreadsheet would take
    for a formula is written behind an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection
    """
    out = io.StringIO()
    writer = csv.writer(out)
    if head:
        writer.writerow(columns)
    writer.writerows([_field(row.get(name)) for name in columns] for row in rows)
    return ((_BOM if bom else "") + out.getvalue()).encode()


def _field(value: object) -> object:
    if isinstance(value, Mapping):
        value = "; ".join(f"{name}={each}" for name, each in value.items())
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
