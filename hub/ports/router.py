"""What use cases and pages ask of routing, and what routing tells the parts that act on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hub.domain.agents import PresenceState
from hub.domain.work import LegRole


class RoutingFact(StrEnum):
    """Something that routing committed and that another part may have to act on."""

    ACCEPTED = "accepted"
    CONNECTED = "connected"
    REQUEUED = "requeued"
    ABANDONED = "abandoned"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    OVERFLOWED = "overflowed"
    ANNOUNCED = "announced"


@dataclass(frozen=True, kw_only=True)
class RoutingNews:
    """One committed fact, told after the commit; `(work_item_id, epoch)` lets the listener drop what is out of date.

    `role` is the leg's after the fact: what happens to a side leg does not end the contact. `detail` is what set it
    off, where the cause alone does not say (the trigger of an overflow), or what a plan announces to the customer.
    """

    fact: RoutingFact
    interaction_id: str
    work_item_id: str
    epoch: int
    agent_id: str | None = None
    cause: str = ""
    detail: str = ""
    role: LegRole = LegRole.MAIN


class RoutingListener(Protocol):
    """A part that acts on routing: calls dial the agent who accepted."""

    async def __call__(self, news: RoutingNews) -> None:
        """Act; an error is logged and the other listeners still hear it."""


class Router(Protocol):
    """Who gets what and when. Every method returns after the commit, in whichever process it is called.

    Methods raise `NotFoundError`, `ForbiddenError` (not the agent's own), or `ConflictError` naming the state that
    does not allow it.
    `by` is who asks: an agent's id, or a user's name for a supervisor (audited).
    """

    def listen(self, listener: RoutingListener) -> None:
        """Register a listener."""

    def hint(self, interaction_id: str) -> None:
        """Say that an interaction has new work, or that its customer wrote: cheap, may be repeated, never blocks.

        Routing would find out by itself from the events; the hint saves the wait.
        """

    async def set_presence(self, agent_id: str, state: PresenceState, reason: str = "", *, by: str) -> None:
        """Change an agent's presence; with work in hand `offline` is kept as pending."""

    async def connection_lost(self, agent_id: str) -> None:
        """Start the grace period: the last desk socket of the agent is gone."""

    async def connection_restored(self, agent_id: str, *, acknowledges: bool | None = None) -> None:
        """End the grace period. `acknowledges`: a desk that tells when it shows an offer is there, or is not
        (None: as before).
        """

    async def acknowledge(self, offer_id: str, agent_id: str) -> None:
        """The agent's desk shows the offer; too late or twice is harmless."""

    async def accept(self, offer_id: str, agent_id: str) -> None:
        """Take the work: digital work becomes active, a call connects. A repeat by the same agent is harmless."""

    async def reject(self, offer_id: str, agent_id: str, reason: str) -> None:
        """Refuse the work."""

    async def connected(self, interaction_id: str, agent_id: str) -> None:
        """The agent and the caller hear each other."""

    async def connect_failed(self, interaction_id: str, agent_id: str, cause: str) -> None:
        """The agent's leg failed (`no_answer`, `busy`, `unreachable`, `hung_up`); the caller keeps the place."""

    async def hold(self, interaction_id: str, *, on: bool) -> None:
        """Mirror that the caller is on hold or back."""

    async def pend(self, interaction_id: str, *, by: str) -> None:
        """Wait for the customer: frees capacity."""

    async def snooze(self, interaction_id: str, until: datetime, *, by: str) -> None:
        """Put aside until a time: frees capacity."""

    async def resume(self, interaction_id: str, *, by: str) -> None:
        """Take back what was pending or snoozed."""

    async def transfer(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        """Give to an agent or a queue (exactly one): a new work item with this one as its parent."""

    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        """Ask an agent or a queue (exactly one) before handing over: offered like any work, beside the contact, which
        stays with the agent who asks.
        """

    async def complete_consult(self, interaction_id: str, *, by: str) -> None:
        """Who is consulted takes the contact; wrap-up begins for the agent who asked."""

    async def cancel_consult(self, interaction_id: str, *, by: str) -> None:
        """End the consultation, asked for or under way; the contact stays where it is. `by` may be either agent."""

    async def agent_gone(self, interaction_id: str, agent_id: str, cause: str) -> None:
        """The agent's telephone is gone, the customer is not: who is consulted takes over; without one the contact
        goes back into line, a step ahead of its old place.
        """

    async def ask_callback(self, interaction_id: str, number: str) -> None:
        """The waiting caller wants to hang up, keep the place and be called on `number`.

        Raises `ConflictError` when the queue calls nobody back, the work is not waiting any more, or that number is
        being called back for this queue already.
        """

    async def postpone(self, interaction_id: str, *, by: str, cause: str) -> None:
        """The customer of a callback was not reached: try again later, or end it after the last attempt."""

    async def cancel_callback(self, interaction_id: str, *, by: str, cause: str) -> None:
        """Call off a callback that nobody has in hand: the customer called again, or wants it no more."""

    async def end(self, interaction_id: str, *, by: str) -> None:
        """The contact itself is over (hung up, chat left): wrap-up starts, or the item completes when there is none."""

    async def close(self, interaction_id: str, *, by: str, disposition: str | None = None) -> None:
        """Finish the work, also its wrap-up; raises `InvalidError` (field `disposition`) when one is required and
        missing.
        """

    async def extend_wrap_up(self, interaction_id: str, *, by: str) -> None:
        """Ask for more time after the contact, once; raises `ConflictError` where the queue gives none."""

    async def abandon(self, interaction_id: str, cause: str = "customer_left") -> None:
        """The customer left before anybody answered; for an answered contact the same as `end`."""

    async def divert(self, interaction_id: str, cause: str) -> None:
        """The item leaves the queue for voicemail or another ending."""

    async def start_outbound(self, interaction_id: str, agent_id: str) -> None:
        """An agent began this interaction; it takes the agent's capacity without an offer."""

    async def explain(self, interaction_id: str) -> Mapping[str, object]:
        """Say why it is where it is: rule, queue, place, and for each candidate the first thing that stands in the
        way.
        """

    async def explain_agent(self, agent_id: str) -> Mapping[str, object]:
        """Say why an agent gets what or nothing."""
