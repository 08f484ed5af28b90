"""Signed tokens of a chat channel: who comes back, which file was uploaded, which file may be fetched."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from hub.ports.chat import VisitorRefusedError

_MAC_BYTES = 16


class Signer:
    """`<payload>.<mac>` in base64url; `purpose` keeps one kind of token from standing in for another."""

    def __init__(self, secret: bytes, channel: str) -> None:
        self._secret = secret
        self._channel = channel

    def sign(self, purpose: str, payload: Mapping[str, object], now: datetime, life: timedelta) -> str:
        """Sign a payload with its time of issue and its end."""
        stamped = {**payload, "iat": int(now.timestamp()), "exp": int((now + life).timestamp())}
        body = _encode(orjson.dumps(stamped))
        return f"{body}.{self._mac(purpose, body)}"

    def open(self, purpose: str, token: str, now: datetime) -> dict[str, Any]:
        """Return the payload; raises `VisitorRefusedError` when it is forged, damaged or expired."""
        body, _, mac = token.rpartition(".")
        if not hmac.compare_digest(self._mac(purpose, body).encode(), mac.encode("utf-8", "replace")):
            raise VisitorRefusedError(f"this {purpose} token was not made by this channel")
        payload: dict[str, Any] = orjson.loads(_decode(body))
        if payload["exp"] <= now.timestamp():
            raise VisitorRefusedError(f"this {purpose} token has expired")
        return payload

    def _mac(self, purpose: str, body: str) -> str:
        signed = f"chat:{self._channel}:{purpose}:{body}".encode("utf-8", "replace")
        return _encode(hmac.digest(self._secret, signed, hashlib.sha256)[:_MAC_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_identity(jwt: str, secrets: tuple[bytes, ...], now: datetime) -> dict[str, str]:
    """Check a site's JWT (RFC 7519, HS256 alone) and return its traits: `sub` and, if given, name, email, phone.

    Several secrets are accepted, so that a key can be changed while pages with the old one are open. The traits count
    because they lie inside the signature; a hash over the user's id alone would let a visitor claim any address.
    """
    head, _, mac = jwt.rpartition(".")
    header, _, body = head.partition(".")
    try:
        algorithm, claims, sent = _json(header).get("alg"), _json(body), _decode(mac)
    except (ValueError, binascii.Error):
        raise VisitorRefusedError("the identity is no JSON Web Token") from None
    # `none` and the asymmetric algorithms are how forged tokens get accepted elsewhere (RFC 8725 section 2.1).
    if algorithm != "HS256":
        raise VisitorRefusedError("the identity must be signed with HS256")
    signed = head.encode("utf-8", "replace")
    if not any(hmac.compare_digest(hmac.digest(each, signed, hashlib.sha256), sent) for each in secrets):
        raise VisitorRefusedError("the identity's signature is not made with this channel's identity secret")
    return _traits(claims, now)


def _json(part: str) -> dict[str, Any]:
    value = orjson.loads(_decode(part))
    if not isinstance(value, dict):
        raise ValueError("a JSON Web Token holds objects")  # noqa: TRY004 - one kind of error for whatever is no token
    return value


def _traits(claims: Mapping[str, Any], now: datetime) -> dict[str, str]:
    subject, end = claims.get("sub"), claims.get("exp")
    if not isinstance(subject, str) or not 0 < len(subject) <= 200:
        raise VisitorRefusedError("the identity needs `sub`: your id of the user, at most 200 characters")
    if isinstance(end, bool) or not isinstance(end, int | float):
        raise VisitorRefusedError("the identity needs `exp`; keep it short, an hour for example")
    if end <= now.timestamp():
        raise VisitorRefusedError("the identity has expired; make one for every page view")
    known = {key: claims.get(key) for key in ("name", "email", "phone")}
    return {"sub": subject, **{key: value[:200] for key, value in known.items() if isinstance(value, str)}}
