"""The caller's way in: greeting, keypad menu, queue, music with the place in line."""

import logging
from dataclasses import replace
from datetime import datetime

from hub.domain.calls import CallLeg, LegRole, LegState
from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionState
from hub.domain.queues import Trigger
from hub.domain.work import WorkItem
from hub.errors import ConflictError, NotFoundError, SendFailedError
from hub.ports.call_line import CallLine
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.calls.rows import change_leg, enqueue, show_call
from hub.services.calls.steps import before, go_to, greeting, menu, nothing, voicemail, wait_in_queue, waiting_music
from hub.services.calls.texts import language_of
from hub.services.conflicts import again_when_stale
from hub.services.intake.entry import EntryBook, EntryDesk
from hub.services.intake.last_service import last_served, left_place
from hub.services.intake.routing import entry_facts, queued

_log = logging.getLogger(__name__)
_UNANSWERED = (InteractionState.WAITING, InteractionState.OFFERED, InteractionState.CONNECTING)


class CallEntry:
    """Answers the steps of a caller who has not been connected yet."""

    def __init__(self, *, database: Database, clock: Clock, router: Router, desk: EntryDesk) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._desk = desk

    async def start(self, line: CallLine, call: CallRef) -> CallStep:
        """A call comes in, and intake has stored it; asked again, a caller in the queue goes back there."""
        interaction = await self._caller(line, call)
        language = language_of(line.script, interaction.language)
        if interaction.state is not InteractionState.NEW:
            return await self._line_up(interaction)
        if line.script.menu_digits:
            return menu(line.script, language, attempt=1, invalid=False)
        return await self._queue(line, interaction, digits="", welcome=True)

    async def menu(self, line: CallLine, call: CallRef) -> CallStep:
        """A key was pressed, or none in time; after the last try the call takes the way without a key."""
        interaction = await self._caller(line, call)
        if interaction.state is not InteractionState.NEW:
            return await self._line_up(interaction)
        digits, attempt = call.params.get("digits", ""), int(call.params.get("attempt") or 1)
        if digits in line.script.menu_digits:
            return await self._queue(line, interaction, digits=digits, welcome=False)
        if attempt >= line.script.menu_tries:
            return await self._queue(line, interaction, digits="", welcome=False)
        language = language_of(line.script, interaction.language)
        return menu(line.script, language, attempt=attempt + 1, invalid=bool(digits))

    async def wait(self, line: CallLine, call: CallRef) -> CallStep:
        """Music and the place in line; a caller who waited longer than the queue allows is taken to voicemail."""
        interaction = await self._caller(line, call)
        language = language_of(line.script, interaction.language)
        if interaction.state not in _UNANSWERED:
            return waiting_music(line.script, language, None, None)
        if await self._too_long(interaction):
            await self._divert(line, interaction, call.provider_id)
            return nothing()
        told = call.params.get("announced", "")
        announced = int(told) if told.isdigit() else None
        waiting = interaction.state is InteractionState.WAITING
        position = await self.position(interaction.id) if waiting else None
        return waiting_music(line.script, language, position, announced)

    async def _caller(self, line: CallLine, call: CallRef) -> Interaction:
        now = self._clock.now()

        def write(tx: Tx) -> Interaction | None:
            leg = tx.call_legs.by_provider_id(line.name, call.provider_id)
            interaction = (
                tx.interactions.get(leg.interaction_id)
                if leg
                else tx.interactions.by_thread(line.name, call.provider_id)
            )
            if interaction is None:
                return None
            if leg is None:
                tx.call_legs.add(_customer_leg(line, interaction, call.provider_id, now))
                return show_call(tx, interaction.id, now)
            change_leg(tx, leg, now)
            return interaction

        interaction = await again_when_stale(self._database, write)
        if interaction is None:
            raise NotFoundError(f"call {call.provider_id} is not in the log")
        return interaction

    async def _queue(self, line: CallLine, interaction: Interaction, *, digits: str, welcome: bool) -> CallStep:
        book = await self._desk.book()
        now = self._clock.now()
        after, held = await again_when_stale(
            self._database, lambda tx: _enter(tx, interaction.id, book, digits=digits, now=now)
        )
        language = language_of(line.script, interaction.language)
        hello = [greeting(line.script, language)] if welcome else []
        if after.state is InteractionState.VOICEMAIL:
            return before(voicemail(line.script, language), *hello)
        self._router.hint(interaction.id)
        if held is not None:
            await self._call_off(held)
        return before(await self._line_up(after), *hello)

    async def _line_up(self, interaction: Interaction) -> CallStep:
        """Where keys can be pressed if the queue calls back, else in the conference at once."""
        book = await self._desk.book()
        queue = book.queues.get(interaction.queue_id or "")
        return go_to("line") if queue is not None and queue.callback else wait_in_queue(interaction.id)

    async def _call_off(self, held: WorkItem) -> None:
        """The caller has taken over the place that a callback kept."""
        try:
            await self._router.cancel_callback(held.interaction_id, by="customer", cause="customer_called")
        except (ConflictError, NotFoundError):
            _log.info("a callback was in hand already", extra={"interaction_id": held.interaction_id})

    async def _too_long(self, interaction: Interaction) -> bool:
        book = await self._desk.book()
        queue = book.queues.get(interaction.queue_id or "")
        if queue is None or interaction.queued_at is None or interaction.state is not InteractionState.WAITING:
            return False
        if any(each.on is Trigger.MAX_WAIT for each in queue.overflow):
            return False  # routing sees to that
        since = max(interaction.queued_at, interaction.created_at)  # a place taken over is older than the call
        return (self._clock.now() - since).total_seconds() > queue.max_wait_s

    async def _divert(self, line: CallLine, interaction: Interaction, provider_id: str) -> None:
        try:
            await self._router.divert(interaction.id, "voicemail_after_wait")
            await line.redirect(provider_id, "voicemail")
        except (ConflictError, NotFoundError, SendFailedError):
            return  # an agent took it, or the caller left, in this very moment

    async def position(self, interaction_id: str) -> int | None:
        """The place in line, as routing sees it."""
        try:
            explained = await self._router.explain(interaction_id)
        except (ConflictError, NotFoundError):
            return None
        position = explained.get("position")
        return position if isinstance(position, int) else None


def _customer_leg(line: CallLine, interaction: Interaction, provider_id: str, now: datetime) -> CallLeg:
    return CallLeg(
        id=new_id(),
        channel=line.name,
        interaction_id=interaction.id,
        role=LegRole.CUSTOMER,
        provider_id=provider_id,
        address=interaction.address,
        state=LegState.ANSWERED,
        created_at=now,
        updated_at=now,
    )


def _enter(
    tx: Tx, interaction_id: str, book: EntryBook, *, digits: str, now: datetime
) -> tuple[Interaction, WorkItem | None]:
    """Choose the queue by the entry rules and enter it; a closed one, or none at all, takes a message instead.

    Whoever waits for a callback there goes on at the place it kept: that callback is returned, to be called off.
    """
    interaction = tx.interactions.get(interaction_id)
    if interaction is None:
        raise NotFoundError(f"there is no interaction {interaction_id}")
    if interaction.state is not InteractionState.NEW:
        return interaction, None
    customer: Customer | None = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
    entry = book.choose(entry_facts(interaction, customer, now, digits=digits))
    served = last_served(tx, interaction.customer_id) if book.asks_who_served else None
    arrived = replace(interaction, attributes=_with(interaction, digits))
    placed = queued(arrived, entry, customer, now, served=served)
    is_taken = entry.opens_at is None or entry.overflows
    if entry.queue is not None and is_taken and placed.work_item is not None:
        held = _held_place(tx, entry.queue.id, interaction.address)
        left = held.queued_at if held else left_place(tx, interaction.customer_id, entry.queue, now)
        work = replace(placed.work_item, queued_at=left) if left else placed.work_item
        return enqueue(tx, placed.interaction, work, now), held
    after = replace(
        placed.interaction,
        version=interaction.version + 1,
        state=InteractionState.VOICEMAIL,
        work_item_id=None,
        queued_at=None,
        updated_at=now,
    )
    tx.interactions.update(after, interaction.version)
    return after, None


def _held_place(tx: Tx, queue_id: str, number: str) -> WorkItem | None:
    """The callback to this number that nobody has in hand yet."""
    waiting = (each for each in tx.work_items.callbacks(queue_id) if each.agent_id is None)
    return next((each for each in waiting if each.callback and each.callback.number == number), None)


def _with(interaction: Interaction, digits: str) -> dict[str, str]:
    return {**interaction.attributes, "digits": digits} if digits else interaction.attributes
