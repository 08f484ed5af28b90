"""The route table: every path of /api/v1, who may call it, what it takes and what it gives; a module an area."""

from hub.web.route import Route
from hub.web.routes import (
    administration,
    agents,
    calls,
    care,
    cases,
    customers,
    files,
    imports,
    integration,
    interactions,
    knowledge,
    planning,
    pools,
    queues,
    records,
    reports,
    session,
    supervision,
    tasks,
    value,
)

_AREAS = (
    session,
    records,
    customers,
    imports,
    interactions,
    cases,
    tasks,
    calls,
    agents,
    queues,
    planning,
    supervision,
    reports,
    value,
    pools,
    care,
    knowledge,
    files,
    integration,
    administration,
)
ROUTES: tuple[Route, ...] = tuple(route for area in _AREAS for route in area.ROUTES)
