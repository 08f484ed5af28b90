"""The legs of calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.calls import CallLeg


class CallLegs(Protocol):
    """Telephones in calls."""

    def get(self, leg_id: str) -> CallLeg | None:
        """Return one."""

    def by_provider_id(self, channel: str, provider_id: str) -> CallLeg | None:
        """Find by the provider's id."""

    def of_interaction(self, interaction_id: str) -> Sequence[CallLeg]:
        """List all, oldest first."""

    def live_of_agent(self, agent_id: str) -> Sequence[CallLeg]:
        """List the live legs of an agent's telephone, oldest first."""

    def add(self, leg: CallLeg) -> bool:
        """Insert; False when the provider's id is known."""

    def update(self, leg: CallLeg) -> bool:
        """Write all fields unless the row has ended; False when it has: an ended leg stays ended."""

    def live(self, channel: str, *, quiet_since: datetime, limit: int) -> Sequence[CallLeg]:
        """List live legs of which nothing was heard since `quiet_since`."""
