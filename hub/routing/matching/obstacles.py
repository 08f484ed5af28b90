"""How an agent comes to an item by its pool, and what stands in that way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.domain.work import WorkItem
from hub.routing.agents.seats import Seat
from hub.routing.matching.pool import Claim, Needed, Pool
from hub.routing.values import Block, Blocker

_NAMED_RANK = 1
_PROGRESS = (Blocker.NOT_MEMBER, Blocker.RING, Blocker.SKILL_TOO_HIGH, Blocker.MISSING_SKILL, Blocker.DELAYED)


class Way(NamedTuple):
    """One claim of the pool, or the agent's name in it, with what keeps the agent out."""

    stage: int
    rank: int
    block: Block | None


def closest_way(seat: Seat, item: WorkItem, pool: Pool, now: datetime) -> Way | None:
    """The way on which the agent gets furthest, of these the earliest stage; None when there is none at all."""
    return min(ways_of(seat, item, pool, now), key=_distance, default=None)


def ways_of(seat: Seat, item: WorkItem, pool: Pool, now: datetime) -> Iterator[Way]:
    """Each way into the pool, for one agent."""
    for claim in pool.claims:
        service = seat.service(claim.queue_id, item.kind)
        block = _claim_block(seat, item, claim, now)
        yield Way(claim.stage, service.rank if service else 0, block)
    for agent_id, stage in pool.named:
        if agent_id == seat.id:
            service = seat.service(item.queue_id, item.kind)
            yield Way(stage, service.rank if service else _NAMED_RANK, None)


def fails(way: Way) -> bool:
    """Whether this way is closed to the agent."""
    return way.block is not None


def entered(item: WorkItem) -> datetime:
    """From when plans and delays count."""
    return item.entered_at or item.queued_at


def _distance(way: Way) -> tuple[int, int]:
    progress = len(_PROGRESS) if way.block is None else _PROGRESS.index(way.block.blocker)
    return -progress, way.stage


def _claim_block(seat: Seat, item: WorkItem, claim: Claim, now: datetime) -> Block | None:
    service = seat.service(claim.queue_id, item.kind)
    if service is None:
        return Block(blocker=Blocker.NOT_MEMBER, detail=claim.queue_id)
    if claim.ring and service.rank > claim.ring:
        return Block(blocker=Blocker.RING, detail=claim.queue_id, have=service.rank, need=claim.ring)
    block = _skill_block(seat, claim.needs)
    seen_at = entered(item) + timedelta(seconds=service.delay)
    if block is None and seen_at > now:
        return Block(blocker=Blocker.DELAYED, detail=claim.queue_id, have=None, need=service.delay, until=seen_at)
    return block


def _skill_block(seat: Seat, needs: Needed) -> Block | None:
    for skill, least, most in needs:
        have = seat.skills.get(skill, 0)
        if have < least:
            return Block(blocker=Blocker.MISSING_SKILL, detail=skill, have=have, need=least)
        if have > most:
            return Block(blocker=Blocker.SKILL_TOO_HIGH, detail=skill, have=have, need=most)
    return None
