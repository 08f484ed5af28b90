"""Splits a mail's header block and decodes what stands in it, however broken it is."""

import binascii
import re
from collections.abc import Iterable

from hub.channels.email import charsets

HEADER_BYTES = 256 * 1024

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_END = re.compile(rb"\r?\n(?=\r?\n)|\r(?=\r)|\n(?=\r\r)")
_LINE = re.compile(rb"\r\n|\n|\r")
_ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(r"[\r\n\t ]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_KNOWN_FIELDS = (
    b"content-",
    b"mime-",
    b"subject",
    b"from",
    b"to",
    b"date",
    b"message-id",
    b"received",
    b"x-",
    b"return-path",
)


class Headers:
    """Fields by lower-case name; the values of one name in order, raw: unfolded, not decoded."""

    __slots__ = ("_values",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in fields:
            self._values.setdefault(name, []).append(value)

    def first(self, name: str) -> str:
        """The first raw value of this name; empty when there is none."""
        values = self._values.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self._values.get(name, ()))

    def has(self, name: str) -> bool:
        return name in self._values


def split(raw: bytes) -> tuple[Headers, bytes, bool]:
    """Header fields, the body behind them, and whether the block was cut at its limit or had lines that are no
    field.
    """
    raw = raw.lstrip(b"\r\n") if raw[:1] in (b"\r", b"\n") else raw
    block, body = _block(raw)
    cut = len(block) > HEADER_BYTES
    lines = _unfolded(_LINE.split(block[:HEADER_BYTES]))
    fields: list[tuple[str, str]] = []
    for index, line in enumerate(lines):
        found = _FIELD.match(line)
        if found:
            fields.append((found[1].decode("ascii").lower(), _text(line[found.end() :])))
        elif line.lstrip(b">").startswith(b"From "):
            continue
        elif any(map(_is_known, lines[index + 1 : index + 3])):
            cut = True
        else:  # the empty line is missing: what follows is the body, as CPython's parser decides too
            return Headers(fields), b"\n".join(lines[index:]) + b"\n\n" + body, True
    return Headers(fields), body, cut


def _block(raw: bytes) -> tuple[bytes, bytes]:
    end = _END.search(raw)
    if end is None:
        return raw, b""
    body = raw[end.end() :]
    newline = _LINE.match(body)
    return raw[: end.start()], body[newline.end() :] if newline else body


def _unfolded(lines: Iterable[bytes]) -> list[bytes]:
    out: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and out:
            out[-1].append(line)
        elif line:
            out.append([line])
    return [b"".join(parts) if len(parts) > 1 else parts[0] for parts in out]


def _is_known(line: bytes) -> bool:
    return bool(_FIELD.match(line)) and line.lower().startswith(_KNOWN_FIELDS)


def _text(value: bytes) -> str:
    text = value.strip()
    if text.isascii() and (plain := text.decode("ascii")).isprintable():
        return plain
    return charsets.decode(text).strip()


def decode_words(value: str) -> str:
    """RFC 2047 encoded words as text. Neighbours in one set are joined before decoding: senders cut Chinese
    characters in two.
    """
    if "=?" not in value:
        return _FOLD.sub(" ", value).strip()
    out: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0
    for word in _ENCODED.finditer(value):
        gap = value[end : word.start()]
        label = word[1].partition("*")[0].lower()
        if pending and (label != charset or gap.strip()):
            out.append(charsets.decode(b"".join(pending), charset))
            pending = []
        if gap.strip() or not end:
            out.append(gap)
        charset, end = label, word.end()
        pending.append(word_bytes(word[2], word[3]))
    out.append(charsets.decode(b"".join(pending), charset))
    out.append(value[end:])
    return _FOLD.sub(" ", "".join(out)).strip()


def word_bytes(encoding: str, text: str) -> bytes:
    """The bytes of one encoded word, read leniently."""
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    return base64_bytes(data)


def base64_bytes(data: bytes) -> bytes:
    """Base64 as senders write it: stray characters ignored, missing padding supplied, a lone last character dropped."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        kept = _NOT_BASE64.sub(b"", data)
        kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
