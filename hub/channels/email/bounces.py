"""Reads delivery reports: the standard's (RFC 3464), and those of servers that never heard of it."""

import re

from hub.channels.email import addresses, charsets, fields, headers
from hub.channels.email.headers import Headers
from hub.channels.email.mail import BouncedRecipient, BounceReport
from hub.channels.email.mime import Part

_MESSAGE_ID = re.compile(
    r"^[> \t]{0,8}Message-ID:[ \t]{0,8}\n?[ \t]{0,8}<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY_CODE = re.compile(r"\b([45])\d\d[ -]")
_MOST = 1000


def read(root: Part, leaves: list[Part], text: str) -> BounceReport:
    """The report in a mail that is known to be a bounce."""
    recipients: list[BouncedRecipient] = []
    original, copies = None, frozenset[str]()
    for part in leaves:
        if part.type in {"message/delivery-status", "message/global-delivery-status"}:
            recipients += _delivery_status(part.data())
        elif part.type in {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}:
            inner, _, _ = headers.split(part.data()[: headers.HEADER_BYTES])
            original = original or next(iter(fields.message_ids(inner.first("message-id"))), None)
            copies = copies or frozenset(one.address.lower() for one in addresses.parse(inner.first("cc")))
    return BounceReport(
        recipients=tuple(recipients or _from_words(root.headers, text))[:_MOST],
        original_cc=copies,
        original_message_id=original or _quoted_message_id(text),
    )


def _delivery_status(data: bytes) -> list[BouncedRecipient]:
    blocks = re.split(rb"(?:\r?\n[ \t]*){2,}", data.strip())[: _MOST + 1]
    groups = [headers.split(block + b"\n\n")[0] for block in blocks]
    return [_recipient(group) for group in groups if group.has("final-recipient") or group.has("original-recipient")]


def _recipient(group: Headers) -> BouncedRecipient:
    # The original recipient is the one we wrote to; the final one may be behind a forwarding (RFC 3464 section 2.3.1).
    address = group.first("original-recipient") or group.first("final-recipient")
    status = _STATUS.search(group.first("status"))
    diagnostic = headers.decode_words(
        group.first("diagnostic-code").partition(";")[2] or group.first("diagnostic-code")
    )
    return BouncedRecipient(
        address=address.rpartition(";")[2].strip(" <>\"'").lower(),
        action=group.first("action").partition("(")[0].strip().lower(),
        status=status[1] if status else _status_of(diagnostic),
        diagnostic=diagnostic[:1000],
    )


def _from_words(fields_found: Headers, text: str) -> list[BouncedRecipient]:
    """Exim names the failed recipients in a header field, and says the rest in prose."""
    failed = [word.strip().lower() for value in fields_found.all("x-failed-recipients") for word in value.split(",")]
    status = _status_of(text[:20_000])
    return [
        BouncedRecipient(address=one, action="failed", status=status, diagnostic="") for one in failed if "@" in one
    ]


def _status_of(text: str) -> str:
    status = _STATUS.search(text)
    if status:
        return status[1]
    code = _REPLY_CODE.search(text)
    return f"{code[1]}.0.0" if code else ""


def _quoted_message_id(text: str) -> str | None:
    found = _MESSAGE_ID.search(charsets.clean(text[:200_000]))
    return found[1] if found else None
