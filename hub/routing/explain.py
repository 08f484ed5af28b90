"""Why an item is where it is, and why an agent gets nothing: the first obstacle for each candidate, with its values."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.plans import HIGHEST_LEVEL
from hub.domain.work import WorkItem
from hub.routing.board import Board
from hub.routing.seats import Seat
from hub.routing.transitions import Refusal
from hub.routing.values import Block, Blocker


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An agent seen from an item; `block` is the first obstacle, None when nothing stands in the way."""

    agent_id: str
    ticket: int
    block: Block | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemExplanation:
    """Where an item stands: since when, its key and place in line (None when it does not wait), and every candidate."""

    item: WorkItem
    waiting_since: datetime
    waited_s: float
    key: datetime
    position: int | None
    target_agent_id: str | None
    offer_id: str | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """A waiting item seen from an agent, in line order."""

    item_id: str
    queue_id: str | None
    rank: int
    key: datetime
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
    """Explain an item; `limit` bounds the candidates."""
    item = board.items.get(item_id)
    if item is None:
        return Refusal.UNKNOWN_ITEM
    seats = _candidates(board, item)
    return ItemExplanation(
        item=item,
        waiting_since=item.queued_at,
        waited_s=(board.now - item.queued_at) / timedelta(seconds=1),
        key=board.key(item),
        position=board.position(item),
        target_agent_id=board.target(item),
        offer_id=next(iter(board.offers_of.get(item.id, ())), None),
        candidates=tuple(_candidate(board, item, seat) for seat in seats[:limit]),
    )


def explain_agent(board: Board, agent_id: str, *, limit: int = 100) -> AgentExplanation | Refusal:
    """Explain an agent; `limit` bounds the items."""
    seat = board.seats.get(agent_id)
    if seat is None:
        return Refusal.UNKNOWN_AGENT
    sights = sorted((_sight(board, seat, item) for item in _in_sight(board, seat)), key=_line_order)
    return AgentExplanation(
        agent_id=agent_id,
        ticket=seat.presence.ticket,
        used=seat.used,
        units=seat.agent.capacity.units,
        counts=seat.load(),
        blocks={kind: seat.blocked(kind) for kind in seat.agent.capacity.kinds},
        items=tuple(sights[:limit]),
    )


def obstacle(board: Board, item: WorkItem, seat: Seat) -> Block | None:
    """The first thing that keeps the item from the agent now."""
    target = board.target(item)
    if target is not None and target != seat.id:
        return Block(blocker=Blocker.OTHER_AGENT, detail=target)
    mismatch = _mismatch(seat, item) if target is None else None
    return mismatch or seat.blocked(item.kind) or _exclusion(seat, item)


def _mismatch(seat: Seat, item: WorkItem) -> Block | None:
    if seat.service(item.queue_id, item.kind) is None:
        return Block(blocker=Blocker.NOT_MEMBER, detail=item.queue_id or "")
    for need in item.requirements:
        have = seat.skills.get(need.skill, 0)
        if not need.level <= have <= HIGHEST_LEVEL:
            return Block(blocker=Blocker.MISSING_SKILL, detail=need.skill, have=have, need=need.level)
    return None


def _exclusion(seat: Seat, item: WorkItem) -> Block | None:
    return Block(blocker=Blocker.EXCLUDED) if item.id in seat.excluded else None


def _candidates(board: Board, item: WorkItem) -> list[Seat]:
    target = board.target(item)
    wanted = [target] if target else list(board.members.get(item.queue_id or "", {}))
    return sorted((board.seats[each] for each in wanted if each in board.seats), key=Seat.current_order)


def _candidate(board: Board, item: WorkItem, seat: Seat) -> Candidate:
    return Candidate(agent_id=seat.id, ticket=seat.presence.ticket, block=obstacle(board, item, seat))


def _in_sight(board: Board, seat: Seat) -> list[WorkItem]:
    own = {entry for line in board.waiting.own(seat.id) for entry in line.entries}
    queued = {entry for queue_id in seat.queues for line in board.waiting.of_queue(queue_id) for entry in line.entries}
    return [board.items[each] for each in own | queued]


def _sight(board: Board, seat: Seat, item: WorkItem) -> Sight:
    service = None if board.target(item) else seat.service(item.queue_id, item.kind)
    rank = service.rank if service else 0
    return Sight(
        item_id=item.id, queue_id=item.queue_id, rank=rank, key=board.key(item), block=obstacle(board, item, seat)
    )


def _line_order(sight: Sight) -> tuple[int, datetime, str]:
    return sight.rank, sight.key, sight.item_id
