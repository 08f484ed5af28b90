"""Tells subscribers what happened: signed, in order for each interaction, again and again for a day."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import orjson

from hub.domain.events import Event
from hub.domain.ids import new_id
from hub.domain.time import to_rfc3339
from hub.errors import BusyError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.posting import Poster, PostResult
from hub.ports.repositories import Tx
from hub.ports.repositories.integration import WebhookAttempt, WebhookTarget

_log = logging.getLogger(__name__)
LEASE = "webhooks"
_LEASE_S = 30.0
_POLL_S = 1.0
_GATHER_S = 0.05
_BATCH = 200
_AT_ONCE = 10
_TIMEOUT_S = 10.0
_GIVE_UP = timedelta(hours=24)
_FIRST_S = 5.0
_LONGEST_S = 3600.0


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 in hex over timestamp, a dot, and the body (docs/api.md, "Webhooks")."""
    mac = hmac.digest(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={mac.hex()}"


def event_body(event: Event) -> bytes:
    """The event as it is posted."""
    shape = {"seq": event.seq, "type": event.type.value, "at": to_rfc3339(event.at), "data": event.data}
    return orjson.dumps(shape)


def backoff(attempt: int) -> timedelta:
    """5 s, 10 s, 20 s ... at most an hour."""
    return timedelta(seconds=min(_LONGEST_S, _FIRST_S * 2.0 ** (attempt - 1)))


class WebhookDelivery:
    """One process at a time plans and sends, held by a lease; all it knows is in the database."""

    def __init__(self, *, database: Database, poster: Poster, clock: Clock) -> None:
        self._database = database
        self._poster = poster
        self._clock = clock
        self.owner = new_id()
        self._position = 0
        self._renew_at = 0.0

    async def run(self) -> None:
        """Follow the events until cancelled."""
        try:
            while True:
                try:
                    await self._follow()
                except BusyError:
                    _log.warning("webhooks wait for the database")
                    await asyncio.sleep(_POLL_S)
        finally:
            await self._release()

    async def _follow(self) -> None:
        """One turn; without subscribers only a look a second, so that a busy hub does not pay for nobody."""
        if not await self._database.read(_targets):
            await asyncio.sleep(_POLL_S)
            return
        while await self.round():
            """What was just delivered may have let the next of its interaction come up."""
        self._position = await self._database.wait_for_events(self._position, _POLL_S)
        await asyncio.sleep(_GATHER_S)

    async def round(self) -> int:
        """Plan what is new and send what is due; return how many were posted. Without the lease nothing happens."""
        targets = {each.id: each for each in await self._database.read(_targets) if each.enabled}
        if not targets or not await self._leads():
            return 0
        for target in targets.values():
            await self._plan(target)
        now = self._clock.now()
        due = await self._database.read(lambda tx: tx.webhook_targets.due(now, _BATCH))
        turns = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(
            *(self._send(each, targets[each.target_id], turns) for each in due if each.target_id in targets)
        )
        return len(due)

    async def _leads(self) -> bool:
        """Take or renew the lease; it is not asked for again while most of it is left."""
        now = self._clock.monotonic()
        if now < self._renew_at:
            return True
        lease = await self._database.write(lambda tx: tx.routing.take_lease(LEASE, self.owner, _LEASE_S))
        self._renew_at = now + _LEASE_S / 3 if lease is not None else 0.0
        return lease is not None

    async def _plan(self, target: WebhookTarget) -> None:
        """Give the subscriber a waiting line for each new event that it wants."""
        cursor = target.cursor
        while events := await self._database.events_after(cursor, _BATCH):
            await self._database.write(partial(_plan, target=target, events=events, now=self._clock.now()))
            cursor = events[-1].seq

    async def _send(self, attempt: WebhookAttempt, target: WebhookTarget, turns: asyncio.Semaphore) -> None:
        async with turns:
            events = await self._database.events_after(attempt.event_seq - 1, 1)
            if not events or events[0].seq != attempt.event_seq:
                gone = replace(attempt, state="failed", error="the event is no longer kept", next_at=None)
                await self._store(gone)
                return
            result = await self._post(target, events[0])
            await self._store(_after(attempt, result, self._clock.now()))

    async def _post(self, target: WebhookTarget, event: Event) -> PostResult:
        body = event_body(event)
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Hub-Event-Id": str(event.seq),
            "Hub-Timestamp": timestamp,
            "Hub-Signature": signature(target.secret, timestamp, body),
        }
        return await self._poster.post(target.url, headers=headers, body=body, timeout_s=_TIMEOUT_S)

    async def _store(self, attempt: WebhookAttempt) -> None:
        await self._database.write(lambda tx: tx.webhook_targets.put_attempt(attempt))

    async def _release(self) -> None:
        try:
            await self._database.write(lambda tx: tx.routing.release_lease(LEASE, self.owner))
        except BusyError:
            _log.warning("the webhooks' lease could not be released; it runs out by itself")


def _targets(tx: Tx) -> Sequence[WebhookTarget]:
    return tx.webhook_targets.all()


def _plan(tx: Tx, *, target: WebhookTarget, events: Sequence[Event], now: datetime) -> None:
    for event in events:
        if not target.types or event.type.value in target.types:
            tx.webhook_targets.put_attempt(_waiting(target, event, now))
    tx.webhook_targets.set_cursor(target.id, events[-1].seq)


def _waiting(target: WebhookTarget, event: Event, now: datetime) -> WebhookAttempt:
    return WebhookAttempt(
        id=new_id(),
        target_id=target.id,
        event_seq=event.seq,
        subject_id=event.subject_id,
        state="waiting",
        status=None,
        error="",
        attempt=0,
        next_at=now,
        at=event.at,
    )


def _after(attempt: WebhookAttempt, result: PostResult, now: datetime) -> WebhookAttempt:
    """Delivered, or once more later, or given up a day after it happened."""
    tried = replace(attempt, attempt=attempt.attempt + 1, status=result.status, error=result.error)
    if result.ok:
        return replace(tried, state="delivered", next_at=None)
    again = now + backoff(tried.attempt)
    if again > attempt.at + _GIVE_UP:
        return replace(tried, state="failed", next_at=None)
    return replace(tried, next_at=again)
