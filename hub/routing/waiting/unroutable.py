"""Waiting work that nobody who is signed in could ever take: not "all busy", but "no such agent is here"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.domain.work import WorkItem
from hub.routing.board import Board
from hub.routing.matching.pool import Needed
from hub.routing.plans.later import later_pools
from hub.routing.waiting.lines import Line

_TOLD = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Unroutable:
    """Items of a queue and kind that need the same; `nobody_configured` when no agent at all could take them.

    `item_ids` are the first few in line order. `relaxes_at` is when a later step of the oldest item's plan lets
    somebody in who is signed in.
    """

    queue_id: str | None
    kind: str
    needs: Needed
    count: int
    oldest: datetime
    item_ids: tuple[str, ...]
    nobody_configured: bool
    relaxes_at: datetime | None


def unroutable(board: Board) -> list[Unroutable]:
    """All waiting work that nobody signed in could take, the oldest first."""
    board.reach.follow(board.seats)
    groups: dict[tuple[str | None, str, Needed], list[WorkItem]] = {}
    for item, line in _stranded(board):
        groups.setdefault((item.queue_id, item.kind, line.needs), []).append(item)
    told = [_told(board, queue_id, needs, items) for (queue_id, _, needs), items in groups.items()]
    return sorted(told, key=lambda each: (each.oldest, each.item_ids))


def _stranded(board: Board) -> Iterator[tuple[WorkItem, Line]]:
    """Each item whose lines reach nobody, with the first of them; what is held for an agent comes back by itself."""
    reach, waiting, items = board.reach, board.waiting, board.items
    for line in waiting.lines():
        if reach.is_routable(line):
            continue
        for item_id in line.item_ids():
            lines = waiting.lines_of(item_id)
            item = items[item_id]
            if line.sign.is_own and not item.direct:
                continue
            if lines[0] is line and not any(reach.is_routable(each) for each in lines[1:]):
                yield item, line


def _told(board: Board, queue_id: str | None, needs: Needed, items: list[WorkItem]) -> Unroutable:
    oldest = min(items, key=lambda each: (each.queued_at, each.id))
    lines = {line.sign for item in items[:_TOLD] for line in board.waiting.lines_of(item.id)}
    return Unroutable(
        queue_id=queue_id,
        kind=str(oldest.kind),
        needs=needs,
        count=len(items),
        oldest=oldest.queued_at,
        item_ids=tuple(each.id for each in sorted(items, key=board.lineup.entry)[:_TOLD]),
        nobody_configured=not any(board.reach.able(sign) for sign in lines),
        relaxes_at=_relaxes_at(board, oldest),
    )


def _relaxes_at(board: Board, item: WorkItem) -> datetime | None:
    pools = later_pools(board, item) if not item.direct else []
    return next((at for at, pool in pools if board.reach.reaches(pool, item.kind)), None)
