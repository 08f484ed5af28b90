"""What of people's secrets is kept, and for how long."""

from hub.config.values import Section
from hub.domain.masking import Secret


class PrivacySettings(Section):
    """Which numbers are hidden in what customers write and staff note; the provider's raw payload keeps them."""

    mask: tuple[Secret, ...] = (Secret.CARD, Secret.IDENTITY, Secret.IBAN)
