"""The agents of an item's pool who could take it now, in the order of the strategy."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hub.domain.plans import Strategy
from hub.domain.work import WorkItem
from hub.routing.agents.seats import Place, Seat
from hub.routing.board import Board
from hub.routing.matching.strategies import MOST_AT_ONCE, Key, by_itself, by_need, by_seating
from hub.routing.values import Blocker, Considered, considered
from hub.routing.waiting.lines import Line, satisfies

KEPT = 10
_WALK = 32
_FEW = 8
_IN_IDLE_ORDER = frozenset({Strategy.LONGEST_IDLE, Strategy.RING_ALL})
_SCORED = frozenset(
    {
        Strategy.LEAST_OCCUPIED,
        Strategy.MOST_SKILLED,
        Strategy.FEWEST_SKILLS_FIRST,
        Strategy.BEST_MATCH,
        Strategy.FEWEST_HANDLED,
    }
)


class _Able(NamedTuple):
    """A free agent who could take the item; the least is asked first."""

    key: Key
    seat: Seat


class Search:
    """One item's look at its pool: `open` could take it, `spare` only because there is nobody else."""

    def __init__(self, board: Board, item: WorkItem, strategy: Strategy) -> None:
        queue = board.queues.get(item.queue_id or "")
        self.board = board
        self.item = item
        self.strategy = strategy
        self.most = min(queue.ring, MOST_AT_ONCE) if queue and self.strategy is Strategy.RING_ALL else 1
        self.considered: list[Considered] = []
        self.looked = 0

    def found(self) -> tuple[list[Seat], int]:
        """The agents to ask, with the stage of the first: earlier stages have precedence."""
        chosen: dict[str, tuple[int, Seat]] = {}
        spare: dict[str, tuple[int, Seat]] = {}
        for stage, lines in self._stages():
            for is_spare, seat in self._in_order(lines):
                (spare if is_spare else chosen).setdefault(seat.id, (stage, seat))
            if len(chosen) >= self.most:
                break
        asked = list((chosen or spare).values())[: self.most]
        return [seat for _, seat in asked], asked[0][0] if asked else 0

    def _stages(self) -> Iterator[tuple[int, list[Line]]]:
        lines = self.board.waiting.lines_of(self.item.id)
        if len(lines) == 1:
            yield 0, list(lines)
            return
        pool = self.board.waiting.pool_of(self.item.id)
        numbers = [*(claim.stage for claim in pool.claims), *(stage for _, stage in pool.named)]
        for number in sorted(set(numbers)):
            yield number, [line for line, stage in zip(lines, numbers, strict=True) if stage == number]

    def _in_order(self, lines: list[Line]) -> Iterator[tuple[bool, Seat]]:
        """Who could take it by one of these lines (whether only as a spare), best first."""
        best: dict[str, _Able] = {}
        for line in lines:
            for able in self._able(line):
                if able.seat.id not in best or able.key < best[able.seat.id].key:
                    best[able.seat.id] = able
        ranked = sorted(best.values(), key=_by_key)
        is_spare = [self.item.id in able.seat.excluded for able in ranked]
        first = [able for able, spare in zip(ranked, is_spare, strict=True) if not spare] or ranked
        if self.strategy is Strategy.RANDOM and first:
            ranked = [self.board.dice.choice(first)]
        self._note(ranked)
        return ((self.item.id in able.seat.excluded, able.seat) for able in ranked)

    def _able(self, line: Line) -> Iterator[_Able]:
        key = self._key(line)
        if line.sign.agent_id:
            seat = self.board.seats.get(line.sign.agent_id)
            if seat and self.item.kind in seat.placed and not seat.excluded.get(self.item.id):
                yield _Able(key(seat), seat)
            return
        found, is_ranked = 0, self._is_ranked(line)
        enough = KEPT if is_ranked else self.most if self.strategy in _IN_IDLE_ORDER else None
        holders = self.board.holders.rarest(line.needs)
        for seat in self._ranked(line) if is_ranked else self._walk(line):
            if holders is not None and len(self.considered) == KEPT and seat.id not in holders:
                continue
            blocker = kept_away(seat, self.item, line)
            if blocker is None or (blocker is Blocker.EXCLUDED and not seat.excluded[self.item.id]):
                yield _Able(key(seat), seat)
                found += blocker is None
                if found == enough:
                    return
            elif len(self.considered) < KEPT:
                self.considered.append(considered(seat.id, seat.presence.ticket, blocker))

    def _is_ranked(self, line: Line) -> bool:
        """Whether the line's queue keeps its free agents in the order of this strategy; as many as are told will do."""
        queue = self.board.queues.get(line.sign.queue_id)
        return queue is not None and queue.strategy is self.strategy and by_itself(self.strategy) is not None

    def _ranked(self, line: Line) -> Iterator[Seat]:
        """The free agents of a line in the order of its queue's strategy."""
        ranked = self.board.free.ranked(line.sign.queue_id, self.item.kind)
        self.looked += len(ranked)
        return (each[-1] for each in ranked)

    def _walk(self, line: Line) -> Iterator[Seat]:
        """The free agents of a line in idle order; in long lists, after a while, only those who have all skills."""
        needed = [skill for skill, least, _ in line.needs if least > 0]
        free = self.board.free.of(line.sign.queue_id, self.item.kind)
        able: set[str] | None = None
        for number, order in enumerate(free):
            if number == _WALK and needed and len(free) > _FEW * _WALK:
                able = self._with_all(needed)
                if len(able) <= _WALK:
                    yield from self._of(able, line, order)
                    return
            if able is None or order[2] in able:
                self.looked += 1
                yield order[-1]

    def _with_all(self, needed: list[str]) -> set[str]:
        """Who has all of some skills, at whatever level."""
        holders = sorted((self.board.holders.get(skill, set()) for skill in needed), key=len)
        return holders[0].intersection(*holders[1:])

    def _of(self, able: set[str], line: Line, start: Place) -> Iterator[Seat]:
        """Those of a few agents who are free and not looked at yet, in idle order."""
        queue_id, kind = line.sign.queue_id, self.item.kind
        seats = (self.board.seats[each] for each in able)
        free = [each for each in seats if kind in each.placed and each.order >= start and each.service(queue_id, kind)]
        self.looked += len(free)
        return iter(sorted(free, key=_by_order))

    def _key(self, line: Line) -> Callable[[Seat], Key]:
        queue_id = self.item.queue_id or ""
        if self.strategy is Strategy.LINEAR:
            return by_seating(_seating(self.board, queue_id), None)
        if self.strategy is Strategy.ROUND_ROBIN:
            return by_seating(_seating(self.board, queue_id), self.board.last_asked.get(queue_id))
        return by_need(self.strategy, line.needs)

    def _note(self, ranked: list[_Able]) -> None:
        scored = self.strategy in _SCORED
        able = [
            considered(
                seat.id,
                seat.presence.ticket,
                Blocker.EXCLUDED if self.item.id in seat.excluded else None,
                abs(float(key[0])) if scored else None,
            )
            for key, seat in ranked[:KEPT]
        ]
        self.considered = [*self.considered[: KEPT - len(able)], *able]


def _seating(board: Board, queue_id: str) -> dict[str, int]:
    """The members of a queue with their number in its list."""
    members = board.members.get(queue_id, {})
    known = board.seatings.get(queue_id)
    if known is None or known[0] is not members:
        known = board.seatings[queue_id] = (members, {each: number for number, each in enumerate(members)})
    return known[1]


def kept_away(seat: Seat, item: WorkItem, line: Line) -> Blocker | None:
    """What keeps an agent out of a line, or an item of it from the agent."""
    sign = line.sign
    service = seat.service(sign.queue_id, sign.kind)
    if service is None:
        return Blocker.NOT_MEMBER
    if sign.ring and service.rank > sign.ring:
        return Blocker.RING
    if not satisfies(seat.skills, line.needs):
        return Blocker.MISSING_SKILL
    if service.delay > sign.delay:
        return Blocker.DELAYED
    return Blocker.EXCLUDED if item.id in seat.excluded else None


def _by_key(able: _Able) -> Key:
    return able.key


def _by_order(seat: Seat) -> Key:
    return seat.order
