"""Reads a mailbox: nothing is skipped, nothing is stored twice, and one broken mail does not hold up the others."""

import asyncio
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hub.channels.email.imap_session import ImapSession, Listed, UnreadableMailError
from hub.channels.email.reading import Arrival, MailReader, Reading, hand_over
from hub.channels.email.settings import AfterReading, ImapSettings
from hub.errors import BusyError, ConnectionNotReadyError, ConnectionRefusedByPeerError
from hub.ports.channels import Bookmark, ChannelContext, LinkState

_log = logging.getLogger(__name__)
_BATCH = 100
_BATCH_BYTES = 32 * 1024 * 1024
_TRIES = 3
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_REFUSED_PAUSE_S = 300.0

Sleep = Callable[[float], Awaitable[None]]


class ImapSource:
    """One folder of one account."""

    def __init__(
        self,
        settings: ImapSettings,
        context: ChannelContext,
        reader: MailReader,
        max_bytes: int,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._context = context
        self._reader = reader
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._bookmark = f"imap:{settings.folder}"
        self._failures = 0
        self._suspicion: Counter[tuple[int, int]] = Counter()

    async def run(self) -> None:
        """Read until cancelled; reconnects by itself."""
        while True:
            try:
                await self._visit()
            except ConnectionRefusedByPeerError as error:
                self._context.state(LinkState.NEEDS_ATTENTION, str(error))
                await self._sleep(_REFUSED_PAUSE_S)
            except (ConnectionNotReadyError, UnreadableMailError, BusyError) as error:
                self._failures += 1
                self._context.state(LinkState.RETRYING, str(error))
                _log.warning("mailbox not readable now", extra={"channel": self._context.name, "error": str(error)})
                await self._sleep(_pause(self._failures))

    async def check(self) -> str:
        """Sign in and open the folder; return what was found. Raises the connection errors."""
        session = ImapSession(self._settings, self._context.name)
        try:
            await session.open()
        finally:
            await session.close()
        return f"{self._settings.folder} at {self._settings.host}"

    async def _visit(self) -> None:
        session = ImapSession(self._settings, self._context.name)
        try:
            await session.open()
            self._failures = 0
            self._context.state(LinkState.UP)
            last = await self._starting_point(session)
            while True:
                last = await self._read_new(session, last)
                await session.wait()
        finally:
            await session.close()

    async def _starting_point(self, session: ImapSession) -> int:
        """The last uid that is stored. With other uids (UIDVALIDITY) all is read again, and what is known is
        recognised.
        """
        stored = await self._context.host.bookmark(self._context.name, self._bookmark)
        validity, _, uid = (stored or "").partition(":")
        if validity == str(session.uid_validity) and uid.isdecimal():
            return int(uid)
        if stored:
            _log.warning("mailbox was rebuilt, reading it again", extra={"channel": self._context.name})
        return await self._last_before_start(session)

    async def _last_before_start(self, session: ImapSession) -> int:
        if self._settings.since is None:
            return 0
        start = datetime.combine(self._settings.since, datetime.min.time(), tzinfo=UTC)
        last = 0
        for mail in await session.list_after(0):
            if mail.received_at >= start:
                break
            last = mail.uid
        return last

    async def _read_new(self, session: ImapSession, last: int) -> int:
        for batch in _batches(await session.list_after(last), self._max_bytes):
            await self._store(session, batch)
            last = batch[-1].uid
            await self._tidy(session, [mail.uid for mail in batch])
        return last

    async def _store(self, session: ImapSession, batch: Sequence[Listed]) -> None:
        """All of a batch share commits; its last mail goes alone and carries the bookmark.

        A crash in between repeats what came before it, which is recognised; it never skips anything.
        """
        readings = await self._read(session, batch)
        if not readings:
            return
        lanes: dict[str, list[Reading]] = defaultdict(list)
        for reading in readings[:-1]:
            lanes[reading.inbound.sender.lower()].append(reading)
        await asyncio.gather(*(self._deliver_in_order(lane) for lane in lanes.values()))
        mark = Bookmark(name=self._bookmark, value=f"{session.uid_validity}:{batch[-1].uid}")
        last = readings[-1]
        await self._deliver(replace(last, inbound=replace(last.inbound, bookmark=mark)))

    async def _read(self, session: ImapSession, batch: Sequence[Listed]) -> list[Reading]:
        bodies = await self._bodies(session, [mail.uid for mail in batch if mail.size <= self._max_bytes])
        readings: list[Reading] = []
        for mail in batch:
            body = bodies.get(mail.uid)
            if mail.size > self._max_bytes:
                readings.append(await self._too_large(session, mail))
            elif isinstance(body, UnreadableMailError):
                arrival = Arrival(raw=b"", received_at=mail.received_at)
                name = f"imap:{session.uid_validity}:{mail.uid}"
                readings.append(Reading(inbound=self._reader.unreadable(arrival, str(body), provider_id=name)))
            elif body is not None:  # else somebody deleted it in this moment
                readings.append(await self._reader.read(Arrival(raw=body, received_at=mail.received_at)))
        return readings

    async def _bodies(self, session: ImapSession, uids: Sequence[int]) -> dict[int, bytes | UnreadableMailError]:
        """Together, or one by one when one of them is under suspicion.

        A mail that a server cannot give comes back as a refusal, or as the end of the connection (Dovecot, when its
        file cannot be read). So whatever was being fetched when the connection ended is fetched alone next time, and is
        given up when the connection ends on it again and again.
        """
        trusted = [uid for uid in uids if not self._suspicion[session.uid_validity, uid]]
        found: dict[int, bytes | UnreadableMailError] = {}
        for group in ([trusted] if trusted else []) + [[uid] for uid in uids if uid not in trusted]:
            found |= await self._group(session, group)
        return found

    async def _group(self, session: ImapSession, uids: Sequence[int]) -> dict[int, bytes | UnreadableMailError]:
        keys = [(session.uid_validity, uid) for uid in uids]
        if len(uids) == 1 and self._suspicion[keys[0]] >= _TRIES:
            return {
                uids[0]: UnreadableMailError(f"the server ended the connection {_TRIES} times instead of giving it")
            }
        try:
            bodies = await session.fetch(uids)
        except ConnectionNotReadyError:
            self._suspicion.update(keys)
            raise
        except UnreadableMailError as error:
            if len(uids) == 1:
                return {uids[0]: error}
            return {uid: body for each in uids for uid, body in (await self._group(session, [each])).items()}
        for key in keys:
            self._suspicion.pop(key, None)
        return dict(bodies)

    async def _too_large(self, session: ImapSession, mail: Listed) -> Reading:
        """The head alone, so that an agent learns of it and finds it in the mailbox."""
        head = await session.fetch_head(mail.uid)
        reading = await self._reader.read(Arrival(raw=head, received_at=mail.received_at))
        note = (
            f"[{mail.size} bytes; more than {self._max_bytes} are not fetched. The mail is in {self._settings.folder}.]"
        )
        return replace(reading, inbound=replace(reading.inbound, text=note))

    async def _deliver_in_order(self, lane: Sequence[Reading]) -> None:
        for reading in lane:
            await self._deliver(reading)

    async def _deliver(self, reading: Reading) -> None:
        """Store one mail; one that cannot be stored although the database answers is kept as bytes, and passed over."""
        for attempt in range(_TRIES):
            try:
                await hand_over(self._context.host, reading)
            except BusyError:
                await self._context.host.bookmark(self._context.name, self._bookmark)
                await self._sleep(_pause(attempt + 1))
            else:
                return
        inbound = reading.inbound
        _log.error("a mail is kept unread", extra={"channel": self._context.name, "provider_id": inbound.provider_id})
        kept = replace(
            inbound, unparsed="the mail could not be stored", text="", html="", subject="", files=(), headers={}
        )
        await hand_over(self._context.host, Reading(inbound=kept))

    async def _tidy(self, session: ImapSession, uids: Sequence[int]) -> None:
        """Only now, after the commit, is the server told; failing here loses nothing."""
        try:
            if self._settings.after_reading is AfterReading.MARK_SEEN:
                await session.mark_seen(uids)
            elif self._settings.after_reading is AfterReading.MOVE:
                await session.move(uids, self._settings.move_to)
        except UnreadableMailError as error:
            _log.warning("stored mails could not be marked", extra={"channel": self._context.name, "error": str(error)})


def _batches(mails: Sequence[Listed], max_bytes: int) -> list[list[Listed]]:
    """At most so many mails, and so many bytes, as may lie in memory at once."""
    batches: list[list[Listed]] = []
    room = 0
    for mail in mails:
        size = min(mail.size, max_bytes)
        if not batches or len(batches[-1]) >= _BATCH or size > room:
            batches.append([])
            room = _BATCH_BYTES
        batches[-1].append(mail)
        room -= size
    return batches


def _pause(failures: int) -> float:
    """Twice as long each time, at most a minute, spread so that many hubs do not come back together."""
    whole = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10))
    return whole * random.SystemRandom().uniform(0.5, 1.0)
