"""Routing plans as supervisors write them."""

from datetime import datetime

from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.plans import Plan
from hub.ports.repositories import Tx
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.refusals import refuse_plan
from hub.services.routing_setup.shelf import Keeper
from hub.services.shapes_routing import plan_shape


def _users(plan_id: str, config: RoutingConfig) -> list[str]:
    queues = [f"queue {each.name!r}" for each in config.queues.values() if each.plan_id == plan_id]
    return queues + [f"entry rule {each.name!r}" for each in config.rules if each.plan_id == plan_id]


PLANS = Keeper[Plan](
    what="plan",
    event=EventType.PLAN_UPDATED,
    shelf=lambda tx: tx.plans,
    shape=plan_shape,
    refuse=refuse_plan,
    users=_users,
)


def create_plan(tx: Tx, fields: dict[str, object], *, at: datetime) -> Plan:
    """Make a plan."""
    return PLANS.create(tx, Plan(id=new_id(), **fields, created_at=at, updated_at=at), at=at)  # type: ignore[arg-type]
