"""/ws/desk: what changed, pushed to every desk in order, after it has caught up with what it missed."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from hub.domain.users import Role
from hub.errors import BusyError, HubError, InvalidError, UseCaseError
from hub.services.access.callers import Caller
from hub.services.events.feed import Frame, Subscription, audiences_of
from hub.web.authority import authorised, require_own_origin
from hub.web.context import SERVICES, WebServices
from hub.web.desk_presence import DESKS, add_presence, present

_log = logging.getLogger(__name__)
_STAFF = frozenset(Role)
_QUEUE = 1000
_HEARTBEAT_S = 20.0
_SILENCE_S = 60.0
_AUTHORITY_S = 30.0
_GOODBYE_S = 2.0  # how long a desk that is gone may keep the hub from stopping
_MAX_FRAME = 4096


def add_desk_socket(app: web.Application) -> None:
    """Route the socket, and close all of them when the hub stops, so that desks come again at once."""
    add_presence(app)
    app.router.add_get("/ws/desk", desk_socket)
    app.on_shutdown.append(_close_all)


async def _close_all(app: web.Application) -> None:
    """1012: the service restarts (https://www.iana.org/assignments/websocket/websocket.xhtml)."""
    closing = [each.close(code=WSCloseCode.SERVICE_RESTART, message=b"restart") for each in set(app[DESKS].sockets)]
    await asyncio.gather(*closing, return_exceptions=True)


async def desk_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one desk until it goes; with `acks=1` it tells when it shows an offer, and is expected to."""
    caller = await authorised(request, _STAFF)
    if caller.session is not None:
        require_own_origin(request)
    after = _after(request)
    services = request.app[SERVICES]
    socket = web.WebSocketResponse(timeout=_GOODBYE_S, max_msg_size=_MAX_FRAME, compress=False)
    await socket.prepare(request)
    request.app[DESKS].sockets.add(socket)
    services.metrics.desk_sockets.inc()
    try:
        async with present(request.app, caller.agent_id, tells=request.query.get("acks") == "1"):
            await _serve(socket, request, caller, after)
    except Exception as error:  # noqa: BLE001 - the socket is open: the peer can be told by a code alone
        await _break(socket, error)
    finally:
        services.metrics.desk_sockets.dec()
        request.app[DESKS].sockets.discard(socket)
    return socket


async def _break(socket: web.WebSocketResponse, error: Exception) -> None:
    """Say that it is not the desk's fault; it comes again."""
    if isinstance(error, ConnectionResetError):
        return
    if not isinstance(error, BusyError):
        _log.error("a desk's socket broke", exc_info=error)
    code = WSCloseCode.TRY_AGAIN_LATER if isinstance(error, BusyError) else WSCloseCode.INTERNAL_ERROR
    await socket.close(code=code, message=b"come again")


def _after(request: web.Request) -> int | None:
    text = request.query.get("after", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise InvalidError("must be an event's number", field="after")
    return int(text)


async def _serve(socket: web.WebSocketResponse, request: web.Request, caller: Caller, after: int | None) -> None:
    """Run reader and writer; whichever ends first ends the socket."""
    services = request.app[SERVICES]
    audiences = await services.database.read(
        lambda tx: audiences_of(tx, agent_id=caller.agent_id, supervises=caller.supervises)
    )
    subscription = await services.feed.subscribe(audiences, agent_id=caller.agent_id, size=_QUEUE)
    tasks = {
        asyncio.create_task(_write(socket, request, subscription, after), name="desk-writer"),
        asyncio.create_task(_beat(socket), name="desk-heartbeat"),
        asyncio.create_task(_read(socket, services, caller), name="desk-reader"),
        asyncio.create_task(subscription.overflowed.wait(), name="desk-overflow"),
        asyncio.create_task(_until_shut_out(socket, request), name="desk-authority"),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        services.feed.unsubscribe(subscription)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    if subscription.overflowed.is_set():
        services.metrics.slow_sockets.inc()
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow; come again")
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _until_shut_out(socket: web.WebSocketResponse, request: web.Request) -> None:
    """End the socket of whoever signed out, was shut out, or whose session ran out."""
    while True:
        await asyncio.sleep(_AUTHORITY_S)
        try:
            await authorised(request, _STAFF)
        except UseCaseError:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"sign in again")
            return


async def _write(
    socket: web.WebSocketResponse, request: web.Request, subscription: Subscription, after: int | None
) -> None:
    feed = request.app[SERVICES].feed
    sent = feed.position
    await socket.send_str(_frame(type="hello", seq=sent))
    if after is not None:
        missed = await feed.catch_up(subscription.audiences, after)
        if missed.reload:
            await socket.send_str(_frame(type="reload"))
        sent = missed.seq
        await _send_all(request, missed.frames)
    while True:
        frames = await subscription.next_all()
        fresh = [each for each in frames if each.seq == 0 or each.seq > sent]
        if fresh:
            await _send_all(request, fresh)
            sent = max(sent, *(each.seq for each in fresh))


async def _send_all(request: web.Request, frames: Sequence[Frame]) -> None:
    """Write ready-made frames at once: with many desks, making and sending each for each costs the most of all."""
    if request.transport is None or request.transport.is_closing():
        raise ConnectionResetError("the desk is gone")
    request.transport.write(b"".join([each.wire for each in frames]))
    await request.writer.drain()


async def _beat(socket: web.WebSocketResponse) -> None:
    """Ask for a sign of life however much else is sent: a desk that only listens would seem silent."""
    while True:
        await asyncio.sleep(_HEARTBEAT_S)
        await socket.send_str(_frame(type="ping"))


async def _read(socket: web.WebSocketResponse, services: WebServices, caller: Caller) -> None:
    """Hear the desk: pongs keep the socket open, `shown` acknowledges an offer."""
    while True:
        try:
            message = await socket.receive(_SILENCE_S)
        except TimeoutError:
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"no pong")
            return
        if message.type is not WSMsgType.TEXT:
            return
        await _hear(services, caller, message.data)


async def _hear(services: WebServices, caller: Caller, text: str) -> None:
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    if not isinstance(frame, dict) or frame.get("type") != "shown" or caller.agent_id is None:
        return
    with contextlib.suppress(HubError):
        await services.router.acknowledge(str(frame.get("offer_id", "")), caller.agent_id)


def _frame(**fields: object) -> str:
    return orjson.dumps(fields).decode()
