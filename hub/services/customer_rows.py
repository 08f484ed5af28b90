"""Lines of a customer list as values: what each column may hold, and what is wrong with a line."""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hub.domain.addresses import Address, email_address, phone_address
from hub.domain.customers import Birthday, Calendar, ContactPointKind, CustomerKind, ExternalId
from hub.errors import Problem

COLUMNS = (
    "name",
    "kind",
    "language",
    "time_zone",
    "birthday",
    "phone",
    "email",
    "tags",
    "lifecycle",
    "external_id",
)
ATTRIBUTE = "attribute:"
SEVERAL = ";"
LONGEST_NAME = 200
LEAP_YEAR = 2000

_BIRTHDAY = re.compile(r"(?P<lunar>lunar )?(?:(?P<year>\d{4})-)?(?P<month>\d{2})-(?P<day>\d{2})(?P<leap> leap)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """One line, checked; an empty cell says nothing about the customer."""

    name: str = ""
    kind: CustomerKind | None = None
    language: str = ""
    time_zone: str = ""
    birthday: Birthday | None = None
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    lifecycle: str = ""
    external_ids: tuple[ExternalId, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def unknown_columns(names: Iterable[str]) -> list[Problem]:
    """What is wrong with the head line."""
    known = f"known are {', '.join(COLUMNS)} and {ATTRIBUTE}NAME"
    wrong = [name for name in names if name not in COLUMNS and not name.startswith(ATTRIBUTE)]
    return [Problem(field=name, message=f"is an unknown column; {known}") for name in wrong]


def read_row(cells: Mapping[str, str], *, region: str | None) -> CustomerRow | list[Problem]:
    """Check one line; numbers without a country code are of `region`. Problems name their column."""
    reader = _Reader(cells, region)
    row = CustomerRow(
        name=reader.name(),
        kind=reader.kind(),
        language=reader.language(),
        time_zone=reader.time_zone(),
        birthday=reader.birthday(),
        addresses=(*reader.phones(), *reader.emails()),
        tags=tuple(reader.several("tags")),
        lifecycle=reader.cell("lifecycle"),
        external_ids=tuple(reader.external_ids()),
        attributes=reader.attributes(),
    )
    if not reader.problems and not (row.name or row.addresses):
        return [Problem(field="name", message="a line needs a name, a phone or an email")]
    return reader.problems or row


class _Reader:
    """Reads the cells of one line and collects what is wrong with them."""

    def __init__(self, cells: Mapping[str, str], region: str | None) -> None:
        self._cells = cells
        self._region = region
        self.problems: list[Problem] = []

    def cell(self, column: str) -> str:
        return (self._cells.get(column) or "").strip()

    def several(self, column: str) -> list[str]:
        return [part.strip() for part in self.cell(column).split(SEVERAL) if part.strip()]

    def name(self) -> str:
        if len(self.cell("name")) > LONGEST_NAME:
            self._wrong("name", f"is longer than {LONGEST_NAME} characters")
        return self.cell("name")

    def kind(self) -> CustomerKind | None:
        word = self.cell("kind")
        if word and word not in set(CustomerKind):
            self._wrong("kind", f"{word!r} is unknown; known are {', '.join(CustomerKind)}")
            return None
        return CustomerKind(word) if word else None

    def language(self) -> str:
        code = self.cell("language")
        if code and not _LANGUAGE.fullmatch(code):
            self._wrong("language", f"{code!r} is no language; write one like en or zh-CN")
        return code

    def time_zone(self) -> str:
        zone = self.cell("time_zone")
        if zone and zone not in zoneinfo.available_timezones():
            self._wrong("time_zone", f"{zone!r} is no IANA time zone; write one like Asia/Shanghai")
        return zone

    def birthday(self) -> Birthday | None:
        text = self.cell("birthday")
        if not text:
            return None
        found = _birthday(text)
        if found is None:
            self._wrong("birthday", f"{text!r} is no birthday; write 1980-03-09, 03-09 or lunar 1980-08-15")
        return found

    def phones(self) -> Iterable[Address]:
        for text in self.several("phone"):
            address = phone_address(text, self._region)
            if address is None or address.kind is not ContactPointKind.PHONE:
                self._wrong("phone", f"{text!r} is no phone number; write it with its country code, like +14155550100")
            else:
                yield address

    def emails(self) -> Iterable[Address]:
        for text in self.several("email"):
            address = email_address(text)
            if address is None:
                self._wrong("email", f"{text!r} is no e-mail address")
            else:
                yield address

    def external_ids(self) -> Iterable[ExternalId]:
        for text in self.several("external_id"):
            source, colon, own = text.partition(":")
            if not (source and colon and own):
                self._wrong("external_id", f"{text!r} names no source; write it like crm:4711")
            else:
                yield ExternalId(source=source, id=own)

    def attributes(self) -> dict[str, str]:
        named = {key.removeprefix(ATTRIBUTE): self.cell(key) for key in self._cells if key.startswith(ATTRIBUTE)}
        return {key: value for key, value in named.items() if key and value}

    def _wrong(self, column: str, message: str) -> None:
        self.problems.append(Problem(field=column, message=message))


def _birthday(text: str) -> Birthday | None:
    found = _BIRTHDAY.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"]) if found["year"] else None
    month, day, lunar = int(found["month"]), int(found["day"]), bool(found["lunar"])
    if not _exists(year, month, day, lunar=lunar) or (found["leap"] and not lunar):
        return None
    calendar = Calendar.LUNAR if lunar else Calendar.GREGORIAN
    return Birthday(calendar=calendar, year=year, month=month, day=day, leap_month=bool(found["leap"]))


def _exists(year: int | None, month: int, day: int, *, lunar: bool) -> bool:
    if lunar:  # a month of the Chinese calendar has at most 30 days
        return 1 <= month <= 12 and 1 <= day <= 30
    try:
        date(year or LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
