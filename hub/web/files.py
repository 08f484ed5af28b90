"""Strangers' files on their way out: never run in our origin, shown inline only when they are harmless."""

import re
from urllib.parse import quote

from aiohttp import web

from hub.domain.messages import Attachment
from hub.ports.blobs import Blobs

# Types that browsers show without running anything; SVG and HTML are not among them.
_INLINE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "audio/mpeg",
        "audio/wav",
        "audio/x-wav",
        "audio/ogg",
        "audio/mp4",
        "audio/webm",
        "video/mp4",
        "video/webm",
        "text/plain",
    }
)
_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


async def file_response(
    request: web.Request, attachment: Attachment, blobs: Blobs, *, download: bool, public: bool = False
) -> web.Response:
    """Answer with a file or the part of it that was asked for (RFC 9110 section 14; players seek by ranges)."""
    data = await blobs.get(attachment.blob)
    headers = file_headers(attachment, download=download, public=public)
    wanted = request.headers.get("Range")
    if wanted is None:
        return web.Response(body=data, headers=headers)
    span = _span(wanted, len(data))
    if span is None:
        return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
    start, end = span
    headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    return web.Response(status=206, body=data[start : end + 1], headers=headers)


def file_headers(attachment: Attachment, *, download: bool, public: bool = False) -> dict[str, str]:
    """Headers that keep a stranger's file a file: no sniffing, no scripts even when it is opened."""
    type_ = attachment.type.split(";")[0].strip().lower()
    inline = not download and type_ in _INLINE
    return {
        "Content-Type": _content_type(type_),
        "Content-Disposition": _disposition(attachment.name, inline=inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin" if public else "same-origin",
        "Cache-Control": "private, max-age=3600",
        "ETag": f'"{attachment.blob}"',
        "Accept-Ranges": "bytes",
    }


def csv_headers(name: str) -> dict[str, str]:
    """Headers of a list that browsers save."""
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": _disposition(name, inline=False),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _content_type(type_: str) -> str:
    """Active types travel as bytes, so that no browser runs them."""
    if not _TYPE.fullmatch(type_) or "html" in type_ or "xml" in type_ or "javascript" in type_:
        return "application/octet-stream"
    return "text/plain; charset=utf-8" if type_ == "text/plain" else type_


def _disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: the plain name for old readers, the whole name in UTF-8."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)[:100] or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace')[:300], safe='')}"


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    match = _RANGE.fullmatch(wanted.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, end = max(0, size - int(match[2])), size - 1
    else:
        start, end = int(match[1]), min(int(match[2] or size - 1), size - 1)
    return (start, end) if start <= end else None
