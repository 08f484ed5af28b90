"""Takes a mail apart into its MIME tree, in linear time and within limits."""

import binascii
from dataclasses import dataclass, field

from hub.channels.email import fields, headers
from hub.channels.email.fields import Parameterised
from hub.channels.email.headers import Headers
from hub.channels.email.mail import Problem

DEPTH = 50
PARTS = 500


@dataclass(slots=True)
class Part:
    """A node: `raw` is its body before transfer decoding; a multipart has children and no body of its own."""

    type: str
    headers: Headers
    content_type: Parameterised
    disposition: Parameterised
    raw: bytes
    children: list["Part"] = field(default_factory=list)

    @property
    def charset(self) -> str:
        return self.content_type.parameters.get("charset", "")

    @property
    def content_id(self) -> str | None:
        ids = fields.message_ids(self.headers.first("content-id"))
        return ids[0] if ids else self.headers.first("content-id").strip(" <>") or None

    @property
    def name(self) -> str:
        """The sender's file name, made safe; empty when there is none."""
        for name in (self.disposition.parameters.get("filename"), self.content_type.parameters.get("name")):
            safe = fields.file_name(name or "")
            if safe:
                return safe
        return ""

    @property
    def is_attached(self) -> bool:
        return self.disposition.value == "attachment" or bool(self.name)

    def data(self) -> bytes:
        """The body after transfer decoding; what cannot be decoded stays as it is."""
        encoding = self.headers.first("content-transfer-encoding").strip().lower()
        try:
            if encoding == "base64":
                return headers.base64_bytes(self.raw)
            if encoding == "quoted-printable":
                return binascii.a2b_qp(self.raw)
            if encoding in {"x-uuencode", "uuencode", "x-uue"}:
                return _uudecoded(self.raw)
        except (binascii.Error, ValueError):
            return self.raw
        return self.raw


@dataclass(slots=True)
class _Budget:
    parts: int = PARTS
    problems: list[Problem] = field(default_factory=list)


def tree(raw: bytes) -> tuple[Part, list[Problem]]:
    """The whole mail as a tree."""
    budget = _Budget()
    return _part(raw, budget, depth=0, default_type="text/plain"), budget.problems


def _part(raw: bytes, budget: _Budget, *, depth: int, default_type: str) -> Part:
    fields_found, body, damaged = headers.split(raw) if depth == 0 else _inner_headers(raw)
    if damaged:
        budget.problems.append(Problem.BAD_HEADERS)
    content_type = fields.parameterised(fields_found.first("content-type"))
    media_type = fields.media_type(content_type) or default_type
    disposition = fields.parameterised(fields_found.first("content-disposition"))
    part = Part(media_type, fields_found, content_type, disposition, body)
    if media_type.startswith("multipart/"):
        _divide(part, budget, depth)
    return part


def _inner_headers(raw: bytes) -> tuple[Headers, bytes, bool]:
    """A part may start with an empty line: then it has no header (RFC 2046 section 5.1)."""
    for newline in (b"\r\n", b"\n"):
        if raw.startswith(newline):
            return Headers(), raw[len(newline) :], False
    return headers.split(raw)


def _divide(part: Part, budget: _Budget, depth: int) -> None:
    boundary = part.content_type.parameters.get("boundary", "").rstrip()
    if depth >= DEPTH:
        budget.problems.append(Problem.TOO_DEEP)
        part.type, part.raw = "application/octet-stream", b""
        return
    sections = _sections(part.raw, boundary.encode("utf-8", "replace")) if boundary else []
    if not sections:
        budget.problems.append(Problem.BAD_STRUCTURE)
        part.type = "text/plain"
        return
    inner_type = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for section in sections:
        if budget.parts <= 0:
            budget.problems.append(Problem.TOO_MANY_PARTS)
            break
        budget.parts -= 1
        part.children.append(_part(section, budget, depth=depth + 1, default_type=inner_type))
    part.raw = b""


def _sections(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the boundary lines; a missing last one is forgiven, what follows it is not read."""
    out: list[bytes] = []
    start = -1
    delimiter = b"--" + boundary
    at = body.find(delimiter)
    while at >= 0 and len(out) <= PARTS:
        end = at + len(delimiter)
        if not _is_line(body, at, end):
            at = body.find(delimiter, end)
            continue
        if start >= 0:
            out.append(_without_newline(body[start:at]))
        if body.startswith(b"--", end):
            return out
        newline = body.find(b"\n", end)
        start = newline + 1 if newline >= 0 else len(body)
        at = body.find(delimiter, start)
    if start >= 0:
        out.append(body[start:])
    return out


def _is_line(body: bytes, at: int, end: int) -> bool:
    starts_line = at == 0 or body[at - 1 : at] in (b"\n", b"\r")
    rest = body[end : end + 2]
    return starts_line and (rest == b"--" or not rest.strip(b" \t\r\n") or rest[:1] in (b" ", b"\t", b"\r", b"\n"))


def _without_newline(section: bytes) -> bytes:
    return section[:-2] if section.endswith(b"\r\n") else section[:-1] if section.endswith((b"\n", b"\r")) else section


def _uudecoded(raw: bytes) -> bytes:
    lines = raw.splitlines()
    begin = next((index for index, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begin is None:
        return raw
    out = []
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders pad the line: cut it as CPython's uu did
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            out.append(binascii.a2b_uu(line[: length + 1]))
    return b"".join(out)
