"""The sections of the configuration file, with their defaults and what each value may be."""

import zoneinfo
from datetime import time
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from hub.routing.policy import Ordering

HOW_TO_MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _time_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone; write one like Europe/Berlin or Asia/Shanghai")
    return name


def _region(code: str) -> str:
    if code and code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"{code!r} is no region; write two capital letters like US or CN")
    return code


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(f"{url!r} is no public address; write one like https://hub.example.com")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(f"{url!r} must begin with https: sign-in and providers' callbacks travel over it")
    return url.rstrip("/")


def _database_url(secret: SecretStr) -> SecretStr:
    scheme = urlsplit(secret.get_secret_value()).scheme
    if secret.get_secret_value() and scheme not in {"sqlite", "postgresql"}:
        raise ValueError(
            f"databases of kind {scheme!r} are unknown; write sqlite:////absolute/path.db or postgresql://user:password@host/name"
        )
    return secret


def _wall_time(value: Any) -> Any:
    return value if isinstance(value, str | time) else str(value)


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Region = Annotated[str, AfterValidator(_region)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
WallTime = Annotated[time, BeforeValidator(_wall_time)]
ReasonCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PositiveSeconds = Annotated[int, Field(ge=1, le=86_400)]


class Section(BaseModel):
    """A table of the file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class ServerSettings(Section):
    """Where the hub listens, and under which address the world reaches it."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    public_url: PublicUrl = ""
    data: Path = Path("data")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    max_body_kib: Annotated[int, Field(ge=16, le=102_400)] = 1_024
    max_upload_mib: Annotated[int, Field(ge=1, le=1_024)] = 25

    @property
    def base_url(self) -> str:
        """The public address without a trailing slash; the listening address when none is configured."""
        if self.public_url:
            return self.public_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @model_validator(mode="after")
    def _others_need_an_address(self) -> Self:
        if not self.public_url and not is_loopback(self.host):
            raise ValueError(
                "public_url is missing: with a host that others can reach, write the address they use;"
                " providers' signatures are checked over it"
            )
        return self


class DatabaseSettings(Section):
    """Where rows are kept; without a URL a SQLite file in the data folder."""

    url: DatabaseUrl = SecretStr("")

    @property
    def is_postgresql(self) -> bool:
        return self.url.get_secret_value().startswith("postgresql:")


class SecuritySettings(Section):
    """Sign-in, and the installation's own secret."""

    secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    session_hours: Annotated[int, Field(ge=1, le=720)] = 12
    sign_in_attempts: Annotated[int, Field(ge=1, le=1_000)] = 10
    sign_in_window_s: PositiveSeconds = 300


class OrganisationSettings(Section):
    """Who runs the hub: what holds for customers of whom nothing else is known."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = "Contact Hub"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    region: Region = ""
    time_zone: TimeZone = "UTC"


class RoutingSettings(Section):
    """What this hub routes, and when it ends by itself."""

    domain: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] = "default"
    ordering: Ordering = Ordering.HEAD_START
    head_start_s: Annotated[int, Field(ge=1, le=86_400)] = 60
    silent_close_hours: Annotated[int, Field(ge=1, le=8_760)] = 24
    announce_monitoring: bool = True
    journal_days: Annotated[int, Field(ge=31, le=3_660)] = 400


class CareSettings(Section):
    """When customers may be contacted unasked, on their own wall clock."""

    contact_from: WallTime = time(9)
    contact_until: WallTime = time(20)

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        if self.contact_from >= self.contact_until:
            raise ValueError(f"contact_until {self.contact_until} must be later than contact_from {self.contact_from}")
        return self


class DeskSettings(Section):
    """What the desk offers its users."""

    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en", "zh-CN")
    not_ready_reasons: Annotated[tuple[ReasonCode, ...], Field(min_length=1)] = (
        "break",
        "lunch",
        "meeting",
        "training",
        "back_office",
    )


class EventSettings(Section):
    """The stream of changes that desks and integrations follow."""

    keep_days: Annotated[int, Field(ge=1, le=365)] = 7


class LogFormat(StrEnum):
    """How log lines look: `auto` is human on a terminal and JSON elsewhere."""

    AUTO = "auto"
    HUMAN = "human"
    JSON = "json"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSettings(Section):
    """What is written to standard error."""

    level: LogLevel = LogLevel.INFO
    format: LogFormat = LogFormat.AUTO


class Settings(Section):
    """The whole file but the channels, whose blocks are checked by their kinds."""

    demo: bool = False
    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    security: SecuritySettings = SecuritySettings()
    organisation: OrganisationSettings = OrganisationSettings()
    routing: RoutingSettings = RoutingSettings()
    care: CareSettings = CareSettings()
    desk: DeskSettings = DeskSettings()
    events: EventSettings = EventSettings()
    logs: LogSettings = LogSettings()
