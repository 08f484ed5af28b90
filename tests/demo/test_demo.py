"""`hub demo` as a newcomer runs it: a process on an empty folder, seen over its promised addresses alone."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.demo.staff import SIMULATED_AGENTS
from hub.demo.stories import CALL_ANSWERS
from tests.support.children import free_port, start, stop, tail, wait_until

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("sms", "webchat", "email", "phone")
READY_S = 120  # alone it takes five seconds; the linters and other tests may run beside it
WITHIN_S = 60
# The furthest that a state can tell: mail servers promise to deliver, and say no more.
ARRIVED = {"sms": {"delivered"}, "webchat": {"delivered", "read"}, "email": {"delivered"}}

pytestmark = pytest.mark.timeout(300)


@dataclass
class Demo:
    """A running demo and what it printed."""

    data: Path
    port: int
    process: Any
    printed: str = ""

    @property
    def screen(self) -> Path:
        return self.data.parent / f"screen-{self.data.name}.txt"

    def begin(self) -> None:
        """Start and wait for the greeting."""
        self.screen.unlink(missing_ok=True)
        command = [sys.executable, "-m", "hub", "demo", "--pace", "0.1"]
        environment = {**os.environ, "HUB_PORT": str(self.port), "HUB_DATA": str(self.data)}
        self.process = start(command, log=self.screen, env=environment, cwd=ROOT)
        wait_until(lambda: "Ctrl-C" in tail(self.screen, 10_000), self.process, log=self.screen, timeout_s=READY_S)
        self.printed = self.screen.read_text()

    def end(self) -> int:
        """Ctrl-C."""
        return stop(self.process, how=signal.SIGINT, timeout_s=30)

    @property
    def token(self) -> str:
        return self._found(r"Bearer (\S+?)'")

    @property
    def play(self) -> str:
        return self._found(r"Play a customer +(\S+)")

    @property
    def hub(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[int]:
        """All processes that belong to this data folder."""
        mark = f"HUB_DATA={self.data}".encode()
        return [pid for pid in _all_processes() if mark in _environment(pid)]

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.printed)
        assert found, self.printed
        return found[1]


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _environment(pid: int) -> bytes:
    try:
        return (Path("/proc") / str(pid) / "environ").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(data=tmp_path_factory.mktemp("demo") / "data", port=free_port(), process=None)
    running.begin()
    yield running
    if running.process.poll() is None:
        running.end()


@dataclass
class Client:
    """The hub's API with the printed token, and the play page."""

    demo: Demo
    session: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.demo.hub}/api/v1{path}", headers=self._token) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.session.post(f"{self.demo.hub}/api/v1{path}", headers=self._token, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def play(self, path: str) -> Any:
        async with self.session.get(f"{self.demo.play}/{path}") as answer:
            return await answer.json()

    async def people(self) -> dict[str, Any]:
        """What each simulated customer did and saw, by name."""
        return {person["name"]: person for person in (await self.play("customers.json"))["items"]}

    @property
    def _token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.demo.token}"}


@pytest.fixture
async def client(demo: Demo) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(demo, session)


async def until(ask: Callable[[], Awaitable[Any]], what: str, within_s: float = WITHIN_S) -> Any:
    """Ask until the answer says yes."""
    deadline = time.monotonic() + within_s
    while not (answer := await ask()):
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s} s"
        await asyncio.sleep(0.1)
    return answer


async def test_customers_come_on_four_channels_see_answers_and_nothing_is_doubled(demo: Demo, client: Client) -> None:
    for word in ("anna-demo-only", "curl -H 'Authorization: Bearer ", demo.hub):
        assert word in demo.printed
    first = {kind: await until(lambda kind=kind: _first_of(client, kind), f"a {kind} contact") for kind in KINDS}  # type: ignore[misc]
    for kind in ("sms", "webchat", "email"):
        await _answered_by_the_api(client, first[kind])
    await _answered_on_the_telephone(client)

    assert _refused(demo) == 2  # the port is taken, which is told before anything starts

    before = await _counts(client)
    token = demo.token
    assert demo.end() == 0
    assert demo.processes() == []
    demo.begin()
    assert demo.token == token
    assert await _counts(client) == before


def _refused(demo: Demo) -> int:
    command = [sys.executable, "-m", "hub", "demo"]
    environment = {**os.environ, "HUB_PORT": str(demo.port), "HUB_DATA": str(demo.data)}
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert f"HUB_PORT: port {demo.port} is taken" in ended.stderr
    return ended.returncode


async def _first_of(client: Client, kind: str) -> Any:
    """A simulated customer's contact of this kind, tied to the right record by its contact point."""
    people = await client.people()
    items = (await client.get(f"/interactions?kind={kind}&limit=100"))["items"]
    mine = [item for item in items if item["direction"] == "in" and item["customer_name"] in people]
    if not mine:
        return None
    oldest = mine[-1]
    person = people[oldest["customer_name"]]
    address = {"sms": "phone", "phone": "phone", "email": "email", "webchat": "chat"}[kind]
    assert oldest["address"] == person[address]
    customer = await client.get(f"/customers/{oldest['customer_id']}")
    assert [each["id"] for each in customer["external_ids"]] == [person["key"]]
    return oldest


async def _answered_by_the_api(client: Client, interaction: dict[str, Any]) -> None:
    kind, words = interaction["kind"], f"An answer by {interaction['kind']} 您好"
    await client.post(f"/interactions/{interaction['id']}/messages", {"kind": "reply", "text": words})

    async def seen() -> bool:
        person = (await client.people())[interaction["customer_name"]]
        return any(words in entry["text"] and entry["channel"] == kind for entry in person["seen"])

    async def arrived() -> bool:
        messages = (await client.get(f"/interactions/{interaction['id']}/messages"))["items"]
        ours = (each for each in messages if each["direction"] == "out" and words in each["text"])
        return any(each["delivery"]["state"] in ARRIVED[kind] for each in ours)

    await until(seen, f"{kind}: the customer seeing the answer")
    await until(arrived, f"{kind}: the answer shown as delivered")


async def _answered_on_the_telephone(client: Client) -> None:
    """A simulated agent accepts by the API and talks: the log shows both, and this call's caller hears it."""
    colleagues = {member.name for member in SIMULATED_AGENTS}

    async def served() -> bool:
        people = await client.people()
        calls = (await client.get("/interactions?kind=phone&limit=100"))["items"]
        known = [call for call in calls if call["direction"] == "in" and call["customer_name"] in people]
        return any([await taken_and_heard(call["id"], people[call["customer_name"]]) for call in known])

    async def taken_and_heard(call_id: str, person: dict[str, Any]) -> bool:
        for leg in (await client.get(f"/interactions/{call_id}/explain"))["history"]:
            accepted = {offer["agent_name"] for offer in leg["offers"] if offer["state"] == "accepted"}
            talked = any(each["state"] == "active" for each in leg["states"])
            heard = {entry["text"] for entry in person["seen"] if _is_of(entry, leg)}
            if talked and accepted & colleagues and heard & {words[0] for words in CALL_ANSWERS.values()}:
                return True
        return False

    await until(served, "phone: a caller hearing the agent who accepted")


def _is_of(entry: dict[str, Any], leg: dict[str, Any]) -> bool:
    """Whether a customer heard this on the telephone after the call had come in."""
    return entry["channel"] == "phone" and _time(entry["at"]) >= _time(leg["entered_at"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def _counts(client: Client) -> dict[str, int]:
    """What the demo makes; customers can grow by nobody but strangers, and there are none."""
    paths = ("users", "queues", "entry-rules", "templates", "rules", "dispositions", "agents", "tokens")
    routing = ("skills", "hours", "sla-policies", "plans", "profiles")
    counts = {path: len((await client.get(f"/{path}"))["items"]) for path in (*paths, *routing)}
    counts["customers"] = len((await client.get("/customers?limit=200"))["items"])
    logged = (await client.get("/interactions?kind=manual&limit=200"))["items"]
    return {**counts, "history": len(logged)}


@pytest.mark.timeout(400)
async def test_skills_a_plan_and_promises_are_at_work(client: Client) -> None:
    """Whoever writes Chinese waits for Chinese, then for anybody; who waits for half of what was promised is marked."""

    async def relaxed() -> bool:
        waiting = (await client.get("/interactions?state=waiting&limit=100"))["items"]
        asking = [each for each in waiting if {"skill": "zh", "level": 6} in each["requirements"]]
        explained = [await client.get(f"/interactions/{each['id']}/explain") for each in asking]
        return any(each["history"][0]["states"][-1]["plan_step"] > 0 for each in explained)

    async def at_risk() -> bool:
        lists = [await client.get(f"/interactions?sla={state}") for state in ("at_risk", "breached")]
        return any(each["priority"] > 0 for found in lists for each in found["items"])

    assert (await client.get("/routing/check"))["items"] == []
    await until(relaxed, "a step of the plan", within_s=180)  # somebody has to write Chinese first
    await until(at_risk, "a warning that raises the priority")


async def test_the_play_page_serves_its_own_pages_alone(client: Client) -> None:
    page = client.demo.play
    async with client.session.get(f"{page}/") as answer:
        assert "play.js" in await answer.text()
    async with client.session.get(f"{page}/shop?as=alex.rivera&language=zh") as answer:
        assert f'src="{client.demo.hub}/chat/widget.js"' in await answer.text()
    foreign = {"Origin": "https://evil.example"}
    async with client.session.get(f"{page}/customers.json", headers=foreign) as answer:
        assert answer.status == 403
    async with client.session.get(f"{page}/customers.json", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    address = f"{page}/mail/alex.rivera@customers.example"
    async with client.session.post(address, json={"name": "Alex", "subject": "Hi", "text": "By mail"}) as answer:
        assert answer.status == 201
    assert (await client.play("mail/alex.rivera@customers.example"))["items"][-1]["text"] == "By mail"

    async def logged() -> Any:
        items = (await client.get("/interactions?kind=email&limit=50"))["items"]
        return [item for item in items if item["customer_name"] == "Alex Rivera"]

    await until(logged, "the mail in the log")
