"""Web chat: the widget's frames, tokens, limits and files."""

from typing import Any

from pydantic import BaseModel

from hub.channels.webchat.channel import WebchatChannel
from hub.channels.webchat.settings import WebchatSettings
from hub.ports.channels import Channel, ChannelContext


class WebchatKind:
    """Implements `hub.ports.channels.ChannelKind`."""

    kind = "webchat"
    settings: type[BaseModel] = WebchatSettings

    def build(self, settings: Any, context: ChannelContext) -> Channel:
        return WebchatChannel(settings, context)


KIND = WebchatKind()
