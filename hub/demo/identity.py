"""The demo shop's word for who is signed in there: a short JSON Web Token (RFC 7519, HS256)."""

import base64
import hashlib
import hmac
import time

import orjson

from hub.demo.people import Person

LIFE_S = 3600


def identity_of(person: Person, secret: str) -> str:
    """What the shop's page gives to the chat widget for a signed-in visitor."""
    claims = {
        "sub": person.key,
        "exp": int(time.time()) + LIFE_S,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
    }
    head = f"{_encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(orjson.dumps(claims))}"
    return f"{head}.{_encode(hmac.digest(secret.encode(), head.encode(), hashlib.sha256))}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
