"""Lists as spreadsheets save them, and what people write into their cells."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.birthday_text import NoBirthdayError, birthday_text, read_birthday
from hub.domain.customer_fields import CustomerField, FieldType, WrongValueError, canonical
from hub.domain.customers import Birthday, Calendar
from hub.domain.names import likeness, name_key
from hub.errors import InvalidError
from hub.services.imports.customer_columns import customer_columns
from hub.services.imports.list_reading import read_list
from hub.services.imports.mapping import cells_of, proposed
from hub.services.reports.sheets import as_csv

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CHINESE = "姓名,手机\r\n李雷,+8613800138000\r\n"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (CHINESE.encode(), "UTF-8"),
        (CHINESE.encode("utf-8-sig"), "UTF-8"),
        (CHINESE.encode("utf-16"), "UTF-16"),
        ("name,phone\r\nLi Lei,1\r\n".encode("utf-16-le"), "UTF-16"),
        (CHINESE.encode("gb18030"), "gb18030"),
        ("name,city\r\nMüller,Köln\r\nGrüße,Zürich\r\n".encode("cp1252"), "windows-1252"),
    ],
)
def test_charsets_are_recognised(data: bytes, charset: str) -> None:
    read = read_list(data)

    assert read.charset == charset
    assert len(list(read.rows)) >= 1
    assert "\ufffd" not in "".join(read.columns)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters_are_recognised(mark: str) -> None:
    read = read_list(f'name{mark}notes\nAnna{mark}"a,b;c"\n'.encode())

    assert (read.delimiter, read.columns, list(read.rows)) == (mark, ("name", "notes"), [("Anna", "a,b;c")])


def test_what_spreadsheets_add_is_taken_away() -> None:
    read = read_list(b'sep=;\nname;zip;phone\n"Anna";="01234";\'+4912\n\nBert;2\n')

    assert list(read.rows) == [("Anna", "01234", "+4912"), (), ("Bert", "2", "")]


def test_a_row_that_is_too_wide_keeps_what_it_has_more() -> None:
    assert list(read_list(b"a,b\n1,2,3\n").rows) == [("1", "2", "3")]


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=6))
def test_what_we_write_we_read_again(rows: list[list[str]]) -> None:
    def plain(text: str) -> bool:
        return text.strip() == text and not any(each in text for each in "\x00\r\n'") and not text.startswith('="')

    kept = [row for row in rows if all(plain(cell) for cell in row) and any(row)]
    head = ["first", "second"]
    data = as_csv([dict(zip(head, row, strict=True)) for row in kept], head, bom=True)
    written = list(csv.reader(io.StringIO(data.decode().removeprefix("\ufeff"), newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in written for cell in line)
    assert [row for row in read_list(data).rows if row] == [tuple(row) for row in kept]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert _complaint(data) == "file"


def _complaint(data: bytes) -> str:
    """The field that the reader blames; `file` as well when there is nothing to blame."""
    try:
        list(read_list(data).rows)
    except InvalidError as error:
        return error.field
    return "file"


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1980-03-09", Birthday(year=1980, month=3, day=9)),
        ("1980/3/9", Birthday(year=1980, month=3, day=9)),
        ("1980年3月9日", Birthday(year=1980, month=3, day=9)),
        ("03-09", Birthday(month=3, day=9)),
        ("02-29", Birthday(month=2, day=29)),
        ("lunar 08-15", Birthday(calendar=Calendar.LUNAR, month=8, day=15)),
        ("农历1980年8月15日", Birthday(calendar=Calendar.LUNAR, year=1980, month=8, day=15)),
        ("lunar 2020-04-10 leap", Birthday(calendar=Calendar.LUNAR, year=2020, month=4, day=10, leap_month=True)),
    ],
)
def test_birthdays_are_read_as_people_write_them(text: str, birthday: Birthday) -> None:
    assert read_birthday(text) == birthday
    assert read_birthday(birthday_text(birthday)) == birthday


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1990-02-30", "there is no such day"),
        ("1990-02-29", "there is no such day"),
        ("36526", "perhaps 2000-01-01"),
        ("03-09 leap", "only the lunar calendar"),
        ("lunar 08-31", "there is no such day"),
        ("soon", "is no birthday"),
    ],
)
def test_what_is_no_birthday_is_told(text: str, part: str) -> None:
    with pytest.raises(NoBirthdayError, match=part):
        read_birthday(text)


@given(st.sampled_from(FieldType), st.text(max_size=20))
def test_a_canonical_value_is_its_own_canonical_form(type_: FieldType, text: str) -> None:
    field = CustomerField(id="1", key="k", type=type_, choices=("gold", "silver"), created_at=NOW, updated_at=NOW)
    try:
        value = canonical(field, text)
    except WrongValueError:
        return
    assert canonical(field, value) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ångström, Eva", "eva angstrom"),
        ("Dr. Maria O'Neill", "ONeill Maria"),
        ("陳大文", "陈大文先生"),
        ("Müller", "Mu\u0308ller"),
    ],
)
def test_one_name_in_two_writings_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""
    assert likeness(one, other) == 1.0


def test_other_names_are_others() -> None:
    assert likeness("Anna Berg", "Zhou Wei") < 0.5
    assert likeness("", "Anna") == 0.0


def test_headings_in_both_languages_find_their_fields() -> None:
    fields = customer_columns(())

    assert proposed(["姓名", "手机号", "Phone 2", "E-Mail", "出生日期", "attribute:shop", "?"], fields) == {
        "姓名": "name",
        "手机号": "phone",
        "Phone 2": "phone",
        "E-Mail": "email",
        "出生日期": "birthday",
        "attribute:shop": "attribute:shop",
    }
    assert proposed(["name", "Full name"], fields) == {"name": "name"}
    cells = cells_of(("1", "2", ""), ("a", "b", "c"), {"a": "phone", "b": "phone", "c": "name"})
    assert cells == {"phone": "1;2"}
