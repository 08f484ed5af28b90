"""The configuration, checked completely before anything starts; parts receive only their own section."""

from hub.config.kinds import ChannelBlock
from hub.config.load import Config, load_config
from hub.config.secret import derived_key, installation_secret
from hub.config.settings import (
    CareSettings,
    DatabaseSettings,
    DeskSettings,
    EventSettings,
    LogFormat,
    LogSettings,
    OrganisationSettings,
    RoutingSettings,
    SecuritySettings,
    ServerSettings,
    Settings,
)

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
