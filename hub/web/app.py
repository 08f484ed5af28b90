"""Puts the web layer together: middlewares, the API's routes, webhooks, sockets, health, the desk's files."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from hub.web.access_log import access_log
from hub.web.chat import add_chat
from hub.web.context import SERVICES, WebServices
from hub.web.desk_files import add_desk_files
from hub.web.desk_socket import add_desk_socket
from hub.web.endpoint import handler_of
from hub.web.health import STOPPING, add_health
from hub.web.hooks import add_hooks
from hub.web.kb_pages import add_kb_pages
from hub.web.media import add_media
from hub.web.openapi import add_openapi
from hub.web.problems import problems
from hub.web.routes import ROUTES

PREFIX = "/api/v1"


def build_app(services: WebServices) -> web.Application:
    """Return the application; it follows the events while it runs, and tells desks to come again when it stops."""
    app = web.Application(middlewares=[access_log, problems], client_max_size=services.settings.max_body_bytes)
    app[SERVICES] = services
    add_health(app)
    add_hooks(app)
    add_media(app)
    add_kb_pages(app)
    add_desk_socket(app)
    add_chat(app)
    for route in ROUTES:
        app.router.add_route(route.method, f"{PREFIX}{route.path}", handler_of(route))
    add_openapi(app, ROUTES)
    add_desk_files(app)
    app.cleanup_ctx.append(_following)
    app.on_shutdown.append(_stop)
    return app


def stop_taking(app: web.Application) -> None:
    """Become unready, so that a balancer sends nothing new; called before the listening sockets close."""
    app[STOPPING].append(True)


async def _stop(app: web.Application) -> None:
    app[STOPPING].append(True)


async def _following(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(app[SERVICES].feed.run(), name="events")
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
