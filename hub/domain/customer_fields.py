"""What an administrator lets be known of customers beside the own fields, and how its values are written."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol

SEVERAL = ";"
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TRUE = frozenset({"true", "yes", "y", "1", "是", "有"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "无"})
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class FieldType(StrEnum):
    """What a value may be."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, kw_only=True)
class CustomerField:
    """One attribute of customers. `personal` values are masked for those who may not see them; an inactive field keeps
    its values but is offered no more.
    """

    id: str
    version: int = 1
    key: str
    label_en: str = ""
    label_zh: str = ""
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    position: int = 0
    active: bool = True
    created_at: datetime
    updated_at: datetime


class Typed(Protocol):
    """What reading a value asks of its field; the fields of cases have it, too."""

    @property
    def type(self) -> FieldType: ...

    @property
    def choices(self) -> tuple[str, ...]: ...


class WrongValueError(ValueError):
    """A value is none of the field's type; the text says what to write."""


def canonical(field: Typed, text: str) -> str:
    """Return the value as it is stored; raises `WrongValueError`. An empty text is no value."""
    plain = text.strip()
    return _READERS[field.type](field, plain) if plain else ""


def _text(_: Typed, text: str) -> str:
    return text


def _number(_: Typed, text: str) -> str:
    """Write without exponent and superfluous zeros."""
    try:
        number = Decimal(text.replace(",", "").replace("\u00a0", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(text) > 40:
        raise WrongValueError(f"{text!r} is no number; write one like 1200.5")
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _date(_: Typed, text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            return date(*(int(each) for each in found.groups())).isoformat()
    except ValueError:
        reason = "there is no such day"
    else:
        reason = "it is no date"
    raise WrongValueError(f"{text!r}: {reason}; write one like 2026-03-09")


def _boolean(_: Typed, text: str) -> str:
    word = text.casefold()
    if word not in _TRUE | _FALSE:
        raise WrongValueError(f"{text!r} is neither yes nor no; write true or false")
    return "true" if word in _TRUE else "false"


def _choice(field: Typed, text: str) -> str:
    known = {each.casefold(): each for each in field.choices}
    if text.casefold() not in known:
        raise WrongValueError(f"{text!r} is none of {', '.join(field.choices)}")
    return known[text.casefold()]


def _choices(field: Typed, text: str) -> str:
    parts = [part.strip() for part in re.split("[;；、|]", text) if part.strip()]
    return SEVERAL.join(dict.fromkeys(_choice(field, part) for part in parts))


_READERS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
}
