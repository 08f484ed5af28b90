"""Builds every part of a serving hub from its configuration."""

from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from hub.app.lines import build_channels
from hub.app.readiness import HubReadiness
from hub.blobs.folder import FolderBlobs
from hub.blobs.rows import RowBlobs
from hub.channels.email.html import document
from hub.clock import SteadyClock, SystemClock
from hub.config import Config, derived_key, installation_secret
from hub.ports.blobs import Blobs
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.rendering.templates import JinjaRenderer
from hub.routing import Policy
from hub.security.passwords import Argon2Passwords
from hub.security.posting import HttpPoster
from hub.services.assignment import Assignment
from hub.services.birthdays import Birthdays
from hub.services.calls import LiveCalls
from hub.services.care_preview import House
from hub.services.channel_book import ChannelBook
from hub.services.chat_feed import VisitorTyping
from hub.services.entry import EntryDesk
from hub.services.event_feed import EventFeed
from hub.services.host import HubHost
from hub.services.intake import Intake
from hub.services.outbound_messages import OutboundMessages
from hub.services.overflowing import Overflowing
from hub.services.pump import Pump
from hub.services.quiet_hours import Windows
from hub.services.signing_in import SignInPolicy
from hub.services.silence import Silence
from hub.services.sla_watch import SlaWatch
from hub.services.webhook_delivery import WebhookDelivery
from hub.web.context import WebServices, WebSettings
from hub.web.media import MediaSigner


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What `serve` starts and stops."""

    config: Config
    database: Database
    clock: Clock
    channels: ChannelBook
    assignment: Assignment
    intake: Intake
    calls: LiveCalls
    pump: Pump
    birthdays: Birthdays
    silence: Silence
    promises: SlaWatch
    webhooks: WebhookDelivery
    readiness: HubReadiness
    web: WebServices


def build_parts(config: Config, database: Database, http: aiohttp.ClientSession) -> Parts:
    """Put the parts together; nothing runs yet."""
    clock = SystemClock()
    secret = installation_secret(config)
    blobs = _blobs(config, database)
    routing = config.settings.routing
    assignment = Assignment(
        database=database,
        clock=SteadyClock(),
        routing_domain=routing.domain,
        policy=Policy(
            ordering=routing.ordering,
            priority_step=timedelta(seconds=routing.head_start_s),
            silent_after=timedelta(hours=routing.silent_close_hours),
        ),
    )
    desk = EntryDesk(database, clock)
    intake = Intake(
        database=database,
        blobs=blobs,
        clock=clock,
        desk=desk,
        on_stored=lambda outcome: assignment.hint(outcome.interaction_id) if outcome.interaction_id else None,
    )
    host = HubHost(database=database, clock=clock, intake=intake)
    channels = build_channels(config, host=host, blobs=blobs, clock=clock, http=http, secret=secret)
    calls = LiveCalls(
        database=database,
        router=assignment,
        clock=clock,
        channels=channels,
        desk=desk,
        blobs=blobs,
        announce_monitoring=routing.announce_monitoring,
    )
    host.connect_calls(calls)
    settings = _web_settings(config, derived_key(secret, "web"), channels)
    signer = MediaSigner(secret=settings.secret, public_url=settings.public_url, clock=clock)
    organisation = config.settings.organisation
    pump = Pump(
        database=database,
        clock=clock,
        channels=channels,
        build=OutboundMessages(database=database, blobs=blobs, clock=clock, sign_url=signer, company=organisation.name),
        windows=Windows(
            start=config.settings.care.contact_from,
            end=config.settings.care.contact_until,
            zone=organisation.time_zone,
        ),
    )
    feed = EventFeed(database)
    readiness = HubReadiness(assignment)
    Overflowing(database=database, clock=clock, router=assignment, channels=channels, wake=pump.wake)
    return Parts(
        config=config,
        database=database,
        clock=clock,
        channels=channels,
        assignment=assignment,
        intake=intake,
        calls=calls,
        pump=pump,
        birthdays=Birthdays(
            database=database,
            clock=clock,
            channels=channels,
            renderer=JinjaRenderer(),
            organisation=organisation.name,
            language=organisation.language,
        ),
        silence=Silence(
            database=database,
            clock=clock,
            router=assignment,
            after=timedelta(hours=config.settings.routing.silent_close_hours),
        ),
        promises=SlaWatch(database=database, clock=clock),
        webhooks=WebhookDelivery(database=database, poster=HttpPoster(http), clock=clock),
        readiness=readiness,
        web=WebServices(
            database=database,
            router=assignment,
            supervision=assignment,
            blobs=blobs,
            clock=clock,
            channels=channels,
            calls=calls,
            passwords=Argon2Passwords(),
            clean_html=document,
            house=House(renderer=JinjaRenderer(), organisation=organisation.name, language=organisation.language),
            feed=feed,
            settings=settings,
            wake_pump=pump.wake,
            typing=VisitorTyping(feed),
            readiness=readiness,
        ),
    )


def _blobs(config: Config, database: Database) -> Blobs:
    """One machine keeps files in a folder; several share them through PostgreSQL."""
    if config.settings.database.is_postgresql:
        return RowBlobs(database)
    return FolderBlobs(config.data / "blobs")


def _web_settings(config: Config, secret: bytes, channels: ChannelBook) -> WebSettings:
    settings = config.settings
    server, security = settings.server, settings.security
    return WebSettings(
        public_url=server.base_url,
        secret=secret,
        demo=settings.demo,
        softphone=any(getattr(each, "softphone_address", lambda _: "")("x") for each in channels.all().values()),
        region=settings.organisation.region or None,
        routing_domain=settings.routing.domain,
        ordering=settings.routing.ordering,
        time_zone=settings.organisation.time_zone,
        languages=settings.desk.languages,
        not_ready_reasons=settings.desk.not_ready_reasons,
        max_body_bytes=server.max_body_kib * 1024,
        max_upload_bytes=server.max_upload_mib * 1024 * 1024,
        trusted_proxies=server.trusted_proxies,
        sign_in=SignInPolicy(
            session_for=timedelta(hours=security.session_hours),
            attempts=security.sign_in_attempts,
            window_s=security.sign_in_window_s,
            demo=settings.demo,
        ),
    )
