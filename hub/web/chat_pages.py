"""The chat widget's pages: the script for foreign sites, and the frame of our own origin with its style and script."""

import hashlib
import html
from functools import lru_cache
from pathlib import Path
from string import Template

import orjson
from aiohttp import web

from hub.errors import NotFoundError
from hub.ports.chat import ChatChannel, ChatPage
from hub.web.chat_socket import ROOM
from hub.web.context import STATIC

WIDGET = STATIC / "widget"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_FOREVER = "public, max-age=31536000, immutable"
_SOON = "public, max-age=300"

_PAGE = Template(
    """<!doctype html>
<html lang="$language" data-theme="$theme" data-settings="$settings">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>$title</title>
<link rel="stylesheet" href="static/frame.css?v=$style">
<script defer src="static/$script?v=$version"></script>
</head>
<body></body>
</html>
"""
)


def add_chat_pages(app: web.Application) -> None:
    """Route what the widget consists of."""
    app.router.add_get("/chat/widget.js", widget_script)
    app.router.add_get("/chat/frame", frame_page)
    app.router.add_get(r"/chat/static/{name:frame(\.[a-z]{2})?\.(js|css)}", static_file)


async def widget_script(request: web.Request) -> web.Response:
    """The script that sites include; it changes with the hub, so browsers ask again after five minutes."""
    data, version = built("widget.js")
    headers = {"Cache-Control": _SOON, "ETag": f'"{version}"', "Cross-Origin-Resource-Policy": "cross-origin"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    return _file(data, "text/javascript", headers)


async def static_file(request: web.Request) -> web.Response:
    """A part of the frame page; its version in the address lets browsers keep it."""
    name = request.match_info["name"]
    data, version = built(name)
    cached = _FOREVER if request.query.get("v") == version else _SOON
    return _file(data, _TYPES[Path(name).suffix], {"Cache-Control": cached})


def _file(data: bytes, media_type: str, headers: dict[str, str]) -> web.Response:
    headers["X-Content-Type-Options"] = "nosniff"
    response = web.Response(body=data, content_type=media_type, charset="utf-8", headers=headers)
    response.enable_compression()
    return response


async def frame_page(request: web.Request) -> web.Response:
    """The page inside the frame; also a chat of its own when it is opened directly."""
    page = require_chat(request).page(_language(request))
    response = web.Response(text=_html(page, request.query.get("theme", "")), content_type="text/html")
    response.headers.update(_headers(request, page))
    return response


def _headers(request: web.Request, page: ChatPage) -> dict[str, str]:
    """Nothing but our own files runs, and only allowed sites may frame it (CSP Level 3)."""
    # Safari before 15.4 does not take 'self' for sockets, so the host is named as well.
    sockets = f"ws://{request.host} wss://{request.host}"
    ancestors = " ".join(["'self'", *page.frame_ancestors])
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
        f" connect-src 'self' {sockets}; base-uri 'none'; form-action 'none';"
        f" frame-ancestors {ancestors}"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        "Referrer-Policy": "strict-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _html(page: ChatPage, theme: str) -> str:
    script = "frame.zh.js" if page.language.lower().startswith("zh") else "frame.en.js"
    return _PAGE.substitute(
        language=html.escape(page.language),
        title=html.escape(page.title),
        theme=theme if theme in ("light", "dark") else "",
        settings=html.escape(orjson.dumps({**page.settings}).decode()),
        style=built("frame.css")[1],
        script=script,
        version=built(script)[1],
    )


def _language(request: web.Request) -> str:
    """The site's word, else the browser's first choice."""
    asked = request.query.get("language") or request.headers.get("Accept-Language", "").partition(",")[0]
    language = asked.partition(";")[0].strip()
    return language if language.replace("-", "").isalnum() and len(language) <= 20 else ""


@lru_cache
def built(name: str) -> tuple[bytes, str]:
    """Read a built file with its version; packages carry them, a source tree builds them with `make setup`."""
    path = WIDGET / name
    if not path.exists():
        raise NotFoundError(f"the chat widget's {name} is not built; run `make setup`")
    data = path.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


def require_chat(request: web.Request) -> ChatChannel:
    """Return the web chat that a request names."""
    channel = request.app[ROOM].channel(request.query.get("channel", ""))
    if channel is None:
        raise NotFoundError("no web chat has this name", field="channel")
    return channel
