"""A provider's HTTP requests and our answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WebhookRequest:
    """A provider's HTTP request as plain values; `raw_target` is path and query exactly as sent."""

    method: str
    raw_target: str
    subpath: str
    headers: Mapping[str, str]
    body: bytes
    remote: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookReply:
    """The answer to a provider."""

    status: int = 200
    content_type: str = "text/plain"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
