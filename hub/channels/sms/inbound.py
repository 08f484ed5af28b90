"""Reads a text from a webhook's form or from the provider's list."""

import mimetypes
from collections.abc import Mapping
from datetime import datetime

from hub.domain.interactions import InteractionKind
from hub.domain.messages import MessageKind
from hub.ports.channels import Bookmark, Inbound, InboundFile, RawPayload

MAX_MEDIA = 10


def text_message(
    channel: str,
    form: Mapping[str, str],
    *,
    region: str | None,
    at: datetime,
    files: tuple[InboundFile, ...] = (),
    missing: int = 0,
    raw: RawPayload | None = None,
    bookmark: Bookmark | None = None,
) -> Inbound:
    """Make the message of a webhook (https://www.twilio.com/docs/messaging/guides/webhook-request).

    Raises `KeyError` naming the field when MessageSid or From is missing.
    """
    note = f"[{missing} of the attached files could not be fetched]" if missing else ""
    return Inbound(
        channel=channel,
        kind=InteractionKind.SMS,
        provider_id=form["MessageSid"],
        message_kind=MessageKind.TEXT,
        sender=form["From"],
        sender_kind="phone",
        sender_name=form.get("ProfileName", ""),
        our_address=form.get("To", ""),
        region=region,
        text="\n".join(each for each in (form.get("Body", ""), note) if each),
        files=files,
        received_at=at,
        raw=raw,
        bookmark=bookmark,
    )


def media_urls(form: Mapping[str, str]) -> list[str]:
    """Return the addresses of the attached files."""
    try:
        count = min(int(form.get("NumMedia") or 0), MAX_MEDIA)
    except ValueError:
        count = 0
    return [form[f"MediaUrl{number}"] for number in range(count) if form.get(f"MediaUrl{number}")]


def media_file(number: int, content_type: str, data: bytes) -> InboundFile:
    """Name a fetched file: the provider sends none."""
    extension = mimetypes.guess_extension(content_type) or ".bin"
    return InboundFile(name=f"attachment-{number}{extension}", type=content_type, data=data)
