"""Files that were uploaded and wait for their message: named by a signed token, so that no row is left behind."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import asdict

import orjson

from hub.errors import NotFoundError
from hub.ports.intake import StoredFile

_MAC_BYTES = 16


class UploadTokens:
    """Signs and reads the names of uploaded files; whoever has the name may send the file."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"uploads", hashlib.sha256)

    def sign(self, file: StoredFile) -> str:
        """Return the file's name for the outside."""
        body = orjson.dumps(asdict(file))
        return base64.urlsafe_b64encode(self._mac(body) + body).decode().rstrip("=")

    def read(self, token: str) -> StoredFile:
        """Return the file; raises `NotFoundError` when we did not make the name."""
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError) as error:
            raise _unknown(token) from error
        mac, body = data[:_MAC_BYTES], data[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise _unknown(token)
        return StoredFile(**orjson.loads(body))

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:_MAC_BYTES]


def _unknown(token: str) -> NotFoundError:
    return NotFoundError(f"there is no uploaded file {token[:60]!r}; upload it first", field="attachments")
