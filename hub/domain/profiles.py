"""Skills, and routing profiles: which queues and channels a group of agents serves, in which order, after how long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.queues import Queue


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A skill by name; what nobody has listed may still be asked for, but pages warn about it."""

    name: str
    label: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class ProfileEntry:
    """A queue for one kind of contact (None: every kind); a lower rank is served first.

    Contacts are seen once they have waited `delay_s`: from then on they compete like any other of their rank.
    """

    queue_id: str
    kind: str | None = None
    rank: int = 1
    delay_s: int = 0


@dataclass(frozen=True, kw_only=True)
class RoutingProfile:
    """What agents with this profile serve, besides the queues that name them as members.

    Where both speak of a queue and kind, the profile counts.
    """

    id: str
    version: int = 1
    name: str
    routing_domain: str = "default"
    entries: tuple[ProfileEntry, ...] = ()
    created_at: datetime
    updated_at: datetime


def queues_served(
    agents: Iterable[Agent], queues: Iterable[Queue], profiles: Mapping[str, RoutingProfile]
) -> dict[str, list[str]]:
    """The queues that each of these agents serves, by membership or by profile, in the order of the queues."""
    everyone = {each.id: each for each in agents}
    by_profile: dict[str, list[str]] = {}
    for agent in everyone.values():
        profile = profiles.get(agent.profile_id or "")
        for queue_id in {each.queue_id for each in profile.entries} if profile else ():
            by_profile.setdefault(queue_id, []).append(agent.id)
    served: dict[str, list[str]] = {agent_id: [] for agent_id in everyone}
    for queue in queues:
        members = {each.agent_id for each in queue.members if each.agent_id in everyone}
        for agent_id in members.union(by_profile.get(queue.id, ())):
            served[agent_id].append(queue.id)
    return served
