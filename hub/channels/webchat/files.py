"""Tells what a file is by its first bytes, whatever its name and its sender claim."""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

_OFFICE = "application/vnd.openxmlformats-officedocument"

# First bytes: https://www.iana.org/assignments/media-types and https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OFFICE_PARTS = {
    "word/": f"{_OFFICE}.wordprocessingml.document",
    "xl/": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}.presentationml.presentation",
}

KNOWN_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "text/plain",
    *_OFFICE_PARTS.values(),
)
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def sniff(data: bytes) -> str | None:
    """Return the media type, or None when the bytes are of no kind that visitors may send."""
    for start, media_type in _MAGIC:
        if data.startswith(start):
            return media_type
    tests: tuple[Callable[[bytes], str | None], ...] = (_webp, _office, _plain)
    return next((found for test in tests if (found := test(data)) is not None), None)


def _webp(data: bytes) -> str | None:
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _office(data: bytes) -> str | None:
    """A ZIP whose parts are a document's; the names alone are read, nothing is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if any(name.startswith(part) for name in names)), None)


def _plain(data: bytes) -> str | None:
    """UTF-8 without control characters that is no markup, which a browser might run."""
    if data.lstrip()[:1] == b"<":
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text/plain" if all(char.isprintable() or char in "\t\r\n\ufeff" for char in text) else None


def safe_name(name: str) -> str:
    """Return the last part of a file name, without what could be read as a path or a control character."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(char for char in last if char.isprintable()).strip(". ")
    return printable[-120:] or "file"
