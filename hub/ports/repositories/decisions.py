"""What routing commits: the rows that a decision is about, under the lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.agents import Agent
from hub.domain.customers import Customer
from hub.domain.interactions import Interaction


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Rows by id, which nobody else changes before the transaction ends (customers excepted): of legs the epoch and
    the state; of interactions and agents those whose version is not the one that is known already.
    """

    legs: Mapping[str, tuple[int, str]]
    interactions: Mapping[str, Interaction]
    agents: Mapping[str, Agent]
    customers: Mapping[str, Customer]


class Decisions(Protocol):
    """Where the commit of a decision begins."""

    def look(
        self,
        routing_domain: str,
        epoch: int,
        *,
        leg_ids: Sequence[str],
        interactions: Mapping[str, int],
        agents: Mapping[str, int],
    ) -> Stored | None:
        """Read these rows, with the customers of the interactions; None when the lease no longer has this epoch.

        Interactions and agents come with the version that is known of them, which need not be read again.

        The lease stays as it is until the transaction ends (share-locked on PostgreSQL).
        """
