"""What an owner reads for a round of decisions, of what its engine does not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hub.domain.interactions import Interaction
from hub.domain.work import Offer, WorkItem
from hub.ports.repositories import Tx
from hub.services.assignment.floor import Floor
from hub.services.assignment.setup import Changed, SetUp, read_set_up


@dataclass(frozen=True, kw_only=True)
class Read:
    """Rows for what a round is about and the engine does not hold."""

    interactions: Mapping[str, Interaction] = field(default_factory=dict)
    items: Sequence[WorkItem] = ()
    offers: Sequence[Offer] = ()
    judged: Mapping[str, Offer] = field(default_factory=dict)
    set_up: SetUp = field(default_factory=SetUp)


def read_rows(
    tx: Tx,
    *,
    floor: Floor,
    interactions: list[str],
    offers: list[str],
    changed: Changed,
    domain: str,
) -> Read:
    """Read interactions with their live legs, offers that are over, and what is set up."""
    items = tx.work_items.live_of_all(interactions)
    unknown = {each.queue_id for each in items if each.queue_id and floor.engine.queue(each.queue_id) is None}
    set_up = read_set_up(tx, replace(changed, queues=changed.queues | unknown), domain)
    foreign = {each for each in unknown - {queue.id for queue in set_up.queues} if tx.queues.get(each)}
    mine = [each for each in items if each.queue_id not in foreign]
    return Read(
        interactions=tx.interactions.get_many(interactions),
        items=mine,
        offers=tx.offers.pending_of([each.id for each in mine]),
        judged={each: offer for each in offers if (offer := tx.offers.get(each))},
        set_up=set_up,
    )


def read_items(tx: Tx, *, ids: list[str]) -> tuple[list[WorkItem], Sequence[Offer]]:
    """Read legs as they are stored, with their pending offers."""
    items = [item for each in ids if (item := tx.work_items.get(each))]
    return items, tx.offers.pending_of(ids)
