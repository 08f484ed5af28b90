"""Two records of one customer become one, with a journal by which it can be undone exactly."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from hub.domain.customers import Customer, Merge
from hub.domain.deliveries import DeliveryState
from hub.domain.duplicates import DuplicateState
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.access.audit import record
from hub.services.cases.rows import announce_case
from hub.services.customers.duplicate_decisions import remember
from hub.services.customers.merge_chain import chain_of, without
from hub.services.customers.records import require
from hub.services.desk.snapshot import OPEN_STATES
from hub.services.events.announce import announce_interaction
from hub.services.sending.delivery_reports import announce_delivery
from hub.services.shapes import Shape, customer_shape, time_shape
from hub.services.value import pools, weekly_lists

_MOST_SHOWN = 200
# States in which nobody has got or will get the message.
_VAIN = frozenset(
    {
        DeliveryState.SKIPPED,
        DeliveryState.EXPIRED,
        DeliveryState.CANCELLED,
        DeliveryState.FAILED,
        DeliveryState.UNDELIVERED,
    }
)


def merge(
    tx: Tx, target_id: str, source_id: str, *, reason: str, by: str, expected_version: int | None, at: datetime
) -> tuple[Merge, Customer]:
    """Give everything of `source_id` to `target_id` and retire the source; returns the journal and the target."""
    if target_id == source_id:
        raise InvalidError("a customer cannot be merged into itself", field="source_id")
    target = require(tx, target_id, expected_version=expected_version)
    source = require(tx, source_id)
    moved = tx.merges.move(source_id, target_id)
    for keys in tx.deliveries.move_occurrences(source_id, target_id):
        _once(tx, keys, at)
    journal = Merge(
        id=new_id(),
        target_id=target_id,
        source_id=source_id,
        moved=moved,
        before={"target": customer_shape(target), "source": customer_shape(source), "reason": reason},
        by=by,
        at=at,
    )
    tx.merges.add(journal)
    _retire(tx, source, into=target_id, at=at)
    grown = replace(_filled(target, source), version=target.version + 1, updated_at=at)
    tx.customers.update(grown, target.version)
    pools.after_merge(tx, source_id, grown, at=at)
    weekly_lists.after_merge(tx, target_id, at=at)
    record(tx, actor=by, action="customer.merged", subject=target_id, at=at, source_id=source_id, reason=reason)
    remember(tx, target_id, source_id, DuplicateState.MERGED, by=by, at=at)
    _announce(tx, EventType.CUSTOMER_MERGED, journal, at)
    _show_open(tx, target_id, moved, at)
    return journal, tx.customers.get(target_id) or grown


def _once(tx: Tx, keys: tuple[str, str], at: datetime) -> None:
    """Both records have a message for the same occasion: what still waits is dropped, so that one person gets one."""
    found = [delivery for key in keys if (delivery := tx.deliveries.by_idem_key(key)) and delivery.state not in _VAIN]
    if len(found) < len(keys):
        return
    waiting = next((each for each in found if each.state is DeliveryState.QUEUED), None)
    if waiting is None:
        return
    dropped = replace(waiting, state=DeliveryState.CANCELLED, reason="merged", updated_at=at)
    if tx.deliveries.update(dropped, expected_attempt=waiting.attempt, expected_states=[DeliveryState.QUEUED.value]):
        announce_delivery(tx, dropped, at)


def undo(tx: Tx, merge_id: str, *, by: str, at: datetime) -> tuple[Merge, Customer]:
    """Part the records again: the source gets back what it brought; what came after the merge stays with the target.

    Fields that the merge filled in are emptied unless somebody has changed them since. The target may have been merged
    on: then the rows come back from whoever holds them now.
    """
    journal = tx.merges.get(merge_id)
    if journal is None:
        raise NotFoundError(f"there is no merge {merge_id}")
    if journal.undone_at is not None:
        raise ConflictError(f"merge {merge_id} was undone already")
    source = tx.customers.get(journal.source_id)
    if source is None or source.merged_into != journal.target_id:
        raise ConflictError("the records are no longer as the merge left them; undo later merges first")
    tx.merges.move_back(journal.moved, source.id)
    tx.customers.update(replace(source, merged_into=None, version=source.version + 1, updated_at=at), source.version)
    holders = _part(tx, journal, at)
    tx.merges.set_undone(merge_id, at)
    pools.after_unmerge(tx, [holders[-1], source], at=at)
    record(tx, actor=by, action="customer.unmerged", subject=journal.target_id, at=at, source_id=source.id)
    remember(tx, journal.target_id, source.id, DuplicateState.DISMISSED, by=by, at=at)
    _announce(tx, EventType.CUSTOMER_UNMERGED, journal, at, also=[each.id for each in holders[1:]])
    _show_open(tx, source.id, journal.moved, at)
    return replace(journal, undone_at=at), tx.customers.get(journal.target_id) or holders[0]


def _part(tx: Tx, journal: Merge, at: datetime) -> list[Customer]:
    """Take what came from the source out of the target, and out of those into whom that was merged on; the last lives.

    What later merges moved along is no longer part of those.
    """
    own = [_before(journal, "target")]
    holders = [_shrink(tx, journal.target_id, journal, own, at)]
    for later in chain_of(tx, journal.target_id):
        tx.merges.set_moved(later.id, without(later.moved, journal.moved))
        own.append(_before(later, "target"))
        holders.append(_shrink(tx, later.target_id, journal, own, at))
    return holders


def _shrink(tx: Tx, holder_id: str, journal: Merge, own: Sequence[Shape], at: datetime) -> Customer:
    """Take back from a record what it learnt from the source and from none of its `own`."""
    holder = tx.customers.get(holder_id)
    if holder is None:
        raise NotFoundError(f"there is no customer {holder_id}")
    shrunk = replace(_emptied(holder, own, _before(journal, "source")), version=holder.version + 1, updated_at=at)
    tx.customers.update(shrunk, holder.version)
    return shrunk


def merge_shape(merge_: Merge) -> Shape:
    """A line of the journal as the API shows it."""
    return {
        "id": merge_.id,
        "target_id": merge_.target_id,
        "source_id": merge_.source_id,
        "source_name": _before(merge_, "source").get("name", ""),
        "reason": merge_.before.get("reason", ""),
        "moved": {table: len(ids) for table, ids in merge_.moved.items()},
        "by": merge_.by,
        "at": time_shape(merge_.at),
        "undone_at": time_shape(merge_.undone_at),
    }


_FILLED = (
    "name",
    "language",
    "time_zone",
    "birthday",
    "owner_agent_id",
    "team",
    "organisation_id",
    "source",
    "notes",
)


def _filled(target: Customer, source: Customer) -> Customer:
    """What the target does not know it learns from the source; tags and attributes add up."""
    learnt = {name: getattr(target, name) or getattr(source, name) for name in _FILLED}
    if learnt["organisation_id"] in {target.id, source.id}:
        learnt["organisation_id"] = None
    return replace(
        target,
        **learnt,
        tags=tuple(dict.fromkeys((*target.tags, *source.tags))),
        attributes={**source.attributes, **target.attributes},
        external_ids=tuple(dict.fromkeys((*target.external_ids, *source.external_ids))),
    )


def _emptied(holder: Customer, own: Sequence[Shape], source: Shape) -> Customer:
    """Give back what came from the source, as far as it still stands and is not the record's own."""
    now = customer_shape(holder)
    learnt = {
        name: _empty(name) for name in _FILLED if now[name] == source[name] and not any(each[name] for each in own)
    }
    own_tags, brought_tags = set[str]().union(*(_names(each, "tags") for each in own)), _names(source, "tags")
    own_keys, brought = {key for each in own for key in _pairs(each, "attributes")}, _pairs(source, "attributes")
    own_ids, brought_ids = set[tuple[str, str]]().union(*map(_ids, own)), _ids(source)
    return replace(
        holder,
        **learnt,  # type: ignore[arg-type]
        tags=tuple(each for each in holder.tags if each in own_tags or each not in brought_tags),
        attributes={k: v for k, v in holder.attributes.items() if k in own_keys or brought.get(k) != v},
        external_ids=tuple(
            each
            for each in holder.external_ids
            if (each.source, each.id) in own_ids or (each.source, each.id) not in brought_ids
        ),
    )


def _empty(name: str) -> str | None:
    return None if name in ("birthday", "owner_agent_id", "organisation_id") else ""


def _before(journal: Merge, side: str) -> Shape:
    return cast("Shape", journal.before[side])


def _names(shape: Shape, field: str) -> set[str]:
    return set(cast("list[str]", shape[field]))


def _pairs(shape: Shape, field: str) -> dict[str, str]:
    return cast("dict[str, str]", shape[field])


def _ids(shape: Shape) -> set[tuple[str, str]]:
    return {(each["source"], each["id"]) for each in cast("list[dict[str, str]]", shape["external_ids"])}


def _retire(tx: Tx, source: Customer, *, into: str, at: datetime) -> None:
    tx.customers.update(replace(source, merged_into=into, version=source.version + 1, updated_at=at), source.version)


def _announce(tx: Tx, type_: EventType, journal: Merge, at: datetime, *, also: Sequence[str] = ()) -> None:
    """Tell everybody about both records as they are now."""
    for customer_id in (journal.source_id, journal.target_id, *also):
        customer = tx.customers.get(customer_id)
        if customer is not None:
            data = {**customer_shape(customer), "merge_id": journal.id}
            tx.events.add(NewEvent(type=type_, data=data, subject_id=customer_id, audience=(EVERYONE,), at=at))


def _show_open(tx: Tx, customer_id: str, moved: dict[str, list[str]], at: datetime) -> None:
    """Tell the desks whose contact it is now that they work on, and whose case."""
    ids = set(moved.get("interactions", []))
    wanted = InteractionFilter(customer_id=customer_id, states=OPEN_STATES)
    for interaction in tx.interactions.page(wanted, after=None, limit=_MOST_SHOWN):
        if interaction.id in ids:
            announce_interaction(tx, interaction, at=at)
    for case in tx.cases.get_many(moved.get("cases", [])).values():
        announce_case(tx, case, at=at)
