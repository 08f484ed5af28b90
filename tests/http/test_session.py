"""Signing in, cookies, CSRF, tokens, throttling."""

import pytest

from hub.domain.users import Role
from hub.services.access.signing_in import SignInPolicy
from hub.web.context import WebSettings
from tests.http.hub import PASSWORD, TestHub

SESSION = "/api/v1/session"


async def test_a_user_signs_in_and_out(hub: TestHub) -> None:
    anna = await hub.agent("anna")

    me = await anna.get("/session")
    await anna.send("DELETE", "/session", status=204)

    assert me["user"]["login"] == "anna"
    assert me["user"]["agent_id"] == anna.agent_id
    assert me["csrf"] == anna.csrf
    await anna.get("/session", status=401)


async def test_the_cookie_is_out_of_scripts_reach(hub: TestHub) -> None:
    await hub.add_user("anna", Role.AGENT)

    answer = await hub.client.post(SESSION, json={"login": "ANNA", "password": PASSWORD})

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in await answer.text()


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_wrong_credentials_look_the_same(hub: TestHub, login: str, password: str) -> None:
    await hub.add_user("anna", Role.AGENT)

    answer = await hub.client.post(SESSION, json={"login": login, "password": password})

    assert answer.status == 401
    assert (await answer.json())["detail"] == "login or password is wrong"


async def test_a_disabled_user_stays_outside(hub: TestHub) -> None:
    root = await hub.admin()
    anna = await hub.agent("anna")
    [user] = [each for each in (await root.get("/users"))["items"] if each["login"] == "anna"]

    await root.patch(f"/users/{user['id']}", {"disabled": True})

    await anna.get("/session", status=401)
    answer = await hub.client.post(SESSION, json={"login": "anna", "password": PASSWORD})
    assert answer.status == 401


async def test_guessing_is_slowed_down(hub: TestHub) -> None:
    await hub.add_user("anna", Role.AGENT)
    attempts = SignInPolicy().attempts

    statuses = [
        (await hub.client.post(SESSION, json={"login": "anna", "password": "guess"})).status
        for _ in range(attempts + 1)
    ]
    right = await hub.client.post(SESSION, json={"login": "anna", "password": PASSWORD})

    assert statuses == [401] * attempts + [429]
    assert right.status == 429
    assert int(right.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Hub-CSRF": ""},
        {"Hub-CSRF": "guessed"},
        {"Origin": "https://evil.example"},
        {"Origin": ""},
        {"Origin": "null"},
    ],
)
async def test_another_sites_page_changes_nothing(hub: TestHub, headers: dict[str, str]) -> None:
    anna = await hub.agent()

    await anna.send("POST", "/customers", {"name": "x"}, headers=headers, status=403)

    assert (await anna.get("/customers"))["items"] == []


async def test_where_there_is_tls_a_page_without_it_is_not_ours(hub: TestHub) -> None:
    anna = await hub.agent()
    object.__setattr__(hub.services.settings, "public_url", "https://hub.example.com")
    origins = ("https://hub.example.com", hub.origin.replace("http:", "https:"), hub.origin)

    answers = [await anna.raw("POST", "/customers", {}, headers={"Origin": origin}) for origin in origins]

    assert [each.status for each in answers] == [201, 201, 403]


async def test_another_sites_page_cannot_sign_in(hub: TestHub) -> None:
    await hub.add_user("anna", Role.AGENT)

    answer = await hub.client.post(
        SESSION, json={"login": "anna", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status == 403


async def test_a_token_needs_neither_cookie_nor_origin(hub: TestHub) -> None:
    headers = await hub.token(Role.INTEGRATION)

    made = await hub.client.post("/api/v1/customers", json={"name": "Li"}, headers=headers)
    me = await hub.client.get("/api/v1/session", headers=headers)

    assert made.status == 201
    assert (await me.json())["user"]["roles"] == ["integration"]


@pytest.mark.parametrize("value", ["Bearer hub_unknown", "Bearer", "Basic YTpi", "nonsense"])
async def test_a_wrong_token_is_refused(hub: TestHub, value: str) -> None:
    answer = await hub.client.get("/api/v1/customers", headers={"Authorization": value})

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_revoked_token_is_refused(hub: TestHub) -> None:
    root = await hub.admin()
    token = await root.post("/tokens", {"name": "shop"}, status=201)
    headers = {"Authorization": f"Bearer {token['secret']}"}
    assert (await hub.client.get("/api/v1/customers", headers=headers)).status == 200

    await root.send("DELETE", f"/tokens/{token['id']}", status=204)

    assert (await hub.client.get("/api/v1/customers", headers=headers)).status == 401
    assert "secret" not in (await root.get("/tokens"))["items"][0]


async def test_the_language_is_remembered(hub: TestHub) -> None:
    anna = await hub.agent()

    await anna.patch("/session", {"language": "zh-CN"})

    assert (await anna.get("/session"))["user"]["language"] == "zh-CN"


async def test_a_new_password_ends_every_session(hub: TestHub) -> None:
    root = await hub.admin()
    anna = await hub.agent("anna")
    [user] = [each for each in (await root.get("/users"))["items"] if each["login"] == "anna"]

    await root.patch(f"/users/{user['id']}", {"password": "an even longer one"})

    await anna.get("/session", status=401)
    again = await hub.client.post(SESSION, json={"login": "anna", "password": "an even longer one"})
    assert again.status == 200


async def test_the_last_administrator_stays(hub: TestHub) -> None:
    root = await hub.admin()
    [user] = (await root.get("/users"))["items"]

    problem = await root.patch(f"/users/{user['id']}", {"roles": ["agent"]}, status=409)

    assert "last administrator" in problem["detail"]


def test_cookies_insist_on_tls_where_there_is_tls() -> None:
    assert WebSettings(public_url="https://hub.example.com", secret=b"").is_https
    assert not WebSettings(public_url="http://127.0.0.1:8080", secret=b"").is_https
