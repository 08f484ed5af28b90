"""Builds the web layer for tests: real storage, real HTTP, fakes only for routing and providers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from hub.channels.email.html import document
from hub.clock import SystemClock
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.suppressions import AddressHasher
from hub.domain.users import ApiToken, Role, User
from hub.errors import Problem
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.rendering.markdown import SafeMarkdown
from hub.rendering.templates import JinjaRenderer
from hub.security.passwords import Argon2Passwords
from hub.services.access.secrets import hash_secret, new_secret
from hub.services.care.preview import House
from hub.services.channel_book import ChannelBook
from hub.services.events.feed import EventFeed
from hub.storage.engine import open_database
from hub.web.app import build_app
from hub.web.context import WebServices, WebSettings
from tests.http.fakes import FakeCalls, FakeRouter, MemoryBlobs, ToyChannel

PASSWORD = "correct horse battery"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=1024)  # hundreds of tests sign in
_HASH = _CHEAP.hash(PASSWORD)


@dataclass
class Readiness:
    """Nothing stands in the way until a test says so."""

    found: list[Problem] = field(default_factory=list)

    def problems(self) -> list[Problem]:
        return self.found


@dataclass
class TestHub:
    """A running hub with its insides at hand."""

    __test__ = False

    client: TestClient[Any, Any]
    database: Database
    services: WebServices
    router: FakeRouter
    calls: FakeCalls
    channel: ToyChannel
    readiness: Readiness
    password_hash: str
    typing: list[tuple[str, bool]]
    pumped: list[bool]
    database_is_open: bool = True

    async def close_database(self) -> None:
        """Take the database away."""
        if self.database_is_open:
            self.database_is_open = False
            await self.database.close()

    @property
    def origin(self) -> str:
        return f"http://{self.client.host}:{self.client.port}"

    async def add_user(self, login: str, *roles: Role, is_agent: bool = False) -> User:
        """Let somebody in, with `PASSWORD`."""
        now = self.services.clock.now()
        user = User(
            id=new_id(),
            login=login,
            name=login.title(),
            roles=frozenset(roles),
            password_hash=self.password_hash,
            agent_id=new_id() if is_agent else None,
            created_at=now,
        )

        def work(tx: Tx) -> None:
            tx.users.put(user)
            if user.agent_id:
                presence = Presence(state=PresenceState.OFFLINE, since=now)
                tx.agents.add(
                    Agent(
                        id=user.agent_id,
                        name=user.name,
                        user_id=user.id,
                        presence=presence,
                        created_at=now,
                        updated_at=now,
                    )
                )

        await self.database.write(work)
        return user

    async def token(self, *roles: Role) -> dict[str, str]:
        """Make a token and return its header."""
        secret = new_secret("hub_")
        token = ApiToken(
            id=new_id(),
            name="test",
            secret_hash=hash_secret(secret),
            roles=frozenset(roles),
            created_at=self.services.clock.now(),
        )
        await self.database.write(lambda tx: tx.tokens.add(token))
        return {"Authorization": f"Bearer {secret}"}

    async def sign_in(self, login: str) -> "Browser":
        """Sign in as a browser would."""
        answer = await self.client.post(
            "/api/v1/session", json={"login": login, "password": PASSWORD}, headers={"Origin": self.origin}
        )
        assert answer.status == 200, await answer.text()
        cookie = answer.cookies["hub_session"].value
        self.client.session.cookie_jar.clear()
        return Browser(hub=self, cookie=cookie, csrf=(await answer.json())["csrf"])

    async def agent(self, login: str = "anna") -> "Browser":
        """An agent, signed in."""
        user = await self.add_user(login, Role.AGENT, is_agent=True)
        browser = await self.sign_in(login)
        browser.agent_id = user.agent_id or ""
        return browser

    async def supervisor(self, login: str = "boss", *, is_agent: bool = False) -> "Browser":
        """A supervisor, signed in."""
        user = await self.add_user(login, Role.SUPERVISOR, is_agent=is_agent)
        browser = await self.sign_in(login)
        browser.agent_id = user.agent_id or ""
        return browser

    async def admin(self) -> "Browser":
        """An administrator, signed in."""
        await self.add_user("root", Role.ADMIN)
        return await self.sign_in("root")


@dataclass
class Browser:
    """Somebody signed in; changing requests carry origin and CSRF header as the desk does it."""

    hub: TestHub
    cookie: str
    csrf: str
    agent_id: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"hub_session={self.cookie}", "Origin": self.hub.origin, "Hub-CSRF": self.csrf}

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Any:
        """Send JSON and return the answer's, which must have this status."""
        answer = await self.raw(method, path, body, headers=headers)
        text = await answer.text()
        assert answer.status == status, f"{method} {path}: {answer.status} {text}"
        return await answer.json(content_type=None) if text else None

    async def raw(
        self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        """Send JSON and return the answer as it is."""
        options: dict[str, Any] = {"json": body} if body is not None else {}
        return await self.hub.client.request(
            method, f"/api/v1{path}", headers={**self.headers, **(headers or {})}, **options
        )

    async def get(self, path: str, *, status: int = 200) -> Any:
        return await self.send("GET", path, status=status)

    async def post(self, path: str, body: object = None, *, status: int = 200, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("POST", path, {} if body is None else body, status=status, headers=named)

    async def patch(self, path: str, body: object, *, status: int = 200, version: int | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return await self.send("PATCH", path, body, status=status, headers=headers)


@asynccontextmanager
async def running_hub(url: str, folder: Path, **settings: Any) -> AsyncIterator[TestHub]:
    """Run the web layer on a database of this test's own."""
    clock = SystemClock()
    database = await open_database(url, clock)
    router, calls, channel, book = FakeRouter(), FakeCalls(), ToyChannel(), ChannelBook()
    book.add(channel)
    typing: list[tuple[str, bool]] = []
    pumped: list[bool] = []
    readiness = Readiness()
    passwords = Argon2Passwords(_CHEAP)

    def tell_typing(interaction: Interaction, *, on: bool) -> None:
        typing.append((interaction.id, on))

    desk = folder / "desk"
    (desk / "assets").mkdir(parents=True)
    (desk / "index.html").write_text("<!doctype html><title>desk</title>")
    (desk / "assets" / "desk-1a2b.js").write_text("export {}")
    services = WebServices(
        database=database,
        router=router,
        supervision=router,
        blobs=MemoryBlobs(),
        clock=clock,
        channels=book,
        calls=calls,
        passwords=passwords,
        clean_html=document,
        markdown=SafeMarkdown(),
        house=House(renderer=JinjaRenderer(), organisation="Shop", language="en"),
        hasher=AddressHasher(key=b"pepper"),
        feed=EventFeed(database),
        settings=WebSettings(public_url="http://hub.test", secret=b"s" * 32, desk=desk, **settings),
        wake_pump=lambda: pumped.append(True),
        typing=tell_typing,
        readiness=readiness,
    )
    server = TestServer(build_app(services))
    await server.start_server(access_log=None)  # as `hub serve` does: the hub writes its own
    async with TestClient(server) as client:
        hub = TestHub(
            client=client,
            database=database,
            services=services,
            router=router,
            calls=calls,
            channel=channel,
            readiness=readiness,
            password_hash=_HASH,
            typing=typing,
            pumped=pumped,
        )
        yield hub
    await hub.close_database()
