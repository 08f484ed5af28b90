"""The configured channels and how their connections are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.interactions import InteractionKind
from hub.ports.channels import Capability, Channel, LinkState


@dataclass(frozen=True, kw_only=True)
class ChannelInfo:
    """A channel as operators and desks see it; `address` is our number, mailbox or site on it."""

    name: str
    kind: InteractionKind
    capabilities: frozenset[Capability]
    state: LinkState
    detail: str = ""
    address: str = ""


class ChannelRegistry(Protocol):
    """All configured channels by name."""

    def get(self, name: str) -> Channel | None:
        """Return one, or None."""

    def infos(self) -> Sequence[ChannelInfo]:
        """List all in the order of the configuration."""
