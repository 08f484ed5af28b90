"""What is asked of routing as plain data, what it is judged by, and what it comes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.interactions import Interaction
from hub.domain.work import Offer, WorkItem
from hub.errors import ConflictError, ForbiddenError, NotFoundError
from hub.ports.repositories import Tx
from hub.routing import Command
from hub.services.assignment.floor import Floor


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request: `data` is JSON."""

    name: str
    data: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was read for asks about things that are not in the engine."""

    interactions: dict[str, Interaction] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What an ask comes to: commands in order, and what is written with them."""

    commands: Sequence[Command] = ()
    note: Callable[[Tx], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What an ask is judged by."""

    floor: Floor
    seen: Seen
    now: datetime


def leg_of(data: dict[str, str], scene: Scene) -> WorkItem:
    """The live main leg of the interaction; raises what the asker should know when there is none."""
    interaction_id = data["interaction_id"]
    leg = scene.floor.leg(interaction_id)
    if leg is not None:
        return leg
    interaction = scene.seen.interactions.get(interaction_id)
    if interaction is None:
        raise NotFoundError(f"there is no interaction {interaction_id}")
    raise ConflictError(f"interaction {interaction_id} is {interaction.state.value}: it has no live work")


def own_leg_of(data: dict[str, str], scene: Scene) -> WorkItem:
    """The leg, unless the one who asks is an agent and another agent has it."""
    leg, by = leg_of(data, scene), data["by"]
    if scene.floor.engine.agent(by) is not None and leg.agent_id not in (None, by):
        raise ForbiddenError(f"interaction {leg.interaction_id} belongs to another agent")
    return leg
