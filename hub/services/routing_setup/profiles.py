"""Routing profiles as supervisors write them: what a group of agents serves."""

from datetime import datetime

from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.profiles import RoutingProfile
from hub.ports.repositories import Tx
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.refusals import refuse_profile
from hub.services.routing_setup.shelf import Keeper
from hub.services.shapes_routing import profile_shape


def _users(profile_id: str, config: RoutingConfig) -> list[str]:
    return [f"agent {each.name!r}" for each in config.agents.values() if each.profile_id == profile_id]


PROFILES = Keeper[RoutingProfile](
    what="profile",
    event=EventType.PROFILE_UPDATED,
    shelf=lambda tx: tx.profiles,
    shape=profile_shape,
    refuse=refuse_profile,
    users=_users,
)


def create_profile(tx: Tx, fields: dict[str, object], *, at: datetime) -> RoutingProfile:
    """Make a profile."""
    made = RoutingProfile(id=new_id(), **fields, created_at=at, updated_at=at)  # type: ignore[arg-type]
    return PROFILES.create(tx, made, at=at)
