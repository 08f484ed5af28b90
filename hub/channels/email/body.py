"""Chooses what a mail says from its parts: the text, the HTML, and what is attached."""

import re
from dataclasses import dataclass, field
from html import escape

from hub.channels.email import charsets, fields, headers, html
from hub.channels.email.mail import Problem
from hub.channels.email.mime import Part
from hub.ports.channels import InboundFile

LONGEST_TEXT = 1_000_000

_META_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_CID = re.compile(r"cid:([^\"'\s<>)]{1,998})", re.IGNORECASE)
_STUB = re.compile(
    r"html (?:e-?mail|mail|message|format)|view (?:this|it|the)|(?:e-?mail|mail) (?:client|reader|program)"
    r"|im browser|dans (?:votre|un) navigateur|邮件客户端|不支持html|浏览器|html形式|html 形式",
    re.IGNORECASE,
)
_CALENDAR_FIELD = re.compile(r"^(SUMMARY|DTSTART|LOCATION)(?:;[^:\n]{0,200})?:([^\n]{0,500})", re.MULTILINE)
_EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/x-vcard": ".vcf",
    "text/vcard": ".vcf", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png", "image/gif": ".gif",
    "image/webp": ".webp", "image/bmp": ".bmp", "image/tiff": ".tif", "image/svg+xml": ".svg", "image/heic": ".heic",
    "application/pdf": ".pdf", "application/zip": ".zip", "application/json": ".json", "application/xml": ".xml",
    "text/xml": ".xml", "application/msword": ".doc", "application/vnd.ms-excel": ".xls", "message/rfc822": ".eml",
    "message/global": ".eml", "application/ms-tnef": ".dat", "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc", "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/ogg": ".ogg", "audio/amr": ".amr", "video/mp4": ".mp4",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    text: str
    html: str
    attachments: tuple[InboundFile, ...]


@dataclass(slots=True)
class _Piece:
    """One stretch of the message, in one or two forms."""

    plain: str = ""
    html: str = ""

    def as_text(self) -> str:
        if not self.html or (self.plain.strip() and not _is_stub(self.plain)):
            return self.plain
        return html.to_text(self.html) or self.plain

    def as_html(self) -> str:
        return self.html or (f"<pre>{escape(self.plain)}</pre>" if self.plain.strip() else "")


@dataclass(slots=True)
class _Reading:
    charset: str
    pieces: list[_Piece] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)
    calendar: str = ""
    problems: list[Problem] = field(default_factory=list)


def read(root: Part) -> tuple[Body, list[Problem]]:
    """The message's words in order, several texts joined; everything else becomes an attachment."""
    reading = _Reading(charset=root.charset)
    _walk(root, reading)
    text = "\n\n".join(filter(None, (piece.as_text().strip("\n") for piece in reading.pieces)))
    markup = (
        "\n".join(piece.as_html() for piece in reading.pieces) if any(piece.html for piece in reading.pieces) else ""
    )
    if len(text) > LONGEST_TEXT or len(markup) > 2 * LONGEST_TEXT:
        reading.problems.append(Problem.TEXT_CUT)
        text, markup = text[:LONGEST_TEXT], markup if len(markup) <= 2 * LONGEST_TEXT else ""
    referenced = {found.lower() for found in _CID.findall(markup)}
    files = [_file(part, number, referenced) for number, part in enumerate(reading.attached, 1)]
    return Body(
        text=text if text.strip() else reading.calendar, html=markup, attachments=tuple(files)
    ), reading.problems


def _walk(part: Part, reading: _Reading) -> None:
    if part.type == "multipart/alternative":
        _alternative(part, reading)
    elif part.type.startswith("multipart/"):
        if part.type == "multipart/encrypted":
            reading.problems.append(Problem.ENCRYPTED)
        for child in part.children:
            _walk(child, reading)
    elif part.type in {"text/plain", "text/html"} and not part.is_attached:
        text = _text(part, reading)
        reading.pieces.append(_Piece(html=text) if part.type == "text/html" else _Piece(plain=text))
    else:
        _attach(part, reading)


def _alternative(part: Part, reading: _Reading) -> None:
    """One meaning in several forms: what lies inside is read on its own and then laid into one piece."""
    inner = _Reading(charset=part.charset or reading.charset)
    for child in part.children:
        _walk(child, inner)
    plain = [piece.plain for piece in inner.pieces if piece.plain]
    markup = [piece.html for piece in inner.pieces if piece.html]
    if plain or markup:
        reading.pieces.append(_Piece(plain="\n\n".join(plain), html="\n".join(markup)))
    reading.attached += inner.attached
    reading.problems += inner.problems
    reading.calendar = reading.calendar or inner.calendar


def _attach(part: Part, reading: _Reading) -> None:
    if part.type == "text/calendar" and not reading.calendar:
        reading.calendar = _calendar_line(_text(part, reading))
    if part.type in {
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    } and "signed" not in part.content_type.parameters.get("smime-type", ""):
        reading.problems.append(Problem.ENCRYPTED)
    if part.type == "application/octet-stream" and not part.raw and not part.name:
        return
    reading.attached.append(part)


def _text(part: Part, reading: _Reading) -> str:
    data = part.data()
    charset = part.charset or reading.charset
    if part.type == "text/html" and charsets.codec_for(charset) is None:
        meta = _META_CHARSET.search(data[:4096])
        charset = meta[1].decode("ascii") if meta else charset
    text = charsets.decode(data, charset)
    if part.content_type.parameters.get("format", "").lower() == "flowed":
        return _unflowed(text, delete_space=part.content_type.parameters.get("delsp", "").lower() == "yes")
    return text


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Joins soft-broken lines (RFC 3676 section 4); quoted lines stay as they are, the signature mark too."""
    out: list[str] = []
    is_open = False
    for line in text.split("\n"):
        content = line.removeprefix(" ")
        if is_open and out and not content.startswith(">") and content != "-- ":
            out.append(content)
        else:
            out.append("\n" + content if out else content)
        is_open = content.endswith(" ") and content != "-- " and not content.startswith(">")
        if is_open and delete_space:
            out[-1] = out[-1][:-1]
    return "".join(out)


def _is_stub(plain: str) -> bool:
    """Whether it only says that the mail program cannot show HTML."""
    words = plain.strip()
    return len(words) < 300 and bool(_STUB.search(words))


def _calendar_line(text: str) -> str:
    unfolded = text.replace("\n ", "").replace("\n\t", "")
    found = {
        name.upper(): value.replace("\\,", ",").replace("\\n", " ").strip()
        for name, value in _CALENDAR_FIELD.findall(unfolded)
    }
    return " · ".join(filter(None, (found.get("SUMMARY"), found.get("DTSTART"), found.get("LOCATION"))))


def _file(part: Part, number: int, referenced: set[str]) -> InboundFile:
    content_id = part.content_id
    return InboundFile(
        name=part.name or _made_up_name(part, number),
        type=part.type,
        data=part.data(),
        content_id=content_id,
        inline=bool(content_id) and str(content_id).lower() in referenced,
    )


def _made_up_name(part: Part, number: int) -> str:
    extension = _EXTENSIONS.get(part.type, ".txt" if part.type.startswith("text/") else ".bin")
    if part.type in {"message/rfc822", "message/global"}:
        inner, _, _ = headers.split(part.data()[: headers.HEADER_BYTES])
        subject = fields.file_name(headers.decode_words(inner.first("subject")).replace("/", "-")[:80])
        return f"{subject or f'message-{number}'}{extension}"
    return f"{'image' if part.type.startswith('image/') else 'attachment'}-{number}{extension}"
