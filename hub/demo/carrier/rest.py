"""The REST front door: account, login, concurrency limit, parameters, faults, and Twilio's error answers."""

import asyncio
import base64
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from hub.demo.carrier.errors import RestError, not_found
from hub.demo.carrier.faults import Action, Fault
from hub.demo.carrier.listing import PAGING, page
from hub.demo.carrier.network import API, Network
from hub.demo.carrier.params import DATE, Param, Values, check

log = logging.getLogger(__name__)

MAX_REQUESTS_KEPT = 5000


@dataclass(frozen=True, kw_only=True)
class Request:
    """One checked REST request."""

    path: str
    sids: Mapping[str, str]
    values: Values
    query: Mapping[str, str]
    lag: timedelta

    def page(self, key: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        return page(self.path, self.query, key, items)

    def shows(self, created: datetime, now: datetime) -> bool:
        """Whether a listing that lags already shows something of this age."""
        return created <= now - self.lag


Handler = Callable[[Request], Awaitable[dict[str, Any] | web.StreamResponse | None]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing a client can do: its name is also the target of a fault."""

    name: str
    method: str
    path: str
    handler: Handler
    schema: Mapping[str, Param] = field(default_factory=dict)
    status: int = 200


@dataclass
class Rest:
    """Serves operations below /2010-04-01/Accounts/{AccountSid}."""

    net: Network
    concurrency: int = 100
    busy: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)

    def add_to(self, app: web.Application, operations: list[Operation]) -> None:
        for operation in operations:
            app.router.add_route(operation.method, f"{API}/{{account}}/{operation.path}", self._bind(operation))

    def _bind(self, operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.busy += 1
            try:
                return await self._serve(operation, request)
            except RestError as error:
                return self._json(error.body(), error.status)
            finally:
                self.busy -= 1

        return handle

    async def _serve(self, operation: Operation, request: web.Request) -> web.StreamResponse:
        self._admit(request)
        self._note(operation, request)
        fault = self.net.faults.next(operation.name)
        await self._before(fault, request)
        result = await operation.handler(await self._read(operation, request, fault))
        if fault and fault.action is Action.TIME_OUT:
            await _cut(request)  # it is done, but the client never learns
        if isinstance(result, web.StreamResponse):
            return result
        if result is None:
            return web.Response(status=204)
        return self._json(result, operation.status)

    def _admit(self, request: web.Request) -> None:
        if self.busy > self.concurrency:
            # https://www.twilio.com/docs/api/errors/20429: the limit is on requests at the same time
            raise RestError(429, 20429, "Too Many Requests")
        if not _logged_in(request, self.net.account_sid, self.net.auth_token):
            raise RestError(401, 20003, "Authenticate")
        if request.match_info["account"] != self.net.account_sid:
            raise not_found(request.path)

    def _note(self, operation: Operation, request: web.Request) -> None:
        self.requests.append((operation.name, request.path))
        del self.requests[:-MAX_REQUESTS_KEPT]

    async def _before(self, fault: Fault | None, request: web.Request) -> None:
        match fault.action if fault else None:
            case Action.FAIL if fault:
                raise RestError(fault.status, fault.code, "the carrier was told to fail")
            case Action.DROP:
                await _cut(request)
            case Action.DELAY if fault:
                await self.net.timing.sleep(fault.seconds)
            case _:
                pass

    async def _read(self, operation: Operation, request: web.Request, fault: Fault | None) -> Request:
        form = await request.post() if request.method == "POST" else {}
        given = [(name, str(value)) for name, value in (form or request.query).items() if form or name not in PAGING]
        return Request(
            path=request.path,
            sids=dict(request.match_info),
            values=check(operation.schema, given),
            query=dict(request.query),
            lag=timedelta(seconds=fault.seconds if fault and fault.action is Action.LAG else 0),
        )

    def _json(self, body: dict[str, Any], status: int) -> web.Response:
        # https://www.twilio.com/docs/usage/rate-limits: this header shows how many requests are in flight
        return web.json_response(body, status=status, headers={"Twilio-Concurrent-Requests": str(self.busy)})


async def _cut(request: web.Request) -> None:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.abort()
    raise asyncio.CancelledError


def _logged_in(request: web.Request, account_sid: str, auth_token: str) -> bool:
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return False
    return hmac.compare_digest(user.encode(), account_sid.encode()) and hmac.compare_digest(
        password.encode(), auth_token.encode()
    )


def date_filters(*names: str) -> dict[str, Param]:
    """The parameters of a date filter: `Name`, `Name<` and `Name>`."""
    return {name + suffix: DATE for name in names for suffix in ("", "<", ">")}
