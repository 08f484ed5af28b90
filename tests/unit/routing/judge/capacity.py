"""How much an agent has in hand, and whether one more fits."""

from hub.domain.agents import Agent
from hub.domain.work import WorkItem, WorkItemState
from tests.unit.routing.judge.rows import IN_HAND, Rows


def in_use(rows: Rows, agent_id: str) -> list[str]:
    """The kinds of what occupies the agent: contacts in hand (wrap-up that overlaps does not) and open offers."""
    held = [each.kind for each in rows.live.values() if each.agent_id == agent_id and _occupies(rows, each)]
    return [*held, *(rows.items[each.work_item_id].kind for each in rows.offers_of(agent_id))]


def _occupies(rows: Rows, item: WorkItem) -> bool:
    if item.state is not WorkItemState.WRAPPING:
        return item.state in IN_HAND
    queue = rows.queue_of(item)
    rule = queue.wrap_up_rules.get(item.kind) if queue else None
    return rule is None or not rule.overlaps


def fits(agent: Agent, use: list[str], kind: str) -> bool:
    """Whether one more of a kind keeps within the count, the units and what blocks it."""
    capacity = agent.capacity
    if use.count(kind) >= capacity.kinds.get(kind, 0):
        return False
    if any(kind in capacity.blocks.get(other, ()) for other in use):
        return False
    beneath = capacity.interrupts.get(kind, ())
    used = sum(_cost(agent, each) for each in use if each not in beneath)
    return used + _cost(agent, kind) <= capacity.units


def within(agent: Agent, use: list[str]) -> bool:
    """Whether what is in hand keeps the limits; contacts beneath one that interrupts them do not count."""
    capacity = agent.capacity
    if any(use.count(each) > capacity.kinds.get(each, 0) for each in use):
        return False
    beneath = {low for each in use for low in capacity.interrupts.get(each, ())}
    return sum(_cost(agent, each) for each in use if each not in beneath) <= capacity.units


def _cost(agent: Agent, kind: str) -> int:
    return agent.capacity.costs.get(kind, 1)
