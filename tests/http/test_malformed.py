"""Bad input of every kind is named, never a 500."""

import io

import pytest

from hub.domain.users import Role
from tests.http.hub import TestHub

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b"\xff\xfe", 400),
        (b'{"login": "\\ud800", "password": "x"}', 400),
        (b"[" * 10_000, 400),
        (b'{"login": 1, "password": "x"}', 422),
        (b'{"login": "a", "password": "x", "extra": 1}', 422),
    ],
)
async def test_bodies(hub: TestHub, body: bytes, status: int) -> None:
    answer = await hub.client.post("/api/v1/session", data=body, headers=JSON)

    assert answer.status == status, await answer.text()
    assert answer.content_type == "application/problem+json"


async def test_every_wrong_field_is_named_with_a_remedy(hub: TestHub) -> None:
    headers = await hub.token(Role.AGENT)
    body = {"name": 7, "nickname": "x", "contact_points": [{"kind": "fax", "value": "1"}]}

    answer = await hub.client.post("/api/v1/customers", json=body, headers=headers)
    problem = await answer.json()

    errors = {each["field"]: each["message"] for each in problem["errors"]}
    assert answer.status == 422
    assert errors["nickname"] == "is unknown; remove it"
    assert "string" in errors["name"]
    assert "'phone'" in errors["contact_points.0.kind"]


async def test_nul_is_replaced_so_that_both_databases_can_store_it(hub: TestHub) -> None:
    headers = await hub.token(Role.AGENT)

    answer = await hub.client.post("/api/v1/customers", json={"name": "a\x00b"}, headers=headers)

    assert answer.status == 201
    assert (await answer.json())["name"] == "a\ufffdb"


@pytest.mark.parametrize("path", ["/customers/%00", "/customers/..%2f..%2fetc", "/customers?q=%00", "/customers?q=%ff"])
async def test_odd_addresses(hub: TestHub, path: str) -> None:
    headers = await hub.token(Role.AGENT)

    answer = await hub.client.get(f"/api/v1{path}", headers=headers)

    assert answer.status in (200, 404, 422)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "unknown=1"])
async def test_odd_queries(hub: TestHub, query: str) -> None:
    headers = await hub.token(Role.AGENT)

    answer = await hub.client.get(f"/api/v1/customers?{query}", headers=headers)

    assert answer.status == 422
    assert (await answer.json())["errors"][0]["field"] == query.split("=", maxsplit=1)[0]


async def test_a_huge_body_is_refused(hub: TestHub) -> None:
    headers = await hub.token(Role.AGENT)
    body = io.BytesIO(b'{"name": "' + b"x" * 2_000_000 + b'"}')

    answer = await hub.client.post("/api/v1/customers", data=body, headers={**headers, **JSON})

    assert answer.status == 413
    assert answer.content_type == "application/problem+json"


async def test_unknown_addresses_and_methods(hub: TestHub) -> None:
    headers = await hub.token(Role.AGENT)

    missing = await hub.client.get("/api/v1/nothing", headers=headers)
    wrong = await hub.client.put("/api/v1/customers", json={}, headers=headers)

    assert (missing.status, missing.content_type) == (404, "application/problem+json")
    assert wrong.status == 405
    assert set(wrong.headers["Allow"].split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize("value", ["abc", "-1", '"1', "1.5"])
async def test_an_odd_version_is_named(hub: TestHub, value: str) -> None:
    headers = await hub.token(Role.AGENT)

    answer = await hub.client.patch("/api/v1/customers/x", json={}, headers={**headers, "If-Match": value})

    assert answer.status == 422
    assert (await answer.json())["errors"][0]["field"] == "If-Match"


async def test_every_answer_has_an_id_to_find_it_in_the_log(hub: TestHub) -> None:
    answer = await hub.client.get("/api/v1/nothing")

    assert len(answer.headers["X-Request-Id"]) == 36
