"""Which column of a list fills which field: proposed by the headings, checked as a person corrects it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from hub.errors import InvalidError
from hub.services.imports.kind import ImportField

JOINED_BY = ";"
_NOISE = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+$")


def proposed(columns: Iterable[str], fields: Sequence[ImportField]) -> dict[str, str]:
    """Find each column's field by its heading; a second column for one field only when that joins."""
    known = {_plain(word): each for each in reversed(fields) for word in (*each.aliases, each.zh, each.en, each.name)}
    found: dict[str, str] = {}
    for column in columns:
        name = _field_of(column, known, fields)
        if name and (name not in found.values() or _joins(name, fields)):
            found[column] = name
    return found


def _field_of(column: str, known: Mapping[str, ImportField], fields: Sequence[ImportField]) -> str:
    plain = _plain(column)
    field = known.get(plain) or known.get(_NUMBER.sub("", plain))
    if field is not None:
        return field.name
    return column if _field(column, fields) else ""


def _plain(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def _field(name: str, fields: Sequence[ImportField]) -> ImportField | None:
    exact = next((each for each in fields if each.name == name and not name.endswith(":")), None)
    open_ = (each for each in fields if each.name.endswith(":") and name.startswith(each.name) and name != each.name)
    return exact or next(open_, None)


def _joins(name: str, fields: Sequence[ImportField]) -> bool:
    field = _field(name, fields)
    return field is not None and field.joins


def checked(mapping: Mapping[str, str], columns: Sequence[str], fields: Sequence[ImportField]) -> dict[str, str]:
    """Return the mapping without columns that are left out; raises `InvalidError` with the column."""
    used: dict[str, str] = {}
    for column, name in mapping.items():
        if column not in columns:
            raise InvalidError(f"the list has no column {column!r}; it has {', '.join(columns)}", field="mapping")
        if not name:
            continue
        if _field(name, fields) is None:
            known = ", ".join(each.name for each in fields)
            raise InvalidError(f"there is no field {name!r}; known are {known}", field=f"mapping.{column}")
        if name in used.values() and not _joins(name, fields):
            raise InvalidError(f"two columns fill {name}; leave one out", field=f"mapping.{column}")
        used[column] = name
    return used


def refuse_missing(mapping: Mapping[str, str], fields: Sequence[ImportField]) -> None:
    """Raise `InvalidError` when nothing fills a required field, or nothing is filled at all."""
    if not mapping:
        raise InvalidError("no column fills a field; say which is which", field="mapping")
    missing = next((each for each in fields if each.required and each.name not in mapping.values()), None)
    if missing is not None:
        raise InvalidError(f"no column fills {missing.name}, which is required", field="mapping")


def cells_of(row: Sequence[str], columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """A row by field; what several columns say of one field is joined."""
    found: dict[str, str] = {}
    for column, text in zip(columns, row, strict=False):
        name = mapping.get(column)
        if name and text.strip():
            found[name] = f"{found[name]}{JOINED_BY}{text}" if name in found else text
    return found
