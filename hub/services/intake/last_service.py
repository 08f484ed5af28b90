"""Who served a customer last, and the place that a caller left a moment ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.addresses import Address
from hub.domain.interactions import Interaction, InteractionState
from hub.domain.queues import Queue
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter

_LOOK_BACK = 20


@dataclass(frozen=True, kw_only=True)
class Served:
    """By whom, and until when."""

    agent_id: str
    at: datetime

    def within(self, days: int | None, now: datetime) -> str | None:
        """The agent, where it is not longer ago than a rule looks back."""
        return self.agent_id if days is not None and self.at >= now - timedelta(days=days) else None


def last_served(tx: Tx, customer_id: str | None) -> Served | None:
    """The customer's newest contact that somebody took."""
    for each in _newest(tx, customer_id):
        if each.agent_id is not None and each.accepted_at is not None:
            return Served(agent_id=each.agent_id, at=each.ended_at or each.updated_at)
    return None


def all_last_served(tx: Tx, addresses: Sequence[Address]) -> dict[tuple[str, str], Served]:
    """The same for those whom these addresses identify, by (kind, value)."""
    found: dict[tuple[str, str], Served] = {}
    for address in addresses:
        owners = tx.customers.by_address(address.kind.value, address.value)
        served = last_served(tx, owners[0].id) if len(owners) == 1 else None
        if served is not None:
            found[address.kind.value, address.value] = served
    return found


def left_place(tx: Tx, customer_id: str | None, queue: Queue, now: datetime) -> datetime | None:
    """When the customer had come who left this queue unserved a moment ago."""
    newest = next((each for each in _newest(tx, customer_id) if each.queue_id == queue.id), None)
    if newest is None or newest.state is not InteractionState.ABANDONED or newest.queued_at is None:
        return None
    left_at = newest.ended_at or newest.updated_at
    return newest.queued_at if now - left_at <= timedelta(seconds=queue.rejoin_s) else None


def _newest(tx: Tx, customer_id: str | None) -> Sequence[Interaction]:
    if customer_id is None:
        return ()
    return tx.interactions.page(InteractionFilter(customer_id=customer_id), after=None, limit=_LOOK_BACK)
