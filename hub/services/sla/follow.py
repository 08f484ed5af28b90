"""Keeps an interaction's promises in step with what happens to it, in the transaction in which it happens."""

from dataclasses import replace
from datetime import datetime

from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.sla import SlaPolicy
from hub.ports.repositories import Tx
from hub.services.sla.terms import Terms, abandoned, answered, closed, paused, reopened, resumed


def followed(tx: Tx, before: Interaction, after: Interaction, at: datetime) -> Interaction:
    """Return `after` with its promises as they are in its new state."""
    if not after.clocks or before.state is after.state:
        return after
    clocks = after.clocks
    if after.kind is InteractionKind.PHONE and after.state is InteractionState.ACTIVE:
        clocks = answered(clocks, at)
    match after.state:
        case InteractionState.CLOSED:
            clocks = closed(clocks, at)
        case InteractionState.ABANDONED:
            clocks = abandoned(clocks, at)
        case InteractionState.PENDING:
            clocks = paused(clocks, terms_of(tx, after), at)
        case _ if before.state is InteractionState.PENDING:
            clocks = resumed(clocks, terms_of(tx, after), at)
        case _ if not before.state.is_open:
            clocks = reopened(clocks, terms_of(tx, after), at)
    return replace(after, clocks=clocks)


def replied(interaction: Interaction, at: datetime) -> Interaction:
    """An agent has written to the customer."""
    return replace(interaction, clocks=answered(interaction.clocks, at)) if interaction.clocks else interaction


def terms_of(tx: Tx, interaction: Interaction) -> Terms:
    """The terms of an interaction's promises; those of a policy that is gone run on around the clock."""
    policy_id = interaction.clocks[0].policy_id
    policy = tx.sla_policies.get(policy_id)
    if policy is None:
        gone = SlaPolicy(id=policy_id, name="", created_at=interaction.created_at, updated_at=interaction.created_at)
        return Terms(policy=gone, hours=None)
    queue = tx.queues.get(interaction.queue_id) if interaction.queue_id and policy.hours_id is None else None
    shared = tx.hours.get(policy.hours_id) if policy.hours_id else None
    return Terms(policy=policy, hours=shared.hours if shared else queue.hours if queue else None)
