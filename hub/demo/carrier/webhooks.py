"""Sends signed webhooks, with Twilio's time-outs, retries and fallback address, and whatever faults are asked for."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from hub.demo.carrier.faults import Action, Fault, Faults, Hook
from hub.demo.carrier.ids import Sids
from hub.demo.carrier.overrides import Override, OverrideError, split
from hub.demo.carrier.timing import Timing

log = logging.getLogger(__name__)

MAX_PENDING = 10_000
MAX_CONCURRENT = 100
REORDER_WAIT_S = 10
MAX_BODY = 64 * 1024  # https://www.twilio.com/docs/api/errors/11750: a TwiML answer is at most 64 KB
OK = 200
REDIRECTS = 300
SERVER_ERRORS = 500
CALLER_SIDE = frozenset({Hook.VOICE, Hook.CALL_STATUS, Hook.CONFERENCE, Hook.RECORDING})

Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a webhook goes."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the peer answered."""

    status: int
    content_type: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One attempt, for tests and for the page that shows what the carrier did."""

    hook: Hook
    url: str
    method: str
    params: Mapping[str, str]
    token: str
    status: int
    error: int = 0


class WebhookError(Exception):
    """No usable answer; `code` is Twilio's error (https://www.twilio.com/docs/api/errors)."""

    def __init__(self, code: int, url: str, failure: str) -> None:
        super().__init__(f"{code} {failure} {url}")
        self.code = code
        self.url = url
        self.failure = failure


@dataclass
class Webhooks:
    """The carrier's outgoing side; `sent` keeps the latest attempts."""

    session: aiohttp.ClientSession
    auth_token: str
    account_sid: str
    faults: Faults
    timing: Timing
    sids: Sids
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=5000))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _chains: dict[str, deque[Job]] = field(default_factory=dict)
    _held: dict[str, Job] = field(default_factory=dict)
    _pending: int = 0

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._validator = RequestValidator(self.auth_token)
        self._idle = asyncio.Event()
        self._idle.set()

    def notify(self, hook: Hook, target: Target, params: Mapping[str, str], *, order: str) -> None:
        """Send a callback in the background, after those already under way for the same `order`."""
        if not target.url:
            return
        if self._pending >= MAX_PENDING:
            log.error("webhook dropped: %d are under way", self._pending)
            return
        fault = self.faults.next(hook)
        if fault and fault.action is Action.DROP:
            return
        if fault and fault.action is Action.DELAY:
            self._start(self._late(fault, hook, target, params))
            return
        job = partial(self._callback, hook, target, params, fault)
        if fault and fault.action is Action.REORDER and order not in self._held:
            self._held[order] = job
            self._start(self._release(order, job))
            return
        self._enqueue(order, job)
        if overtaken := self._held.pop(order, None):
            self._enqueue(order, overtaken)

    async def idle(self) -> None:
        """Wait until no callback is under way."""
        await self._idle.wait()

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ask(
        self, hook: Hook, target: Target, params: Mapping[str, str], fallback: Target | None = None
    ) -> Answer:
        """Request instructions; when that fails ask the fallback address, told what failed.

        https://www.twilio.com/docs/usage/security/availability-reliability: ErrorCode and ErrorUrl name the failure.
        """
        try:
            return await self._asked(hook, target, params, self.faults.next(hook))
        except WebhookError as failed:
            log.info("webhook failed: %s", failed)
            if fallback is None or not fallback.url:
                raise
            extra = {"ErrorCode": str(failed.code), "ErrorUrl": failed.url}
            return await self._asked(hook, fallback, {**params, **extra}, None)

    async def _asked(self, hook: Hook, target: Target, params: Mapping[str, str], fault: Fault | None) -> Answer:
        url = target.url.partition("#")[0]
        match fault.action if fault else None:
            case Action.DROP | Action.FAIL:
                raise WebhookError(11200, url, "ct")
            case Action.DELAY:
                await self.timing.sleep(fault.seconds if fault else 0)
            case Action.TIME_OUT:
                await self._deliver(hook, target, params)
                raise WebhookError(11205, url, "rt")
            case Action.REPEAT:
                token = self.sids.new("")
                await self._deliver(hook, target, params, token)
                return await self._deliver(hook, target, params, token)
            case _:
                pass
        return await self._deliver(hook, target, params)

    async def _callback(self, hook: Hook, target: Target, params: Mapping[str, str], fault: Fault | None) -> None:
        try:
            await self._asked(hook, target, params, fault)
        except WebhookError as failed:
            log.info("callback failed: %s", failed)  # Twilio sends no status callback a second time, it only logs

    async def _late(self, fault: Fault, hook: Hook, target: Target, params: Mapping[str, str]) -> None:
        await self.timing.sleep(fault.seconds)
        await self._callback(hook, target, params, None)

    def _enqueue(self, order: str, job: Job) -> None:
        chain = self._chains.get(order)
        if chain is not None:
            chain.append(job)
            return
        self._chains[order] = deque([job])
        self._start(self._drain(order))

    async def _drain(self, order: str) -> None:
        chain = self._chains[order]
        try:
            while chain:
                await chain.popleft()()
        finally:
            del self._chains[order]

    async def _release(self, order: str, job: Job) -> None:
        """A callback that waits to be overtaken goes out anyway when no successor comes."""
        await self.timing.sleep(REORDER_WAIT_S)
        if self._held.get(order) is job:
            self._enqueue(order, self._held.pop(order))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        self._pending += 1
        self._idle.clear()
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._pending -= 1
        if not self._tasks:
            self._idle.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("webhook task failed", exc_info=error)

    async def _deliver(self, hook: Hook, target: Target, params: Mapping[str, str], token: str = "") -> Answer:
        """One webhook with the retries its address asks for; every attempt carries the same idempotency token."""
        try:
            url, override = split(target.url)
        except OverrideError as error:
            raise WebhookError(error.code, target.url, "ct") from error
        token = token or self.sids.new("")
        deadline = asyncio.get_running_loop().time() + override.total_s
        tries = 0
        while True:
            try:
                return await self._attempt(hook, Target(url=url, method=target.method), params, token, override)
            except WebhookError as failed:
                late = asyncio.get_running_loop().time() >= deadline
                if tries >= override.retries or late or not override.retries_after(failed.failure):
                    raise
            tries += 1

    async def _attempt(
        self, hook: Hook, target: Target, params: Mapping[str, str], token: str, override: Override
    ) -> Answer:
        status, error = 0, 0
        try:
            answer = await self._send(hook, target, params, token, override)
            status = answer.status
            if OK <= status < REDIRECTS:
                return answer
            error = 11200
            raise WebhookError(error, target.url, "5xx" if status >= SERVER_ERRORS else "4xx")
        except (aiohttp.ServerTimeoutError, TimeoutError) as cause:
            error = 11205
            connecting = isinstance(cause, aiohttp.ConnectionTimeoutError)
            raise WebhookError(error, target.url, "ct" if connecting else "rt") from cause
        except (aiohttp.ClientError, OSError, ValueError) as cause:
            error = 11200
            raise WebhookError(error, target.url, "ct") from cause
        finally:
            self.sent.append(
                Sent(
                    hook=hook,
                    url=target.url,
                    method=target.method,
                    params=params,
                    token=token,
                    status=status,
                    error=error,
                )
            )

    async def _send(
        self, hook: Hook, target: Target, params: Mapping[str, str], token: str, override: Override
    ) -> Answer:
        get = target.method.upper() == "GET"
        url = _with_query(target.url, params) if get else target.url
        signature = self._validator.compute_signature(_signed_url(hook, url), {} if get else dict(params))
        headers = {
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
        }
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=override.connect_s, sock_read=override.read_s)
        bare, auth = _without_login(url)
        if auth:
            headers["Authorization"] = auth
        body = None if get else urlencode(list(params.items())).encode()
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        async with (
            self._slots,
            asyncio.timeout(override.total_s),
            self.session.request(
                target.method.upper(),
                URL(bare, encoded=True),
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response,
        ):
            raw = await _read(response)
            return Answer(status=response.status, content_type=response.content_type, text=raw.decode(errors="replace"))


async def _read(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in response.content.iter_chunked(MAX_BODY):
        raw += chunk
        if len(raw) > MAX_BODY:
            message = "the answer is larger than 64 kB"
            raise aiohttp.ClientPayloadError(message)
    return bytes(raw)


def _with_query(url: str, params: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(list(params.items()))}"


def _signed_url(hook: Hook, url: str) -> str:
    """Voice webhooks over https are signed without login and port (https://www.twilio.com/docs/usage/security#a-few-notes)."""
    parts = urlsplit(url)
    if hook in CALLER_SIDE and parts.scheme == "https":
        return urlunsplit(parts._replace(netloc=parts.hostname or ""))
    return url


def _without_login(url: str) -> tuple[str, str]:
    """The address without `user:password@`, and the Basic header that stands for it."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, ""
    login = aiohttp.encode_basic_auth(unquote(parts.username), unquote(parts.password or ""))
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), login
