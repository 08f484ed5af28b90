"""A customer of the carrier, for tests: an application that answers webhooks and keeps what it was told."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

from hub.demo.carrier import Carrier
from hub.demo.carrier.carrier import ACCOUNT_SID, AUTH_TOKEN
from hub.demo.carrier.signals import Signal


class Run(Protocol):
    """Runs one blocking call of the SDK beside the event loop."""

    def __call__(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Awaitable[Any]: ...


LOGIN = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN)}
EMPTY = "<Response/>"
OURS = "+15550001000"
CUSTOMER = "+15550002000"
AGENT = "+15550003000"


@dataclass
class Peer:
    """A customer of the carrier: serves what `says` holds by path, and keeps what it was told."""

    url: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    unsigned: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    signal: Signal = field(default_factory=Signal)

    async def handle(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        url = self.url + request.raw_path
        if request.path not in self.unsigned and not RequestValidator(AUTH_TOKEN).validate(
            url, form, request.headers.get("X-Twilio-Signature", "")
        ):
            self.forged.append(url)
        self.got.append((request.path, form or dict(request.query)))
        self.headers.append(dict(request.headers))
        self.signal.poke()
        if request.path in self.silent:
            await self.released.wait()
        answer = self.says.get(request.path, EMPTY)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.Response(text=answer, content_type="text/xml")

    def to(self, path: str) -> list[dict[str, str]]:
        return [form for where, form in self.got if where == path]

    async def until(self, path: str, count: int = 1, **wanted: str) -> dict[str, str]:
        """The `count`-th request to `path` whose fields are as wanted."""

        def matching() -> list[dict[str, str]]:
            return [form for form in self.to(path) if wanted.items() <= form.items()]

        try:
            await self.signal.until(lambda: len(matching()) >= count, 10)
        except TimeoutError:
            raise AssertionError(f"{path} {wanted} did not come {count} times; got {self.got}") from None
        return matching()[count - 1]


async def until_bridged(carrier: Carrier, sid: str) -> None:
    """Wait until that call is connected with another."""
    call = carrier.switch.calls.get(sid)
    assert call is not None
    await call.line.signal.until(lambda: call.bridge is not None, 10)
