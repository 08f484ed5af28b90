"""What of people's secrets is kept, and for how long."""

from typing import Annotated

from pydantic import Field

from hub.config.values import Section
from hub.domain.masking import Secret


class PrivacySettings(Section):
    """Which numbers are hidden in what customers write and staff note; the provider's raw payload keeps them, and is
    itself kept for `keep_raw_days`.
    """

    mask: tuple[Secret, ...] = (Secret.CARD, Secret.IDENTITY, Secret.IBAN)
    keep_raw_days: Annotated[int, Field(ge=1, le=3_650)] = 90
