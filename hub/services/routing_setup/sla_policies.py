"""Promised times as supervisors write them."""

from datetime import datetime

from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.sla import SlaPolicy
from hub.ports.repositories import Tx
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.refusals import refuse_policy
from hub.services.routing_setup.shelf import Keeper
from hub.services.shapes_routing import sla_policy_shape
from hub.services.sla.retime import retime_policy

_TIMES = ("first_reply_s", "resolution_s", "warn_at", "hours_id")


def _users(policy_id: str, config: RoutingConfig) -> list[str]:
    queues = [f"queue {each.name!r}" for each in config.queues.values() if each.sla_id == policy_id]
    return queues + [f"entry rule {each.name!r}" for each in config.rules if each.sla_id == policy_id]


SLA_POLICIES = Keeper[SlaPolicy](
    what="SLA policy",
    event=EventType.SLA_UPDATED,
    shelf=lambda tx: tx.sla_policies,
    shape=sla_policy_shape,
    refuse=refuse_policy,
    users=_users,
)


def create_sla_policy(tx: Tx, fields: dict[str, object], *, at: datetime) -> SlaPolicy:
    """Make a policy."""
    made = SlaPolicy(id=new_id(), **fields, created_at=at, updated_at=at)  # type: ignore[arg-type]
    return SLA_POLICIES.create(tx, made, at=at)


def edit_sla_policy(
    tx: Tx, key: str, fields: dict[str, object], *, expected_version: int | None, at: datetime
) -> SlaPolicy:
    """Change the fields given, also for what runs already."""
    before = SLA_POLICIES.require(tx, key)
    after = SLA_POLICIES.edit(tx, key, fields, expected_version=expected_version, at=at)
    if any(getattr(before, name) != getattr(after, name) for name in _TIMES):
        retime_policy(tx, before, at=at)
    return after
