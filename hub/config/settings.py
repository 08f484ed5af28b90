"""The configuration file as a whole; each of its sections is described in `hub.config.sections`."""

from hub.config.sections.care import CareSettings
from hub.config.sections.desk import DeskSettings
from hub.config.sections.events import EventSettings
from hub.config.sections.logs import LogSettings
from hub.config.sections.organisation import OrganisationSettings
from hub.config.sections.privacy import PrivacySettings
from hub.config.sections.routing import RoutingSettings
from hub.config.sections.server import DatabaseSettings, SecuritySettings, ServerSettings
from hub.config.values import Section


class Settings(Section):
    """The whole file but the channels, whose blocks are checked by their kinds."""

    demo: bool = False
    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    security: SecuritySettings = SecuritySettings()
    organisation: OrganisationSettings = OrganisationSettings()
    routing: RoutingSettings = RoutingSettings()
    care: CareSettings = CareSettings()
    privacy: PrivacySettings = PrivacySettings()
    desk: DeskSettings = DeskSettings()
    events: EventSettings = EventSettings()
    logs: LogSettings = LogSettings()
