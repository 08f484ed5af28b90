"""A file is what its bytes say, whatever its name and its sender claim."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.webchat.files import KNOWN_TYPES, safe_name, sniff


def archive(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        ("您好, plain text\r\n".encode(), "text/plain"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            archive("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_known_kinds_are_told(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type
    assert media_type in KNOWN_TYPES


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"\x7fELF",
        b"<!doctype html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"PK\x03\x04 no archive at all",
        archive("evil.exe"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"text with \x00 in it",
        b"\xff\xfe",
    ],
)
def test_everything_else_is_not(data: bytes) -> None:
    assert sniff(data) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert sniff(data) in {*KNOWN_TYPES, None}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anna\\bill.pdf", "bill.pdf"),
        ("发票 2026.pdf", "发票 2026.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_names_are_names_alone(name: str, safe: str) -> None:
    assert safe_name(name) == safe
