"""The SDK's HTTP client over the hub's own session: with a time-out that holds, without retries that send twice."""

import base64
import logging
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

_log = logging.getLogger(__name__)


class SessionHttpClient(AsyncHttpClient):  # type: ignore[misc]  # the SDK is not typed
    """Requests of the SDK on a shared session. A request that is cut off after it was written raises `TimeoutError`."""

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        super().__init__(_log, is_async=True, timeout=timeout_s)
        self._session = session
        self._limit = aiohttp.ClientTimeout(total=timeout_s, connect=min(5.0, timeout_s))

    async def request(  # noqa: PLR0917 - the SDK's signature
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's signature
        allow_redirects: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
    ) -> Response:
        """Send one request."""
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        body = urlencode(_pairs(data)) if data else None
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        async with self._session.request(
            method.upper(),
            uri,
            params=_pairs(params) if params else None,
            data=body,
            headers=sent,
            timeout=self._limit,
            allow_redirects=allow_redirects,
        ) as answer:
            return Response(answer.status, await answer.text(), answer.headers)


def _pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Flatten lists into repeated fields, as the interface expects them."""
    flat: list[tuple[str, str]] = []
    for name, value in values.items():
        flat.extend((name, _word(each)) for each in (value if isinstance(value, list | tuple) else [value]))
    return flat


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
