"""/ws/chat: who may open a visitor's socket, and the hello that comes first."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import WSCloseCode, web

from hub.errors import ForbiddenError
from hub.ports.chat import ChatChannel, FrameRefusedError, Hello, VisitorRefusedError, as_chat
from hub.services.conversations.chat_feed import stop
from hub.web.authority import own_origins
from hub.web.chat_visitor import ChatRoom, Guest, VisitorSocket
from hub.web.context import SERVICES
from hub.web.wire import remote_of

_MAX_FRAME = 64 * 1024
_HEARTBEAT_S = 30.0
_HELLO_S = 10.0
# The range 4000-4999 is for applications (RFC 6455 section 7.4.2).
TOKEN_REFUSED = 4401
CHANNEL_REFUSED = 4403
TOO_MANY_SOCKETS = 4429

ROOM = web.AppKey("chat_room", ChatRoom)


def add_chat_socket(app: web.Application) -> None:
    """Route the socket; run the follower while the application runs; close all with 1012 when it stops."""
    app.router.add_get("/ws/chat", chat_socket)
    app.cleanup_ctx.append(_follow)
    app.on_shutdown.append(_close_all)


async def _follow(app: web.Application) -> AsyncIterator[None]:
    app[ROOM] = ChatRoom(app[SERVICES])
    task = asyncio.create_task(app[ROOM].feed.run(), name="chat-feed")
    yield
    await stop(task)


async def _close_all(app: web.Application) -> None:
    closing = [each.close(code=WSCloseCode.SERVICE_RESTART, message=b"restart") for each in set(app[ROOM].sockets)]
    await asyncio.gather(*closing, return_exceptions=True)


async def chat_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one visitor until the page goes."""
    room = request.app[ROOM]
    origin = _foreign_origin(request, room)
    remote = remote_of(request, room.services.settings.trusted_proxies)
    socket = web.WebSocketResponse(max_msg_size=_MAX_FRAME, compress=False, heartbeat=_HEARTBEAT_S)
    await socket.prepare(request)
    room.sockets.add(socket)
    room.by_address[remote] += 1
    try:
        guest = await _greet(room, socket, origin, remote)
        if guest is not None:
            await VisitorSocket(room, socket, guest).serve()
    finally:
        room.sockets.discard(socket)
        room.by_address[remote] -= 1
        if not room.by_address[remote]:
            del room.by_address[remote]
    return socket


def _foreign_origin(request: web.Request, room: ChatRoom) -> str:
    """The page's origin when it is not ours ("" for programs); refused when no channel allows it.

    WebSockets know no CORS: the origin is all that tells another site's page (RFC 6455 section 10.2).
    """
    origin = request.headers.get("Origin", "").lower()
    if not origin or origin in own_origins(request, room.services):
        return ""
    chats = (as_chat(each) for each in room.services.channels.all().values())
    if not any(chat is not None and chat.allows_origin(origin) for chat in chats):
        raise ForbiddenError(f"pages of {origin} may not open a chat; add it to the channel's allowed_origins")
    return origin


async def _greet(room: ChatRoom, socket: web.WebSocketResponse, origin: str, remote: str) -> Guest | None:
    """Take the hello and recognise the visitor; a refusal closes the socket and returns None."""
    hello = await _hello(room, socket)
    if hello is None:
        return None
    channel = room.channel(hello.channel)
    if channel is None or (origin and not channel.allows_origin(origin)):
        await _refuse(socket, CHANNEL_REFUSED, "this page may not use this chat")
        return None
    if room.by_address[remote] > channel.sockets_per_address:
        await _refuse(socket, TOO_MANY_SOCKETS, "too many sockets from this address")
        return None
    try:
        visitor = channel.welcome_visitor(hello, room.services.clock.now())
    except VisitorRefusedError as error:
        await socket.send_str(channel.frames.error(FrameRefusedError("token_refused", str(error))))
        await _refuse(socket, TOKEN_REFUSED, "token refused")
        return None
    return Guest(channel=channel, hello=hello, visitor=visitor, remote=remote)


async def _hello(room: ChatRoom, socket: web.WebSocketResponse) -> Hello | None:
    """Every web chat speaks the same frames, so the first one may read the hello that names the channel."""
    reader: ChatChannel | None = room.channel("")
    if reader is None:
        await _refuse(socket, CHANNEL_REFUSED, "no web chat is configured")
        return None
    try:
        hello = reader.frames.read(await socket.receive_str(timeout=_HELLO_S))
    except (TimeoutError, TypeError, FrameRefusedError):
        hello = None
    if not isinstance(hello, Hello):
        await _refuse(socket, WSCloseCode.POLICY_VIOLATION, "say hello first")
        return None
    return hello


async def _refuse(socket: web.WebSocketResponse, code: int, reason: str) -> None:
    await socket.close(code=code, message=reason.encode())
