"""Twilio-style string identifiers, deterministic for one seed."""

from random import Random


class Sids:
    """Two letters for the kind and 32 hexadecimal digits (https://www.twilio.com/docs/glossary/what-is-a-sid)."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def new(self, prefix: str) -> str:
        """One fresh identifier such as `SM0f...`."""
        return f"{prefix}{self._random.getrandbits(128):032x}"
