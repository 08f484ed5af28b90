"""What the web layer is given by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from hub.domain.interactions import Interaction
from hub.domain.masking import Masking
from hub.domain.suppressions import AddressHasher
from hub.errors import Problem
from hub.ports.blobs import Blobs
from hub.ports.calls import Calls
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.html import HtmlCleaner
from hub.ports.passwords import Passwords
from hub.ports.rendering import Markdown
from hub.ports.router import Router
from hub.ports.supervision import Supervision
from hub.routing.policy import Ordering
from hub.services.access.signing_in import SignIn, SignInPolicy
from hub.services.care.preview import House
from hub.services.channel_book import ChannelBook
from hub.services.desk.live import LiveView
from hub.services.events.feed import EventFeed
from hub.services.imports.kinds import import_kinds
from hub.services.imports.work import ImportWork
from hub.services.reports.figures import Reports
from hub.services.reports.service import ServiceReport
from hub.web.metrics import Metrics

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """What of the configuration the web layer needs; `public_url` has no trailing slash, `secret` signs links."""

    public_url: str
    secret: bytes
    demo: bool = False
    softphone: bool = False
    region: str | None = None
    routing_domain: str = "default"
    ordering: Ordering = Ordering.HEAD_START
    time_zone: str = "UTC"
    masking: Masking = field(default_factory=Masking)
    languages: tuple[str, ...] = ("en", "zh-CN")
    not_ready_reasons: tuple[str, ...] = ("break", "lunch", "meeting", "training", "back_office")
    max_body_bytes: int = 1024 * 1024
    max_upload_bytes: int = 25 * 1024 * 1024
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    sign_in: SignInPolicy = field(default_factory=SignInPolicy)
    desk: Path = STATIC / "desk"

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, as browsers write them."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def is_https(self) -> bool:
        """Whether the world reaches us over TLS, so that cookies may insist on it."""
        return self.public_url.startswith("https:")


class TellTyping(Protocol):
    """Tells the customer's side that an agent is writing."""

    def __call__(self, interaction: Interaction, *, on: bool) -> None:
        """May be lost, never waits."""


class Readiness(Protocol):
    """Whether the parts behind the web layer can take contacts."""

    def problems(self) -> list[Problem]:
        """List what stands in the way; empty when ready."""


@dataclass(frozen=True, kw_only=True)
class WebServices:
    """The ports behind the web layer; `wake_pump` says that something waits to be sent."""

    database: Database
    router: Router
    supervision: Supervision
    blobs: Blobs
    clock: Clock
    channels: ChannelBook
    calls: Calls
    passwords: Passwords
    clean_html: HtmlCleaner
    markdown: Markdown
    house: House
    hasher: AddressHasher
    feed: EventFeed
    settings: WebSettings
    wake_pump: Callable[[], None]
    typing: TellTyping
    readiness: Readiness
    metrics: Metrics = field(default_factory=Metrics)

    @cached_property
    def live(self) -> LiveView:
        """The use case of the live view, which remembers today's figures for a moment."""
        return LiveView(
            database=self.database,
            clock=self.clock,
            supervision=self.supervision,
            reports=self.reports,
            zone=self.settings.time_zone,
        )

    @cached_property
    def reports(self) -> Reports:
        """The use case that counts, a few at a time."""
        return Reports(database=self.database, clock=self.clock, zone=self.settings.time_zone)

    @cached_property
    def service_report(self) -> ServiceReport:
        """The use case that counts what the desk did by month."""
        return ServiceReport(database=self.database, clock=self.clock, zone=self.settings.time_zone)

    @cached_property
    def imports(self) -> ImportWork:
        """The use case that takes in lists; it remembers what a check has seen."""
        return ImportWork(
            database=self.database,
            clock=self.clock,
            kinds=import_kinds(),
            region=self.settings.region,
            zone=self.settings.time_zone,
        )

    @property
    def sign_in(self) -> SignIn:
        """The use case that opens sessions."""
        return SignIn(database=self.database, passwords=self.passwords, clock=self.clock, policy=self.settings.sign_in)


SERVICES = web.AppKey("services", WebServices)
