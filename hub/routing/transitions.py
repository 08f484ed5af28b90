"""What the engine decided: frozen values that a store can write, each with the state it replaces."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from hub.domain.agents import Presence
from hub.domain.work import Offer, WorkItem, WorkItemState


class Refusal(StrEnum):
    """Why a command changed nothing."""

    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_AGENT = "unknown_agent"
    UNKNOWN_OFFER = "unknown_offer"
    OFFER_OVER = "offer_over"
    NOT_YOURS = "not_yours"
    STALE_EPOCH = "stale_epoch"
    WRONG_STATE = "wrong_state"
    OFFLINE = "offline"
    NO_CAPACITY = "no_capacity"
    HOLDS_WORK = "holds_work"
    ALREADY_TRANSFERRING = "already_transferring"
    NOT_TRANSFERRING = "not_transferring"
    TOO_EARLY = "too_early"
    NO_EXTENSION = "no_extension"
    ALREADY_EXTENDED = "already_extended"
    NO_CALLBACK = "no_callback"
    NOT_READY = "not_ready"
    UNKNOWN_QUEUE = "unknown_queue"


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemChanged:
    """A work item moved: write `item` where the stored row has `epoch_before` and `state_before` (None: insert).

    `detail` is what set it off, where the cause alone does not say (the trigger of an overflow).

    `before` is the item as this very step found it, for the journal.
    """

    item: WorkItem
    state_before: WorkItemState | None
    epoch_before: int
    cause: str
    before: WorkItem | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferCreated:
    """An offer was made; `offer.why` explains it."""

    offer: Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferEnded:
    """An offer left PENDING: write where it is still pending."""

    offer: Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferAcked:
    """The agent's desk shows a pending offer: write `offer.acked_at`."""

    offer: Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class PresenceChanged:
    """An agent's presence, idle ticket or missed count changed from `before`."""

    agent_id: str
    presence: Presence
    cause: str
    before: Presence | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The command changed nothing, and why; `detail` is the state found."""

    reason: Refusal
    subject: str
    detail: str = ""


Transition = ItemChanged | OfferCreated | OfferAcked | OfferEnded | PresenceChanged | Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class NetEffect:
    """The last value of every row touched, with what the store must still hold: one set-based write a table.

    `new_offers` holds offers to insert (also those that ended meanwhile), `acked_offers` those that a desk shows and
    `ended_offers` those to end.
    """

    items: tuple[ItemChanged, ...]
    new_offers: tuple[Offer, ...]
    acked_offers: tuple[Offer, ...]
    ended_offers: tuple[Offer, ...]
    presences: tuple[PresenceChanged, ...]


def net_effect(transitions: Iterable[Transition]) -> NetEffect:
    """Fold transitions, in order, into one write a row."""
    items: dict[str, ItemChanged] = {}
    new: dict[str, Offer] = {}
    acked: dict[str, Offer] = {}
    ended: dict[str, Offer] = {}
    presences: dict[str, PresenceChanged] = {}
    for each in transitions:
        if isinstance(each, ItemChanged):
            items[each.item.id] = _joined(items.get(each.item.id), each)
        elif isinstance(each, OfferCreated):
            new[each.offer.id] = each.offer
        elif isinstance(each, OfferAcked):
            (new if each.offer.id in new else acked)[each.offer.id] = each.offer
        elif isinstance(each, OfferEnded):
            (new if each.offer.id in new else ended)[each.offer.id] = each.offer
        elif isinstance(each, PresenceChanged):
            presences[each.agent_id] = each
    return NetEffect(
        items=tuple(items.values()),
        new_offers=tuple(new.values()),
        acked_offers=tuple(acked.values()),
        ended_offers=tuple(ended.values()),
        presences=tuple(presences.values()),
    )


def _joined(first: ItemChanged | None, last: ItemChanged) -> ItemChanged:
    if first is None:
        return last
    return replace(last, state_before=first.state_before, epoch_before=first.epoch_before)
