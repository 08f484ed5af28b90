"""Applies changed promises and changed hours to what already runs under them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from hub.domain.hours import NamedHours
from hub.domain.interactions import Interaction
from hub.domain.queues import Queue
from hub.domain.sla import SlaPolicy, SlaState
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.events.announce import announce_interaction
from hub.services.sla.follow import terms_of
from hub.services.sla.terms import Terms, retimed

_OPEN = (SlaState.RUNNING.value, SlaState.WARNED.value, SlaState.PAUSED.value, SlaState.BREACHED.value)
_PAGE = 500

Before = Callable[[Interaction, Terms], Terms | None]
"""What the terms were before the change; None when this interaction is not concerned."""


def retime_policy(tx: Tx, before: SlaPolicy, *, at: datetime) -> None:
    """A policy has changed."""
    hours_before = tx.hours.get(before.hours_id) if before.hours_id else None

    def terms(interaction: Interaction, now: Terms) -> Terms | None:
        if now.policy.id != before.id:
            return None
        if before.hours_id is not None:
            return Terms(policy=before, hours=hours_before.hours if hours_before else None)
        queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
        return Terms(policy=before, hours=queue.hours if queue else None)

    _retime(tx, terms, at)


def retime_hours(tx: Tx, before: NamedHours, *, at: datetime) -> None:
    """Shared hours that policies name have changed; queues that use them are told apart by `retime_queue`."""

    def terms(_: Interaction, now: Terms) -> Terms | None:
        return Terms(policy=now.policy, hours=before.hours) if now.policy.hours_id == before.id else None

    _retime(tx, terms, at)


def retime_queue(tx: Tx, before: Queue, *, at: datetime) -> None:
    """A queue's hours have changed."""

    def terms(interaction: Interaction, now: Terms) -> Terms | None:
        if interaction.queue_id != before.id or now.policy.hours_id is not None:
            return None
        return Terms(policy=now.policy, hours=before.hours)

    _retime(tx, terms, at, queue_id=before.id)


def _retime(tx: Tx, before: Before, at: datetime, *, queue_id: str | None = None) -> None:
    for interaction in _promised(tx, queue_id):
        now = terms_of(tx, interaction)
        was = before(interaction, now)
        if was is None:
            continue
        clocks = retimed(interaction.clocks, was, now, at)
        if clocks != interaction.clocks:
            changed = replace(interaction, clocks=clocks, version=interaction.version + 1, updated_at=at)
            tx.interactions.update(changed, interaction.version)
            announce_interaction(tx, changed, at=at)


def _promised(tx: Tx, queue_id: str | None) -> Iterator[Interaction]:
    wanted = InteractionFilter(queue_id=queue_id, sla_states=_OPEN)
    after: str | None = None
    while page := tx.interactions.page(wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id
        if len(page) < _PAGE:
            return
