"""Who may call what: every line of the route table, tried with every role."""

import re

import pytest

from hub.domain.users import Role
from hub.web.routes import ROUTES
from tests.http.hub import TestHub

GUARDED = [route for route in ROUTES if route.roles is not None]


@pytest.mark.parametrize("role", list(Role))
async def test_each_route_obeys_its_roles(hub: TestHub, role: Role) -> None:
    """Whoever may come in gets anything but 401 and 403 for the role; whoever may not gets 403."""
    headers = await hub.token(role)

    wrong = []
    for route in GUARDED:
        path = re.sub(r"{\w+}", "unknown", route.path)
        answer = await hub.client.request(route.method, f"/api/v1{path}", headers=headers)
        refused = answer.status == 403 and "one of the roles" in await answer.text()
        if refused is (role in (route.roles or ())):
            wrong.append((route.method, route.path, answer.status))

    assert wrong == []


async def test_nobody_comes_in_without_signing_in(hub: TestHub) -> None:
    for route in GUARDED:
        path = re.sub(r"{\w+}", "unknown", route.path)
        answer = await hub.client.request(route.method, f"/api/v1{path}")
        assert answer.status == 401, (route.method, route.path)


def test_only_signing_in_is_open() -> None:
    assert [(each.method, each.path) for each in ROUTES if each.roles is None] == [("POST", "/session")]
