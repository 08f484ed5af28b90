"""Warns before a promised time and tells when it has passed, at that time and once."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from hub.domain.events import EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionState
from hub.domain.sla import SlaClock, SlaPolicy, SlaState
from hub.errors import BusyError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.routing import StoredCommand
from hub.services.events.announce import announce_interaction, interaction_audience
from hub.services.shapes import sla_clock_shape
from hub.services.sla.follow import terms_of
from hub.services.sla.terms import judged

_log = logging.getLogger(__name__)
_BATCH = 100
_LOOK_S = 1.0  # promises made since the last look, here or in another process, may be due sooner than those known
_PAUSE_S = 2.0
_UNASSIGNED = (InteractionState.WAITING, InteractionState.OFFERED)


class SlaWatch:
    """One a process; of several each change is made by the first, under the lock of the interaction's row."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Watch until cancelled; a database that is away is tried again."""
        while True:
            try:
                await asyncio.sleep(await self._look())
            except BusyError as error:
                _log.info("promises are looked at later", extra={"error": str(error)})
                await asyncio.sleep(_PAUSE_S)

    async def _look(self) -> float:
        """Tell what is due; return how many seconds to wait for the next."""
        while await self.tell_due():
            continue
        following = await self._database.read(lambda tx: tx.interactions.next_promise())
        if following is None:
            return _LOOK_S
        return min(_LOOK_S, max(0.0, (following - self._clock.now()) / timedelta(seconds=1)))

    async def tell_due(self) -> int:
        """Move a batch of clocks whose time has come; return how many interactions had one."""
        now = self._clock.now()
        due = await self._database.read(lambda tx: tx.interactions.promised_before(now, _BATCH))
        if not due:
            return 0
        return await self._database.write(partial(_tell, interaction_ids=[each.id for each in due], at=now))


def _tell(tx: Tx, *, interaction_ids: Sequence[str], at: datetime) -> int:
    for interaction in tx.interactions.lock_many(interaction_ids).values():
        clocks, news = judged(interaction.clocks, at)
        if news:
            policy = terms_of(tx, interaction).policy
            more = sum(_raised(policy, each) for each in news) if interaction.state in _UNASSIGNED else 0
            after = replace(interaction, clocks=clocks, version=interaction.version + 1, updated_at=at)
            tx.interactions.update(after, interaction.version)
            announce_interaction(tx, after, at=at)
            tx.events.add_all([_event(after, policy, each, at) for each in news])
            if more:
                _raise(tx, after, more, at)
    return len(interaction_ids)


def _raised(policy: SlaPolicy, clock: SlaClock) -> int:
    return policy.breach_priority if clock.state is SlaState.BREACHED else policy.warn_priority


def _event(interaction: Interaction, policy: SlaPolicy, clock: SlaClock, at: datetime) -> NewEvent:
    return NewEvent(
        type=EventType.SLA_BREACHED if clock.state is SlaState.BREACHED else EventType.SLA_WARNED,
        data={
            "interaction_id": interaction.id,
            "queue_id": interaction.queue_id,
            "agent_id": interaction.agent_id,
            "customer_id": interaction.customer_id,
            "policy_name": policy.name,
            **sla_clock_shape(clock),
        },
        subject_id=interaction.id,
        audience=interaction_audience(interaction),
        at=at,
    )


def _raise(tx: Tx, interaction: Interaction, more: int, at: datetime) -> None:
    """Ask whoever routes, by a row of the same transaction: the raise happens if and only if this commits, and adds to
    whatever the priority is by then.
    """
    queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
    data: dict[str, object] = {
        "interaction_id": interaction.id,
        "more": str(more),
        "by": "system:sla",
    }
    tx.routing.add_command(
        StoredCommand(
            id=new_id(),
            routing_domain=queue.routing_domain if queue else "default",
            name="reprioritise",
            data=data,
            created_at=at,
        )
    )
