"""A small decision for the intake tests: one customer an address, one interaction a thread, and its work item."""

from collections.abc import Sequence
from dataclasses import replace

from hub.domain.addresses import Address
from hub.domain.customers import ContactPoint, ContactPointKind, Customer
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind
from hub.ports.channels import Bookmark, Inbound, Outcome, OutcomeKind, ThreadHints
from hub.ports.intake import (
    IntakeItem,
    IntakePlan,
    IntakeRows,
    IntakeView,
    InteractionChange,
    RawRecord,
    Repeat,
    Thread,
)
from tests.storage.values import NOW, a_message, a_work_item, an_event, an_interaction


def an_item(
    provider_id: str,
    *,
    sender: str = "+4915112345678",
    text: str = "hello",
    hints: ThreadHints | None = None,
    bookmark: str | None = None,
) -> IntakeItem:
    """A text from `sender` in one conversation with us."""
    inbound = Inbound(
        channel="sms",
        kind=InteractionKind.SMS,
        provider_id=provider_id,
        sender=sender,
        sender_kind="phone",
        text=text,
        thread=hints or ThreadHints(),
        received_at=NOW,
        bookmark=Bookmark(name="INBOX", value=bookmark) if bookmark else None,
    )
    raw = RawRecord(
        id=new_id(),
        channel="sms",
        provider_id=provider_id,
        content_type="text/plain",
        headers={},
        body=text.encode(),
        blob=None,
        error=None,
        received_at=NOW,
    )
    address = Address(kind=ContactPointKind.PHONE, value=sender, raw=sender)
    return IntakeItem(inbound=inbound, address=address, thread_key=sender, text=text, subject="", raw=raw)


def decide(items: Sequence[IntakeItem], view: IntakeView) -> IntakePlan:
    """Turn a batch into rows."""
    return _Deciding(view).plan(items)


class _Deciding:
    def __init__(self, view: IntakeView) -> None:
        self._view = view
        self._rows = IntakeRows()
        self._contacts = {key: customer for key, (_, customer) in view.contacts.items()}
        self._threads: dict[str, Interaction] = {}
        self._before: dict[str, int] = {}
        self._repeats = dict(view.repeats)

    def plan(self, items: Sequence[IntakeItem]) -> IntakePlan:
        outcomes = tuple(self._take(item) for item in items)
        for interaction in self._threads.values():
            if interaction.id in self._before:
                expected = self._before[interaction.id]
                self._rows.changes.append(InteractionChange(after=interaction, expected_version=expected))
            else:
                self._rows.interactions.append(interaction)
        return IntakePlan(rows=self._rows, outcomes=outcomes)

    def _take(self, item: IntakeItem) -> Outcome:
        key = (item.inbound.channel, item.inbound.provider_id)
        if known := self._repeats.get(key):
            return Outcome(
                kind=OutcomeKind.REPEATED,
                interaction_id=known.interaction_id,
                message_id=known.message_id,
                customer_id=known.customer_id,
                seq=known.seq,
            )
        customer = self._customer(item)
        interaction = self._interaction(item, customer)
        message = a_message(
            interaction, id=new_id(), seq=interaction.last_seq, text=item.text, provider_id=item.inbound.provider_id
        )
        self._rows.messages.append(message)
        self._rows.events.append(an_event(interaction.id, n=item.inbound.provider_id))
        if item.raw is not None:
            self._rows.raws.append(item.raw)
        if item.inbound.bookmark is not None:
            self._rows.bookmarks.append((item.inbound.channel, item.inbound.bookmark))
        self._repeats[key] = Repeat(
            message_id=message.id, interaction_id=interaction.id, customer_id=customer.id, seq=message.seq
        )
        return Outcome(
            kind=OutcomeKind.STORED,
            interaction_id=interaction.id,
            message_id=message.id,
            customer_id=customer.id,
            seq=message.seq,
        )

    def _customer(self, item: IntakeItem) -> Customer:
        assert item.address is not None
        key = (item.address.kind.value, item.address.value)
        if key not in self._contacts:
            customer = Customer(id=new_id(), name=f"of {item.address.value}", created_at=NOW, updated_at=NOW)
            point = ContactPoint(
                id=new_id(), customer_id=customer.id, kind=item.address.kind, value=item.address.value, created_at=NOW
            )
            self._rows.customers.append(customer)
            self._rows.contact_points.append(point)
            self._contacts[key] = customer
        elif key in self._view.contacts:
            self._rows.seen_contact_points[self._view.contacts[key][0].id] = NOW
        return self._contacts[key]

    def _interaction(self, item: IntakeItem, customer: Customer) -> Interaction:
        known: Thread | None = self._view.by_key.get((item.inbound.channel, item.thread_key))
        before = self._threads.get(item.thread_key) or (known.interaction if known else None)
        if before is None:
            before = an_interaction(customer_id=customer.id, thread_key=item.thread_key)
            self._rows.work_items.append(a_work_item(before))
        elif known is not None and item.thread_key not in self._threads:
            self._before[before.id] = before.version
            before = replace(before, version=before.version + 1)
        after = replace(before, last_seq=before.last_seq + 1, last_text=item.text, unread=before.unread + 1)
        self._threads[item.thread_key] = after
        return after
