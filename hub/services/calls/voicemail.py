"""Voicemail: a real recording, kept with the log, that becomes work for the queue."""

import logging
from dataclasses import replace
from datetime import datetime

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Attachment, Author, AuthorType, MessageKind
from hub.domain.work import WorkItem
from hub.errors import BusyError, ConflictError, NotFoundError, SendFailedError
from hub.ports.blobs import Blobs
from hub.ports.call_line import CallLine
from hub.ports.channels import CallRef, CallStep
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.calls.plan import scene_of
from hub.services.calls.rows import enqueue, note_in_log
from hub.services.calls.steps import nothing, recorded, voicemail
from hub.services.calls.texts import language_of
from hub.services.conflicts import again_when_stale
from hub.services.intake.entry import EntryBook, EntryDesk
from hub.services.intake.routing import entry_facts, queued

_log = logging.getLogger(__name__)
_SHORTEST_S = 1


class Voicemails:
    """Takes messages from callers whom nobody could answer."""

    def __init__(self, *, database: Database, clock: Clock, router: Router, blobs: Blobs, desk: EntryDesk) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._blobs = blobs
        self._desk = desk

    async def divert(self, line: CallLine, interaction_id: str) -> None:
        """Routing gave up: take the caller out of the music and ask for a message; never out of a conversation."""
        scene = await self._database.read(lambda tx: scene_of(tx, interaction_id))
        caller = scene.customer if scene else None
        if scene is None or caller is None or caller.provider_id is None or scene.joined(scene.main) is not None:
            return
        try:
            await line.redirect(caller.provider_id, "voicemail")
        except SendFailedError as error:
            _log.warning("a caller could not be diverted", extra={"leg_id": caller.id, "error": str(error)})

    async def ask(self, line: CallLine, call: CallRef) -> CallStep:
        """Ask for a message."""
        interaction = await self._interaction(line, call)
        if interaction is not None and interaction.state in (InteractionState.WAITING, InteractionState.OFFERED):
            await self._leave_queue(interaction.id)
        return voicemail(line.script, language_of(line.script, interaction.language if interaction else ""))

    async def thank(self, line: CallLine, call: CallRef) -> CallStep:
        """The message is recorded: say goodbye."""
        interaction = await self._interaction(line, call)
        return recorded(language_of(line.script, interaction.language if interaction else ""))

    async def keep(self, line: CallLine, call: CallRef) -> CallStep:
        """The recording is ready: fetch it, keep it, and give it to the queue. Raises `BusyError` to be told again."""
        interaction = await self._interaction(line, call)
        recording_id = call.params.get("recording_id", "")
        if interaction is None or call.params.get("status") != "completed" or not recording_id:
            return nothing()
        seconds = int(call.params.get("seconds") or 0)
        if seconds < _SHORTEST_S:
            return nothing()
        try:
            recording = await line.recording(recording_id)
        except SendFailedError as error:
            raise BusyError(f"the recording cannot be fetched now: {error}") from error
        blob = await self._blobs.put(recording.data)
        attachment = Attachment(
            id=new_id(),
            message_id="",
            name=f"voicemail-{interaction.created_at:%Y%m%d-%H%M%S}.wav",
            type=recording.type,
            size=len(recording.data),
            blob=blob,
        )
        book, now = await self._desk.book(), self._clock.now()
        text = f"Voicemail, {seconds} s"
        stored = await again_when_stale(
            self._database,
            lambda tx: _store(tx, interaction.id, attachment, text=text, recording_id=recording_id, book=book, now=now),
        )
        if stored:
            self._router.hint(interaction.id)
        return nothing()

    async def _leave_queue(self, interaction_id: str) -> None:
        try:
            await self._router.divert(interaction_id, "voicemail")
        except (ConflictError, NotFoundError):
            return

    async def _interaction(self, line: CallLine, call: CallRef) -> Interaction | None:
        def read(tx: Tx) -> Interaction | None:
            leg = tx.call_legs.by_provider_id(line.name, call.provider_id)
            if leg is not None:
                return tx.interactions.get(leg.interaction_id)
            return tx.interactions.by_thread(line.name, call.provider_id)

        return await self._database.read(read)


def _store(
    tx: Tx,
    interaction_id: str,
    attachment: Attachment,
    *,
    text: str,
    recording_id: str,
    book: EntryBook,
    now: datetime,
) -> bool:
    """Add the message and the work item that it is; a repeat changes nothing."""
    before = tx.interactions.get(interaction_id)
    customer = tx.customers.get(before.customer_id) if before and before.customer_id else None
    author = Author(
        type=AuthorType.CUSTOMER,
        id=customer.id if customer else None,
        name=(customer.name if customer else "") or (before.address if before else ""),
    )
    noted = note_in_log(
        tx,
        interaction_id,
        text,
        now,
        kind=MessageKind.VOICEMAIL,
        attachments=(attachment,),
        provider_id=recording_id,
        author=author,
    )
    if noted is None or tx.work_items.live_of(interaction_id) is not None:
        return noted is not None
    chosen = book.choose(entry_facts(noted, customer, now, digits=noted.attributes.get("digits", "")))
    placed = queued(noted, chosen, customer, now)
    work = placed.work_item
    if work is not None:
        listened: WorkItem = replace(work, kind=InteractionKind.MANUAL, queue_id=noted.queue_id or work.queue_id)
        enqueue(tx, replace(placed.interaction, queue_id=listened.queue_id), listened, now)
    return True
