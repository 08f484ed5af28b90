"""How long the stream of changes is kept."""

from typing import Annotated

from pydantic import Field

from hub.config.values import Section


class EventSettings(Section):
    """The stream of changes that desks and integrations follow."""

    keep_days: Annotated[int, Field(ge=1, le=365)] = 7
