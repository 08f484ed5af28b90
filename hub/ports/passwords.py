"""Passwords as slow hashes."""

from typing import Protocol


class Passwords(Protocol):
    """Hashes and checks passwords without blocking the loop."""

    async def hash(self, password: str) -> str:
        """Return a salted hash that names its own parameters."""

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password made this hash; with None it takes as long and is False, so that time tells nothing."""
