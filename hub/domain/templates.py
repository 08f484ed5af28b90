"""Message templates with one text a locale and kind of channel."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TemplateText:
    """The wording for a locale (`zh-CN`, `en`) and an interaction kind (`sms`, `email`, `webchat`); Jinja2 source."""

    locale: str
    kind: str
    subject: str = ""
    text: str
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageTemplate:
    """A named template for what the hub sends by itself or to many."""

    id: str
    version: int = 1
    name: str
    purpose: str
    texts: tuple[TemplateText, ...]
    created_at: datetime
    updated_at: datetime
