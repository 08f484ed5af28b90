"""Checks that a webhook was signed with our account's token (https://www.twilio.com/docs/usage/security)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from hub.errors import InboundRejectedError
from hub.ports.channels import WebhookRequest

HEADER = "x-twilio-signature"
Form = list[tuple[str, str]]


def signed_form(request: WebhookRequest, public_url: str, tokens: Sequence[str]) -> dict[str, str]:
    """Return the form of a correctly signed request; of a repeated field the last value.

    The URL is the configured public address plus the request's raw target, never a header that the sender chose.
    Raises `InboundRejectedError`: 403 for a missing or wrong signature, 400 for a body that is no form.
    """
    form = _form(request)
    given = _header(request)
    urls = spellings(public_url + request.raw_target)
    if not any(hmac.compare_digest(given, signature(url, form, token)) for token in tokens for url in urls):
        raise InboundRejectedError(403, "the signature does not fit; check auth_token and server.public_url")
    return dict(form)


def signature(url: str, form: Form, token: str) -> str:
    """Compute the signature: base64 of HMAC-SHA1 over the URL followed by all names and values in order.

    Of a name that comes repeatedly, each distinct value counts once.
    """
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@lru_cache(maxsize=256)
def spellings(url: str) -> list[str]:
    """Return the URL as it may have been signed: Twilio is not consistent about the port of HTTPS addresses."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        return [url]
    rest = url.split(parts.netloc, 1)[1]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    other = f"https://{host}{rest}" if parts.port else f"https://{host}:443{rest}"
    return [url, other]


def _form(request: WebhookRequest) -> Form:
    if request.method != "POST":
        return []
    try:
        return parse_qsl(request.body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=500)
    except ValueError as error:
        raise InboundRejectedError(400, f"the body is no form: {error}") from error


def _header(request: WebhookRequest) -> str:
    given = request.headers.get("X-Twilio-Signature") or request.headers.get(HEADER) or ""
    if not given:
        raise InboundRejectedError(403, "the X-Twilio-Signature header is missing")
    return given if given.isascii() else ""
