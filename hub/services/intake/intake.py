"""Takes in messages from every channel, commits what has queued up together, answers after the commit."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from hub.domain.addresses import Address, chat_address, email_address, phone_address
from hub.domain.customers import ContactPointKind
from hub.domain.ids import new_id
from hub.domain.masking import NOTHING_HIDDEN, Masking
from hub.domain.messages import MessageKind
from hub.domain.text import clean_text
from hub.errors import BusyError
from hub.ports.blobs import Blobs
from hub.ports.channels import Inbound, Outcome, OutcomeKind
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.intake import IntakeItem, IntakeResult, RawRecord, StoredFile
from hub.services.intake.entry import EntryBook, EntryDesk
from hub.services.intake.last_service import all_last_served
from hub.services.intake.rows import decide

_log = logging.getLogger(__name__)
_BATCH = 256
_MAX_WAIT_S = 2.0
_MAX_QUEUE = 4096
_INLINE_RAW = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    item: IntakeItem
    answer: "asyncio.Future[Outcome]"
    since: float


class Intake:
    """The one way into the log. `deliver` returns after the commit that holds the message and all that follows from
    it.
    """

    def __init__(
        self,
        *,
        database: Database,
        blobs: Blobs,
        clock: Clock,
        desk: EntryDesk,
        on_stored: Callable[[Outcome], None],
        masking: Masking = NOTHING_HIDDEN,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._desk = desk
        self._on_stored = on_stored
        self._masking = masking
        self._waiting: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def deliver(self, inbound: Inbound) -> Outcome:
        """Store one inbound message; raises `BusyError` when the hub cannot keep up or the database is away."""
        self._refuse_when_late()
        item = await prepare(inbound, self._blobs, self._masking)
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item=item, answer=answer, since=self._clock.monotonic()))
        if self._worker is None:
            self._worker = asyncio.create_task(self._drain(), name="intake")
        return await answer

    async def close(self) -> None:
        """Wait until what has queued up is committed."""
        while self._worker is not None:
            await asyncio.shield(self._worker)

    def _refuse_when_late(self) -> None:
        if not self._waiting:
            return
        late = self._clock.monotonic() - self._waiting[0].since > _MAX_WAIT_S
        if late or len(self._waiting) >= _MAX_QUEUE:
            raise BusyError("intake is behind; send again in a few seconds")

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                await self._commit(batch)
        finally:
            self._worker = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            book = await self._knowing_who_served(await self._desk.book(), batch)
            work = partial(decide, book=book, now=self._clock.now())
            results = await self._database.intake([each.item for each in batch], work)
        except Exception as error:  # noqa: BLE001 - every sender in the batch must get an answer
            _log.warning("intake batch failed", extra={"size": len(batch), "error": type(error).__name__})
            results = [IntakeResult(outcome=None, error=error)] * len(batch)
        for waiting, result in zip(batch, results, strict=True):
            self._answer(waiting, result)

    async def _knowing_who_served(self, book: EntryBook, batch: list[_Waiting]) -> EntryBook:
        """Look up who served these customers last, where a rule asks for it."""
        addresses = [each.item.address for each in batch if each.item.address is not None]
        if not book.asks_who_served or not addresses:
            return book
        return replace(book, last_served=await self._database.read(partial(all_last_served, addresses=addresses)))

    def _answer(self, waiting: _Waiting, result: IntakeResult) -> None:
        if result.outcome is not None:
            if result.outcome.kind is not OutcomeKind.REPEATED:
                self._on_stored(result.outcome)
            if not waiting.answer.done():
                waiting.answer.set_result(result.outcome)
        elif not waiting.answer.done():
            waiting.answer.set_exception(_as_busy(result.error))


def _as_busy(error: Exception | None) -> BusyError:
    """Tell the channel that nothing is stored; the cause goes to the log alone."""
    if isinstance(error, BusyError):
        return error
    _log.error("a message could not be stored", exc_info=error)
    busy = BusyError("the message could not be stored; send it again")
    busy.__cause__ = error
    return busy


async def prepare(inbound: Inbound, blobs: Blobs, masking: Masking) -> IntakeItem:
    """Normalise the sender, make the text storable and hide its secrets, put files and large bodies into the blob
    store.
    """
    address = sender_address(inbound)
    html = masking.html(inbound.html)
    return IntakeItem(
        inbound=replace(inbound, files=(), html=""),
        address=address,
        thread_key=_thread_key(inbound, address),
        text=masking.text(clean_text(inbound.text)),
        subject=masking.text(clean_text(inbound.subject)),
        files=tuple(
            [
                await _store(each_name, each_type, data, cid, blobs, inline=inline)
                for each_name, each_type, data, cid, inline in _files(inbound)
            ]
        ),
        html_blob=await blobs.put(html.encode("utf-8", "replace")) if html else None,
        raw=await _raw(inbound, blobs),
    )


def sender_address(inbound: Inbound) -> Address | None:
    """Normalise the sender by its kind; None when it identifies nobody."""
    if inbound.sender_kind == "phone":
        return phone_address(inbound.sender, inbound.region)
    if inbound.sender_kind == "email":
        return email_address(inbound.sender)
    if inbound.sender_kind == "chat":
        return chat_address(inbound.sender)
    sender = clean_text(inbound.sender.strip())
    if not sender:
        return None
    return Address(kind=ContactPointKind.EXTERNAL, value=f"{inbound.channel}:{sender}", raw=sender)


def _thread_key(inbound: Inbound, address: Address | None) -> str:
    if inbound.thread.key:
        return inbound.thread.key
    if address is None or inbound.message_kind in (MessageKind.CALL, MessageKind.EMAIL):
        return inbound.thread.message_id or inbound.provider_id
    return f"{inbound.our_address}|{address.value}"


def _files(inbound: Inbound) -> list[tuple[str, str, bytes, str | None, bool]]:
    return [(each.name, each.type, each.data, each.content_id, each.inline) for each in inbound.files]


async def _store(name: str, type_: str, data: bytes, cid: str | None, blobs: Blobs, *, inline: bool) -> StoredFile:
    blob = await blobs.put(data)
    return StoredFile(
        id=new_id(), name=clean_text(name), type=type_, size=len(data), blob=blob, content_id=cid, inline=inline
    )


async def _raw(inbound: Inbound, blobs: Blobs) -> RawRecord | None:
    raw = inbound.raw
    if raw is None:
        return None
    large = len(raw.body) > _INLINE_RAW
    return RawRecord(
        id=new_id(),
        channel=inbound.channel,
        provider_id=inbound.provider_id or hashlib.sha256(raw.body).hexdigest(),
        content_type=raw.content_type,
        headers=raw.headers,
        body=None if large else raw.body,
        blob=await blobs.put(raw.body) if large else None,
        error=inbound.unparsed,
        received_at=inbound.received_at,
    )
