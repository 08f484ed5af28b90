"""What a batch of inbound messages asks the database for, and the view made from the answers; the same on both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.domain.customers import ContactPoint, ContactPointState, Customer
from hub.ports.intake import IntakeItem, IntakeRows, IntakeView, Repeat, Thread
from hub.storage.customers import CUSTOMER, POINT
from hub.storage.log import INTERACTION
from hub.storage.routing import WORK_ITEM

Row = Mapping[str, Any]
Pair = tuple[str, str]
_MAX_REFERENCES = 50


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """The keys of a batch, each once."""

    provider_ids: list[Pair]
    addresses: list[Pair]
    interaction_ids: list[str]
    mail_ids: list[Pair]
    thread_keys: list[Pair]


@dataclass(kw_only=True)
class Found:
    """Rows as the drivers give them, times and JSON still text.

    `threads` are interactions with `how` they were found (`id`, `mail`, `key`) and the lookup's `k0` and `k1`;
    `points` are the contact points with a wanted address, `siblings` all those of the customers they identify.
    """

    repeats: Sequence[Row] = ()
    points: Sequence[Row] = ()
    customers: Sequence[Row] = ()
    siblings: Sequence[Row] = ()
    threads: Sequence[Row] = ()
    work_items: Sequence[Row] = ()
    statements: Sequence[Row] = ()


def lookups_of(items: Iterable[IntakeItem]) -> Lookups:
    """Collect what has to be looked up."""
    found: dict[str, dict[Any, None]] = defaultdict(dict)
    for item in items:
        inbound = item.inbound
        found["provider"][inbound.channel, inbound.provider_id] = None
        found["thread"][inbound.channel, item.thread_key] = None
        if item.address is not None:
            found["address"][item.address.kind.value, item.address.value] = None
        if inbound.thread.interaction_id:
            found["interaction"][inbound.thread.interaction_id] = None
        for reference in inbound.thread.references[-_MAX_REFERENCES:]:
            found["mail"][inbound.channel, reference] = None
    return Lookups(
        provider_ids=list(found["provider"]),
        addresses=list(found["address"]),
        interaction_ids=list(found["interaction"]),
        mail_ids=list(found["mail"]),
        thread_keys=list(found["thread"]),
    )


def view_of(found: Found) -> IntakeView:
    """Build what `decide` is given."""
    threads = _threads(found)
    return IntakeView(
        repeats={
            (row["channel"], row["provider_id"]): Repeat(
                message_id=row["id"],
                interaction_id=row["interaction_id"],
                customer_id=row["customer_id"],
                seq=row["seq"],
            )
            for row in found.repeats
        },
        contacts=_contacts(found),
        shared=frozenset(
            (row["kind"], row["value"]) for row in found.points if row["state"] == ContactPointState.SHARED
        ),
        by_id={k0: thread for (how, k0, _), thread in threads.items() if how == "id"},
        by_message_id={(k0, k1): thread for (how, k0, k1), thread in threads.items() if how == "mail"},
        by_key={(k0, k1): thread for (how, k0, k1), thread in threads.items() if how == "key"},
        withdrawn=frozenset((row["kind"], row["address"]) for row in found.statements if row["status"] == "withdrawn"),
    )


def customers_with_points(rows: IntakeRows) -> list[Customer]:
    """Return the new customers as search shall find them: with the contact points of the same batch."""
    points: defaultdict[str, dict[str, ContactPoint]] = defaultdict(dict)
    for point in rows.contact_points:
        points[point.customer_id][point.id] = point
    return [replace(each, contact_points=tuple(points[each.id].values())) for each in rows.customers]


def _contacts(found: Found) -> dict[Pair, tuple[ContactPoint, Customer]]:
    siblings: defaultdict[str, list[ContactPoint]] = defaultdict(list)
    for row in found.siblings:
        siblings[row["customer_id"]].append(POINT.raw_value(row))
    known = {row["id"]: CUSTOMER.raw_value(row, contact_points=tuple(siblings[row["id"]])) for row in found.customers}
    identifying = [POINT.raw_value(row) for row in found.points if row["identifies"]]
    return {(point.kind.value, point.value): (point, known[point.customer_id]) for point in identifying}


def _threads(found: Found) -> dict[tuple[str, str, str], Thread]:
    newest = {row["interaction_id"]: WORK_ITEM.raw_value(row) for row in found.work_items}
    return {
        (row["how"], row["k0"], row["k1"]): Thread(
            interaction=INTERACTION.raw_value(row), work_item=newest.get(row["id"])
        )
        for row in found.threads
    }
