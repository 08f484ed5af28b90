"""A web chat channel's block of the configuration (docs/channels/webchat.md explains each key)."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from hub.channels.webchat.files import KNOWN_TYPES


def _origin(text: str) -> str:
    if text == "*":
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no origin; write scheme and host alone, like https://shop.example.com, or *")
    return text.lower()


def _link(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError(f"{text!r} is no web address; write one like https://example.com/privacy")
    return text


def _file_type(text: str) -> str:
    if text not in KNOWN_TYPES:
        raise ValueError(f"{text!r} cannot be told by its bytes; known are {', '.join(KNOWN_TYPES)}")
    return text


Origin = Annotated[str, AfterValidator(_origin)]
Words = str | dict[str, str]
"""One text for everybody, or one a language: {en = "Hello", zh-CN = "您好"}."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Section):
    """One answer of a choice: `value` is what entry rules see."""

    value: Annotated[str, Field(min_length=1, max_length=200)]
    label: Words


class Question(_Section):
    """Something asked before the first message; `name`, `email` and `topic` have their own wording."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    kind: Literal["text", "email", "choice"] = "text"
    label: Words = ""
    required: bool = False
    options: tuple[Choice, ...] = ()

    @model_validator(mode="after")
    def _choices_have_options(self) -> Self:
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("options belong to questions of kind choice, and those need at least one")
        return self


class Limits(_Section):
    """What one visitor may do; a network address, which many may share, may do `address_factor` times as much."""

    messages_per_10_s: Annotated[int, Field(ge=1)] = 10
    messages_per_day: Annotated[int, Field(ge=1)] = 200
    conversations_per_hour: Annotated[int, Field(ge=1)] = 5
    upload_mib_per_day: Annotated[int, Field(ge=1)] = 50
    address_factor: Annotated[int, Field(ge=1)] = 10
    sockets_per_address: Annotated[int, Field(ge=1)] = 50


class WebchatSettings(_Section):
    """`[channels.NAME]` with `kind = "webchat"`."""

    allowed_origins: tuple[Origin, ...] = ()
    title: Words = "Chat"
    greeting: Words = Field(
        default_factory=lambda: {"en": "Hello! How can we help you?", "zh": "您好！请问有什么可以帮您？"}
    )
    accent: Annotated[str, Field(pattern=re.compile(r"^#[0-9a-fA-F]{6}$"))] = "#4f46e5"
    language: str = "en"
    privacy_url: Annotated[str, AfterValidator(_link)] = ""
    questions: tuple[Question, ...] = ()
    uploads: bool = True
    max_upload_mib: Annotated[int, Field(ge=1, le=100)] = 10
    file_types: tuple[Annotated[str, AfterValidator(_file_type)], ...] = KNOWN_TYPES
    identity_secret: SecretStr | None = None
    previous_identity_secret: SecretStr | None = None
    mail_channel: str = ""
    limits: Limits = Limits()

    @property
    def identity_secrets(self) -> tuple[bytes, ...]:
        """The keys that sign visitors' identities, the newest first."""
        keys = (self.identity_secret, self.previous_identity_secret)
        return tuple(key.get_secret_value().encode() for key in keys if key is not None)

    @model_validator(mode="after")
    def _secrets_are_long(self) -> Self:
        if any(len(key) < 32 for key in self.identity_secrets):
            raise ValueError("identity_secret needs at least 32 characters (RFC 7518 section 3.2)")
        return self


def in_language(words: Words, language: str, fallback: str) -> str:
    """Return the text for a language: `zh-CN`, else `zh`, else any Chinese, else the channel's own, else any."""
    if isinstance(words, str):
        return words
    main = language.partition("-")[0]
    wanted = (language, main, *(key for key in words if key.partition("-")[0] == main), fallback, *words)
    return next((words[key] for key in wanted if key in words), "")
