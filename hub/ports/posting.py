"""Sending our own webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class PostResult:
    """What came of a POST: the peer's status, or None with the reason why there is none."""

    status: int | None
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the peer took it."""
        return self.status is not None and 200 <= self.status < 300


class Poster(Protocol):
    """Posts bytes to a subscriber."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float) -> PostResult:
        """Send once; never raises for what the network or the peer does. Redirects are not followed."""
