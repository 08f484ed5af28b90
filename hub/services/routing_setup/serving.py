"""Who could ever serve what: agents by queue, by membership and by profile, whatever they are doing now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hub.domain.agents import Agent
from hub.routing.matching.pool import EVERYBODY, Claim, Needed, Pool
from hub.services.routing_setup.config import RoutingConfig


@dataclass(frozen=True, kw_only=True)
class Serving:
    """Answers by index, since a configuration may have thousands of agents."""

    config: RoutingConfig

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """The best rank of each agent in each queue."""
        found: dict[str, dict[str, int]] = {queue_id: {} for queue_id in self.config.queues}
        by_profile = self._by_profile()
        for queue in self.config.queues.values():
            for member in queue.members:
                if member.agent_id in self.config.agents:
                    found[queue.id][member.agent_id] = member.rank
        for profile in self.config.profiles.values():
            for entry in profile.entries:
                ranks = found.get(entry.queue_id, {})
                for agent_id in by_profile.get(profile.id, ()):
                    ranks[agent_id] = min(entry.rank, ranks.get(agent_id, entry.rank))
        return found

    @cached_property
    def levels(self) -> Mapping[str, frozenset[int]]:
        """Each skill's levels among all agents."""
        found: dict[str, set[int]] = {}
        for agent in self.config.agents.values():
            for skill, level in agent.skills.items():
                found.setdefault(skill, set()).add(level)
        return {skill: frozenset(levels) for skill, levels in found.items()}

    def _by_profile(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for agent in self.config.agents.values():
            if agent.profile_id is not None:
                found.setdefault(agent.profile_id, []).append(agent.id)
        return found

    def can_take(self, pool: Pool) -> bool:
        """Whether any agent at all is in this pool."""
        if any(agent_id in self.config.agents for agent_id, _ in pool.named):
            return True
        return any(self._claims(claim) for claim in pool.claims)

    def _claims(self, claim: Claim) -> bool:
        ranks = self.ranks.get(claim.queue_id, {})
        admitted = (agent_id for agent_id, rank in ranks.items() if claim.ring == EVERYBODY or rank <= claim.ring)
        return any(has(self.config.agents[agent_id], claim.needs) for agent_id in admitted)

    def somebody_has(self, needs: Iterable[Needed]) -> bool:
        """Whether any agent of any queue meets one of the conjunctions."""
        alternatives = list(needs)
        return any(has(agent, each) for agent in self.config.agents.values() for each in alternatives)


def has(agent: Agent, needs: Needed) -> bool:
    """Whether the agent meets every term; a skill one lacks has level 0."""
    return all(at_least <= agent.skills.get(skill, 0) <= at_most for skill, at_least, at_most in needs)
