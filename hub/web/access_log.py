"""One line a request, without bodies or queries: who came where, what was answered, how long it took."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from hub.domain.ids import new_id
from hub.web.context import SERVICES

_log = logging.getLogger("hub.access")
REQUEST_ID = "X-Request-Id"
_BAD_REQUEST = 400
# Too many to log each: providers' requests are counted in the metrics, and what they brought is in the log of contacts.
_COUNTED = ("/hooks/", "/healthz", "/readyz", "/metrics")


@web.middleware
async def access_log(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Measure, log, and give the answer an id by which its log lines can be found."""
    services = request.app[SERVICES]
    started = services.clock.monotonic()
    response = await handler(request)
    elapsed = services.clock.monotonic() - started
    route = _route_of(request)
    services.metrics.answered(request.method, route, response.status, elapsed)
    if response.status < _BAD_REQUEST and request.path.startswith(_COUNTED):
        return response
    request_id = new_id()
    if not response.prepared:
        response.headers[REQUEST_ID] = request_id
    _log.info(
        "request",
        extra={
            "request_id": request_id,
            "method": request.method,
            "path": _loggable(request.path, route),
            "status": response.status,
            "ms": round(elapsed * 1000, 1),
        },
    )
    return response


def _loggable(path: str, route: str) -> str:
    """API paths hold ids; the others may hold signed tokens, which belong in no log."""
    return path if path.startswith("/api/") else route


def _route_of(request: web.Request) -> str:
    """The route's pattern: paths themselves are too many to count."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"
