"""Rows of a customer list as values: what each cell may hold, and what is wrong with a row."""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from hub.domain.addresses import Address, email_address, phone_address
from hub.domain.birthday_text import NoBirthdayError, is_day_count, read_birthday
from hub.domain.customer_fields import CustomerField, WrongValueError, canonical
from hub.domain.customers import Birthday, ContactPointKind, CustomerKind, ExternalId
from hub.domain.imports import RowProblem
from hub.services.imports.customer_columns import ATTRIBUTE
from hub.services.imports.kind import Row

LONGEST_NAME = 200
LONGEST_NOTES = 20_000

_PARTS = re.compile("[;；\n]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_KINDS = {
    "person": CustomerKind.PERSON,
    "个人": CustomerKind.PERSON,
    "organisation": CustomerKind.ORGANISATION,
    "organization": CustomerKind.ORGANISATION,
    "company": CustomerKind.ORGANISATION,
    "单位": CustomerKind.ORGANISATION,
    "企业": CustomerKind.ORGANISATION,
}


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """One row, checked; an empty cell says nothing about the customer."""

    row: Row
    name: str = ""
    kind: CustomerKind | None = None
    language: str = ""
    time_zone: str = ""
    birthday: Birthday | None = None
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    lifecycle: str = ""
    team: str = ""
    owner: str = ""
    organisation: ExternalId | None = None
    source: str = ""
    notes: str = ""
    external_ids: tuple[ExternalId, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def read_row(
    row: Row, *, region: str | None, source: str, definitions: Mapping[str, CustomerField]
) -> CustomerRow | list[RowProblem]:
    """Check one row; numbers without a country code are of `region`, external ids without a source of `source`."""
    reader = _Reader(row, region, source)
    read = CustomerRow(
        row=row,
        name=reader.short("name", LONGEST_NAME),
        kind=reader.kind(),
        language=reader.language(),
        time_zone=reader.time_zone(),
        birthday=reader.birthday(),
        addresses=tuple(dict.fromkeys((*reader.phones(), *reader.emails()))),
        tags=tuple(reader.several("tags")),
        lifecycle=reader.short("lifecycle", LONGEST_NAME),
        team=reader.short("team", LONGEST_NAME),
        owner=row.cell("owner"),
        organisation=reader.organisation(),
        source=reader.short("source", LONGEST_NAME),
        notes=reader.short("notes", LONGEST_NOTES),
        external_ids=tuple(dict.fromkeys(reader.external_ids("external_id"))),
        attributes=reader.attributes(definitions),
    )
    if read.kind is CustomerKind.ORGANISATION and read.birthday is not None:
        reader.wrong("birthday", "an organisation has no birthday", "leave it empty", code="organisation_birthday")
    if not reader.problems and not (read.name or read.addresses or read.external_ids):
        return [row.problem("name", "a line needs a name, a phone or an email", code="nothing")]
    return reader.problems or read


class _Reader:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, row: Row, region: str | None, source: str) -> None:
        self._row = row
        self._region = region
        self._source = source
        self.problems: list[RowProblem] = []

    def wrong(self, name: str, message: str, remedy: str = "", *, code: str) -> None:
        self.problems.append(self._row.problem(name, message, remedy, code=code))

    def several(self, name: str) -> list[str]:
        return [part.strip() for part in _PARTS.split(self._row.cell(name)) if part.strip()]

    def short(self, name: str, longest: int) -> str:
        if len(self._row.cell(name)) > longest:
            self.wrong(name, f"is longer than {longest} characters", "shorten it", code="too_long")
        return self._row.cell(name)

    def kind(self) -> CustomerKind | None:
        word = self._row.cell("kind").casefold()
        if word and word not in _KINDS:
            self.wrong("kind", f"{word!r} is unknown", f"known are {', '.join(CustomerKind)}", code="kind")
        return _KINDS.get(word)

    def language(self) -> str:
        code = self._row.cell("language")
        if code and not _LANGUAGE.fullmatch(code):
            self.wrong("language", f"{code!r} is no language", "write one like en or zh-CN", code="language")
        return code

    def time_zone(self) -> str:
        zone = self._row.cell("time_zone")
        if zone and zone not in _zones():
            self.wrong("time_zone", f"{zone!r} is no IANA time zone", "write one like Asia/Shanghai", code="time_zone")
        return zone

    def birthday(self) -> Birthday | None:
        text = self._row.cell("birthday")
        if not text:
            return None
        try:
            return read_birthday(text)
        except NoBirthdayError as error:
            message, _, remedy = str(error).partition("; ")
            self.wrong("birthday", message, remedy, code="birthday_serial" if is_day_count(text) else "birthday")
            return None

    def phones(self) -> Iterable[Address]:
        for text in self.several("phone"):
            address = phone_address(text, self._region)
            if _SHORTENED.fullmatch(text):
                self.wrong(
                    "phone",
                    f"{text!r} is what a spreadsheet makes of a long number",
                    "format the column as text, write the number again",
                    code="phone_shortened",
                )
            elif address is None or address.kind is not ContactPointKind.PHONE:
                self.wrong(
                    "phone",
                    f"{text!r} is no phone number",
                    "write it with its country code, like +14155550100",
                    code="phone",
                )
            else:
                yield address

    def emails(self) -> Iterable[Address]:
        for text in self.several("email"):
            address = email_address(text)
            if address is None:
                self.wrong("email", f"{text!r} is no e-mail address", "write one like anna@example.com", code="email")
            else:
                yield address

    def external_ids(self, name: str) -> Iterable[ExternalId]:
        for text in self.several(name):
            source, colon, own = text.partition(":")
            if colon and source.strip() and own.strip():
                yield ExternalId(source=source.strip(), id=own.strip())
            elif self._source and not colon:
                yield ExternalId(source=self._source, id=text)
            else:
                self.wrong(
                    name,
                    f"{text!r} names no source",
                    "write it like crm:4711, or name the list's source",
                    code="no_source",
                )

    def organisation(self) -> ExternalId | None:
        return next(iter(self.external_ids("organisation")), None)

    def attributes(self, definitions: Mapping[str, CustomerField]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self._row.cells:
            key, text = name.removeprefix(ATTRIBUTE), self._row.cell(name)
            if not name.startswith(ATTRIBUTE) or not key or not text:
                continue
            try:
                found[key] = canonical(definitions[key], text) if key in definitions else text
            except WrongValueError as error:
                message, _, remedy = str(error).partition("; ")
                self.wrong(name, message, remedy, code="value")
        return found


@cache
def _zones() -> frozenset[str]:
    """Asking costs a walk over the zone files."""
    return frozenset(zoneinfo.available_timezones())
