"""The phones over HTTP and WebSocket, for a page on which a person plays a customer."""

import asyncio
import base64
import binascii
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from hub.demo.carrier.lines import Line, LineState
from hub.demo.carrier.phones import Media, Phone, Phones, Ring, Text, Texts

log = logging.getLogger(__name__)

MAX_SOCKETS = 200
MAX_SHOWN = 200
MAX_MEDIA = 10
MAX_MEDIA_BYTES = 5 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlError(Exception):
    """A request that cannot be done; the page shows the message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """Serves `/control/phones...`. Requests of pages are accepted from `origins` only."""

    def __init__(self, phones: Phones, numbers: Callable[[], list[dict[str, str]]], origins: frozenset[str]) -> None:
        self._phones = phones
        self._numbers = numbers
        self._origins = origins
        self.own_origin = ""
        self._sockets: set[web.WebSocketResponse] = set()
        self._actions: dict[str, Callable[[Phone, dict[str, Any]], None]] = {
            "call": self._call,
            "answer": lambda phone, _: phone.answer(),
            "busy": lambda phone, _: phone.busy(),
            "hang_up": lambda phone, _: phone.hang_up(),
            "press": lambda phone, body: phone.press(_string(body, "keys", 100)),
            "say": lambda phone, body: phone.say(_string(body, "text", 1000)),
            "text": self._text,
            "set": self._set,
        }

    def add_to(self, app: web.Application) -> None:
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/control/phones", self._list),
            ("GET", "/control/numbers", self._list_numbers),
            ("GET", "/control/phones/{number}", self._state),
            ("POST", "/control/phones/{number}/{action}", self._act),
            ("GET", "/control/phones/{number}/texts/{sid}/{index}", self._file),
            ("GET", "/control/phones/{number}/events", self._events),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, path, self._guarded(handler))
        app.router.add_route("OPTIONS", "/control/{path:.*}", self._guarded(self._preflight))

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1012, message=b"the carrier stops")

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._check_origin(request)
                response = await handler(request)
            except ControlError as error:
                response = _json({"error": str(error)}, error.status)
            if not response.prepared:
                response.headers.update(self._cors(request))
            return response

        return guarded

    def _check_origin(self, request: web.Request) -> None:
        """Another site's page must not play with our phones, not even one whose name was pointed at us."""
        origin = request.headers.get("Origin")
        if origin and origin not in self._origins | {self.own_origin}:
            raise ControlError(403, f"{origin} may not use this carrier's phones")

    def _cors(self, request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        if origin not in self._origins:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "content-type",
            "Access-Control-Allow-Methods": "GET, POST",
            "Vary": "Origin",
        }

    async def _preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _list(self, request: web.Request) -> web.Response:
        return _json({"items": [shape(phone, texts=False) for phone in self._phones]})

    async def _list_numbers(self, request: web.Request) -> web.Response:
        return _json({"items": self._numbers()})

    async def _state(self, request: web.Request) -> web.Response:
        return _json(shape(self._phone(request)))

    async def _act(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        action = self._actions.get(request.match_info["action"])
        if action is None:
            raise ControlError(
                404, f"'{request.match_info['action']}' is no action; known are {', '.join(self._actions)}"
            )
        body = await _body(request)
        try:
            action(phone, body)
        except LookupError as error:
            raise ControlError(409, str(error)) from error
        except (ValueError, asyncio.QueueFull) as error:
            raise ControlError(400, str(error)) from error
        return _json(shape(phone))

    async def _file(self, request: web.Request) -> web.Response:
        sid, index = request.match_info["sid"], request.match_info["index"]
        text = next((text for text in self._phone(request).texts if text.sid == sid), None)
        if text is None or not index.isdigit() or int(index) >= len(text.media):
            raise ControlError(404, "there is no such file")
        item = text.media[int(index)]
        headers = {
            "Content-Type": item.content_type,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        return web.Response(body=item.data, headers=headers)

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        """Send the phone's whole state at every change; it is small, and applying it twice is harmless."""
        if len(self._sockets) >= MAX_SOCKETS:
            raise ControlError(503, f"{MAX_SOCKETS} pages are open already")
        phone = self._phone(request)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=1024)
        await socket.prepare(request)
        self._sockets.add(socket)
        changed = asyncio.Event()
        changed.set()
        unwatch = phone.signal.watch(changed.set)
        sender = asyncio.create_task(_send_changes(socket, phone, changed))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            unwatch()
            sender.cancel()
            self._sockets.discard(socket)
        return socket

    def _phone(self, request: web.Request) -> Phone:
        number = request.match_info["number"]
        if not 2 < len(number) < 140:
            raise ControlError(404, f"'{number}' is no number")
        return self._phones.get(number)

    # --- actions with a body ---

    def _call(self, phone: Phone, body: dict[str, Any]) -> None:
        if phone.state != "idle":
            raise ControlError(409, f"{phone.number} is in a call; hang up first")
        phone.place_call(_string(body, "to", 140))

    def _text(self, phone: Phone, body: dict[str, Any]) -> None:
        phone.send_sms(_string(body, "to", 140), _string(body, "body", 1600, needed=False), _media(body))

    def _set(self, phone: Phone, body: dict[str, Any]) -> None:
        if "ring" in body:
            phone.ring = Ring(body["ring"])
        if "keys" in body:
            phone.keys = _string(body, "keys", 100)
        if "texts_become" in body:
            phone.texts_become = Texts(body["texts_become"])
        phone.signal.poke()


async def _send_changes(socket: web.WebSocketResponse, phone: Phone, changed: asyncio.Event) -> None:
    with contextlib.suppress(ConnectionError):  # the page went away; the reader ends the handler
        while True:
            await changed.wait()
            changed.clear()
            await socket.send_str(orjson.dumps(shape(phone)).decode())


async def _body(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        return {}
    if request.content_type != "application/json":
        raise ControlError(415, "send JSON as application/json")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ControlError(400, f"this is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise ControlError(400, "send a JSON object")
    return body


def _string(body: dict[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest or (needed and not value):
        raise ControlError(400, f"{name}: give a text of at most {longest} characters")
    return value


def _media(body: dict[str, Any]) -> list[Media]:
    given = body.get("media", [])
    if not isinstance(given, list) or len(given) > MAX_MEDIA:
        raise ControlError(400, f"media: give a list of at most {MAX_MEDIA} files")
    try:
        files = [
            Media(content_type=str(item["content_type"]), data=base64.b64decode(item["data"], validate=True))
            for item in given
        ]
    except (KeyError, TypeError, binascii.Error) as error:
        raise ControlError(400, "media: each file has content_type, and data in base64") from error
    if any(len(file.data) > MAX_MEDIA_BYTES for file in files):
        raise ControlError(413, "media: a file has at most 5 MB")
    return files


def shape(phone: Phone, *, texts: bool = True) -> dict[str, Any]:
    """All that a page shows of a phone."""
    line = phone.line if phone.lines else None
    return {
        "number": phone.number,
        "state": phone.state,
        "ring": phone.ring.value,
        "call": _call_shape(line) if line else None,
        "texts": [_text_shape(phone, text) for text in list(phone.texts)[-MAX_SHOWN:]] if texts else [],
    }


def _call_shape(line: Line) -> dict[str, Any]:
    return {
        "sid": line.sid,
        "peer": line.peer,
        "direction": "out" if line.outgoing else "in",
        "state": line.state.value,
        "outcome": line.outcome,
        "connected": line.state is LineState.CONNECTED,
        "conference": line.conference,
        "on_hold": line.on_hold,
        "muted": line.muted,
        "recording": line.recording,
        "talking": line.talking,
        "said": list(line.said)[-MAX_SHOWN:],
        "heard": [
            {"sound": heard.sound.value, "text": heard.text, "by": heard.by, "at": heard.at.isoformat()}
            for heard in list(line.heard)[-MAX_SHOWN:]
        ],
    }


def _text_shape(phone: Phone, text: Text) -> dict[str, Any]:
    return {
        "sid": text.sid,
        "from": text.from_,
        "to": text.to,
        "body": text.body,
        "outgoing": text.outgoing,
        "at": text.at.isoformat(),
        "media": [
            {"content_type": item.content_type, "url": f"/control/phones/{phone.number}/texts/{text.sid}/{index}"}
            for index, item in enumerate(text.media)
        ],
    }


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
