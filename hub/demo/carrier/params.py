"""Checks REST parameters as Twilio does: known names, required ones, types and enumerations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from hub.demo.carrier.errors import bad


class Type(StrEnum):
    """What a parameter's text must look like."""

    TEXT = "text"
    URL = "url"
    METHOD = "method"
    BOOL = "bool"
    INT = "int"
    ENUM = "enum"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Param:
    """One parameter of one operation."""

    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    many: bool = False
    low: int = 0
    high: int = 1_000_000
    code: int = 20001


TEXT = Param()
URL = Param(type=Type.URL, code=21609)
METHOD = Param(type=Type.METHOD)
BOOL = Param(type=Type.BOOL)
INT = Param(type=Type.INT)
DATE = Param(type=Type.DATE)


def choice(*choices: str, many: bool = False, code: int = 20001) -> Param:
    """One (or several) of a closed list."""
    return Param(type=Type.ENUM, choices=choices, many=many, code=code)


class Values:
    """The checked parameters of one request; an absent one reads as the default given."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        """The value, or `default` when it is not there."""
        found = self._values.get(name)
        return found[0] if found else default

    def texts(self, name: str) -> list[str]:
        """All values of a repeated parameter."""
        return self._values.get(name, [])

    def has(self, name: str) -> bool:
        """Whether the request named it, even with an empty value."""
        return name in self._values

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        found = self._values.get(name)
        return found[0].lower() == "true" if found else default

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        found = self._values.get(name)
        return int(found[0]) if found and found[0] else default


def check(schema: Mapping[str, Param], given: Iterable[tuple[str, str]]) -> Values:
    """Refuse what Twilio would not understand.

    Twilio itself ignores an unknown parameter and logs warning 20001 (https://www.twilio.com/docs/errors/20001);
    a peer made to find mistakes turns that warning into the error.
    """
    values: dict[str, list[str]] = {}
    for name, value in given:
        if name not in schema:
            raise bad(20001, f"Unknown parameters: {name} is not a parameter of this resource")
        values.setdefault(name, []).append(value)
    for name, found in values.items():
        _check_one(name, schema[name], found)
    return Values(values)


def _check_one(name: str, param: Param, found: list[str]) -> None:
    if len(found) > 1 and not param.many:
        raise bad(20001, f"{name} was given {len(found)} times; it takes one value")
    for value in found:
        if value and not _fits(param, value):
            raise bad(param.code, f"Invalid {name}: '{value}' is not {_wanted(param)}")


def _fits(param: Param, value: str) -> bool:
    match param.type:
        case Type.INT:
            return value.isdigit() and param.low <= int(value) <= param.high
        case Type.ENUM:
            return value in param.choices
        case Type.TEXT:
            return True
        case _:
            return _FORMS[param.type](value)


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wanted(param: Param) -> str:
    match param.type:
        case Type.INT:
            return f"a number from {param.low} to {param.high}"
        case Type.ENUM:
            return "one of " + ", ".join(param.choices)
        case Type.METHOD:
            return "GET or POST"
        case Type.BOOL:
            return "true or false"
        case Type.DATE:
            return "a date YYYY-MM-DD or an instant YYYY-MM-DDThh:mm:ssZ"
        case Type.URL | Type.TEXT:
            return "an absolute http or https URL"


def is_url(text: str) -> bool:
    """Whether `text` is an absolute web address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_FORMS: dict[Type, Callable[[str], bool]] = {
    Type.URL: is_url,
    Type.METHOD: lambda value: value.upper() in {"GET", "POST"},
    Type.BOOL: lambda value: value.lower() in {"true", "false"},
    Type.DATE: _is_date,
}
