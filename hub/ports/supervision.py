"""What supervisors ask of routing: to see the floor as it is now, and to act on it. Every deed is audited."""

from collections.abc import Mapping
from typing import Protocol


class Supervision(Protocol):
    """Answers and acts after the commit, in whichever process it is called.

    Methods raise `NotFoundError`, `InvalidError` naming the field, or `ConflictError` naming the state that does not
    allow it. `by` is the caller's name in the audit.
    """

    async def floor(self) -> Mapping[str, object]:
        """Show what only routing knows: estimates a queue, place and plan step of what waits, and what nobody who is
        signed in can ever take.
        """

    async def assign(self, interaction_id: str, agent_id: str, *, ignore_capacity: bool, by: str) -> None:
        """Offer waiting work to an agent alone, or take it out of another's hands for that agent.

        With `ignore_capacity` a full agent is asked too; the offer says so.
        """

    async def move(self, interaction_id: str, queue_id: str, *, by: str) -> None:
        """Move to another queue, out of an agent's hands if need be; waiting work keeps its arrival time."""

    async def requeue(self, interaction_id: str, *, by: str) -> None:
        """Take work out of an agent's hands, back to its queue a step ahead of its old place."""

    async def rescind(self, offer_id: str, *, by: str) -> None:
        """Take an offer back, without blame for the agent."""

    async def reprioritise(self, interaction_id: str, priority: int, *, by: str) -> None:
        """Change the head start; acts on the place in line at once."""
