"""The configuration, checked completely before anything starts; parts receive only their own section."""

from hub.config.kinds import ChannelBlock
from hub.config.load import Config, load_config
from hub.config.secret import derived_key, installation_secret
from hub.config.sections.care import CareSettings
from hub.config.sections.desk import DeskSettings
from hub.config.sections.events import EventSettings
from hub.config.sections.logs import LogFormat, LogSettings
from hub.config.sections.organisation import OrganisationSettings
from hub.config.sections.routing import RoutingSettings
from hub.config.sections.server import DatabaseSettings, SecuritySettings, ServerSettings
from hub.config.settings import Settings

__all__ = [
    "CareSettings",
    "ChannelBlock",
    "Config",
    "DatabaseSettings",
    "DeskSettings",
    "EventSettings",
    "LogFormat",
    "LogSettings",
    "OrganisationSettings",
    "RoutingSettings",
    "SecuritySettings",
    "ServerSettings",
    "Settings",
    "derived_key",
    "installation_secret",
    "load_config",
]
