"""When customers are contacted unasked."""

from datetime import time
from typing import Self

from pydantic import model_validator

from hub.config.values import Section, WallTime


class CareSettings(Section):
    """When customers may be contacted unasked, on their own wall clock."""

    contact_from: WallTime = time(9)
    contact_until: WallTime = time(20)

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        if self.contact_from >= self.contact_until:
            raise ValueError(f"contact_until {self.contact_until} must be later than contact_from {self.contact_from}")
        return self
