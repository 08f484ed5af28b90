"""The channel kind `webhook`: any provider that can post JSON and be posted to, by field mapping."""

from typing import Any

from pydantic import BaseModel

from hub.channels.webhook.channel import GenericWebhookChannel
from hub.channels.webhook.settings import WebhookSettings
from hub.ports.channels import Channel, ChannelContext


class WebhookKind:
    """Makes channels of the kind `webhook`."""

    kind = "webhook"
    settings: type[BaseModel] = WebhookSettings

    def build(self, settings: Any, context: ChannelContext) -> Channel:
        """Make the channel."""
        return GenericWebhookChannel(settings, context)


KIND = WebhookKind()
