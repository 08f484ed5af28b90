"""Where the hub listens, where it keeps its rows, and who may sign in."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from hub.config.values import DatabaseUrl, PositiveSeconds, PublicUrl, Section, is_loopback


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
