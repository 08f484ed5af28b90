"""Reads a list as spreadsheets save it: which letters, which delimiter, which rows."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.domain.text import clean_text
from hub.errors import InvalidError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
MOST_COLUMNS = 200
_MOST_CELL = 20_000
_SAMPLE = 64 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_CHARSETS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030", "windows-1252": "cp1252"}
# The two halves of GB 2312's characters are both above this; a Western letter is followed by plain ones.
_GB_HALF = 0xA1


@dataclass(frozen=True, kw_only=True)
class ReadList:
    """A list's head and rows, and how it was read."""

    charset: str
    delimiter: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


def read_list(data: bytes, *, charset: str = "", delimiter: str = "") -> ReadList:
    """Read a CSV file; raises `InvalidError` (field `file`) that says what to do. What is named is not guessed."""
    text, used = _decoded(data, charset)
    if not text.strip():
        raise InvalidError("is empty; its first line names the columns", field="file")
    text, told = _without_separator_line(text)
    mark = DELIMITERS.get(delimiter, delimiter) or told or _delimiter(text)
    lines = _lines(text, mark)
    columns = _columns(next(lines, ()))
    return ReadList(charset=used, delimiter=mark, columns=columns, rows=_rows(lines, len(columns)))


def _decoded(data: bytes, charset: str) -> tuple[str, str]:
    if charset:
        name = _CHARSETS.get(charset.casefold())
        if name is None:
            raise InvalidError(f"{charset!r} is unknown; known are {', '.join(_CHARSETS)}", field="charset")
        return _as(data, name), _NAMES.get(name, charset.casefold())
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data, name), _NAMES[name]
    wide = _wide(data)
    if wide:
        return _as(data, wide), _NAMES[wide]
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        name = "gb18030" if _looks_chinese(data) else "cp1252"
        return _as(data, name), {"cp1252": "windows-1252"}.get(name, name)


def _as(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        text = f"cannot be read as {name} (byte {error.start + 1}); save it as CSV UTF-8, or name its charset"
        raise InvalidError(text, field="file") from error


def _wide(data: bytes) -> str:
    """Name the UTF-16 without a mark: every second byte of plain letters is zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few = len(sample) // 20
    if odd > few and even < odd:
        return "utf-16-le"
    return "utf-16-be" if even > few else ""


def _looks_chinese(data: bytes) -> bool:
    """Whether most bytes above ASCII come in pairs as GB 2312 has them (GB 18030 holds all of it)."""
    pairs = singles = place = 0
    sample = data[:_SAMPLE]
    while place < len(sample):
        if sample[place] < 0x80:
            place += 1
        elif place + 1 < len(sample) and min(sample[place], sample[place + 1]) >= _GB_HALF:
            pairs, place = pairs + 1, place + 2
        else:
            singles, place = singles + 1, place + 1
    return pairs > singles


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;` names the delimiter."""
    first, _, rest = text.partition("\n")
    plain = first.strip().strip('"').lower()
    if plain.startswith("sep=") and len(plain) == 5:
        return rest, plain[-1]
    return text, "\t" if first.strip("\r\n").lower() == "sep=\t" else ""


def _delimiter(text: str) -> str:
    """The one that cuts the head line into the most columns."""
    head = text[:_SAMPLE]
    first = head.splitlines()[0]
    return max(DELIMITERS.values(), key=lambda mark: len(next(csv.reader([first], delimiter=mark), ())))


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            line = next(reader, None)
        except csv.Error as error:
            raise InvalidError(
                f"line {reader.line_num} cannot be read ({error}); is a quote open?", field="file"
            ) from error
        if line is None:
            return
        yield line


def _columns(head: Sequence[str]) -> tuple[str, ...]:
    names = [clean_text(each).strip() for each in head]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InvalidError("has an empty first line; it names the columns", field="file")
    if len(names) > MOST_COLUMNS:
        raise InvalidError(f"has {len(names)} columns; at most {MOST_COLUMNS} are read", field="file")
    seen: dict[str, int] = {}
    unique = []
    for place, name in enumerate(names, 1):
        plain = name or f"column {place}"
        seen[plain] = seen.get(plain, 0) + 1
        unique.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return tuple(unique)


def _rows(lines: Iterator[list[str]], width: int) -> Iterator[tuple[str, ...]]:
    """Rows as wide as the head; cells beyond it are put into an extra last cell, so that they can be told.

    Blank lines between rows are rows without cells, so that the numbers of those below stay right.
    """
    blank = 0
    for line in lines:
        if not line:
            blank += 1
            continue
        yield from ((),) * blank
        blank = 0
        cells = [_cell(each) for each in line]
        beyond = [each for each in cells[width:] if each]
        row = (*cells[:width], *[""] * (width - len(cells)))
        yield (*row, ";".join(beyond)) if beyond else row


def _cell(text: str) -> str:
    """Storable text; `="0123"`, by which spreadsheets keep zeros, and the guard of our own exports are undone."""
    plain = clean_text(text).strip()[:_MOST_CELL]
    if plain.startswith('="') and plain.endswith('"') and len(plain) > 2:
        return plain[2:-1]
    return plain[1:] if len(plain) > 1 and plain[0] == "'" and plain[1] in "=+-@" else plain
