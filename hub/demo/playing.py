"""The play page's own web server: static files, customers' mailboxes, the sample shop, what simulated customers saw."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosmtplib
import orjson
from aiohttp import web

from hub.demo.identity import identity_of
from hub.demo.mail import PostOffice
from hub.demo.people import MAIL_DOMAIN, YOU
from hub.demo.places import HOST, OUR_MAIL, OUR_NUMBER, Places
from hub.demo.registry import Registry
from hub.demo.staff import PEOPLE_TO_SIGN_IN

FILES = Path(__file__).parent / "play"
_LONGEST_TEXT = 20_000
_LONGEST_LINE = 200
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RefusedError(Exception):
    """A request of the page that cannot be done."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Play:
    """Serves the page on which a person plays a customer."""

    def __init__(self, places: Places, office: PostOffice, registry: Registry) -> None:
        self._places = places
        self._office = office
        self._registry = registry

    def app(self) -> web.Application:
        app = web.Application(client_max_size=256 * 1024, middlewares=[self._guard])
        app.router.add_get("/", self._page)
        app.router.add_get(r"/{name:[a-z]+\.(html|css|js|svg)}", self._file)
        app.router.add_get("/shop", self._shop)
        app.router.add_get("/config.json", self._config)
        app.router.add_get("/customers.json", self._customers)
        app.router.add_get("/mail/{address}", self._inbox)
        app.router.add_post("/mail/{address}", self._send)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Only this machine's own pages: neither another site's, nor one whose name was pointed at us."""
        try:
            _check_origin(request)
            response = await handler(request)
        except RefusedError as error:
            response = _json({"error": str(error)}, error.status)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _page(self, request: web.Request) -> web.Response:
        return _read("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return _read(request.match_info["name"])

    async def _shop(self, request: web.Request) -> web.Response:
        """A page of somebody else's site that includes the widget with one line, and says who is signed in there."""
        person = next((each for each in YOU if each.key == request.query.get("as")), None)
        identity = f' data-identity="{identity_of(person, self._places.identity_secret)}"' if person else ""
        chinese = request.query.get("language", "").startswith("zh")
        language = "zh-CN" if chinese else "en"
        script = (
            f'<script src="{self._places.hub}/chat/widget.js" data-channel="chat" data-language="{language}"'
            f"{identity} async></script>"
        )
        name = "shop.zh.html" if chinese else "shop.en.html"
        text = (FILES / name).read_text(encoding="utf-8").replace("<!-- widget -->", script)
        return web.Response(text=text, content_type="text/html")

    async def _config(self, request: web.Request) -> web.Response:
        return _json(
            {
                "hub": self._places.hub,
                "carrier": self._places.carrier,
                "number": OUR_NUMBER,
                "mail": OUR_MAIL,
                "you": [
                    {
                        "key": person.key,
                        "name": person.name,
                        "language": person.language,
                        "phone": person.phone,
                        "email": person.email,
                    }
                    for person in YOU
                ],
                "agents": [
                    {"login": member.login, "name": member.name, "phone": member.phone, "language": member.language}
                    for member in PEOPLE_TO_SIGN_IN
                    if member.phone
                ],
            }
        )

    async def _customers(self, request: web.Request) -> web.Response:
        return _json(self._registry.shape())

    async def _inbox(self, request: web.Request) -> web.Response:
        return _json({"items": [letter.shape() for letter in self._office.box(_address(request))]})

    async def _send(self, request: web.Request) -> web.Response:
        address, body = _address(request), await _body(request)
        text = _string(body, "text", _LONGEST_TEXT)
        answer = next((letter for letter in self._office.box(address) if letter.id == body.get("answer")), None)
        try:
            letter = await self._office.send(
                address,
                _string(body, "name", _LONGEST_LINE, needed=False),
                _string(body, "subject", _LONGEST_LINE, needed=False),
                text,
                answer=answer,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise RefusedError(502, f"the hub's mail server did not take it: {error}") from error
        return _json(letter.shape(), 201)


@asynccontextmanager
async def play_page(play: Play, port: int) -> AsyncIterator[None]:
    """Serve while the block runs."""
    runner = web.AppRunner(play.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield
    finally:
        await runner.cleanup()


def _check_origin(request: web.Request) -> None:
    if request.host.rpartition(":")[0] not in {HOST, "localhost"}:
        raise RefusedError(403, "this page has another address")
    origin = request.headers.get("Origin")
    if origin not in {None, f"http://{request.host}"}:
        raise RefusedError(403, f"{origin} may not use this page's mailboxes")


def _address(request: web.Request) -> str:
    address = request.match_info["address"].lower()
    name, _, domain = address.partition("@")
    if domain != MAIL_DOMAIN or not name.replace(".", "").isalnum() or not name.isascii():
        raise RefusedError(404, f"mailboxes here end in @{MAIL_DOMAIN}")
    return address


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise RefusedError(415, "send JSON as application/json")
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"this is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise RefusedError(400, "send a JSON object")
    return body


def _string(body: dict[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()):
        raise RefusedError(400, f"{name}: give a text of at most {longest} characters")
    return " ".join(value.split()) if longest == _LONGEST_LINE else value


def _read(name: str) -> web.Response:
    path = FILES / name
    if not path.is_file():
        raise RefusedError(404, f"there is no {name}")
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
