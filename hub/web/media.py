"""/media/{token}: an attachment for a provider that fetches it (MMS), by a signed address that expires."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

from aiohttp import web
from typing_extensions import override

from hub.domain.messages import Attachment
from hub.errors import NotFoundError
from hub.ports.channels import SignUrl
from hub.ports.clock import Clock
from hub.ports.repositories import Tx
from hub.web.context import SERVICES
from hub.web.files import file_response

LIFE = timedelta(hours=24)
_MAC_BYTES = 16


class MediaSigner(SignUrl):
    """Makes and reads signed addresses of attachments."""

    def __init__(self, *, secret: bytes, public_url: str, clock: Clock) -> None:
        self._key = hmac.digest(secret, b"media", hashlib.sha256)
        self._public_url = public_url
        self._clock = clock

    @override
    def __call__(self, attachment_id: str) -> str:
        """Return the absolute address; it works for a day."""
        expires = int((self._clock.now() + LIFE).timestamp())
        body = f"{expires}.{attachment_id}".encode()
        token = base64.urlsafe_b64encode(self._mac(body) + body).decode().rstrip("=")
        return f"{self._public_url}/media/{token}"

    def read(self, token: str, now: datetime) -> str:
        """Return the attachment's id; raises `NotFoundError` for what we did not sign or what has expired."""
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError) as error:
            raise _unknown() from error
        mac, body = data[:_MAC_BYTES], data[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise _unknown()
        expires, _, attachment_id = body.decode().partition(".")
        if int(expires) < now.timestamp():
            raise _unknown()
        return attachment_id

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:_MAC_BYTES]


def _unknown() -> NotFoundError:
    return NotFoundError("this address is wrong or has expired")


def add_media(app: web.Application) -> None:
    """Route the signed addresses."""
    app.router.add_get("/media/{token}", media)


async def media(request: web.Request) -> web.Response:
    """Give the file to whoever has the address."""
    services = request.app[SERVICES]
    signer = MediaSigner(secret=services.settings.secret, public_url=services.settings.public_url, clock=services.clock)
    attachment_id = signer.read(request.match_info["token"], services.clock.now())

    def work(tx: Tx) -> Attachment:
        found = tx.messages.attachment(attachment_id)
        if found is None:
            raise _unknown()
        return found[0]

    attachment = await services.database.read(work)
    return await file_response(request, attachment, services.blobs, download=False, public=True)
