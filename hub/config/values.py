"""What a table of the configuration file is, and the values several of them have."""

import zoneinfo
from datetime import time
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

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
