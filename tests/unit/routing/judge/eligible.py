"""Whether an agent could take an item now, and from when at the latest if only time stands between them."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.work import WorkItem
from tests.unit.routing.judge import capacity, pools
from tests.unit.routing.judge.blame import Blame
from tests.unit.routing.judge.rows import Rows


@dataclass
class Eligible:
    """The predicates of docs/routing.md, each from the rows."""

    rows: Rows
    blame: Blame

    def may_have(self, agent: Agent, item: WorkItem) -> bool:
        """Whether the item is meant for the agent, or the agent sees it in a queue with the skills it needs."""
        target = self.rows.target(item)
        return target == agent.id if target is not None else pools.stage(self.rows, agent, item) is not None

    def may_be_preferred(self, agent: Agent, item: WorkItem) -> bool:
        """Whether the customer should rather get this agent, in whatever queue."""
        named = {item.preferred_agent_id, *(each.agent_id for each in item.preferences)}
        skilled = pools.is_skilled(self.rows, agent, item) or pools.has_own_needs(agent, item)
        return agent.id in named and skilled

    def is_preferred(self, agent: Agent, item: WorkItem) -> bool:
        """Whether that is beyond doubt: the agent has what the item itself needs, and what its plan asks for now."""
        skilled = pools.is_skilled(self.rows, agent, item) and pools.has_own_needs(agent, item)
        return self.may_be_preferred(agent, item) and skilled

    def is_free_for(self, agent: Agent, kind: str) -> bool:
        """Whether the agent is ready and rested, and one more contact of the kind fits."""
        if not self.rows.is_ready(agent.id):
            return False
        rests = agent.presence.cooldowns.get(kind, self.rows.now) > self.rows.now
        return not rests and capacity.fits(agent, capacity.in_use(self.rows, agent.id), kind)

    def could_take(self, agent: Agent, item: WorkItem) -> bool:
        """Whether nothing stands between them now."""
        return self.is_able(agent, item) and self.may_have(agent, item)

    def is_able(self, agent: Agent, item: WorkItem) -> bool:
        """Whether the agent is free for it and not kept from it."""
        return not self.blame.is_barred(item.id, agent.id) and self.is_free_for(agent, item.kind)

    def enabled_at(self, agent: Agent, item: WorkItem) -> datetime | None:
        """When time alone brings them together, None when it does not."""
        rows = self.rows
        if not rows.is_ready(agent.id):
            return None
        seen = pools.seen_from(rows, agent, item)
        if seen is None or not capacity.fits(agent, capacity.in_use(rows, agent.id), item.kind):
            return None
        rest = agent.presence.cooldowns.get(item.kind, rows.now)
        return max(seen, rest, self.blame.hard.get((item.id, agent.id), rows.now))
