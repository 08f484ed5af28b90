"""Numbers committed events on PostgreSQL, and listens for the numbers that other processes gave."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import asyncpg

from hub.errors import BusyError
from hub.storage.faults import is_away, translated
from hub.storage.waiting import EventBell

_LOG = logging.getLogger(__name__)
CHANNEL = "hub_events"
_LOCK = 0x48_55_42_02  # the numberer's advisory lock
_BATCHES = 1_000
_BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock({_LOCK})"
# Numbers become visible in their order, because the lock is held until the commit is visible.
_NUMBER = f"""
WITH todo AS MATERIALIZED (
  SELECT id, size, sum(size) OVER (ORDER BY id) AS upto FROM (
    SELECT id, size FROM event_batches WHERE last_seq IS NULL ORDER BY id LIMIT {_BATCHES}) n
), total AS MATERIALIZED (
  SELECT sum(size) AS events FROM todo
), counter AS (
  UPDATE event_counter SET last = last + total.events FROM total WHERE total.events > 0 RETURNING last
), numbered AS (
  UPDATE event_batches b SET last_seq = counter.last - total.events + todo.upto
  FROM todo, counter, total WHERE b.id = todo.id RETURNING b.size, b.last_seq
)
SELECT count(*)::int, sum(size)::int, pg_notify('{CHANNEL}', max(last_seq)::text) FROM numbered HAVING count(*) > 0
"""
_RETRY_S = 0.5
_GATHER_S = 0.005  # under load one commit numbers what a few milliseconds gathered
_POLL_S = 1.0  # a process that was killed leaves events to the others


class Numberer:
    """One background task that numbers when it is kicked, and one connection that listens."""

    def __init__(self, pool: Any, url: str, bell: EventBell) -> None:
        """Start both tasks on the running loop."""
        self._pool = pool
        self._url = url
        self._bell = bell
        self._kicked = asyncio.Event()
        self._closing = False
        self._numbering = asyncio.create_task(self._number_when_kicked())
        self._listening = asyncio.create_task(self._listen())

    def kick(self) -> None:
        """Say that this process has committed events."""
        self._kicked.set()

    async def number(self) -> int:
        """Number what is committed; return how many events there were."""
        events, batches = 0, _BATCHES
        try:
            async with self._pool.acquire() as connection:
                while batches == _BATCHES:
                    batches, more = await _number_with(connection)
                    events += more
        except Exception as error:
            raise translated(error) from error
        return events

    async def close(self) -> None:
        """Number what is left, then stop both tasks."""
        self._closing = True
        self._kicked.set()
        await self._numbering
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _number_when_kicked(self) -> None:
        while not self._closing:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._kicked.wait(), _POLL_S)
            self._kicked.clear()
            try:
                if await self.number() and not self._closing:
                    await asyncio.sleep(_GATHER_S)
            except BusyError as error:
                _LOG.warning("events wait for their numbers: %s", error)
                if not self._closing:
                    self._kicked.set()
                    await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except Exception as error:
                if not is_away(error):
                    raise
                _LOG.info("not listening for events: %s", error)
            await asyncio.sleep(_RETRY_S)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            gone = asyncio.Event()
            connection.add_termination_listener(lambda _: gone.set())
            await connection.add_listener(CHANNEL, self._hear)
            self._bell.ring()  # what came while nobody listened
            await gone.wait()
        finally:
            connection.terminate()

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        self._bell.ring(int(str(payload)) if payload else None)


async def _number_with(connection: Any) -> tuple[int, int]:
    """Number once; return how many batches and events there were."""
    await connection.execute(_BEGIN)
    try:
        row = await connection.fetchrow(_NUMBER)
    except BaseException:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")
    return (row[0], row[1]) if row else (0, 0)
