"""The life of an offer: accepted, declined, missed, undelivered, taken back; and what each does to item and agent."""

from datetime import timedelta

from hub.domain.agents import PresenceState
from hub.domain.work import Offer, OfferState, WorkItemState
from hub.routing.agents.seats import Seat
from hub.routing.board import Board
from hub.routing.commands import Accept, Acknowledge, Connected, ConnectFailed, FailCause, FailOffer, Reject, Rescind
from hub.routing.hands.handover import opened, take_over
from hub.routing.hands.release import give_back, to_line, withdraw_offers
from hub.routing.hands.sides import FAILED, end_leg, fails
from hub.routing.hands.work import complete
from hub.routing.transitions import Refusal
from hub.routing.values import TALKING

_UNDELIVERED = timedelta(seconds=5)


def accept(board: Board, command: Accept) -> None:
    """First accept in time wins; repeating it is harmless, a late one is refused with what happened."""
    offer = _pending(board, command.offer_id, command.epoch, command.agent_id, OfferState.ACCEPTED)
    if offer is None:
        return
    item, seat = board.items[offer.work_item_id], board.seats[offer.agent_id]
    board.end_offer(offer, state=OfferState.ACCEPTED, cause="accepted")
    for sibling in board.pending(item.id):
        board.end_offer(sibling, state=OfferState.RESCINDED, cause="taken")
    board.new_ticket(seat, "accepted", missed_offers=0, handled=seat.presence.handled + 1)
    connect = board.policy.channel(item.kind).connect_timeout
    state = WorkItemState.ACTIVE if connect is None else WorkItemState.CONNECTING
    due = None if connect is None else board.now + connect
    taken = board.change(item, "accepted", state=state, agent_id=seat.id, due_at=due, preferred_until=None)
    if state is WorkItemState.ACTIVE:
        opened(board, taken)


def acknowledge(board: Board, command: Acknowledge) -> None:
    """The agent's desk shows the offer; too late or twice is harmless."""
    offer = board.offers.get(command.offer_id)
    known = offer or board.ended_offers.get(command.offer_id)
    if known is None:
        board.refuse(Refusal.UNKNOWN_OFFER, command.offer_id)
    elif known.agent_id != command.agent_id:
        board.refuse(Refusal.NOT_YOURS, known.id)
    elif offer is not None and offer.acked_at is None:
        board.ack_offer(offer)


def not_delivered(board: Board, offer: Offer) -> None:
    """No desk showed it: nobody's fault, but the agent is not asked again at once."""
    seat, kind = board.seats[offer.agent_id], board.items[offer.work_item_id].kind
    give_back(board, offer, OfferState.FAILED, "not_delivered")
    board.cool_down(seat, kind, max(board.policy.unreachable_cooldown, _UNDELIVERED))


def accept_shown(board: Board) -> bool:
    """Accept for agents what their queues accept by itself; False when there was none."""
    shown, board.self_accepting = board.self_accepting, {}
    pending = [board.offers[each] for each in shown if each in board.offers]
    for offer in pending:
        if offer.id in board.offers:
            accept(board, Accept(offer_id=offer.id, agent_id=offer.agent_id))
    return bool(pending)


def reject(board: Board, command: Reject) -> None:
    """The agent declines: a short rest for the agent, the same place in line for the item."""
    offer = _pending(board, command.offer_id, command.epoch, command.agent_id, OfferState.REJECTED)
    if offer is None:
        return
    seat = board.seats[offer.agent_id]
    kind = board.items[offer.work_item_id].kind
    give_back(board, offer, OfferState.REJECTED, command.reason or "rejected")
    board.new_ticket(seat, "rejected", missed_offers=0)
    board.cool_down(seat, kind, board.policy.reject_cooldown)


def fail(board: Board, command: FailOffer) -> None:
    """The offer did not reach the agent."""
    offer = _pending(board, command.offer_id, command.epoch, None, OfferState.FAILED)
    if offer is None:
        return
    seat = board.seats[offer.agent_id]
    kind = board.items[offer.work_item_id].kind
    give_back(board, offer, OfferState.FAILED, command.cause.value)
    _unreached(board, seat, kind, command.cause)


def rescind(board: Board, command: Rescind) -> None:
    """A supervisor takes the offer back: no penalty, but not the same agent again at once."""
    offer = _pending(board, command.offer_id, None, None, OfferState.RESCINDED)
    if offer is None:
        return
    board.exclude(offer.agent_id, offer.work_item_id, hard=True)
    give_back(board, offer, OfferState.RESCINDED, "rescinded")


def time_out(board: Board, offer: Offer) -> None:
    """Nobody answered: the item keeps its place, the agent is not ready after too many in a row."""
    seat = board.seats[offer.agent_id]
    kind = board.items[offer.work_item_id].kind
    give_back(board, offer, OfferState.TIMED_OUT, "timed_out")
    board.cool_down(seat, kind, board.policy.no_answer_cooldown)
    _missed(board, seat, kind)


def connected(board: Board, command: Connected) -> None:
    """The contact is open; a handed-over leg ends the one before it."""
    item = board.expect(command.item_id, TALKING, command.epoch)
    if item and item.state is WorkItemState.CONNECTING:
        opened(board, board.change(item, "connected", state=WorkItemState.ACTIVE, due_at=None))


def connect_failed(board: Board, command: ConnectFailed) -> None:
    """Bridging failed: back to the place in line, a step ahead; work that nobody queued for is over."""
    item = board.expect(command.item_id, frozenset({WorkItemState.CONNECTING}), command.epoch)
    if item is None or item.agent_id is None:
        return
    seat = board.seats[item.agent_id]
    if item.queue_id is None and not item.direct:
        complete(board, item, f"connect_{command.cause.value}", item.disposition)
        return
    board.exclude(seat.id, item.id, hard=False)
    if fails(board, item):
        end_leg(board, item, FAILED)
    elif not take_over(board, item):
        to_line(board, item, f"connect_{command.cause.value}", boost=board.policy.reconnect_boost)
    _unreached(board, seat, item.kind, command.cause)


def _pending(board: Board, offer_id: str, epoch: int | None, agent_id: str | None, wanted: OfferState) -> Offer | None:
    """Return the offer when the command still counts; refuse otherwise, unless it only repeats what was done."""
    offer = board.offers.get(offer_id) or board.ended_offers.get(offer_id)
    if offer is None:
        board.refuse(Refusal.UNKNOWN_OFFER, offer_id)
    elif agent_id not in (None, offer.agent_id):
        board.refuse(Refusal.NOT_YOURS, offer_id)
    elif epoch not in (None, offer.epoch):
        board.refuse(Refusal.STALE_EPOCH, offer_id, str(offer.epoch))
    elif offer.state is OfferState.PENDING:
        return offer
    elif offer.state is not wanted:
        board.refuse(Refusal.OFFER_OVER, offer_id, offer.state.value)
    return None


def _unreached(board: Board, seat: Seat, kind: str, cause: FailCause) -> None:
    policy = board.policy
    rest: dict[FailCause, timedelta] = {
        FailCause.BUSY: policy.busy_cooldown,
        FailCause.NO_ANSWER: policy.no_answer_cooldown,
        FailCause.UNREACHABLE: policy.unreachable_cooldown,
    }
    board.cool_down(seat, kind, rest[cause])
    if cause is FailCause.NO_ANSWER:
        _missed(board, seat, kind)


def _missed(board: Board, seat: Seat, kind: str) -> None:
    missed = seat.presence.missed_offers + 1
    board.new_ticket(seat, "missed", missed_offers=missed)
    if missed < board.policy.channel(kind).missed_limit or seat.presence.state is not PresenceState.READY:
        return
    board.set_presence(seat, "missed_offers", state=PresenceState.NOT_READY, reason="no_answer")
    withdraw_offers(board, seat, OfferState.CANCELLED, "agent_not_ready")
