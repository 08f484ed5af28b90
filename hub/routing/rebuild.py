"""Taking over stored rows: after a start, a take-over, or a lost race."""

from collections.abc import Iterable
from dataclasses import replace

from hub.domain.work import LegRole, Offer, OfferState, WorkItem, WorkItemState
from hub.routing.agents.presence import arm_grace
from hub.routing.board import Board
from hub.routing.hands.release import give_back, to_line
from hub.routing.transitions import OfferEnded
from hub.routing.values import TALKING

_RESTART = "engine_restart"


def adopt_rows(board: Board, items: Iterable[WorkItem], offers: Iterable[Offer]) -> None:
    """Take rows as they are stored; an offer that fits no offered item is ended."""
    plain: list[WorkItem] = []
    for item in items:
        if item.state is WorkItemState.WAITING and board.lineup.is_plain(item) and item.id not in board.items:
            plain.append(item)
        else:
            board.adopt(item)
    board.take_in(plain)
    for offer in offers:
        if offer.id in board.offers:
            continue
        item_row = board.items.get(offer.work_item_id)
        is_its = item_row is not None and item_row.state is WorkItemState.OFFERED and item_row.epoch == offer.epoch
        if is_its and offer.agent_id in board.seats:
            board.adopt_offer(offer)
        else:
            ended = replace(offer, state=OfferState.FAILED, cause=_RESTART, ended_at=board.now)
            board.out.append(OfferEnded(offer=ended))


def reconcile(board: Board, items: Iterable[WorkItem]) -> None:
    """Derive what rows do not say: exclusions, hand-overs, rests, graces; judge offers that are over."""
    for seat in board.seats.values():
        if seat.presence.cooldowns and not seat.cooldowns:
            seat.cooldowns = {kind: until for kind, until in seat.presence.cooldowns.items() if until > board.now}
            for kind, until in seat.cooldowns.items():
                board.timers.set(("cooldown", seat.id, kind), until)
            board.dirty[seat.id] = None
        arm_grace(board, seat)
    for item in items:
        _reconcile_item(board, item)


def _reconcile_item(board: Board, item: WorkItem) -> None:
    _adopt_side(board, item)
    for each in item.exclusions:
        board.exclude(each.agent_id, item.id, hard=each.hard, until=each.until)
    if item.state is not WorkItemState.OFFERED:
        return
    offers = board.pending(item.id)
    if not offers:
        to_line(board, item, _RESTART)
    for offer in offers:
        if offer.deadline + board.policy.late_accept_grace <= board.now:
            give_back(board, offer, OfferState.TIMED_OUT, _RESTART)


def _adopt_side(board: Board, item: WorkItem) -> None:
    """Stand a side leg beside its contact again; one whose contact is gone has taken it over."""
    if item.role is LegRole.MAIN or item.state is WorkItemState.WRAPPING:
        return
    parent = board.items.get(item.parent_id or "")
    if parent and parent.role is LegRole.MAIN and parent.state in TALKING:
        board.child_of[parent.id] = item.id
    else:
        board.change(item, "promoted", role=LegRole.MAIN)
