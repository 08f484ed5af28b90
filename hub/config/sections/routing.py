"""How this hub routes."""

from typing import Annotated

from pydantic import Field

from hub.config.values import Section
from hub.routing.policy import Ordering


class RoutingSettings(Section):
    """What this hub routes, and when it ends by itself."""

    domain: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] = "default"
    ordering: Ordering = Ordering.HEAD_START
    head_start_s: Annotated[int, Field(ge=1, le=86_400)] = 60
    silent_close_hours: Annotated[int, Field(ge=1, le=8_760)] = 24
    announce_monitoring: bool = True
    journal_days: Annotated[int, Field(ge=31, le=3_660)] = 400
