"""The desk's own files: built by Vite, served with a strict content policy and lasting caches."""

from pathlib import Path

from aiohttp import web

from hub.errors import NotFoundError
from hub.web.context import SERVICES, WebServices

_PAGE = r"(?!(?:api|hooks|ws|media|chat|u|s|kb|assets)(?:/|$)|healthz$|readyz$|metrics$).+"
_FOREVER = "public, max-age=31536000, immutable"
_TWILIO = "https://*.twilio.com wss://*.twilio.com"


def add_desk_files(app: web.Application) -> None:
    """Route `/`, the desk's own addresses, and the built files."""
    app.router.add_get("/", index)
    app.router.add_get("/assets/{path:.+}", asset)
    app.router.add_get(f"/{{page:{_PAGE}}}", page)


async def index(request: web.Request) -> web.FileResponse:
    """The page itself, asked for anew each time: it names the assets of this version."""
    services = request.app[SERVICES]
    file = services.settings.desk / "index.html"
    if not file.is_file():
        raise NotFoundError("the desk's files are missing; run `make setup`")
    return web.FileResponse(file, headers=_page_headers(services))


async def page(request: web.Request) -> web.FileResponse:
    """A file beside the page (its icon), else the page: the desk shows its own addresses."""
    path = request.match_info["page"]
    if "." not in path:
        return await index(request)
    file = _inside(request.app[SERVICES].settings.desk, path)
    return web.FileResponse(file, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})


async def asset(request: web.Request) -> web.FileResponse:
    """A built file; its name holds its hash, so that it never changes."""
    folder = request.app[SERVICES].settings.desk / "assets"
    file = _inside(folder, request.match_info["path"])
    return web.FileResponse(file, headers={"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"})


def _inside(folder: Path, path: str) -> Path:
    file = (folder / path).resolve()
    if "\\x00" in path or not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFoundError("there is no such file")
    return file


def _page_headers(services: WebServices) -> dict[str, str]:
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": content_policy(services),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    }


def content_policy(services: WebServices) -> str:
    """Only our own scripts; Mantine sets styles from scripts, hence 'unsafe-inline' for styles alone.

    https://mantine.dev/styles/css-variables/ ; the browser's softphone talks to Twilio
    (https://www.twilio.com/docs/voice/sdks/javascript).
    """
    connect = f"'self' {_websocket_origin(services)}" + (f" {_TWILIO}" if services.settings.softphone else "")
    return (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
        f" media-src 'self' blob:; connect-src {connect}; frame-src 'self'; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    )


def _websocket_origin(services: WebServices) -> str:
    return services.settings.origin.replace("http", "ws", 1)
