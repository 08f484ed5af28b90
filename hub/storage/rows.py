"""Turns frozen dataclasses into rows and back, by their type hints."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from sys import intern
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson
import sqlalchemy as sa
from pydantic import TypeAdapter

from hub.domain.time import require_utc
from hub.storage.tables.columns import UtcDateTime, from_text, to_text

T = TypeVar("T")
Convert = Callable[[Any], Any]


class Codec(Generic[T]):
    """Maps one dataclass to one table, whose columns bear the fields' names.

    Text, numbers, bytes and times are stored as they are, enums by value, everything else as JSON. A table may have
    further columns; `extra` computes them from the value. Fields without a column are given when reading.
    """

    def __init__(self, table: sa.Table, cls: type[T], *, extra: Mapping[str, Callable[[T], Any]] | None = None) -> None:
        """Compile the conversions once."""
        self.table = table
        self._cls = cls
        self._extra = dict(extra or {})
        hints = get_type_hints(cls)
        names = [each.name for each in fields(cls) if each.name in table.c]  # type: ignore[arg-type]
        kinds = {name: _Kind(hints[name]) for name in names}
        self.columns = [*names, *self._extra]
        self._get = attrgetter(*names)
        self._encode = [(place, name, kinds[name].encode) for place, name in enumerate(names)]
        self._names = names
        self._in_table = [intern(str(each.name)) for each in table.c]  # keywords are found fast when they are
        self._extra_in_table = [each for each in self._in_table if each not in names]
        self._decode = [(name, decode) for name in names if (decode := kinds[name].decode) is not None]
        raw_decode = [(name, _raw_decoder(table.c[name], kinds[name])) for name in names]
        self._raw_decode = [(name, decode) for name, decode in raw_decode if decode is not None]
        raw = [(place, _raw_encoder(table.c[name], kinds.get(name))) for place, name in enumerate(self.columns)]
        self._text_encode = [(place, encode) for place, encode in raw if encode is not None]
        self._native_encode = [(place, encode) for place, encode in self._text_encode if encode is not to_text]

    def row(self, value: T) -> dict[str, Any]:
        """Return the column values for SQLAlchemy."""
        held = self._get(value)
        row = {name: _apply(encode, held[place]) for place, name, encode in self._encode}
        for name, compute in self._extra.items():
            row[name] = compute(value)
        return row

    def value(self, row: Mapping[str, Any] | sa.RowMapping, **others: Any) -> T:
        """Return the dataclass of a SQLAlchemy row mapping; `others` are the fields without a column."""
        return self._made(row, self._decode, others)

    def value_of(self, row: Iterable[Any], **others: Any) -> T:
        """Return the dataclass of a row of a SELECT of the whole table, which may have further columns at its end."""
        held = dict(zip(self._in_table, row, strict=False))
        for name in self._extra_in_table:
            del held[name]
        return self._converted(held, self._decode, others)

    def raw_row(self, value: T, *, native_times: bool) -> list[Any]:
        """Return the column values, in the order of `columns`, for the driver itself: JSON as text, times native or
        as text. The hot write of the log spends its time here.
        """
        row = [*self._get(value)]
        row.extend(compute(value) for compute in self._extra.values())
        for place, encode in self._native_encode if native_times else self._text_encode:
            if row[place] is not None:
                row[place] = encode(row[place])
        return row

    def plain_rows(self, values: Sequence[T], columns: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Return all columns, or only the id and these, for `dump_rows`."""
        names, get = self._names, self._get
        if columns:
            names = ["id", *(each for each in columns if each not in self._extra)]
            get = attrgetter(*names)
        rows = [dict(zip(names, get(each), strict=True)) for each in values]
        for name, compute in self._extra.items():
            if not columns or name in columns:
                for row, value in zip(rows, values, strict=True):
                    row[name] = compute(value)
        return rows

    def raw_value(self, row: Mapping[str, Any], **others: Any) -> T:
        """Return the dataclass of a row whose times and JSON are still text."""
        return self._made(row, self._raw_decode, others)

    def _made(self, row: Any, decoders: Sequence[tuple[str, Convert]], others: Mapping[str, Any]) -> T:
        return self._converted({name: row[name] for name in self._names}, decoders, others)

    def _converted(self, held: dict[str, Any], decoders: Sequence[tuple[str, Convert]], others: Mapping[str, Any]) -> T:
        """Convert only the columns that need it: most do not."""
        for name, decode in decoders:
            value = held[name]
            if value is not None:
                held[name] = decode(value)
        return self._cls(**held, **others) if others else self._cls(**held)


def dump_rows(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows that have the same columns as a JSON array: orjson knows dataclasses, enums and times itself."""
    for name in _times_of(table).intersection(rows[0]):
        for row in rows:
            time = row[name]
            if time is not None and time.tzinfo is not UTC:
                require_utc(time)  # a time that knows no zone would be taken for UTC
    return as_json(rows)


def as_json(value: Any) -> str:
    """Serialise without pydantic."""
    try:
        return orjson.dumps(value, default=list).decode()
    except TypeError:  # keys that are enums or subclasses of str; looking at every key costs too much to do always
        return orjson.dumps(value, default=list, option=orjson.OPT_NON_STR_KEYS).decode()


@cache
def _times_of(table: sa.Table) -> frozenset[str]:
    return frozenset(each.name for each in table.c if isinstance(each.type, UtcDateTime))


class _Kind:
    """How one field's type is stored."""

    def __init__(self, hint: Any) -> None:
        self.encode: Convert | None = None
        self.decode: Convert | None = None
        self.is_json = False
        bare = _without_none(hint)
        if bare in (str, int, float, bool, bytes, datetime):
            return
        if isinstance(bare, type) and issubclass(bare, StrEnum):
            self.encode = {each: each.value for each in bare}.__getitem__
            self.decode = {each.value: each for each in bare}.__getitem__
            return
        adapter: TypeAdapter[Any] = TypeAdapter(hint)
        self.is_json = True
        self.encode = _json_encoder(adapter)
        self.decode = _json_decoder(adapter, get_origin(bare)) if bare not in (dict, object) else None


def _apply(convert: Convert | None, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        members = [each for each in get_args(hint) if each is not NoneType]
        return members[0] if len(members) == 1 else hint
    return hint


def _json_encoder(adapter: TypeAdapter[Any]) -> Convert:
    def encode(value: Any) -> Any:
        if not value and isinstance(value, tuple | frozenset):
            return []
        return adapter.dump_python(value, mode="json")

    return encode


def _json_decoder(adapter: TypeAdapter[Any], origin: Any) -> Convert:
    if origin not in (tuple, dict):
        return adapter.validate_python

    def decode(value: Any) -> Any:
        return adapter.validate_python(value) if value else origin()  # most are empty

    return decode


def _raw_encoder(column: sa.Column[Any], kind: _Kind | None) -> Convert | None:
    if isinstance(column.type, sa.JSON):
        return _raw_json
    if isinstance(column.type, UtcDateTime):
        return to_text
    return kind.encode if kind is not None else None


def _raw_json(value: Any) -> str:
    """Serialise without pydantic: orjson knows dataclasses, enums and times itself."""
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    return as_json(value)


def _raw_decoder(column: sa.Column[Any], kind: _Kind) -> Convert | None:
    if isinstance(column.type, UtcDateTime):
        return from_text
    if isinstance(column.type, sa.Boolean):
        return bool
    if not kind.is_json:
        return kind.decode
    decode = kind.decode

    def from_json(value: Any) -> Any:
        """PostgreSQL gives JSON within JSON; otherwise it is text."""
        loaded = orjson.loads(value) if isinstance(value, str) else value
        return loaded if decode is None or loaded is None else decode(loaded)

    return from_json
