"""Agents come and go: sign-in, ready, not ready, sign-out, a lost desk."""

from hub.domain.agents import PresenceState
from hub.domain.work import OfferState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.hands.release import withdraw_offers
from hub.routing.roster_commands import (
    ConnectionLost,
    ConnectionRestored,
    Login,
    Logout,
    OnOffers,
    SetNotReady,
    SetReady,
)
from hub.routing.transitions import Refusal
from hub.routing.values import TALKING

_NO_WISH = {"pending": None, "pending_reason": ""}


def login(board: Board, command: Login) -> None:
    """Come in, not ready unless the domain says so; a return within the grace period changes nothing else."""
    seat = _seat(board, command.agent_id)
    if seat is None:
        return
    if seat.presence.state is PresenceState.OFFLINE:
        state, reason = PresenceState.NOT_READY, "login"
        if board.policy.ready_on_login:
            state, reason = PresenceState.READY, ""
        fresh = {"missed_offers": 0, "handled": 0, "lost_at": None, **_NO_WISH}
        board.new_ticket(seat, "login", state=state, reason=reason, **fresh)
    elif seat.presence.pending is PresenceState.OFFLINE:
        board.set_presence(seat, "login", state=PresenceState.NOT_READY, reason="login", **_NO_WISH)
    _returned(board, seat)


def set_ready(board: Board, command: SetReady) -> None:
    """Ask for work."""
    seat = _seat(board, command.agent_id)
    if seat is None:
        return
    presence = seat.presence
    if presence.state is PresenceState.OFFLINE:
        board.refuse(Refusal.OFFLINE, seat.id)
        return
    _returned(board, seat)
    if presence.state is PresenceState.READY:
        if presence.pending is not None:
            board.set_presence(seat, "ready", **_NO_WISH)
        return
    changes = {"state": PresenceState.READY, "reason": "", "missed_offers": 0, **_NO_WISH}
    if board.policy.idle_reset_on_ready:
        board.new_ticket(seat, "ready", **changes)
    else:
        board.set_presence(seat, "ready", **changes)


def set_not_ready(board: Board, command: SetNotReady) -> None:
    """Ask for no more work; work in hand is kept, pending offers are given back or waited for."""
    seat = _seat(board, command.agent_id)
    if seat is None:
        return
    if seat.presence.state is PresenceState.OFFLINE:
        board.refuse(Refusal.OFFLINE, seat.id)
        return
    if seat.offers and command.offers is OnOffers.AFTER:
        board.set_presence(seat, "not_ready", pending=PresenceState.NOT_READY, pending_reason=command.reason)
        return
    if (seat.presence.state, seat.presence.reason) != (
        PresenceState.NOT_READY,
        command.reason,
    ) or seat.presence.pending:
        board.set_presence(seat, "not_ready", state=PresenceState.NOT_READY, reason=command.reason, **_NO_WISH)
    withdraw_offers(board, seat, OfferState.CANCELLED, "agent_not_ready")


def logout(board: Board, command: Logout) -> None:
    """Leave: at once, or as soon as the conversations in hand have ended."""
    seat = _seat(board, command.agent_id)
    if seat is None or seat.presence.state is PresenceState.OFFLINE:
        return
    if _talks(board, seat):
        if seat.presence.pending is not PresenceState.OFFLINE:
            board.set_presence(seat, "logout", pending=PresenceState.OFFLINE, pending_reason="logout")
        _start_orphans(board, seat)
    else:
        tells = seat.presence.acknowledges and seat.presence.lost_at is None
        gone = {"lost_at": None, "acknowledges": tells, **_NO_WISH}
        board.set_presence(seat, "logout", state=PresenceState.OFFLINE, reason="", **gone)
        board.timers.set(("grace", seat.id), None)
    withdraw_offers(board, seat, OfferState.CANCELLED, "agent_left")


def connection_lost(board: Board, command: ConnectionLost) -> None:
    """The desk is gone: nothing new, and a grace period to come back."""
    seat = _seat(board, command.agent_id)
    if seat is None or seat.presence.lost_at is not None:
        return
    if seat.presence.state is PresenceState.OFFLINE:
        if seat.presence.acknowledges:
            board.set_presence(seat, "desk", acknowledges=False)
        return
    board.set_presence(seat, "connection_lost", lost_at=board.now)
    arm_grace(board, seat)


def connection_restored(board: Board, command: ConnectionRestored) -> None:
    """The desk is back in time: everything is as it was."""
    seat = _seat(board, command.agent_id)
    if seat is None:
        return
    _returned(board, seat)
    if command.acknowledges not in {None, seat.presence.acknowledges}:
        board.set_presence(seat, "desk", acknowledges=command.acknowledges)


def grace_over(board: Board, seat: Seat) -> None:
    """The desk did not come back: offers go to others, open digital work too after a while; calls go on."""
    gone = {"lost_at": None, "acknowledges": False, **_NO_WISH}
    board.set_presence(seat, "connection_lost", state=PresenceState.NOT_READY, reason="lost", **gone)
    withdraw_offers(board, seat, OfferState.FAILED, "connection_lost")
    _start_orphans(board, seat)


def arm_grace(board: Board, seat: Seat) -> None:
    """Wait for a lost desk as long as its most urgent contact allows."""
    lost_at = seat.presence.lost_at
    if lost_at is not None:
        kinds = [kind for kind, count in seat.counts.items() if count] or list(seat.agent.capacity.kinds)
        grace = min((board.policy.channel(kind).grace for kind in kinds), default=board.policy.digital.grace)
        board.timers.set(("grace", seat.id), lost_at + grace)


def watch_the_lost(board: Board) -> None:
    """What a lost desk has in hand says how long it is waited for, also when that changes meanwhile."""
    for agent_id in board.dirty:
        seat = board.seats.get(agent_id)
        if seat is not None:
            arm_grace(board, seat)


def _returned(board: Board, seat: Seat) -> None:
    board.timers.set(("grace", seat.id), None)
    if seat.presence.lost_at is not None:
        board.set_presence(seat, "connection_restored", lost_at=None)
    for item_id in list(seat.work):
        item = board.items[item_id]
        if item.state in TALKING and item.due_at is not None and not _survives(board, item.kind):
            board.change(item, "agent_returned", due_at=None)


def _start_orphans(board: Board, seat: Seat) -> None:
    for item_id in list(seat.work):
        item = board.items[item_id]
        if item.state in TALKING and item.due_at is None and not _survives(board, item.kind):
            board.change(item, "agent_away", due_at=board.now + board.policy.orphan)


def _survives(board: Board, kind: str) -> bool:
    return board.policy.channel(kind).survives_agent


def _talks(board: Board, seat: Seat) -> bool:
    return any(board.items[each].state in TALKING for each in seat.work)


def _seat(board: Board, agent_id: str) -> Seat | None:
    seat = board.seats.get(agent_id)
    if seat is None:
        board.refuse(Refusal.UNKNOWN_AGENT, agent_id)
    return seat
