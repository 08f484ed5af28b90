"""The route table: every path of /api/v1, who may call it, what it takes and what it gives; a module an area."""

from hub.web.route import Route
from hub.web.routes import (
    administration,
    agents,
    calls,
    care,
    customers,
    files,
    integration,
    interactions,
    planning,
    queues,
    reports,
    session,
    supervision,
)

_AREAS = (
    session,
    customers,
    interactions,
    calls,
    agents,
    queues,
    planning,
    supervision,
    reports,
    care,
    files,
    integration,
    administration,
)
ROUTES: tuple[Route, ...] = tuple(route for area in _AREAS for route in area.ROUTES)
