"""Writes header fields of outgoing mail: encoded, folded, and never able to start another field."""

import base64
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import idna

from hub.channels.email.addresses import Address

_CONTROLS = re.compile(r"[\x00-\x20\x7f\u0085\u2028\u2029]+")
_TOKEN = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_MESSAGE_ID = re.compile(r"[^\s<>\x00-\x1f\x7f]{1,990}")
_ATOM_TEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}|\"[^\"\\\x00-\x1f\x7f]{1,62}\"")
_WORD_BYTES = 45  # base64 of 45 bytes with its frame is 72 characters; RFC 2047 section 2 allows 75
_LINE = 76
_FOLD = "\r\n "
_NAME_BYTES = 60
_NAME_LENGTH = 200
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._()+-]{1,70}")


class UnsafeHeaderError(ValueError):
    """A value that cannot stand in a header field; the message names the field."""


def unstructured(name: str, value: str) -> bytes:
    """A field of free text; line ends in it become spaces."""
    text = _CONTROLS.sub(" ", value).strip()
    return _folded(name, _words(text, first_line=len(name) + 2))


def token(name: str, value: str) -> bytes:
    """A field whose value is printable ASCII as it stands."""
    if not _TOKEN.fullmatch(value) or len(value) > 990:
        raise UnsafeHeaderError(f"{name}: {value[:60]!r} holds characters that a header field must not")
    return f"{name}: {value}".encode("ascii")


def message_ids(name: str, ids: Iterable[str]) -> bytes:
    """Ids in angle brackets, one a line."""
    written = []
    for one in ids:
        if not _MESSAGE_ID.fullmatch(one) or not one.isascii():
            raise UnsafeHeaderError(f"{name}: {one[:60]!r} is no message id")
        written.append(f"<{one}>")
    return f"{name}: {_FOLD.join(written)}".encode("ascii")


def addresses(name: str, people: Sequence[Address]) -> bytes:
    """An address list, one a line."""
    written = [_address(name, one) for one in people]
    return f"{name}: {(',' + _FOLD).join(written)}".encode("ascii")


def wire_address(address: str) -> str:
    """The address for the envelope: its domain in ASCII (IDNA 2008 with the usual mapping). Raises
    `UnsafeHeaderError`.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local):
        raise UnsafeHeaderError(f"{address[:80]!r} is no e-mail address")
    if not local.isascii():
        raise UnsafeHeaderError(f"{address[:80]!r} needs SMTPUTF8, which this channel does not send")
    try:
        return f"{local}@{_ascii_domain(domain)}"
    except (idna.IDNAError, UnicodeError) as error:
        raise UnsafeHeaderError(f"{address[:80]!r} has no valid domain") from error


def file_headers(media_type: str, kind: str, file_name: str) -> list[bytes]:
    """Content-Type and Content-Disposition of a file.

    A name beyond plain ASCII is written as RFC 2231 has it, and as an encoded word in Content-Type for the programs
    that never learnt that.
    """
    name = _CONTROLS.sub(" ", file_name).replace("/", "_").replace("\\", "_").strip()[:_NAME_LENGTH] or "file"
    if _PLAIN_NAME.fullmatch(name):
        return [
            f"Content-Type: {media_type}".encode("ascii"),
            f'Content-Disposition: {kind}; filename="{name}"'.encode("ascii"),
        ]
    words = _FOLD.join(_encoded_words(name))
    extended = f";{_FOLD}".join(_extended(name))
    return [
        f'Content-Type: {media_type};{_FOLD}name="{words}"'.encode("ascii"),
        f"Content-Disposition: {kind};{_FOLD}{extended}".encode("ascii"),
    ]


def _extended(name: str) -> list[str]:
    whole = quote(name.encode("utf-8", "replace"), safe="")
    pieces, start = [], 0
    while start < len(whole):
        end = min(start + _NAME_BYTES, len(whole))
        end -= next((back for back in (1, 2) if end < len(whole) and whole[end - back] == "%"), 0)
        pieces.append(whole[start:end])
        start = end
    pieces[0] = f"UTF-8''{pieces[0]}"
    return (
        [f"filename*={pieces[0]}"]
        if len(pieces) == 1
        else [f"filename*{number}*={piece}" for number, piece in enumerate(pieces)]
    )


def _address(field: str, person: Address) -> str:
    try:
        spec = wire_address(person.address)
    except UnsafeHeaderError as error:
        raise UnsafeHeaderError(f"{field}: {error}") from error
    name = _CONTROLS.sub(" ", person.name).strip()
    if not name:
        return spec
    if name.isascii() and len(name) <= 200 and "=?" not in name:
        written = name if _ATOM_TEXT.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        written = "\r\n ".join(_encoded_words(name))
    return f"{written}\r\n <{spec}>" if len(written) + len(spec) > _LINE - 12 else f"{written} <{spec}>"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        if not re.fullmatch(r"[A-Za-z0-9_.\[\]:-]{1,255}", domain):
            raise UnicodeError
        return domain.lower()
    return idna.encode(domain, uts46=True, transitional=False).decode("ascii")


def _words(text: str, *, first_line: int) -> list[str]:
    """Pieces to be joined by folds, each short enough for its line."""
    if not text.isascii() or "=?" in text or any(len(word) > 900 for word in text.split(" ")):
        return _encoded_words(text)
    lines, line, room = [], "", _LINE - first_line
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, _LINE - 1
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 words of whole characters: a character must not be cut in two (section 5)."""
    words, chunk = [], b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(chunk) + len(encoded) > _WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += encoded
    words.append(chunk)
    return [f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in words]


def _folded(name: str, lines: list[str]) -> bytes:
    return f"{name}: {_FOLD.join(lines)}".encode("ascii")
