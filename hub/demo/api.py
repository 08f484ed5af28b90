"""The hub's HTTP interface as its clients see it: a program with a token, or a person who signs in."""

import io
from contextlib import AbstractAsyncContextManager
from typing import Any, Self

import aiohttp
import orjson

TIMEOUT = aiohttp.ClientTimeout(total=30)


class ApiError(Exception):
    """The hub refused a request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class Api:
    """Requests below `/api/v1`, each answered with its JSON."""

    def __init__(self, url: str, *, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {"Origin": url}
        # Cookies of an address without a name are kept only by an `unsafe` jar.
        jar = aiohttp.CookieJar(unsafe=True)
        self.session = aiohttp.ClientSession(headers=headers, cookie_jar=jar, timeout=TIMEOUT)
        self._url = url
        self._csrf = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def sign_in(self, login: str, password: str) -> dict[str, Any]:
        """Open a session like a person's browser; the user."""
        answer = await self.post("/session", {"login": login, "password": password})
        self._csrf = answer["csrf"]
        user: dict[str, Any] = answer["user"]
        return user

    async def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """Read."""
        return await self._ask("GET", path, params={name: str(value) for name, value in query.items()})

    async def all(self, path: str, **query: str | int) -> list[dict[str, Any]]:
        """Read a list to its end."""
        page = await self.get(path, **query)
        items: list[dict[str, Any]] = page["items"]
        while page.get("next"):
            page = await self.get(path, after=page["next"], **query)
            items += page["items"]
        return items

    async def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Make, or do."""
        return await self._ask("POST", path, body or {})

    async def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change."""
        return await self._ask("PATCH", path, body)

    async def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Set."""
        return await self._ask("PUT", path, body)

    async def send_file(self, path: str, name: str, data: bytes, **query: str) -> dict[str, Any]:
        """Upload a file as a form's part `file`."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(data), filename=name)
        headers = {"Hub-CSRF": self._csrf} if self._csrf else {}
        url = f"{self._url}/api/v1{path}"
        async with self.session.post(url, data=form, params=query, headers=headers) as answer:
            return await _result("POST", path, answer)

    def desk(self, after: int) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
        """Open the socket on which a desk hears of changes."""
        return self.session.ws_connect(f"{self._url}/ws/desk?after={after}")

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, params: dict[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self._csrf:
            headers["Hub-CSRF"] = self._csrf
        data = orjson.dumps(body) if body is not None else None
        url = f"{self._url}/api/v1{path}"
        async with self.session.request(method, url, data=data, params=params, headers=headers) as answer:
            return await _result(method, path, answer)


async def _result(method: str, path: str, answer: aiohttp.ClientResponse) -> dict[str, Any]:
    text = await answer.text()
    if answer.status >= 400:
        raise ApiError(answer.status, f"{method} {path}: {text[:500]}")
    result: dict[str, Any] = orjson.loads(text) if text else {}
    return result
