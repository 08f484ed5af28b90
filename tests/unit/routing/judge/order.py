"""Who is next: the line as one agent sees it, and the agents as an item's strategy ranks them."""

from collections.abc import Callable
from typing import Any

from hub.domain.agents import Agent
from hub.domain.plans import Strategy
from hub.domain.work import WorkItem
from hub.routing.policy import Ordering
from tests.unit.routing.judge import capacity, pools
from tests.unit.routing.judge.rows import Rows

Key = tuple[Any, ...]


def place(rows: Rows, item: WorkItem) -> Key:
    """The place among items of one rank and weight: the smallest is next."""
    match rows.policy.ordering:
        case Ordering.STRICT:
            return -item.priority, item.queued_at, item.id
        case Ordering.ACCUMULATING:
            return (-round(score(rows, item), 3),)  # equal scores are in either order
        case _:
            return rows.key(item), item.id


def score(rows: Rows, item: WorkItem) -> float:
    """What accumulates while waiting (Kleinrock 1964)."""
    rate = rows.policy.rates.get(item.priority, 1.0 + item.priority)
    return rate * (rows.now - item.queued_at).total_seconds()


def line(rows: Rows, agent: Agent, item: WorkItem) -> Key | None:
    """The place in the agent's whole view; None where several queues lead to the item and the view is not one line."""
    if rows.target(item) == agent.id:
        is_scored = rows.policy.ordering is Ordering.ACCUMULATING  # own work of one agent is in order of arrival then
        return 0, 0, 0, *((item.queued_at, item.id) if is_scored else place(rows, item))
    served = pools.service(rows, agent, item.queue_id, item.kind)
    queue = rows.queue_of(item)
    if served is None or queue is None or not pools.is_plain(rows, item):
        return None
    return 1, served.rank, -queue.weight, *place(rows, item)


def idle(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    """Longest idle first, those with an open offer behind those without."""
    return len(rows.offers_of(agent.id)), agent.presence.ticket, agent.id


def ranking(rows: Rows, item: WorkItem) -> Callable[[Rows, Agent, WorkItem], Key] | None:
    """How the strategy in force ranks agents; None where any of them may be chosen."""
    strategy = pools.strategy(rows, item)
    if strategy in {Strategy.MOST_SKILLED, Strategy.BEST_MATCH} and _needs(rows, item) is None:
        return None
    return _RANKINGS.get(strategy)


def _plain(agent: Agent) -> Key:
    return agent.presence.ticket, agent.id


def _occupied(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    use = capacity.in_use(rows, agent.id)
    used = sum(agent.capacity.costs.get(kind, 1) for kind in use)
    return used / max(agent.capacity.units, 1), *_plain(agent)


def _needs(rows: Rows, item: WorkItem) -> pools.Terms | None:
    """The one conjunction in force, where there is only one."""
    found = {terms for each in pools.openings(item, rows.plan_of(item)) for terms in each.needs}
    return found.pop() if len(found) == 1 else None


def _skilled(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    needs = _needs(rows, item) or ()
    levels = [agent.skills.get(each.skill, 0) for each in needs] or list(agent.skills.values())
    return -sum(levels), *_plain(agent)


def _matching(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    needs = _needs(rows, item) or ()
    return -sum(agent.skills.get(each.skill, 0) - each.at_least for each in needs), *_plain(agent)


def _few_skills(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    return len(agent.skills), *_plain(agent)


def _handled(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    return agent.presence.handled, *_plain(agent)


def _linear(rows: Rows, agent: Agent, item: WorkItem) -> Key:
    queue = rows.queue_of(item)
    members = [each.agent_id for each in queue.members] if queue else []
    number = members.index(agent.id) if agent.id in members else len(members)
    return number, agent.id


_RANKINGS: dict[Strategy, Callable[[Rows, Agent, WorkItem], Key]] = {
    Strategy.LONGEST_IDLE: idle,
    Strategy.LEAST_OCCUPIED: _occupied,
    Strategy.MOST_SKILLED: _skilled,
    Strategy.FEWEST_SKILLS_FIRST: _few_skills,
    Strategy.BEST_MATCH: _matching,
    Strategy.FEWEST_HANDLED: _handled,
    Strategy.LINEAR: _linear,
    Strategy.RING_ALL: idle,
}
