"""/attachments and /messages/{id}/html: files both ways, and a mail's HTML for a sandboxed frame."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from hub.domain.ids import new_id
from hub.domain.messages import Attachment, Message
from hub.domain.text import clean_text
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.shapes import Shape, attachment_shape
from hub.web.files import file_response
from hub.web.models.files import AttachmentQuery, HtmlQuery
from hub.web.route import Call
from hub.web.uploads import bytes_of, file_part

_MAX_NAME = 200


async def upload(call: Call) -> Shape:
    """Keep a file until a message takes it."""
    part = await file_part(call.request)
    data = await bytes_of(part, call.services.settings.max_upload_bytes)
    attachment = Attachment(
        id=new_id(),
        message_id="",
        name=clean_text(part.filename or "file")[-_MAX_NAME:],
        type=part.headers.get("Content-Type", "application/octet-stream")[:100],
        size=len(data),
        blob=await call.services.blobs.put(data),
    )
    now, actor = call.services.clock.now(), call.caller.actor

    def work(tx: Tx) -> Shape:
        tx.messages.add_upload(attachment)
        record(tx, actor=actor, action="attachment.uploaded", subject=attachment.id, at=now)
        return attachment_shape(attachment)

    return await call.services.database.write(work)


async def download(call: Call) -> web.Response:
    """Give a file to staff; what a customer sent never runs in our origin."""
    attachment_id = call.path["id"]

    def work(tx: Tx) -> Attachment:
        found = tx.messages.attachment(attachment_id)
        if found is not None:
            return found[0]
        waiting = tx.messages.uploads([attachment_id])
        if not waiting:
            raise NotFoundError(f"there is no attachment {attachment_id}")
        return waiting[0]

    attachment = await call.read(work)
    by, now = call.caller.actor, call.services.clock.now()
    await call.services.database.write(
        lambda tx: record(tx, actor=by, action="attachment.seen", subject=attachment_id, at=now)
    )
    wants_download = call.query_as(AttachmentQuery).download
    return await file_response(call.request, attachment, call.services.blobs, download=wants_download)


async def html(call: Call) -> web.Response:
    """A mail's HTML, cleaned, with a policy of its own: no scripts, and no strangers' images unless allowed."""
    remote_images = call.query_as(HtmlQuery).images
    message = await call.read(lambda tx: _message(tx, call.path["id"]))
    raw = await call.services.blobs.get(message.html_blob or "")
    source = raw.decode("utf-8", "replace")
    document = await asyncio.to_thread(
        call.services.clean_html, source, inline_images=_inline(message), remote_images=remote_images
    )
    images = "'self' data: https: http:" if remote_images else "'self' data:"
    policy = (
        f"default-src 'none'; img-src {images}; style-src 'unsafe-inline'; frame-ancestors 'self';"
        " sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=300",
    }
    return web.Response(text=document, content_type="text/html", charset="utf-8", headers=headers)


def _message(tx: Tx, message_id: str) -> Message:
    message = tx.messages.get(message_id)
    if message is None or message.html_blob is None:
        raise NotFoundError(f"message {message_id} has no HTML")
    return message


def _inline(message: Message) -> Mapping[str, str]:
    return {
        each.content_id: f"/api/v1/attachments/{each.id}" for each in message.attachments if each.content_id is not None
    }
