"""Who gets what: an arriving item looks for the longest idle agent, a freed agent for the first item in line."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.ordering import micros
from hub.routing.seats import Order, Seat
from hub.routing.values import Blocker, Considered, Decision, Rule
from hub.routing.waiting import Found, Line, Viewer, satisfies

_WALK = 32
_KEPT = 9
_OWN_RANK = -1
_NAMED_RANK = 1
Choice = tuple[bool, int, int, tuple[float, tuple[int, str]]]
"""Softly excluded or not, rank, -weight, and (score, entry) in that band; the least is served first."""


def settle(board: Board) -> None:
    """Offer until nobody free could take anything that waits."""
    while board.dirty or board.freed or board.arrived:
        freed = _freed(board)
        if board.arrived:
            for seat in freed.values():
                board.free.place(seat, seat.free_kinds())
            _place_arrived(board, freed)
        for seat in sorted(freed.values(), key=Seat.current_order):
            _serve(board, seat)


def _freed(board: Board) -> dict[str, Seat]:
    """Take the changed agents; bring those who only lost freedom up to date, return those who may have gained some."""
    changed = dict.fromkeys([*board.dirty, *board.freed])
    gained: dict[str, Seat] = {}
    for agent_id in changed:
        seat = board.seats.get(agent_id)
        if seat is None:
            continue
        seat.changed()
        kinds = seat.free_kinds()
        if kinds and (agent_id in board.freed or not kinds <= seat.placed):
            gained[agent_id] = seat
        else:
            board.free.place(seat, kinds)
    board.dirty.clear()
    board.freed.clear()
    return gained


def _place_arrived(board: Board, freed: Mapping[str, Seat]) -> None:
    arrived = [board.items[item_id] for item_id in board.arrived if item_id in board.waiting]
    board.arrived.clear()
    for item in sorted(arrived, key=lambda each: (board.key(each), each.id)):
        while item.id in board.waiting:
            choice = choose_agent(board, item)
            if choice is None:
                break
            seat, decision = choice
            if seat.id in freed:
                _serve_once(board, seat)
            else:
                _assign(board, item, seat, decision)
            board.free.place(seat, seat.free_kinds())


def _serve(board: Board, seat: Seat) -> None:
    while _serve_once(board, seat):
        pass
    board.free.place(seat, seat.free_kinds())


def _serve_once(board: Board, seat: Seat) -> bool:
    found = choose_item(board, seat)
    if found is None:
        return False
    _, rank, _, (_, (_, item_id)) = found
    item = board.items[item_id]
    rule = _target_rule(item) if rank == _OWN_RANK else Rule.NEXT_IN_LINE
    _assign(board, item, seat, _decide(board, rule, item, [_chosen(seat)]))
    return True


def choose_item(board: Board, seat: Seat) -> Choice | None:
    """Return the first item for a freed agent: own work, then by rank, the queue's weight and the place in line.

    An item that is softly excluded counts only when there is nothing else.
    """
    kinds = seat.free_kinds()
    if not kinds:
        return None
    viewer = Viewer(seat.skills, seat.excluded, micros(board.now))
    best = _own_work(board, seat, viewer)
    if best is None or best[0]:
        best = _least(best, _named_work(board, seat, viewer))
        best = _least(best, _queued_work(board, seat, kinds, viewer))
    return best


def _least(one: Choice | None, other: Choice | None) -> Choice | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _own_work(board: Board, seat: Seat, viewer: Viewer) -> Choice | None:
    lines = board.waiting.own(seat.id)
    found = [line.best(viewer.excluded, viewer.now) for line in lines if line.kind in seat.free_kinds()]
    return min((_choice(each, _OWN_RANK, 0) for each in found if each is not None), default=None)


def _named_work(board: Board, seat: Seat, viewer: Viewer) -> Choice | None:
    """Work for which a plan asks the agent by name has the rank that its queue has for the agent, else the first."""
    best: Choice | None = None
    for line in board.waiting.named(seat.id):
        found = line.best(viewer.excluded, viewer.now) if line.kind in seat.free_kinds() else None
        if found is not None:
            service = seat.service(line.sign.queue_id, line.kind)
            rank = service.rank if service else _NAMED_RANK
            best = _least(best, _choice(found, rank, -board.weights.get(line.sign.queue_id, 0)))
    return best


def _queued_work(board: Board, seat: Seat, kinds: frozenset[str], viewer: Viewer) -> Choice | None:
    spare: Choice | None = None
    waiting = board.waiting
    for rank, weight, outlooks in seat.bands:
        best: Found | None = None
        for queue_id, own_kind, service in outlooks:
            for kind in waiting.kinds_of(queue_id) if own_kind is None else (own_kind,):
                if kind in kinds:
                    best = waiting.best_of(queue_id, kind, service, viewer, best)
        if best is not None:
            if not best[0]:
                return _choice(best, rank, weight)
            spare = spare or _choice(best, rank, weight)
    return spare


def _choice(found: Found, rank: int, weight: int) -> Choice:
    return found[0], rank, weight, found[1:]


def choose_agent(board: Board, item: WorkItem) -> tuple[Seat, Decision] | None:
    """Return the agent for an item: its target, its preferred agent, or the longest idle of its pool."""
    target = board.target(item)
    if target is not None:
        return _only(board, item, target, _target_rule(item))
    if item.preferred_agent_id:
        preferred = board.seats.get(item.preferred_agent_id)
        if preferred and item.id not in preferred.excluded and _is_skilled(board, item, preferred):
            choice = _only(board, item, item.preferred_agent_id, Rule.PREFERRED)
            if choice:
                return choice
    return _longest_idle(board, item)


def _is_skilled(board: Board, item: WorkItem, seat: Seat) -> bool:
    """A preferred agent need not serve the queue, but must be able to."""
    lines = board.waiting.lines_of(item.id)
    return any(satisfies(seat.skills, line.needs) for line in lines if not line.sign.agent_id)


def _only(board: Board, item: WorkItem, agent_id: str, rule: Rule) -> tuple[Seat, Decision] | None:
    seat = board.seats.get(agent_id)
    if seat is None or item.kind not in seat.free_kinds() or seat.excluded.get(item.id):
        return None
    return seat, _decide(board, rule, item, [_chosen(seat)])


def _longest_idle(board: Board, item: WorkItem) -> tuple[Seat, Decision] | None:
    """The free agent of the earliest stage; who is softly excluded only when nobody else is left in any stage."""
    considered: list[Considered] = []
    spare: Seat | None = None
    for lines in _stages(board, item):
        chosen: tuple[bool, Order, Seat] | None = None
        for line in lines:
            found = _idle_in(board, item, line, considered)
            if found is not None and (chosen is None or found[:2] < chosen[:2]):
                chosen = found
        if chosen is not None and not chosen[0]:
            considered.append(_chosen(chosen[2]))
            return chosen[2], _decide(board, Rule.LONGEST_IDLE, item, considered)
        spare = spare or (chosen[2] if chosen else None)
    if spare is None:
        return None
    considered.append(_chosen(spare))
    return spare, _decide(board, Rule.LONGEST_IDLE, item, considered)


def _stages(board: Board, item: WorkItem) -> Iterator[list[Line]]:
    lines = board.waiting.lines_of(item.id)
    if len(lines) == 1:
        yield list(lines)
        return
    pool = board.waiting.pool_of(item.id)
    numbers = [*(claim.stage for claim in pool.claims), *(stage for _, stage in pool.named)]
    for number in sorted(set(numbers)):
        yield [line for line, stage in zip(lines, numbers, strict=True) if stage == number]


def _idle_in(board: Board, item: WorkItem, line: Line, considered: list[Considered]) -> tuple[bool, Order, Seat] | None:
    """The longest idle agent of one line, with whether it is softly excluded."""
    if line.sign.agent_id:
        seat = board.seats.get(line.sign.agent_id)
        if seat is None or item.kind not in seat.placed or seat.excluded.get(item.id):
            return None
        return item.id in seat.excluded, seat.order, seat
    spare: Seat | None = None
    for looked, (_, _, agent_id) in enumerate(board.free.of(line.sign.queue_id, item.kind)):
        seat = board.seats[agent_id]
        blocker = _kept_away(seat, item, line)
        if blocker is None:
            return False, seat.order, seat
        if blocker is Blocker.EXCLUDED and not seat.excluded[item.id]:
            spare = spare or seat
        if len(considered) < _KEPT:
            considered.append(Considered(agent_id=agent_id, ticket=seat.presence.ticket, blocker=blocker))
        if looked == _WALK and any(least > 0 for _, least, _ in line.needs):
            return _rarest_first(board, item, line)
    return (True, spare.order, spare) if spare else None


def _rarest_first(board: Board, item: WorkItem, line: Line) -> tuple[bool, Order, Seat] | None:
    """Look only at those who have all skills asked for, when the common walk has not found anyone."""
    holders = sorted((board.holders.get(skill, set()) for skill, least, _ in line.needs if least > 0), key=len)
    able = (board.seats[each] for each in holders[0].intersection(*holders[1:]))
    found = [
        (item.id in seat.excluded, seat.order, seat)
        for seat in able
        if item.kind in seat.placed
        and not seat.excluded.get(item.id)
        and _kept_away(seat, item, line) in {None, Blocker.EXCLUDED}
    ]
    return min(found, key=_by_order, default=None)


def _by_order(found: tuple[bool, Order, Seat]) -> tuple[bool, Order]:
    return found[:2]


def _kept_away(seat: Seat, item: WorkItem, line: Line) -> Blocker | None:
    sign = line.sign
    service = seat.service(sign.queue_id, sign.kind)
    if service is None or (sign.ring and service.rank > sign.ring):
        return Blocker.OUTER_RING if service else Blocker.NOT_MEMBER
    if service.delay > sign.delay:
        return Blocker.TOO_EARLY
    if not satisfies(seat.skills, line.needs):
        return Blocker.MISSING_SKILL
    return Blocker.EXCLUDED if item.id in seat.excluded else None


def _assign(board: Board, item: WorkItem, seat: Seat, decision: Decision) -> None:
    """Offer the item, or give it straight back to the agent whose it still is."""
    if item.agent_id == seat.id:
        board.change(item, "resumed", state=WorkItemState.ACTIVE, due_at=None, preferred_until=None)
        return
    queue = board.queues.get(item.queue_id or "")
    epoch = item.epoch + 1
    offered = board.change(item, "offered", state=WorkItemState.OFFERED, epoch=epoch)
    board.open_offer(
        Offer(
            id=board.new_id(),
            work_item_id=item.id,
            interaction_id=item.interaction_id,
            epoch=epoch,
            agent_id=seat.id,
            why=decision.as_data(),
            created_at=board.now,
            deadline=board.now + board.policy.offer_time(queue, offered.kind),
        )
    )


def _target_rule(item: WorkItem) -> Rule:
    return Rule.DIRECT if item.direct else Rule.PREFERRED


def _chosen(seat: Seat) -> Considered:
    return Considered(agent_id=seat.id, ticket=seat.presence.ticket)


def _decide(board: Board, rule: Rule, item: WorkItem, considered: list[Considered]) -> Decision:
    waited = (board.now - item.queued_at) / timedelta(seconds=1)
    return Decision(rule=rule, considered=tuple(considered), key=board.key(item), waited_s=waited)
