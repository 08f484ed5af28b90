"""Agents, queues, entry rules, work items, offers, and who routes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.agents import Agent, Presence
from hub.domain.entry_rules import EntryRule
from hub.domain.queues import Disposition, Queue
from hub.domain.work import Offer, OfferState, WorkItem


class Agents(Protocol):
    """People who take work."""

    def get(self, agent_id: str) -> Agent | None:
        """Return one."""

    def all(self) -> Sequence[Agent]:
        """List all, by name."""

    def add(self, agent: Agent) -> None:
        """Insert."""

    def update(self, agent: Agent, expected_version: int) -> None:
        """Write own fields (not presence); raise `StaleVersionError` when the row is at another version."""

    def set_presence(self, agent_id: str, presence: Presence) -> Agent:
        """Write presence, raise the version; return the agent."""

    def put_presences(self, changed: Sequence[Agent]) -> None:
        """Write presence and version of agents that the transaction holds."""


class Queues(Protocol):
    """Queues with members, dispositions and entry rules."""

    def get(self, queue_id: str) -> Queue | None:
        """Return one with members."""

    def all(self) -> Sequence[Queue]:
        """List all with members, by name."""

    def names(self, queue_ids: Collection[str]) -> Mapping[str, str]:
        """Return the names of those that exist, without reading all that a queue holds."""

    def add(self, queue: Queue) -> None:
        """Insert with members."""

    def update(self, queue: Queue, expected_version: int) -> None:
        """Write all including members; raise `StaleVersionError` when the row is at another version."""

    def dispositions(self) -> Sequence[Disposition]:
        """List active result codes."""

    def put_disposition(self, disposition: Disposition) -> None:
        """Insert or replace by (queue, code)."""

    def entry_rules(self) -> Sequence[EntryRule]:
        """List all rules by position."""

    def entry_rule(self, rule_id: str) -> EntryRule | None:
        """Return one."""

    def put_entry_rule(self, rule: EntryRule) -> None:
        """Insert or replace."""

    def remove_entry_rule(self, rule_id: str) -> None:
        """Delete."""


class WorkItems(Protocol):
    """Routing legs."""

    def get(self, work_item_id: str) -> WorkItem | None:
        """Return one."""

    def add(self, item: WorkItem) -> None:
        """Insert."""

    def update(self, item: WorkItem, expected_epoch: int, expected_state: str) -> bool:
        """Compare-and-set on epoch and state; False when the row has moved on."""

    def add_all(self, items: Sequence[WorkItem]) -> None:
        """Insert many."""

    def overwrite(self, items: Sequence[WorkItem]) -> None:
        """Write many that the transaction holds."""

    def live_of_all(self, interaction_ids: Sequence[str]) -> Sequence[WorkItem]:
        """List the live legs of these interactions, side legs included."""

    def live(self, routing_domain: str) -> Sequence[WorkItem]:
        """List all that are not terminal, of a routing domain."""

    def live_of(self, interaction_id: str) -> WorkItem | None:
        """Return the interaction's main leg that is not terminal."""

    def callbacks(self, queue_id: str) -> Sequence[WorkItem]:
        """List a queue's open callbacks."""

    def of_interaction(self, interaction_id: str) -> Sequence[WorkItem]:
        """List all legs, oldest first."""


class Offers(Protocol):
    """Proposals to agents."""

    def get(self, offer_id: str) -> Offer | None:
        """Return one."""

    def add(self, offer: Offer) -> None:
        """Insert; a second accepted offer of one epoch is refused by the database."""

    def add_all(self, made: Sequence[Offer]) -> None:
        """Insert many."""

    def ack_all(self, acked: Sequence[Offer]) -> None:
        """Write when a desk showed them."""

    def end_all(self, ended: Sequence[Offer]) -> None:
        """Write the endings of those that are still pending."""

    def pending_of(self, work_item_ids: Sequence[str]) -> Sequence[Offer]:
        """List the pending offers of these work items."""

    def end(self, offer_id: str, state: OfferState, cause: str, at: datetime) -> bool:
        """Leave `pending` once; False when it is no longer pending."""

    def pending(self, routing_domain: str) -> Sequence[Offer]:
        """List pending offers of a routing domain."""

    def of_agent(self, agent_id: str) -> Sequence[Offer]:
        """List an agent's pending offers, oldest first."""

    def of_interaction(self, interaction_id: str) -> Sequence[Offer]:
        """List all offers of an interaction, oldest first."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """Who routes a domain; `epoch` rises with every takeover and fences the writes of the owner before."""

    routing_domain: str
    owner: str
    epoch: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class StoredCommand:
    """A routing command from a process that does not own the domain; `result` is set when it was carried out."""

    id: str
    routing_domain: str
    name: str
    data: dict[str, object]
    created_at: datetime
    result: dict[str, object] | None = None


class Routing(Protocol):
    """Ownership of routing domains and commands between processes."""

    def take_lease(self, routing_domain: str, owner: str, ttl_s: float) -> Lease | None:
        """Take a free or expired lease (epoch + 1) or renew one's own; None when another owner holds it. Judged by
        the database's clock.
        """

    def release_lease(self, routing_domain: str, owner: str) -> None:
        """Let a standby take over at once."""

    def add_command(self, command: StoredCommand) -> None:
        """Insert a command and wake the owner."""

    def open_commands(self, routing_domain: str, limit: int) -> Sequence[StoredCommand]:
        """List those without a result, oldest first."""

    def finish_command(self, command_id: str, result: dict[str, object]) -> None:
        """Store the result."""

    def command(self, command_id: str) -> StoredCommand | None:
        """Return one."""
