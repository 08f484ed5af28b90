"""Why an item is where it is, and why an agent gets nothing: the first obstacle for each candidate, with its values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.plans import Strategy
from hub.domain.work import WorkItem, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.matching.obstacles import Way, closest_way, fails, ways_of
from hub.routing.matching.pool import Pool, in_force
from hub.routing.plans.later import later_pools, plan_of
from hub.routing.transitions import Refusal
from hub.routing.values import Block, Blocker, Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An agent seen from an item; `block` is the first obstacle, None when nothing stands in the way.

    `stage` counts the plan's openings of the pool (None: not in any), `rank` is that of the queue that leads here.
    `opens_at` is when a later step of the plan takes this obstacle away.
    """

    agent_id: str
    ticket: int
    stage: int | None
    rank: int | None
    block: Block | None
    opens_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemExplanation:
    """Where an item stands: since when, its key and place in line (None when it does not wait), and the candidates.

    `verdict` says it in a word; `blockers` count the obstacles of all candidates, of whom the nearest are listed.
    `pool` is who may have it by the plan's step in force; `next_step_at` is when that changes.
    """

    item: WorkItem
    verdict: Verdict
    waiting_since: datetime
    waited_s: float
    key: datetime
    position: int | None
    target_agent_id: str | None
    offer_id: str | None
    offer_ids: tuple[str, ...]
    strategy: Strategy
    pool: Pool
    plan_steps: int
    next_step_at: datetime | None
    blockers: dict[Blocker, int]
    candidates_total: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """A waiting item seen from an agent, in the order in which the agent would get them."""

    item_id: str
    queue_id: str | None
    rank: int
    key: datetime
    position: int | None
    block: Block | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentExplanation:
    """What keeps work of each kind away from an agent, what the agent holds, and the waiting items of own queues."""

    agent_id: str
    ticket: int
    used: int
    units: int
    counts: dict[str, int]
    blocks: dict[str, Block | None]
    items: tuple[Sight, ...]


def explain_item(board: Board, item_id: str, *, limit: int = 100) -> ItemExplanation | Refusal:
    """Explain an item; `limit` bounds the candidates, the nearest first."""
    item = board.items.get(item_id)
    if item is None:
        return Refusal.UNKNOWN_ITEM
    plan = plan_of(board, item)
    pool = in_force(item, plan)
    later = later_pools(board, item)
    seen = sorted((_seen(board, item, pool, seat) for seat in _candidates(board, item, pool)), key=_nearest)
    queue = board.queues.get(item.queue_id or "")
    offer_ids = tuple(board.offers_of.get(item.id, ()))
    return ItemExplanation(
        item=item,
        verdict=_verdict(board, item, [block for _, _, block in seen]),
        waiting_since=item.queued_at,
        waited_s=(board.now - item.queued_at) / timedelta(seconds=1),
        key=board.key(item),
        position=board.position(item),
        target_agent_id=board.target(item),
        offer_id=offer_ids[0] if offer_ids else None,
        offer_ids=offer_ids,
        strategy=pool.strategy or (queue.strategy if queue else Strategy.LONGEST_IDLE),
        pool=pool,
        plan_steps=len(plan.steps) if plan else 0,
        next_step_at=later[0][0] if later else None,
        blockers=dict(Counter(block.blocker for _, _, block in seen if block)),
        candidates_total=len(seen),
        candidates=tuple(_candidate(item, later, each) for each in seen[:limit]),
    )


def explain_agent(board: Board, agent_id: str, *, limit: int = 100) -> AgentExplanation | Refusal:
    """Explain an agent; `limit` bounds the items."""
    seat = board.seats.get(agent_id)
    if seat is None:
        return Refusal.UNKNOWN_AGENT
    sights = sorted((_sight(board, seat, board.items[each]) for each in _in_sight(board, seat, limit)), key=_line_order)
    return AgentExplanation(
        agent_id=agent_id,
        ticket=seat.presence.ticket,
        used=seat.used,
        units=seat.agent.capacity.units,
        counts=seat.load(),
        blocks={kind: seat.blocked(kind) for kind in seat.agent.capacity.kinds},
        items=tuple(sights[:limit]),
    )


Seen = tuple[Seat, Way | None, Block | None]


def _seen(board: Board, item: WorkItem, pool: Pool, seat: Seat) -> Seen:
    way = closest_way(seat, item, pool, board.now)
    return seat, way, obstacle(board, item, seat, way)


def obstacle(board: Board, item: WorkItem, seat: Seat, way: Way | None) -> Block | None:
    """The first thing that keeps the item from the agent now."""
    target = board.target(item)
    if target == seat.id:
        return seat.blocked(item.kind) or _exclusion(board, seat, item)
    if target is not None:
        return Block(blocker=Blocker.OTHER_AGENT, detail=target, until=None if item.direct else item.preferred_until)
    if way is None:
        return Block(blocker=Blocker.NOT_MEMBER, detail=item.queue_id or "")
    return way.block or seat.blocked(item.kind) or _exclusion(board, seat, item)


def _exclusion(board: Board, seat: Seat, item: WorkItem) -> Block | None:
    if item.id not in seat.excluded:
        return None
    exclusion = board.excluded_from.get(item.id, {}).get(seat.id)
    return Block(blocker=Blocker.EXCLUDED, until=exclusion.until if exclusion else None)


def _verdict(board: Board, item: WorkItem, blocks: list[Block | None]) -> Verdict:
    if item.state is not WorkItemState.WAITING:
        return Verdict.OFFERED if item.state is WorkItemState.OFFERED else Verdict.NOT_WAITING
    if board.target(item) is not None:
        return Verdict.RESERVED
    if not blocks:
        return Verdict.NOBODY_SERVES
    able = [block for block in blocks if block is None or block.blocker not in _UNABLE]
    if not able:
        return Verdict.NOBODY_ABLE
    here = [block for block in able if block is None or block.blocker is not Blocker.OFFLINE]
    if not here:
        return Verdict.NOBODY_HERE
    ready = any(block is None or block.blocker not in _NOT_READY for block in here)
    return Verdict.ALL_BUSY if ready else Verdict.NOBODY_READY


_UNABLE = frozenset(
    {
        Blocker.NOT_MEMBER,
        Blocker.RING,
        Blocker.MISSING_SKILL,
        Blocker.SKILL_TOO_HIGH,
        Blocker.CHANNEL_DISABLED,
    }
)
_NOT_READY = frozenset({Blocker.NOT_READY, Blocker.PRESENCE_PENDING, Blocker.CONNECTION_LOST})


def _candidates(board: Board, item: WorkItem, pool: Pool) -> list[Seat]:
    """Everybody who serves a queue of the pool, is asked by name or meant."""
    target = board.target(item)
    if target is not None:
        return [board.seats[target]] if target in board.seats else []
    queue_ids = [item.queue_id or "", *(claim.queue_id for claim in pool.claims)]
    return list(board.serving.of(queue_ids, [board.seats.get(agent_id) for agent_id, _ in pool.named]))


def _nearest(seen: Seen) -> tuple[int, int, tuple[int, int, str]]:
    seat, way, block = seen
    steps = 0 if block is None else 1 + _ORDER.index(block.blocker)
    return steps, way.stage if way else 0, seat.current_order()


_ORDER = tuple(reversed(Blocker))


def _candidate(item: WorkItem, later: Iterable[tuple[datetime, Pool]], seen: Seen) -> Candidate:
    seat, way, block = seen
    return Candidate(
        agent_id=seat.id,
        ticket=seat.presence.ticket,
        stage=way.stage if way else None,
        rank=way.rank if way else None,
        block=block,
        opens_at=_opens_at(item, later, seat) if way is None or way.block else None,
    )


def _opens_at(item: WorkItem, later: Iterable[tuple[datetime, Pool]], seat: Seat) -> datetime | None:
    """When a step to come lets the agent in, who is kept out by the pool."""
    for at, pool in later:
        if any(not fails(way) for way in ways_of(seat, item, pool, at)):
            return at
    return None


def _in_sight(board: Board, seat: Seat, limit: int) -> set[str]:
    lines = [*board.waiting.own(seat.id), *board.waiting.named(seat.id)]
    found = {item_id for line in lines for item_id in line.item_ids()}
    for queue_id in seat.queues:
        found.update(board.lineup.first_of(queue_id, limit))
    return found


def _sight(board: Board, seat: Seat, item: WorkItem) -> Sight:
    way = closest_way(seat, item, in_force(item, plan_of(board, item)), board.now)
    return Sight(
        item_id=item.id,
        queue_id=item.queue_id,
        rank=0 if board.target(item) else (way.rank if way else 0),
        key=board.key(item),
        position=board.position(item),
        block=obstacle(board, item, seat, way),
    )


def _line_order(sight: Sight) -> tuple[int, datetime, str]:
    return sight.rank, sight.key, sight.item_id
