"""Who gets what: an arriving item looks for the longest idle agent, a freed agent for the first item in line."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.routing.board import Board
from hub.routing.seats import Seat
from hub.routing.values import Blocker, Considered, Decision, Rule
from hub.routing.waiting import Entry

_WALK = 32
_KEPT = 9
_TARGET_RANK = 0
Choice = tuple[bool, Entry, int]


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
    _, (key, item_id), rank = found
    item = board.items[item_id]
    rule = Rule.NEXT_IN_LINE if rank > _TARGET_RANK else _target_rule(item)
    _assign(board, item, seat, _decide(board, rule, key, item, [_chosen(seat)]))
    return True


def choose_item(board: Board, seat: Seat) -> Choice | None:
    """Return the first item for a freed agent: own work, then by the queue's rank and the place in line.

    An item that is softly excluded counts only when there is nothing else.
    """
    kinds, excluded = seat.free_kinds(), seat.excluded
    if not kinds:
        return None
    best = _own_work(board, seat)
    for rank, queue_id in seat.ranked_queues:
        if best is not None and not best[0] and best[2] < rank:
            break
        found = board.waiting.first_for(queue_id, kinds, seat.skills, excluded)
        if found is not None and (best is None or (found[0], rank, found[1]) < (best[0], best[2], best[1])):
            best = (*found, rank)
    return best


def _own_work(board: Board, seat: Seat) -> Choice | None:
    lines = board.waiting.targeted(seat.id)
    if not lines:
        return None
    kinds = seat.free_kinds()
    found = [line.first(seat.excluded) for line in lines if line.kind in kinds]
    return min(((*each, _TARGET_RANK) for each in found if each is not None), default=None)


def choose_agent(board: Board, item: WorkItem) -> tuple[Seat, Decision] | None:
    """Return the agent for an item: its target, its preferred agent, or the longest idle of the queue."""
    target = board.target(item)
    if target is not None:
        return _only(board, item, target, _target_rule(item))
    if item.preferred_agent_id:
        preferred = board.seats.get(item.preferred_agent_id)
        if preferred and preferred.mismatched(item) is None and item.id not in preferred.excluded:
            choice = _only(board, item, item.preferred_agent_id, Rule.PREFERRED)
            if choice:
                return choice
    return _longest_idle(board, item)


def _only(board: Board, item: WorkItem, agent_id: str, rule: Rule) -> tuple[Seat, Decision] | None:
    seat = board.seats.get(agent_id)
    if seat is None or item.kind not in seat.free_kinds() or seat.excluded.get(item.id):
        return None
    return seat, _decide(board, rule, board.key(item), item, [_chosen(seat)])


def _longest_idle(board: Board, item: WorkItem) -> tuple[Seat, Decision] | None:
    considered: list[Considered] = []
    spare: Seat | None = None
    chosen: Seat | None = None
    for looked, (_, _, agent_id) in enumerate(board.free.of(item.queue_id, item.kind)):
        seat = board.seats[agent_id]
        blocker = _kept_away(seat, item)
        if blocker is None:
            chosen = seat
            break
        if blocker is Blocker.EXCLUDED and not seat.excluded[item.id]:
            spare = spare or seat
        if looked < _KEPT:
            considered.append(Considered(agent_id=agent_id, ticket=seat.presence.ticket, blocker=blocker))
        if looked == _WALK and item.requirements:
            chosen = _rarest_first(board, item)
            break
    seat_found = chosen or spare
    if seat_found is None:
        return None
    considered.append(_chosen(seat_found))
    return seat_found, _decide(board, Rule.LONGEST_IDLE, board.key(item), item, considered)


def _rarest_first(board: Board, item: WorkItem) -> Seat | None:
    """Look only at those who have all skills asked for, when the common walk has not found anyone."""
    holders = sorted((board.holders.get(each.skill, set()) for each in item.requirements), key=len)
    able = (board.seats[each] for each in holders[0].intersection(*holders[1:]))
    found = [
        seat for seat in able if item.kind in seat.placed and item.queue_id in seat.queues and not _barred(seat, item)
    ]
    return min(found, key=lambda seat: (item.id in seat.excluded, seat.order), default=None)


def _barred(seat: Seat, item: WorkItem) -> bool:
    return seat.excluded.get(item.id, False) or not seat.has_skills(item)


def _kept_away(seat: Seat, item: WorkItem) -> Blocker | None:
    if not seat.has_skills(item):
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


def _decide(board: Board, rule: Rule, key: datetime, item: WorkItem, considered: list[Considered]) -> Decision:
    waited = (board.now - item.queued_at) / timedelta(seconds=1)
    return Decision(rule=rule, considered=tuple(considered), key=key, waited_s=waited)
