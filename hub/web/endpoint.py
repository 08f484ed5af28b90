"""From an HTTP request to an endpoint and back: who, may they, is it well-formed, was it asked before."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from hub.domain.text import clean_text
from hub.errors import InvalidError, NotFoundError
from hub.ports.repositories.access import StoredAnswer
from hub.services.access.callers import Caller
from hub.services.access.idempotency import RepeatedRequestError, RequestKey, keep_answer, request_key, stored_answer
from hub.web.authority import authorised
from hub.web.context import SERVICES
from hub.web.problems import of_validation
from hub.web.route import Answer, Call, Route
from hub.web.wire import expected_version, json_response, to_json

_MAX_KEY = 200
_MAX_ID = 64
_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


def handler_of(route: Route) -> Handler:
    """Wrap a route's endpoint for aiohttp."""

    async def handle(request: web.Request) -> web.StreamResponse:
        caller = Caller() if route.roles is None else await authorised(request, route.roles)
        try:
            call = await _call(request, route, caller)
        except ValidationError as error:
            return of_validation(error)
        if call.repeatable is None:
            return _response(route, await route.endpoint(call))
        return await _once(call, call.repeatable)

    return handle


async def _call(request: web.Request, route: Route, caller: Caller) -> Call:
    raw = b"" if route.raw_body else await request.read()
    return Call(
        services=request.app[SERVICES],
        request=request,
        route=route,
        caller=caller,
        path={name: _id(value) for name, value in request.match_info.items()},
        query=route.query.model_validate({name: clean_text(value) for name, value in request.query.items()}),
        body=route.body.model_validate_json(raw or b"{}", strict=True) if route.body else None,
        expected_version=expected_version(request),
        repeatable=_repeatable(request, route, caller, raw),
    )


def _id(value: str) -> str:
    """An id from the path; what no id can be is not there."""
    if len(value) > _MAX_ID:
        raise NotFoundError(f"there is nothing with the id {value[:_MAX_ID]}...")
    return clean_text(value)


def _repeatable(request: web.Request, route: Route, caller: Caller, raw: bytes) -> RequestKey | None:
    key = request.headers.get("Idempotency-Key", "")
    if not key or request.method != "POST" or route.roles is None or route.raw_body:
        return None
    if len(key) > _MAX_KEY:
        raise InvalidError(f"may have at most {_MAX_KEY} characters", field="Idempotency-Key")
    return request_key(caller_id=caller.id, path=request.path, key=key, body=raw)


async def _once(call: Call, request: RequestKey) -> web.StreamResponse:
    """Answer a repeat with the first answer; a twin that arrives meanwhile waits for it."""
    async with _turn(request.key):
        earlier = await call.read(lambda tx: stored_answer(tx, request))
        if earlier is not None:
            return _again(earlier)
        try:
            answer = await call.route.endpoint(call)
        except RepeatedRequestError as error:
            return _again(error.answer)
        if not call.answered_in_transaction and not isinstance(answer, web.StreamResponse):
            await _remember(call, request, answer)
        return _response(call.route, answer)


@contextlib.asynccontextmanager
async def _turn(key: str) -> AsyncIterator[None]:
    lock = _locks.get(key)
    if lock is None:
        lock = _locks[key] = asyncio.Lock()
    async with lock:
        yield


async def _remember(call: Call, request: RequestKey, answer: Answer) -> None:
    """Keep the answer of an effect that was made elsewhere (routing), which repeats harmlessly by itself."""
    status = 204 if answer is None else call.route.status
    body, at = to_json(answer), call.services.clock.now()
    await call.services.database.write(
        lambda tx: None if stored_answer(tx, request) else keep_answer(tx, request, status=status, answer=body, at=at)
    )


def _again(stored: StoredAnswer) -> web.Response:
    if stored.status == 204:
        return web.Response(status=204)
    headers = {"Cache-Control": "no-store", "Idempotent-Replay": "true"}
    return web.Response(body=stored.answer, status=stored.status, content_type="application/json", headers=headers)


def _response(route: Route, answer: Answer) -> web.StreamResponse:
    if isinstance(answer, web.StreamResponse):
        return answer
    if answer is None:
        return web.Response(status=204)
    return json_response(answer, status=route.status)
