"""/healthz, /readyz and /metrics: for whoever watches over the process."""

import asyncio

import orjson
from aiohttp import web

from hub.errors import BusyError, Problem
from hub.ports.channels import LinkState
from hub.web.context import SERVICES, WebServices
from hub.web.metrics import CONTENT_TYPE

_PING_S = 3.0
STOPPING = web.AppKey("stopping", list[bool])


def add_health(app: web.Application) -> None:
    """Route the three."""
    app[STOPPING] = []
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


async def alive(request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """200 only when contacts can be taken and the desk renders; else 503 with what stands in the way."""
    services = request.app[SERVICES]
    problems = _own_problems(request.app, services) + services.readiness.problems() + await _database(services)
    body = {
        "status": "unready" if problems else "ready",
        "problems": [{"field": each.field, "message": each.message} for each in problems],
    }
    return web.Response(status=503 if problems else 200, body=orjson.dumps(body), content_type="application/json")


def _own_problems(app: web.Application, services: WebServices) -> list[Problem]:
    problems = []
    if app[STOPPING]:
        problems.append(Problem(field="process", message="is stopping"))
    if not (services.settings.desk / "index.html").is_file():
        problems.append(Problem(field="desk", message="its files are missing; run `make setup`"))
    problems += [
        Problem(field=f"channels.{name}", message=services.channels.state(name).detail or "is still starting")
        for name in services.channels.all()
        if services.channels.state(name).state is LinkState.NEEDS_ATTENTION
    ]
    return problems


async def _database(services: WebServices) -> list[Problem]:
    try:
        async with asyncio.timeout(_PING_S):
            await services.database.ping()
    except BusyError as error:
        return [Problem(field="database", message=str(error))]
    except TimeoutError:
        return [Problem(field="database", message=f"has not answered for {_PING_S:.0f} s")]
    return []


async def metrics(request: web.Request) -> web.Response:
    """What the process counted."""
    services = request.app[SERVICES]
    services.metrics.events_position.set(services.feed.position)
    return web.Response(body=services.metrics.text(), headers={"Content-Type": CONTENT_TYPE})
