"""Who gets what: an arriving item looks for the longest idle agent, a freed agent for the first item in line."""

from collections.abc import Mapping

from hub.domain.plans import Strategy
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.evolve import make
from hub.routing.matching.choice import choose_agents, strategy_of, target_rule
from hub.routing.matching.next_item import OWN_RANK, choose_item
from hub.routing.matching.reasons import Why, alone, reason
from hub.routing.values import Rule


def settle(board: Board) -> None:
    """Offer until nobody free could take anything that waits."""
    while board.dirty or board.freed or board.arrived:
        freed = _freed(board)
        if board.arrived:
            for seat in freed.values():
                board.free.place(seat, seat.free_kinds())
            _place_arrived(board, freed)
        for seat in sorted(freed.values(), key=Seat.current_order):
            _serve(board, seat, freed)


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
    for item in sorted(arrived, key=board.lineup.entry):
        while item.id in board.waiting:
            choice = choose_agents(board, item)
            if choice is None:
                break
            if choice.seats[0].id not in freed or not _serve_once(board, choice.seats[0], freed):
                _assign(board, item, choice.seats, choice.why)
            for seat in choice.seats:
                board.free.place(seat, seat.free_kinds())


def _serve(board: Board, seat: Seat, freed: Mapping[str, Seat]) -> None:
    while _serve_once(board, seat, freed):
        pass
    board.free.place(seat, seat.free_kinds())


def _serve_once(board: Board, seat: Seat, freed: Mapping[str, Seat]) -> bool:
    found = choose_item(board, seat)
    if found is None:
        return False
    _, rank, _, (_, (_, item_id)) = found
    item = board.items[item_id]
    if rank != OWN_RANK and _rings(board, item) and _ring(board, item, freed):
        return True
    rule = target_rule(item) if rank == OWN_RANK else Rule.NEXT_IN_LINE
    _assign(board, item, [seat], reason(board, item, rule, alone(seat)))
    return True


def _rings(board: Board, item: WorkItem) -> bool:
    """Whether several agents are asked at once."""
    queue = board.queues.get(item.queue_id or "")
    return queue is not None and queue.ring > 1 and strategy_of(board, item) is Strategy.RING_ALL


def _ring(board: Board, item: WorkItem, freed: Mapping[str, Seat]) -> bool:
    """Ask all who are free now, those who became free together included."""
    for seat in freed.values():
        board.free.place(seat, seat.free_kinds())
    choice = choose_agents(board, item)
    if choice is None:
        return False
    _assign(board, item, choice.seats, choice.why)
    for seat in choice.seats:
        board.free.place(seat, seat.free_kinds())
    return True


def give(board: Board, item: WorkItem, seat: Seat, *, ignore_capacity: bool = False) -> None:
    """Offer waiting work to one agent because a supervisor says so."""
    why = reason(board, item, Rule.ASSIGNED, alone(seat), ignore_capacity=ignore_capacity)
    _assign(board, item, [seat], why)


def _assign(board: Board, item: WorkItem, seats: list[Seat], why: Why) -> None:
    """Offer the item, or give it straight back to the agent whose it still is."""
    if item.agent_id == seats[0].id:
        board.change(item, "resumed", state=WorkItemState.ACTIVE, due_at=None, preferred_until=None)
        return
    queue = board.queues.get(item.queue_id or "")
    epoch = item.epoch + 1
    offered = board.change(item, "offered", state=WorkItemState.OFFERED, epoch=epoch)
    deadline = board.now + board.policy.offer_time(queue, offered.kind)
    for seat in seats:
        board.open_offer(
            make(
                Offer,
                id=board.new_id(),
                work_item_id=item.id,
                interaction_id=item.interaction_id,
                epoch=epoch,
                agent_id=seat.id,
                state=OfferState.PENDING,
                cause=None,
                why=why,
                created_at=board.now,
                deadline=deadline,
                acked_at=None,
                ended_at=None,
            )
        )
    board.last_asked[item.queue_id or ""] = seats[-1].id
