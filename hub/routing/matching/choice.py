"""Who gets an item that looks for an agent: its target, its preferred agent, or whom its pool's strategy chooses."""

from typing import NamedTuple

from hub.domain.plans import Strategy
from hub.domain.work import WorkItem
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.matching.reasons import Why, alone, reason
from hub.routing.matching.search import KEPT, Search
from hub.routing.values import Blocker, Considered, Rule, considered
from hub.routing.waiting.lines import Line, satisfies

_LONG = 256


class Choice(NamedTuple):
    """Who is asked, and why; several at once only where the strategy is `ring_all`."""

    seats: list[Seat]
    why: Why


def choose_agents(board: Board, item: WorkItem) -> Choice | None:
    """Return who is asked to take an item now."""
    target = board.target(item)
    if target is not None:
        return _only(board, item, target, target_rule(item))
    if item.preferred_agent_id:
        preferred = board.seats.get(item.preferred_agent_id)
        if preferred and item.id not in preferred.excluded and _is_skilled(board, item, preferred):
            choice = _only(board, item, item.preferred_agent_id, Rule.PREFERRED)
            if choice:
                return choice
    lines = board.waiting.lines_of(item.id)
    strategy = strategy_of(board, item)
    if len(lines) == 1 and strategy is Strategy.LONGEST_IDLE and not lines[0].sign.agent_id:
        is_sure, choice = _at_a_glance(board, item, lines[0])
        if is_sure:
            return choice
    return _searched(board, item, strategy)


def strategy_of(board: Board, item: WorkItem) -> Strategy:
    """The strategy of the plan's step in force, else of the queue."""
    pool = board.waiting.planned_pool(item.id)
    if pool is not None and pool.strategy is not None:
        return pool.strategy
    queue = board.queues.get(item.queue_id or "")
    return queue.strategy if queue else Strategy.LONGEST_IDLE


def _at_a_glance(board: Board, item: WorkItem, line: Line) -> tuple[bool, Choice | None]:
    """Look for the longest idle in the plainest case; not sure where rings, delays, rests or long lists have a say."""
    queue_id, item_id = line.sign.queue_id, item.id
    free = board.free.of(queue_id, line.kind)
    if len(free) > _LONG or line.sign.ring or board.lineup.is_delayed(queue_id):
        return False, None
    holders, looked_at = board.holders.rarest(line.needs), list[Considered]()
    for looked, (_, ticket, agent_id, seat) in enumerate(free, 1):
        if item_id in seat.excluded:
            return False, None
        if (holders is None or agent_id in holders) and satisfies(seat.skills, line.needs):
            looked_at.append(considered(agent_id, ticket))
            idle = Strategy.LONGEST_IDLE
            return True, Choice([seat], reason(board, item, idle, looked_at, total=looked, stage=0, strategy=idle))
        if looked < KEPT:
            looked_at.append(considered(agent_id, ticket, Blocker.MISSING_SKILL))
    return True, None


def _searched(board: Board, item: WorkItem, strategy: Strategy) -> Choice | None:
    search = Search(board, item, strategy)
    seats, stage = search.found()
    if not seats:
        return None
    total = max(search.looked, len(search.considered))
    why = reason(board, item, strategy, search.considered, total=total, stage=stage, strategy=strategy)
    return Choice(seats, why)


def _is_skilled(board: Board, item: WorkItem, seat: Seat) -> bool:
    """A preferred agent need not serve the queue, but must be able to."""
    lines = board.waiting.lines_of(item.id)
    return any(satisfies(seat.skills, line.needs) for line in lines if not line.sign.agent_id)


def _only(board: Board, item: WorkItem, agent_id: str, rule: Rule) -> Choice | None:
    seat = board.seats.get(agent_id)
    if seat is None or item.kind not in seat.free_kinds() or seat.excluded.get(item.id):
        return None
    return Choice([seat], reason(board, item, rule, alone(seat)))


def target_rule(item: WorkItem) -> Rule:
    """The rule for work that waits for one agent."""
    return Rule.DIRECT if item.direct else Rule.PREFERRED
