"""Decides what rows a batch of inbound messages becomes; pure, so that it can be asked again after a lost race."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.consent_words import TextCommand, text_command
from hub.domain.customers import ContactPoint, ContactPointState, Customer
from hub.domain.events import SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.messages import Message, MessageKind
from hub.ports.channels import Outcome, OutcomeKind
from hub.ports.intake import IntakeItem, IntakePlan, IntakeRows, IntakeView, InteractionChange, Repeat, Thread
from hub.services.events.announce import interaction_event, message_event
from hub.services.intake.entry import EntryBook
from hub.services.intake.routing import call_state, continued, placed
from hub.services.intake.threads import Continuation, find_thread
from hub.services.intake.values import excerpt, inbound_message, keyword_consent, new_customer, new_interaction
from hub.services.shapes import Shape, consent_shape, customer_shape, interaction_shape

_COMMAND_KINDS = frozenset({InteractionKind.SMS, InteractionKind.WEBHOOK})


def decide(items: Sequence[IntakeItem], view: IntakeView, *, book: EntryBook, now: datetime) -> IntakePlan:
    """Turn a batch, in its order, into rows and outcomes."""
    deciding = _Deciding(view, book, now)
    outcomes = tuple(deciding.take(item) for item in items)
    return IntakePlan(rows=deciding.finished(), outcomes=outcomes)


class _Deciding:
    """The view with the batch's own changes laid over it, so that a second message sees what the first one made."""

    def __init__(self, view: IntakeView, book: EntryBook, now: datetime) -> None:
        self._view = view
        self._book = book
        self._now = now
        self._rows = IntakeRows()
        self._repeats: dict[tuple[str, str], Repeat] = dict(view.repeats)
        self._contacts = dict(view.contacts)
        self._threads: dict[str, Thread] = {}
        pools = (view.by_id, view.by_message_id, view.by_key)
        self._stored = {thread.interaction.id: thread for pool in pools for thread in pool.values()}
        self._keys: dict[tuple[str, str], str] = {}
        self._message_ids: dict[tuple[str, str], Thread] = {}
        self._versions: dict[str, int] = {}
        self._new: set[str] = set()
        self._withdrawn = set(view.withdrawn)

    def finished(self) -> IntakeRows:
        """Return the rows with every interaction in its last state."""
        for interaction_id, thread in self._threads.items():
            if interaction_id in self._new:
                self._rows.interactions.append(thread.interaction)
            elif interaction_id in self._versions:
                change = InteractionChange(after=thread.interaction, expected_version=self._versions[interaction_id])
                self._rows.changes.append(change)
        return self._rows

    def take(self, item: IntakeItem) -> Outcome:
        inbound = item.inbound
        self._keep_surroundings(item)
        if inbound.unparsed is not None:
            return self._unparsed(item)
        repeat = self._repeats.get((inbound.channel, inbound.provider_id))
        if repeat is not None:
            return _repeated(repeat)
        customer, point = self._sender(item)
        command = self._command(item)
        thread = self._thread(item, customer)
        blocked = point is not None and point.state is ContactPointState.BLOCKED
        quiet = inbound.automatic is not None or blocked or command in (TextCommand.OPT_OUT, TextCommand.OPT_IN)
        thread, created = self._placed(item, thread, customer, point, quiet=quiet)
        message = inbound_message(item, thread.interaction, customer, self._now)
        thread = self._with_message(thread, message, item, quiet=quiet)
        self._remember(item, thread, message, created=created)
        self._consent(command, item, customer, message)
        return Outcome(
            kind=OutcomeKind.STORED,
            interaction_id=thread.interaction.id,
            message_id=message.id,
            customer_id=thread.interaction.customer_id,
            seq=message.seq,
            commands=(command.value,) if command else (),
        )

    def _keep_surroundings(self, item: IntakeItem) -> None:
        """Keep the raw bytes and the source's bookmark whatever the message turns out to be."""
        if item.raw is not None and (item.raw.channel, item.raw.provider_id) not in self._repeats:
            self._rows.raws.append(item.raw)
        if item.inbound.bookmark is not None:
            self._rows.bookmarks.append((item.inbound.channel, item.inbound.bookmark))

    def _unparsed(self, item: IntakeItem) -> Outcome:
        data: dict[str, object] = {
            "alarm": "unparsed_payload",
            "channel": item.inbound.channel,
            "provider_id": item.inbound.provider_id,
            "detail": item.inbound.unparsed or "",
        }
        self._announce(EventType.ALARM_RAISED, data, item.raw.id if item.raw else item.inbound.provider_id)
        return Outcome(kind=OutcomeKind.UNPARSED)

    def _sender(self, item: IntakeItem) -> tuple[Customer | None, ContactPoint | None]:
        """Find whom the address identifies; make a customer for a new one unless a machine wrote."""
        if item.address is None:
            return None, None
        key = (item.address.kind.value, item.address.value)
        known = self._contacts.get(key)
        if known is not None:
            point, customer = known
            self._rows.seen_contact_points[point.id] = self._now
            return customer, point
        if key in self._view.shared or item.inbound.automatic is not None:
            return None, None
        return self._new_customer(item, key)

    def _new_customer(self, item: IntakeItem, key: tuple[str, str]) -> tuple[Customer, ContactPoint]:
        point, customer = new_customer(item, self._now)
        self._rows.customers.append(customer)
        self._rows.contact_points.append(point)
        self._contacts[key] = (point, customer)
        self._announce(EventType.CUSTOMER_CREATED, customer_shape(customer), customer.id)
        return customer, point

    def _command(self, item: IntakeItem) -> TextCommand | None:
        inbound = item.inbound
        if inbound.kind not in _COMMAND_KINDS or inbound.message_kind is not MessageKind.TEXT or item.address is None:
            return None
        return text_command(item.text, opted_out=(inbound.kind.value, item.address.value) in self._withdrawn)

    def _thread(self, item: IntakeItem, customer: Customer | None) -> Thread | None:
        found = find_thread(item, self._view, customer, self._keys, self._message_ids)
        if found is None:
            return None
        return self._threads.get(found) or self._stored.get(found)

    def _placed(
        self,
        item: IntakeItem,
        thread: Thread | None,
        customer: Customer | None,
        point: ContactPoint | None,
        *,
        quiet: bool,
    ) -> tuple[Thread, bool]:
        """Continue the conversation that was found, or begin one; make the work item that either needs."""
        if thread is not None and item.inbound.message_kind is MessageKind.CALL:
            return replace(thread, interaction=call_state(thread.interaction, item, self._now)), False
        how = continued(thread, self._now) if thread is not None else Continuation.NEW
        if thread is not None and (how is Continuation.APPEND or quiet):
            return thread, False
        if thread is not None and how is Continuation.REOPEN:
            reopened = placed(thread.interaction, item, customer, self._book, self._now, last=thread)
            return self._working(reopened), False
        begun = self._begun(item, customer, point, linked=thread)
        if quiet:
            return begun, True
        return self._working(placed(begun.interaction, item, customer, self._book, self._now, last=None)), True

    def _working(self, thread: Thread) -> Thread:
        if thread.work_item is not None:
            self._rows.work_items.append(thread.work_item)
            if thread.work_item.queue_id is None:
                self._alarm_no_queue(thread.interaction)
        return thread

    def _alarm_no_queue(self, interaction: Interaction) -> None:
        """Without a queue nobody is offered the contact, so somebody must be told."""
        data: dict[str, object] = {
            "alarm": "no_queue",
            "channel": interaction.channel,
            "interaction_id": interaction.id,
            "detail": "the hub has no queue; make one, then transfer this contact to it",
        }
        self._announce(EventType.ALARM_RAISED, data, interaction.id)

    def _begun(
        self,
        item: IntakeItem,
        customer: Customer | None,
        point: ContactPoint | None,
        *,
        linked: Thread | None,
    ) -> Thread:
        linked_id = linked.interaction.id if linked else None
        interaction = new_interaction(item, customer, point, linked_id=linked_id, now=self._now)
        if linked is not None and linked.interaction.case_id is not None:
            interaction = replace(interaction, case_id=linked.interaction.case_id)
        self._new.add(interaction.id)
        return Thread(interaction=interaction, work_item=None)

    def _with_message(self, thread: Thread, message: Message, item: IntakeItem, *, quiet: bool) -> Thread:
        before = thread.interaction
        stored = before.id not in self._new
        seen_version = self._versions.setdefault(before.id, before.version) if stored else 0
        after = replace(
            before,
            version=seen_version + 1,
            last_seq=message.seq,
            last_text=excerpt(message),
            last_direction=message.direction,
            last_at=self._now,
            unread=before.unread + (0 if quiet else 1),
            last_customer_at=before.last_customer_at if item.inbound.automatic else self._now,
            updated_at=self._now,
        )
        return Thread(interaction=after, work_item=thread.work_item)

    def _remember(self, item: IntakeItem, thread: Thread, message: Message, *, created: bool) -> None:
        interaction, inbound = thread.interaction, item.inbound
        self._threads[interaction.id] = thread
        self._keys[(inbound.channel, item.thread_key)] = interaction.id
        if inbound.thread.message_id:
            self._message_ids[(inbound.channel, inbound.thread.message_id)] = thread
        self._repeats[(inbound.channel, inbound.provider_id)] = Repeat(
            message_id=message.id,
            interaction_id=interaction.id,
            customer_id=interaction.customer_id,
            seq=message.seq,
        )
        self._rows.messages.append(message)
        shape = self._shape(interaction, message.author.name)
        self._rows.events.append(interaction_event(interaction, shape=shape, at=self._now, created=created))
        self._rows.events.append(message_event(message, interaction, at=self._now))
        self._popped(item, interaction)

    def _popped(self, item: IntakeItem, interaction: Interaction) -> None:
        """A PBX reports a call: show the customer's card to the agent whose telephone rings, else to everyone's
        supervisors. An event that comes after the call's end pops nothing up.
        """
        event = item.inbound.answers.get("call_event")
        if event not in ("ringing", "answered") or not interaction.state.is_open:
            return
        agent = self._book.agent_with_phone(item.inbound.answers.get("agent", ""))
        data: dict[str, object] = {
            "interaction": self._shape(interaction, ""),
            "customer_id": interaction.customer_id,
            "call_event": event,
        }
        self._rows.events.append(
            NewEvent(
                type=EventType.CALL_POPPED,
                data=data,
                subject_id=interaction.id,
                audience=(agent_audience(agent.id),) if agent else (SUPERVISORS,),
                at=self._now,
            )
        )

    def _shape(self, interaction: Interaction, customer_name: str) -> Shape:
        queue_name = self._book.queue_name(interaction.queue_id)
        return interaction_shape(interaction, queue_name=queue_name, customer_name=customer_name)

    def _consent(
        self, command: TextCommand | None, item: IntakeItem, customer: Customer | None, message: Message
    ) -> None:
        if command not in (TextCommand.OPT_OUT, TextCommand.OPT_IN) or item.address is None:
            return
        out = command is TextCommand.OPT_OUT
        key = (item.inbound.kind.value, item.address.value)
        (self._withdrawn.add if out else self._withdrawn.discard)(key)
        consent = keyword_consent(item, customer, message, withdrawn=out)
        self._rows.consents.append(consent)
        self._announce(EventType.CONSENT_UPDATED, consent_shape(consent), message.interaction_id)

    def _announce(self, type_: EventType, data: dict[str, object], subject_id: str) -> None:
        """Tell the supervisors."""
        event = NewEvent(type=type_, data=data, subject_id=subject_id, audience=(SUPERVISORS,), at=self._now)
        self._rows.events.append(event)


def _repeated(repeat: Repeat) -> Outcome:
    return Outcome(
        kind=OutcomeKind.REPEATED,
        interaction_id=repeat.interaction_id,
        message_id=repeat.message_id,
        customer_id=repeat.customer_id,
        seq=repeat.seq,
    )
