"""Builds the parts of a serving hub that others need: routing, intake, channels, calls, sending."""

from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from hub.app.ground import Ground
from hub.app.lines import build_channels
from hub.app.readiness import HubReadiness
from hub.app.web_parts import build_web, media_signer
from hub.clock import SteadyClock
from hub.config import Config
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.routing import Policy
from hub.security.posting import HttpPoster
from hub.services.assignment.router import Assignment
from hub.services.calls.live import LiveCalls
from hub.services.cases.due_work import DueWork
from hub.services.channel_book import ChannelBook
from hub.services.conversations.overflowing import Overflowing
from hub.services.events.webhook_delivery import WebhookDelivery
from hub.services.intake.entry import EntryDesk
from hub.services.intake.host import HubHost
from hub.services.intake.intake import Intake
from hub.services.sending.outbound_messages import OutboundMessages
from hub.services.sending.pump import Pump
from hub.services.sending.quiet_hours import Windows
from hub.services.sla.watch import SlaWatch
from hub.web.context import WebServices


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What `serve` starts and stops; recurring work builds its own use cases on these (`hub.app.recurring`)."""

    ground: Ground
    channels: ChannelBook
    assignment: Assignment
    intake: Intake
    calls: LiveCalls
    pump: Pump
    promises: SlaWatch
    due_work: DueWork
    webhooks: WebhookDelivery
    readiness: HubReadiness
    web: WebServices

    @property
    def config(self) -> Config:
        """The configuration it was built from."""
        return self.ground.config

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.ground.database

    @property
    def clock(self) -> Clock:
        """The time of day."""
        return self.ground.clock


def build_parts(config: Config, database: Database, http: aiohttp.ClientSession) -> Parts:
    """Put the parts together; nothing runs yet."""
    ground = Ground(config=config, database=database, http=http)
    clock = ground.clock
    assignment = _assignment(ground)
    desk = EntryDesk(database, clock)
    intake = _intake(ground, desk, assignment)
    host = HubHost(database=database, clock=clock, intake=intake)
    channels = build_channels(config, host=host, blobs=ground.blobs, clock=clock, http=http, secret=ground.secret)
    calls = _calls(ground, desk, assignment, channels)
    host.connect_calls(calls)
    pump = _pump(ground, channels)
    readiness = HubReadiness(assignment)
    Overflowing(database=database, clock=clock, router=assignment, channels=channels, wake=pump.wake)
    return Parts(
        ground=ground,
        channels=channels,
        assignment=assignment,
        intake=intake,
        calls=calls,
        pump=pump,
        promises=SlaWatch(database=database, clock=clock),
        due_work=DueWork(database=database, clock=clock),
        webhooks=WebhookDelivery(database=database, poster=HttpPoster(http), clock=clock),
        readiness=readiness,
        web=build_web(
            ground, channels=channels, router=assignment, calls=calls, wake_pump=pump.wake, readiness=readiness
        ),
    )


def _assignment(ground: Ground) -> Assignment:
    routing = ground.config.settings.routing
    policy = Policy(
        ordering=routing.ordering,
        priority_step=timedelta(seconds=routing.head_start_s),
        silent_after=timedelta(hours=routing.silent_close_hours),
    )
    return Assignment(database=ground.database, clock=SteadyClock(), routing_domain=routing.domain, policy=policy)


def _intake(ground: Ground, desk: EntryDesk, assignment: Assignment) -> Intake:
    return Intake(
        database=ground.database,
        blobs=ground.blobs,
        clock=ground.clock,
        desk=desk,
        on_stored=lambda outcome: assignment.hint(outcome.interaction_id) if outcome.interaction_id else None,
        masking=ground.masking,
    )


def _calls(ground: Ground, desk: EntryDesk, assignment: Assignment, channels: ChannelBook) -> LiveCalls:
    return LiveCalls(
        database=ground.database,
        router=assignment,
        clock=ground.clock,
        channels=channels,
        desk=desk,
        blobs=ground.blobs,
        announce_monitoring=ground.config.settings.routing.announce_monitoring,
    )


def _pump(ground: Ground, channels: ChannelBook) -> Pump:
    settings = ground.config.settings
    messages = OutboundMessages(
        database=ground.database,
        blobs=ground.blobs,
        clock=ground.clock,
        sign_url=media_signer(ground),
        company=settings.organisation.name,
    )
    windows = Windows(
        start=settings.care.contact_from, end=settings.care.contact_until, zone=settings.organisation.time_zone
    )
    return Pump(
        database=ground.database,
        clock=ground.clock,
        channels=channels,
        build=messages,
        windows=windows,
        hasher=ground.hasher,
    )
