"""Reads the structured header fields of a mail: parameters, message ids, dates, file names."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote_to_bytes

from hub.channels.email import charsets, headers

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]++|\\.)*+"?|[^;]*)', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_TYPE = re.compile(r"\s*([a-z0-9!#$&^_.+-]{1,80})\s*/\s*([a-z0-9!#$&^_.+-]{1,80})", re.IGNORECASE)
_ID = re.compile(r"<([^<>]*)>")
_SPACE = re.compile(r"\s+")
_LONGEST_ID = 998  # RFC 5322 section 2.1.1: no line is longer
_DATE = re.compile(
    r"(\d{1,2})[ \t-]+([A-Za-z]{3})[a-z]*[ \t-]+(\d{2,4})[ \t,]+"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?[ \t]*([+-]\d{4}|[A-Z]{1,4})?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# RFC 5322 section 4.3; every other name counts as UTC there.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_YEARS = range(1990, 2101)
# Bidirectional overrides make "exe.gnp" look like a picture; separators make a path of a name.
_UNSAFE_IN_NAME = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Parameterised:
    """The value of a field such as Content-Type: its first word, lower-case, and its parameters."""

    value: str
    parameters: dict[str, str]


def parameterised(raw: str) -> Parameterised:
    raw = raw[:65536]
    head = raw.partition(";")[0]
    if "=?" in head:
        head = headers.decode_words(head)
    return Parameterised(head.strip().lower(), _parameters(raw))


def media_type(field: Parameterised) -> str:
    """`type/subtype`, or empty when the field says nothing of that shape."""
    found = _TYPE.match(field.value)
    return f"{found[1]}/{found[2]}".lower() if found else ""


def _parameters(raw: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(raw):
        name, value = found[1].lower(), _unquoted(found[2])
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, headers.decode_words(value) if "=?" in value else value)
        else:
            number = rest.removesuffix("*")
            pieces.setdefault(base, {})[int(number) if number.isdecimal() and len(number) < 4 else 0] = (
                value,
                name.endswith("*"),
            )
    for base, numbered in pieces.items():
        plain[base] = _extended([numbered[number] for number in sorted(numbered)])
    return plain


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        return _QUOTED_PAIR.sub(r"\1", value[1:].removesuffix('"'))
    return value


def _extended(pieces: list[tuple[str, bool]]) -> str:
    """RFC 2231: continuations, and bytes in a named set. A set of us-ascii with high bytes is met in practice."""
    charset, data = "", b""
    for index, (value, is_encoded) in enumerate(pieces):
        text = value
        if index == 0 and is_encoded and value.count("'") >= 2:
            charset, _, rest = value.partition("'")
            text = rest.partition("'")[2]
        data += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return charsets.decode(data, charset)


def message_ids(raw: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References value, without angle brackets; never an empty one."""
    found = [_SPACE.sub("", spec) for spec in _ID.findall(raw)]
    if not found:
        found = [word.strip("<>,;\"'") for word in raw.split() if "@" in word]
    return tuple(dict.fromkeys(spec for spec in found if spec and len(spec) <= _LONGEST_ID))


def date(raw: str) -> datetime | None:
    """The moment a Date field names, in UTC; None when it is absent, unreadable or absurd."""
    found = _DATE.search(raw[:200])
    if found is None:
        return _iso_date(raw[:40].strip())
    day, month, year, hour, minute, second, zone = found.groups()
    month_number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else 0
    number = int(year) + (2000 if len(year) == 2 and int(year) < 50 else 1900 if len(year) < 4 else 0)
    try:
        # A leap second is read as the second before it.
        local = datetime(
            number, month_number, int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=_zone(zone)
        )
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _iso_date(raw: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _zone(name: str | None) -> timezone:
    if name and name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[3:5]))
        return timezone(-offset if name[0] == "-" else offset) if offset <= timedelta(hours=15) else UTC
    return timezone(timedelta(hours=_ZONES.get(name or "", 0)))


def file_name(raw: str) -> str:
    """A name that is safe to show and to offer for download; empty when nothing is left."""
    name = _UNSAFE_IN_NAME.sub("", raw).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    return stem[: _LONGEST_NAME - 20] + dot + extension[:19] if dot else name[:_LONGEST_NAME]
