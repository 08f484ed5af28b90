"""Corrections of a row of the log: its subject, whose contact it was, its priority, what was read, what is stranded."""

from dataclasses import replace
from datetime import datetime

from hub.domain.interactions import Direction, Interaction, InteractionState
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.events.announce import announce_interaction
from hub.services.sla.follow import followed


def require_interaction(tx: Tx, interaction_id: str, *, expected_version: int | None = None) -> Interaction:
    """Return one at the expected version."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        raise NotFoundError(f"there is no interaction {interaction_id}")
    if expected_version not in (None, interaction.version):
        raise StaleVersionError(f"interaction {interaction_id} is at version {interaction.version}; read it again")
    return interaction


def edit(
    tx: Tx,
    interaction: Interaction,
    *,
    subject: str | None,
    customer_id: str | None,
    priority: int | None,
    at: datetime,
) -> Interaction:
    """Change what is given; another customer takes the whole contact."""
    changed = replace(
        interaction,
        subject=interaction.subject if subject is None else subject,
        priority=interaction.priority if priority is None else priority,
    )
    if customer_id not in (None, interaction.customer_id):
        changed = _moved(tx, changed, customer_id or "")
    return _store(tx, interaction, changed, at)


def set_disposition(tx: Tx, interaction: Interaction, code: str, *, at: datetime) -> Interaction:
    """Note the result before the contact is over; closing may still name another one."""
    return _store(tx, interaction, replace(interaction, disposition=code), at)


def mark_read(tx: Tx, interaction: Interaction, seq: int, *, at: datetime) -> Interaction:
    """Note that everything up to `seq` was read; nothing is written when nothing changes."""
    unread = 0
    if seq < interaction.last_seq:
        later = tx.messages.of_interaction(interaction.id, after_seq=seq)
        unread = sum(1 for each in later if each.direction is Direction.IN)
    if unread >= interaction.unread:
        return interaction
    return _store(tx, interaction, replace(interaction, unread=unread), at)


def close_stranded(interaction_id: str, disposition: str | None, at: datetime, tx: Tx) -> None:
    """Close what is open without a work item; nothing changes when it has got one meanwhile."""
    interaction = tx.interactions.get(interaction_id)
    if interaction is None or not interaction.state.is_open or tx.work_items.live_of(interaction_id) is not None:
        return
    closed = replace(
        interaction,
        state=InteractionState.CLOSED,
        disposition=disposition or interaction.disposition,
        ended_at=interaction.ended_at or at,
        closed_at=at,
    )
    _store(tx, interaction, closed, at)


def _moved(tx: Tx, interaction: Interaction, customer_id: str) -> Interaction:
    customer = tx.customers.get(customer_id)
    if customer is None or customer.merged_into is not None:
        raise InvalidError(f"there is no customer {customer_id}", field="customer_id")
    point = next((each for each in customer.contact_points if each.value == interaction.address), None)
    return replace(interaction, customer_id=customer_id, contact_point_id=point.id if point else None)


def _store(tx: Tx, before: Interaction, after: Interaction, at: datetime) -> Interaction:
    stored = followed(tx, before, replace(after, version=before.version + 1, updated_at=at), at)
    tx.interactions.update(stored, before.version)
    announce_interaction(tx, stored, at=at)
    return stored
