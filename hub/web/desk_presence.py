"""Which agents have a desk open, told to routing: the first one opens, the last one closes."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field

from aiohttp import web

from hub.domain.events import EVERYONE, Event, EventType
from hub.errors import HubError
from hub.web.context import SERVICES

_log = logging.getLogger(__name__)
_QUEUE = 1000


@dataclass
class Desks:
    """The desks that are open in this process: their sockets, how many each agent has, and how many of these tell when
    they show an offer.
    """

    sockets: set[web.WebSocketResponse] = field(default_factory=set)
    present: Counter[str] = field(default_factory=Counter)
    telling: Counter[str] = field(default_factory=Counter)


DESKS = web.AppKey("desks", Desks)


def add_presence(app: web.Application) -> None:
    """Keep count, and contradict other processes that believe an agent gone whose desk is open here."""
    app[DESKS] = Desks()
    app.cleanup_ctx.append(_contradicting)


@contextlib.asynccontextmanager
async def present(app: web.Application, agent_id: str | None, *, tells: bool) -> AsyncIterator[None]:
    """Count one desk of an agent while the block runs; `tells`: it says when it shows an offer."""
    if agent_id is None:
        yield
        return
    router, desks = app[SERVICES].router, app[DESKS]
    desks.present[agent_id] += 1
    desks.telling[agent_id] += tells
    try:
        if desks.present[agent_id] == 1 or (tells and desks.telling[agent_id] == 1):
            await _told(router.connection_restored(agent_id, acknowledges=tells), agent_id)
        yield
    finally:
        desks.present[agent_id] -= 1
        desks.telling[agent_id] -= tells
        if not desks.present[agent_id]:
            del desks.present[agent_id], desks.telling[agent_id]
            await _told(router.connection_lost(agent_id), agent_id)
        elif tells and not desks.telling[agent_id]:
            await _told(router.connection_restored(agent_id, acknowledges=False), agent_id)


async def _told(telling: Awaitable[None], agent_id: str) -> None:
    """Routing may be away for a moment: the desk opens all the same."""
    try:
        await telling
    except HubError as error:
        _log.warning("routing could not be told of a desk", extra={"agent_id": agent_id, "error": str(error)})


async def _contradicting(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(_contradict(app), name="desk-presence")
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _contradict(app: web.Application) -> None:
    """Follow agents: whoever is said to have lost the connection, but has a desk here, has not."""
    feed = app[SERVICES].feed
    while True:
        subscription = await feed.subscribe([EVERYONE], agent_id=None, size=_QUEUE)
        try:
            while not subscription.overflowed.is_set():
                frame = await subscription.next()
                agent_id = _lost(frame.event)
                if agent_id is not None and app[DESKS].present[agent_id]:
                    await _told(app[SERVICES].router.connection_restored(agent_id), agent_id)
        finally:
            feed.unsubscribe(subscription)


def _lost(event: Event | None) -> str | None:
    if event is None or event.type is not EventType.AGENT_UPDATED:
        return None
    presence = event.data.get("presence")
    return event.subject_id if isinstance(presence, dict) and presence.get("lost_at") else None
