"""Files in chats: visitors' uploads, checked before they are kept, and downloads that cannot run in our origin."""

import hashlib
from urllib.parse import quote, unquote

from aiohttp import web

from hub.domain.messages import Attachment
from hub.errors import ForbiddenError, InvalidError, NotFoundError
from hub.ports.chat import ChatChannel, FrameRefusedError, Limit, Visitor, VisitorRefusedError
from hub.web.chat_pages import require_chat
from hub.web.context import SERVICES
from hub.web.problems import problem
from hub.web.wire import json_response, remote_of

_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_CHUNK = 64 * 1024


def add_chat_files(app: web.Application) -> None:
    """Route uploads and downloads."""
    app.router.add_post("/chat/upload", upload)
    app.router.add_get("/chat/files/{id}", download)


async def upload(request: web.Request) -> web.Response:
    """Keep a file for a visitor's next message; the answer's `id` goes into that message's `attachments`."""
    services, channel = request.app[SERVICES], require_chat(request)
    now = services.clock.now()
    visitor = _visitor(request, channel)
    data = await _read(request, channel.max_upload_bytes)
    remote = remote_of(request, services.settings.trusted_proxies)
    wait_s = channel.wait_s(Limit.UPLOADS, visitor, remote, amount=len(data))
    if wait_s:
        text = "too many files today; send the rest by mail, or come back later"
        return problem(429, text, headers={"Retry-After": str(int(wait_s) + 1)})
    blob = hashlib.sha256(data).hexdigest()
    try:
        receipt = channel.receive_upload(visitor, unquote(request.headers.get("Hub-File-Name", "")), data, blob, now)
    except FrameRefusedError as error:
        return problem(415, str(error))
    await services.blobs.put(data)
    shown = {"id": receipt.id, "name": receipt.name, "type": receipt.type, "size": receipt.size}
    return json_response(shown, status=201)


def _visitor(request: web.Request, channel: ChatChannel) -> Visitor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise ForbiddenError("send the token of the socket's welcome: Authorization: Bearer TOKEN")
    try:
        return channel.visitor(token.strip(), request.app[SERVICES].clock.now())
    except VisitorRefusedError as error:
        raise ForbiddenError(str(error)) from error


async def _read(request: web.Request, limit: int) -> bytes:
    """Read at most `limit` bytes: the length that a client declares is checked, and so is what it sends."""
    if not limit:
        raise ForbiddenError("this chat takes no files")
    too_large = web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=request.content_length or limit + 1)
    if (request.content_length or 0) > limit:
        raise too_large
    data = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise too_large
    if not data:
        raise InvalidError("the file is empty", field="body")
    return bytes(data)


async def download(request: web.Request) -> web.StreamResponse:
    """Send a file of a conversation to whoever has its ticket, which only the visitor's own frames hold."""
    services, channel = request.app[SERVICES], require_chat(request)
    attachment_id = request.match_info["id"]
    try:
        channel.check_file_url(attachment_id, request.query.get("ticket", ""), services.clock.now())
    except VisitorRefusedError as error:
        raise ForbiddenError(f"{error}; open the chat again") from error
    found = await services.database.read(lambda tx: tx.messages.attachment(attachment_id))
    if found is None:
        raise NotFoundError("this file is no longer kept")
    response = web.StreamResponse(headers=_headers(found[0]))
    response.content_length = found[0].size
    await response.prepare(request)
    async for chunk in services.blobs.open(found[0].blob):
        await response.write(chunk)
    await response.write_eof()
    return response


def _headers(attachment: Attachment) -> dict[str, str]:
    """Only images are shown in place; everything else is saved, and nothing can run as our page."""
    image = attachment.type in _SHOWN
    disposition = "inline" if image else "attachment"
    return {
        "Content-Type": attachment.type if image else "application/octet-stream",
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(attachment.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600",
    }
