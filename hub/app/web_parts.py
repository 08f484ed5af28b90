"""Builds what the web layer is given: its services, and its share of the configuration."""

from collections.abc import Callable
from datetime import timedelta

from hub.app.ground import Ground
from hub.channels.email.html import document
from hub.ports.calls import Calls
from hub.rendering.markdown import SafeMarkdown
from hub.security.passwords import Argon2Passwords
from hub.services.access.signing_in import SignInPolicy
from hub.services.assignment.router import Assignment
from hub.services.channel_book import ChannelBook
from hub.services.conversations.chat_feed import VisitorTyping
from hub.services.events.feed import EventFeed
from hub.web.context import Readiness, WebServices, WebSettings
from hub.web.media import MediaSigner


def build_web(
    ground: Ground,
    *,
    channels: ChannelBook,
    router: Assignment,
    calls: Calls,
    wake_pump: Callable[[], None],
    readiness: Readiness,
) -> WebServices:
    """Put together what answers HTTP."""
    feed = EventFeed(ground.database)
    return WebServices(
        database=ground.database,
        router=router,
        supervision=router,
        blobs=ground.blobs,
        clock=ground.clock,
        channels=channels,
        calls=calls,
        passwords=Argon2Passwords(),
        clean_html=document,
        markdown=SafeMarkdown(),
        house=ground.house,
        hasher=ground.hasher,
        feed=feed,
        settings=_web_settings(ground, channels),
        wake_pump=wake_pump,
        typing=VisitorTyping(feed),
        readiness=readiness,
    )


def media_signer(ground: Ground) -> MediaSigner:
    """Signs the addresses under which providers fetch what we send; the web layer knows its own by the same key."""
    url = ground.config.settings.server.base_url
    return MediaSigner(secret=ground.key("web"), public_url=url, clock=ground.clock)


def _web_settings(ground: Ground, channels: ChannelBook) -> WebSettings:
    settings = ground.config.settings
    server, security = settings.server, settings.security
    return WebSettings(
        public_url=server.base_url,
        secret=ground.key("web"),
        demo=settings.demo,
        softphone=any(getattr(each, "softphone_address", lambda _: "")("x") for each in channels.all().values()),
        region=settings.organisation.region or None,
        routing_domain=settings.routing.domain,
        ordering=settings.routing.ordering,
        time_zone=settings.organisation.time_zone,
        languages=settings.desk.languages,
        masking=ground.masking,
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
