"""Signatures of the generic webhook: the same scheme in both directions as our own outgoing webhooks.

`Hub-Timestamp` is Unix seconds, `Hub-Signature` is `v1=` and the hex HMAC-SHA256 of timestamp, a dot, and the raw body.
"""

import hashlib
import hmac
from collections.abc import Mapping

from hub.errors import InboundRejectedError


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Make the signature's header."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def require_signature(headers: Mapping[str, str], body: bytes, secret: str, *, now: float, tolerance_s: int) -> None:
    """Raise `InboundRejectedError` (403) unless the body was signed with our secret, recently."""
    given = {name.lower(): value for name, value in headers.items()}
    timestamp = given.get("hub-timestamp", "")
    if not timestamp.isdecimal() or len(timestamp) > 12:
        raise InboundRejectedError(403, "the Hub-Timestamp header is missing; send Unix seconds")
    if abs(now - int(timestamp)) > tolerance_s:
        raise InboundRejectedError(403, f"the Hub-Timestamp is more than {tolerance_s} s off; check the clock")
    expected = sign(secret, int(timestamp), body).encode()
    if not hmac.compare_digest(given.get("hub-signature", "").encode("utf-8", "replace"), expected):
        raise InboundRejectedError(403, "the Hub-Signature does not fit the body and the channel's secret")
