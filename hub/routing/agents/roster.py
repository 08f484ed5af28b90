"""Who serves what: queues, agents, profiles and plans as they are configured; changes act on waiting work at once."""

from collections.abc import Iterable
from dataclasses import replace

from hub.domain.work import WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.matching.strategies import by_itself
from hub.routing.roster_commands import (
    RemoveAgent,
    RemovePlan,
    RemoveProfile,
    RemoveQueue,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)
from hub.routing.transitions import Refusal


def upsert_queue(board: Board, command: UpsertQueue) -> None:
    """Take a queue's choices and members as they are now."""
    queue = command.queue
    before = board.members.get(queue.id, {})
    after = {each.agent_id: each.rank for each in queue.members}
    known = board.queues.get(queue.id)
    is_reordered = board.free.rank_by(queue.id, by_itself(queue.strategy))
    is_reweighed = board.weights.get(queue.id, 0) != queue.weight
    board.queues[queue.id] = queue
    board.weights[queue.id] = queue.weight
    board.members[queue.id] = after
    for agent_id in {**before, **after}:
        if before.get(agent_id) == after.get(agent_id):
            continue
        ranks = board.ranks_of.setdefault(agent_id, {})
        ranks.pop(queue.id, None)
        if agent_id in after:
            ranks[queue.id] = after[agent_id]
        _serve_anew(board, board.seats.get(agent_id))
    if is_reweighed or is_reordered:
        for seat in board.serving.of([queue.id]):
            _serve_anew(board, seat)
    if known and known.wrap_up_rules != queue.wrap_up_rules:
        _count_wrap_up_anew(board, queue.id)


def _count_wrap_up_anew(board: Board, queue_id: str) -> None:
    for item in list(board.items.values()):
        if item.queue_id == queue_id and item.state is WorkItemState.WRAPPING:
            board.adopt(item)


def remove_queue(board: Board, command: RemoveQueue) -> None:
    """Forget a queue that holds no live work."""
    queue = board.queues.get(command.queue_id)
    if queue is None:
        return
    if any(item.queue_id == queue.id for item in board.items.values()):
        board.refuse(Refusal.HOLDS_WORK, queue.id)
        return
    upsert_queue(board, UpsertQueue(queue=replace(queue, members=(), weight=0)))
    board.free.rank_by(queue.id, None)
    for kept in (board.queues, board.weights, board.members):
        kept.pop(queue.id, None)


def upsert_agent(board: Board, command: UpsertAgent) -> None:
    """Take an agent's skills, profile and capacity as they are now; presence stays as it is."""
    seat = board.seats.get(command.agent.id)
    if seat is None:
        seat = board.add_seat(command.agent)
    else:
        board.free.withdraw(seat)
        board.unlearn(seat)
        seat.become(replace(command.agent, presence=seat.presence))
        board.learn(seat)
        board.serve(seat)
    board.freed[seat.id] = None


def remove_agent(board: Board, command: RemoveAgent) -> None:
    """Forget an agent who has nothing in hand."""
    seat = board.seats.get(command.agent_id)
    if seat is None:
        return
    if seat.work or seat.offers:
        board.refuse(Refusal.HOLDS_WORK, seat.id)
        return
    board.free.withdraw(seat)
    board.unlearn(seat)
    for item_id in list(seat.excluded):
        board.lift(seat.id, item_id)
    board.attend(seat, is_gone=True)
    board.serving.change(seat, seat.queues, ())
    del board.seats[seat.id]


def upsert_profile(board: Board, command: UpsertProfile) -> None:
    """Take a profile as it is now, for all agents who have it."""
    board.profiles[command.profile.id] = command.profile
    _profile_changed(board, command.profile.id)


def remove_profile(board: Board, command: RemoveProfile) -> None:
    """Forget a profile: its agents keep the queues that name them."""
    if board.profiles.pop(command.profile_id, None) is not None:
        _profile_changed(board, command.profile_id)


def upsert_plan(board: Board, command: UpsertPlan) -> None:
    """Take a plan as it is now, for all who wait by it."""
    board.plans[command.plan.id] = command.plan
    _plan_changed(board, command.plan.id)


def remove_plan(board: Board, command: RemovePlan) -> None:
    """Forget a plan: those who wait by it go on with their own needs."""
    if board.plans.pop(command.plan_id, None) is not None:
        _plan_changed(board, command.plan_id)


def _plan_changed(board: Board, plan_id: str) -> None:
    _line_up_anew(board, [each for each in board.waiting.item_ids() if board.items[each].plan_id == plan_id])


def _profile_changed(board: Board, profile_id: str) -> None:
    for seat in board.seats.values():
        if seat.agent.profile_id == profile_id:
            _serve_anew(board, seat)
    for queue_id in board.lineup.take_delays(board.profiles):
        lines = list(board.waiting.hall(queue_id).lines())
        _line_up_anew(board, dict.fromkeys(item_id for line in lines for item_id in line.item_ids()))


def _serve_anew(board: Board, seat: Seat | None) -> None:
    if seat is not None:
        board.free.withdraw(seat)
        board.serve(seat)
        board.freed[seat.id] = None


def _line_up_anew(board: Board, item_ids: Iterable[str]) -> None:
    """Each item is a matter of its own, so that a long line holds nobody up."""
    for item_id in item_ids:
        board.timers.set(("sight", item_id), board.now)
