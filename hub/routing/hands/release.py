"""Letting go: work goes back in line, offers are withdrawn, and an agent's last wish is carried out."""

from typing import Any

from hub.domain.agents import PresenceState
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.agents.sticky import preferred
from hub.routing.board import Board
from hub.routing.hands.sides import FAILED, asked_until, fails, main_of
from hub.routing.plans.steps import catch_up
from hub.routing.values import TALKING
from hub.routing.waiting.hours import closes_on


def to_line(board: Board, item: WorkItem, cause: str, *, boost: int = 0) -> None:
    """Wait (again) with the same arrival time; what belonged to the last attempt is fenced off.

    Work without a queue has nobody but its agent to wait for. Work that was parked while it was held for its own agent
    is still that agent's, as long as the hold runs.
    """
    due = item.due_at if item.state is WorkItemState.OFFERED else None
    if main_of(board, item):
        due = asked_until(board, item)
    elif item.callback is not None:
        due = item.callback.expires_at
    ran_out = item.preferred_until is not None and item.preferred_until <= board.now
    is_held = item.state is WorkItemState.PARKED and item.agent_id is not None and not ran_out
    lonely = item.queue_id is None and item.agent_id is not None
    changes: dict[str, Any] = {"preferred_agent_id": item.agent_id if lonely else item.preferred_agent_id}
    if not (is_held or lonely):
        changes |= preferred(board, item)
    board.change(
        item,
        cause,
        state=WorkItemState.WAITING,
        epoch=item.epoch + 1,
        agent_id=item.agent_id if is_held else None,
        entered_at=item.entered_at or board.now,
        due_at=due,
        priority=item.priority + boost,
        direct=item.direct or lonely,
        exclusions=tuple(board.excluded_from.get(item.id, {}).values()),
        **changes,
    )
    catch_up(board, item.id)
    if closes_on(item, board.queues.get(item.queue_id or ""), board.now):
        board.timers.set(("shut", item.id), board.now)


def give_back(board: Board, offer: Offer, state: OfferState, cause: str) -> None:
    """End an offer without success and put its item back in line, behind nobody who came later.

    A side leg meant for one agent, or asked for too long, fails instead: its customer is still with the agent before.
    """
    board.exclude(offer.agent_id, offer.work_item_id, hard=False)
    board.end_offer(offer, state=state, cause=cause)
    if offer.work_item_id in board.offers_of:
        return  # others are still asked
    item = board.items[offer.work_item_id]
    if fails(board, item):
        board.change(item, FAILED, state=WorkItemState.CANCELED, due_at=None)
        return
    to_line(board, item, cause)


def withdraw_offers(board: Board, seat: Seat, state: OfferState, cause: str) -> None:
    """Take every pending offer of an agent away."""
    for offer_id in list(seat.offers):
        give_back(board, board.offers[offer_id], state, cause)


def apply_wishes(board: Board) -> None:
    """Carry out what agents asked for, once nothing stands in its way; the system never makes anyone ready."""
    for agent_id in list(board.dirty):
        seat = board.seats.get(agent_id)
        if seat and seat.presence.pending is not None and not _is_bound(board, seat):
            presence = seat.presence
            board.set_presence(
                seat,
                "pending_applied",
                state=presence.pending,
                reason=presence.pending_reason,
                pending=None,
                pending_reason="",
            )


def _is_bound(board: Board, seat: Seat) -> bool:
    if seat.offers:
        return True
    leaves = seat.presence.pending is PresenceState.OFFLINE
    return leaves and any(board.items[each].state in TALKING for each in seat.work)
