"""Writes an outgoing mail as bytes. Always 7-bit, so that it needs nothing of the servers on its way."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from hub.channels.email import header_writer
from hub.channels.email.addresses import Address
from hub.channels.email.header_writer import UnsafeHeaderError
from hub.ports.channels import OutboundFile

MOST_REFERENCES = 20

_LINE_END = re.compile(r"\r\n|\r|\n")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_LONGEST_PLAIN_LINE = 900  # RFC 5322 section 2.1.1 allows 998


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """One mail. Ids are without angle brackets, `references` oldest first; `date` is aware."""

    message_id: str
    date: datetime
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    subject: str = ""
    text: str = ""
    html: str = ""
    files: tuple[OutboundFile, ...] = ()
    references: tuple[str, ...] = ()
    automatic: bool = False
    unsubscribe_url: str = ""
    hub_id: str = ""


def compose(mail: OutgoingMail) -> bytes:
    """The mail with CRLF line ends. Raises `UnsafeHeaderError` for a value that would start a header of its own."""
    return b"\r\n".join([*_header_lines(mail), *_body(mail), b""])


def _header_lines(mail: OutgoingMail) -> list[bytes]:
    write = header_writer
    lines = [
        write.addresses("From", (mail.sender,)),
        write.addresses("To", mail.to),
        write.unstructured("Subject", mail.subject),
        write.token("Date", format_datetime(mail.date)),
        write.message_ids("Message-ID", (mail.message_id,)),
        b"MIME-Version: 1.0",
    ]
    if mail.cc:
        lines.append(write.addresses("Cc", mail.cc))
    if mail.reply_to:
        lines.append(write.addresses("Reply-To", (mail.reply_to,)))
    if mail.references:
        lines.append(write.message_ids("In-Reply-To", mail.references[-1:]))
        lines.append(write.message_ids("References", _capped(mail.references)))
    if mail.automatic:  # RFC 3834 section 5; the others are what Exchange and older programs look at
        lines += [b"Auto-Submitted: auto-generated", b"X-Auto-Response-Suppress: All", b"Precedence: bulk"]
    if mail.unsubscribe_url:  # RFC 8058
        lines.append(write.token("List-Unsubscribe", f"<{mail.unsubscribe_url}>"))
        lines.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    if mail.hub_id:
        lines.append(write.token("X-Hub-Id", mail.hub_id))
    return lines


def _capped(references: Sequence[str]) -> Sequence[str]:
    """The first, which names the thread, and the newest."""
    unique = list(dict.fromkeys(references))
    return unique if len(unique) <= MOST_REFERENCES else [unique[0], *unique[1 - MOST_REFERENCES :]]


def _body(mail: OutgoingMail) -> list[bytes]:
    seed = hashlib.sha256(mail.message_id.encode()).hexdigest()[:16]
    inline = [one for one in mail.files if one.content_id and mail.html]
    attached = [one for one in mail.files if not (one.content_id and mail.html)]
    content = _text("plain", mail.text)
    if mail.html:
        markup = _text("html", mail.html)
        if inline:
            markup = _multipart("related", f"{seed}r", [markup, *map(_file, inline)])
        content = _multipart("alternative", f"{seed}a", [content, markup]) if mail.text else markup
    return _multipart("mixed", f"{seed}m", [content, *map(_file, attached)]) if attached else content


def _multipart(kind: str, seed: str, parts: Iterable[list[bytes]]) -> list[bytes]:
    # "=_" stands in no base64 and no quoted-printable text, so that no part can hold the boundary (RFC 2045 section
    # 6.7).
    boundary = b"=_hub_" + seed.encode("ascii")
    lines = [b"Content-Type: multipart/" + kind.encode("ascii") + b'; boundary="' + boundary + b'"', b""]
    for part in parts:
        lines += [b"--" + boundary, *part]
    return [*lines, b"--" + boundary + b"--"]


def _text(kind: str, text: str) -> list[bytes]:
    content = _LINE_END.sub("\r\n", text)
    data = content.encode("utf-8", "replace")
    if data.isascii() and b"=_" not in data and all(len(line) <= _LONGEST_PLAIN_LINE for line in data.split(b"\r\n")):
        return [*_content_type(kind, b"us-ascii", b"7bit"), b"", data]
    if _is_mostly_ascii(data):
        encoded = binascii.b2a_qp(data.replace(b"\r\n", b"\n"), istext=True)
        return [*_content_type(kind, b"utf-8", b"quoted-printable"), b"", encoded.replace(b"\n", b"\r\n")]
    return [*_content_type(kind, b"utf-8", b"base64"), b"", _base64(data)]


def _content_type(kind: str, charset: bytes, encoding: bytes) -> list[bytes]:
    return [
        b"Content-Type: text/" + kind.encode("ascii") + b"; charset=" + charset,
        b"Content-Transfer-Encoding: " + encoding,
    ]


def _is_mostly_ascii(data: bytes) -> bool:
    return len(data.translate(None, bytes(range(128)))) * 6 < len(data)


def _base64(data: bytes) -> bytes:
    whole = base64.b64encode(data)
    return b"\r\n".join(whole[at : at + 76] for at in range(0, len(whole), 76))


def _file(file: OutboundFile) -> list[bytes]:
    media_type = file.type.lower().strip()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"  # those two must not be base64 (RFC 2046 section 5)
    lines = [
        *header_writer.file_headers(media_type, "inline" if file.content_id else "attachment", file.name),
        b"Content-Transfer-Encoding: base64",
    ]
    if file.content_id:
        lines.append(header_writer.message_ids("Content-ID", (file.content_id,)))
    return [*lines, b"", _base64(file.data)]


__all__ = ["MOST_REFERENCES", "OutgoingMail", "UnsafeHeaderError", "compose"]
