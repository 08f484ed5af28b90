"""Mails as bytes, for tests: the ordinary one, and parts to build the nasty ones from."""

import base64
from collections.abc import Iterable


def mail(*headers: str | bytes, body: str | bytes = "", sender: str | None = "Li Wei <li.wei@example.com>") -> bytes:
    """A mail with the usual headers; later ones are the test's own."""
    usual = [] if sender is None else [f"From: {sender}"]
    lines = [_bytes(line) for line in (*usual, *headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + _bytes(body)


def multipart(
    kind: str, *parts: bytes, headers: Iterable[str] = (), boundary: str = "b1", parameters: str = ""
) -> bytes:
    """A multipart mail; each part is its headers, an empty line and its body."""
    content = (
        b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts) + b"--%s--\r\n" % boundary.encode()
    )
    return mail(f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}', *headers, body=content)


def part(content_type: str, body: str | bytes = "", *headers: str | bytes) -> bytes:
    """One part of a multipart mail."""
    lines = [_bytes(f"Content-Type: {content_type}"), *map(_bytes, headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + _bytes(body)


def base64_part(content_type: str, data: bytes, *headers: str | bytes) -> bytes:
    """One part in base64."""
    return part(content_type, base64.encodebytes(data), "Content-Transfer-Encoding: base64", *headers)


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
