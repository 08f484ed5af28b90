"""Sends due deliveries: claims them under a lease, commits `sending`, calls the channel, records the outcome.

A process that dies while `sending` leaves a row that nobody sends again by itself: its outcome is unknown until the
provider tells us.
"""

import asyncio
import contextlib
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from hub.domain.deliveries import Delivery, DeliveryState
from hub.domain.ids import new_id
from hub.domain.suppressions import AddressHasher
from hub.errors import BusyError, SendFailedError, SendFailure
from hub.ports.channels import Channel, Outbound, Receipt
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.channel_book import ChannelBook
from hub.services.sending.delivery_reports import announce_delivery, apply_unmatched
from hub.services.sending.permission import Permission, Ruling, rule_on
from hub.services.sending.quiet_hours import Windows

_log = logging.getLogger(__name__)
_BATCH = 100
_IDLE_S = 5.0
_LEASE = timedelta(seconds=60)
_SENDING_LEASE = timedelta(seconds=120)
_MAX_TRIES = 6
_PARALLEL = 16
_AGAIN_S = 0.5

T = TypeVar("T")


class OutboundBuilder(Protocol):
    """Turns a delivery into what its channel sends: texts, files, threading."""

    async def __call__(self, delivery: Delivery, channel: Channel) -> Outbound:
        """Load what the message needs."""


class Pump:
    """One a process; several processes share the rows by lease."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        channels: ChannelBook,
        build: OutboundBuilder,
        windows: Windows,
        hasher: AddressHasher,
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._build = build
        self._windows = windows
        self._hasher = hasher
        self._owner = new_id()
        self._woken = asyncio.Event()
        self._slots = asyncio.Semaphore(_PARALLEL)
        self._ending = False

    def wake(self) -> None:
        """Look for due deliveries now: somebody just wrote one."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; what is being sent is finished first."""
        self._ending = False
        try:
            while True:
                await self._turn()
        finally:
            self._ending = True

    async def _turn(self) -> None:
        self._woken.clear()
        try:
            busy = await self.round()
        except BusyError as error:
            _log.warning("the pump waits for the database", extra={"error": str(error)})
            busy = 0
        if busy < _BATCH:
            await self._sleep()

    async def round(self) -> int:
        """Send what is due now; return how many deliveries were claimed."""
        now = self._clock.now()
        await self._database.write(lambda tx: sweep_overdue(tx, now))
        claimed = await self._database.write(lambda tx: tx.deliveries.claim(self._owner, now, now + _LEASE, _BATCH))
        lanes: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in claimed:
            lanes[delivery.interaction_id or delivery.id].append(delivery)
        await asyncio.shield(asyncio.gather(*(self._lane(lane) for lane in lanes.values())))
        return len(claimed)

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(await self._until_next()):
                await self._woken.wait()

    async def _until_next(self) -> float:
        try:
            due = await self._database.read(lambda tx: tx.deliveries.next_due())
        except BusyError:
            return _IDLE_S
        wait = (due - self._clock.now()).total_seconds() if due else _IDLE_S
        return min(max(wait, 0.05), _IDLE_S)

    async def _lane(self, lane: Sequence[Delivery]) -> None:
        """Send one conversation's messages in their order."""
        for delivery in lane:
            async with self._slots:
                try:
                    await self._one(delivery)
                except Exception:  # noqa: BLE001 - one broken delivery must not stop the others
                    _log.exception("a delivery failed in the pump", extra={"delivery_id": delivery.id})

    async def _one(self, delivery: Delivery) -> None:
        channel = self._channels.find(delivery.channel)
        if channel is None:
            text = f"no channel is called {delivery.channel!r}"
            await self._fail(delivery, SendFailedError(SendFailure.REFUSED, text, error_class="config"))
            return
        ready = await self._stored(lambda tx: self._permit(tx, delivery, channel))
        if ready is None:
            return
        try:
            receipt = await channel.send(await self._build(ready, channel))
        except SendFailedError as error:
            await self._fail(ready, error)
        except Exception as error:  # noqa: BLE001 - whatever a channel does, the outcome is recorded
            _log.exception("a channel broke while sending", extra={"delivery_id": delivery.id})
            await self._fail(ready, SendFailedError(SendFailure.UNKNOWN, str(error), error_class="internal"))
        else:
            await self._stored(lambda tx: record_receipt(tx, ready, receipt, self._clock.now()))

    async def _stored(self, work: Callable[[Tx], T]) -> T:
        """Write what this attempt decided or learned, waiting for a database that is away as long as it may be ours.

        Writing it twice changes nothing, so that a commit of unknown outcome is simply tried again.
        """
        until = self._clock.monotonic() + _SENDING_LEASE.total_seconds()
        while True:
            try:
                return await self._database.write(work)
            except BusyError:
                if self._ending or self._clock.monotonic() > until:
                    raise
            await asyncio.sleep(_AGAIN_S)

    def _permit(self, tx: Tx, delivery: Delivery, channel: Channel) -> Delivery | None:
        """Commit `sending` before the provider is called, or whatever forbids it."""
        now = self._clock.now()
        ruling = rule_on(tx, delivery, channel, windows=self._windows, hasher=self._hasher, now=now)
        after = _ruled(delivery, ruling, now)
        # `sending` of this attempt is our own write, whose commit we did not hear of.
        if not _moved(tx, after, delivery, DeliveryState.LEASED, DeliveryState.SENDING):
            return None
        if ruling.permission is Permission.SEND:
            return after
        announce_delivery(tx, after, now)
        return None

    async def _fail(self, delivery: Delivery, error: SendFailedError) -> None:
        _log.info(
            "not sent",
            extra={"delivery_id": delivery.id, "failure": error.failure.value, "error_code": error.error_code},
        )
        await self._stored(lambda tx: record_failure(tx, delivery, error, self._clock.now()))


def record_receipt(tx: Tx, delivery: Delivery, receipt: Receipt, now: datetime) -> None:
    """Note that the provider took it, then join the statuses that overtook its answer."""
    after = replace(
        delivery,
        state=receipt.state,
        provider_id=receipt.provider_id,
        lease_owner=None,
        lease_until=None,
        updated_at=now,
    )
    expected = [DeliveryState.SENDING.value, DeliveryState.UNKNOWN.value]
    if tx.deliveries.update(after, expected_attempt=delivery.attempt, expected_states=expected):
        announce_delivery(tx, after, now)
        apply_unmatched(tx, after, now)


def record_failure(tx: Tx, delivery: Delivery, error: SendFailedError, now: datetime) -> None:
    """Try again later what is known not to have left; never what may have."""
    after = _failed(delivery, error, now)
    expected = [DeliveryState.LEASED.value, DeliveryState.SENDING.value]
    if tx.deliveries.update(after, expected_attempt=delivery.attempt, expected_states=expected):
        announce_delivery(tx, after, now)


def sweep_overdue(tx: Tx, now: datetime) -> None:
    """Take over from a process that died: unsent rows go back, rows being sent have an unknown outcome."""
    for delivery in tx.deliveries.overdue(now, _BATCH):
        sending = delivery.state is DeliveryState.SENDING
        after = replace(
            delivery,
            state=DeliveryState.UNKNOWN if sending else DeliveryState.QUEUED,
            reason="process_died" if sending else delivery.reason,
            lease_owner=None,
            lease_until=None,
            updated_at=now,
        )
        if _moved(tx, after, delivery, delivery.state) and sending:
            announce_delivery(tx, after, now)


def backoff(tries: int, dice: random.Random | None = None) -> timedelta:
    """Wait 30 s, 60 s, 2 min ... at most an hour, with jitter in the upper half."""
    full = min(3600.0, 30.0 * 2 ** max(tries - 1, 0))
    roll = (dice or random.SystemRandom()).uniform(0.5, 1.0)
    return timedelta(seconds=full * roll)


def _ruled(delivery: Delivery, ruling: Ruling, now: datetime) -> Delivery:
    if ruling.permission is Permission.SEND:
        return replace(delivery, state=DeliveryState.SENDING, lease_until=now + _SENDING_LEASE, updated_at=now)
    states = {
        Permission.SKIP: DeliveryState.SKIPPED,
        Permission.EXPIRE: DeliveryState.EXPIRED,
        Permission.DEFER: DeliveryState.QUEUED,
    }
    return replace(
        delivery,
        state=states[ruling.permission],
        reason=ruling.reason,
        due_at=ruling.until or delivery.due_at,
        lease_owner=None,
        lease_until=None,
        updated_at=now,
    )


def _failed(delivery: Delivery, error: SendFailedError, now: datetime) -> Delivery:
    tries = delivery.tries + 1
    wait = max(backoff(tries), timedelta(seconds=error.retry_after_s or 0))
    again = error.failure is SendFailure.TRY_LATER and tries < _MAX_TRIES
    expired = delivery.expires_at is not None and now + wait >= delivery.expires_at
    state = DeliveryState.FAILED
    if error.failure is SendFailure.UNKNOWN:
        state = DeliveryState.UNKNOWN
    elif again:
        state = DeliveryState.EXPIRED if expired else DeliveryState.QUEUED
    return replace(
        delivery,
        state=state,
        tries=tries,
        due_at=now + wait if state is DeliveryState.QUEUED else delivery.due_at,
        reason=str(error)[:500],
        error_class=error.error_class or error.failure.value,
        error_code=error.error_code or None,
        lease_owner=None,
        lease_until=None,
        updated_at=now,
    )


def _moved(tx: Tx, after: Delivery, before: Delivery, *states: DeliveryState) -> bool:
    expected = [each.value for each in states]
    return tx.deliveries.update(after, expected_attempt=before.attempt, expected_states=expected)
