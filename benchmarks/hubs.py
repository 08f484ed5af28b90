"""Production hubs for benchmarks: real configuration, real databases, agents who are ready."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import tomli_w

from benchmarks.webhooks import OURS, TOKEN
from hub.clock import SystemClock
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.entry_rules import Conditions, EntryRule
from hub.domain.ids import new_id
from hub.domain.queues import Queue, QueueMember
from hub.domain.users import Role, Session, User
from hub.ports.repositories import Tx
from hub.services.access.secrets import hash_secret, new_secret
from hub.storage.engine import migrate, open_database
from tests.support.children import free_port, start, stop, wait_until_listening
from tests.support.hub_process import HubProcess
from tests.support.postgres import running_postgres

QUEUES = 10
AGENTS = 50


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running hub, the bare server beside it, and its agents' cookies."""

    hub: HubProcess
    bare_url: str
    database_url: str
    cookies: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where texts are posted."""
        return f"{self.hub.url}/hooks/texts"


@contextmanager
def site(
    kind: str, *, channels: dict[str, object] | None = None, before: Callable[[str], None] | None = None
) -> Iterator[Site]:
    """Run hub and baseline on a database of this kind: `postgresql` (fsync on) or `sqlite` (synchronous FULL).

    `before` gets the database's URL and may fill it before the hub starts.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-bench-")))
        hub_url, bare_url = _databases(kind, folder, stack)
        port = free_port()
        config = folder / "hub.toml"
        config.write_text(tomli_w.dumps(_table(kind, hub_url, channels or {})), encoding="utf-8")
        cookies = asyncio.run(_people(hub_url))
        if before is not None:
            before(hub_url)
        hub = HubProcess(config=config, data=folder / "data", port=port)
        stack.callback(hub.kill)
        hub.start()
        bare_port = free_port()
        log = folder / "bare.log"
        bare = start([sys.executable, "-m", "benchmarks.bare", str(bare_port), bare_url], log=log, cwd=Path.cwd())
        stack.callback(stop, bare, how=signal.SIGKILL)
        wait_until_listening(bare_port, bare, log=log)
        yield Site(
            hub=hub,
            bare_url=f"http://127.0.0.1:{bare_port}/hooks/texts",
            database_url=hub_url,
            cookies=tuple(cookies),
        )


def _databases(kind: str, folder: Path, stack: ExitStack) -> tuple[str, str]:
    if kind == "sqlite":
        (folder / "data").mkdir()
        return f"sqlite:///{folder / 'data' / 'hub.db'}", f"sqlite:///{folder / 'bare.db'}"
    server = stack.enter_context(running_postgres(durable=True))
    hub_url = server.url(asyncio.run(server.create()))
    bare_url = server.url(asyncio.run(server.create()))
    asyncio.run(migrate(hub_url))
    return hub_url, bare_url


def _table(kind: str, url: str, channels: dict[str, object]) -> dict[str, object]:
    texts = {"kind": "sms", "account_sid": "AC1", "auth_token": TOKEN, "region": "US", "api_url": "http://127.0.0.1:9"}
    numbered = {f"texts{number}": {**texts, "number": f"+1415555010{number}"} for number in range(QUEUES)}
    return {
        "database": {"url": url} if kind == "postgresql" else {},
        "security": {"secret": "s" * 40},
        "logs": {"level": "warning"},
        "channels": {"texts": {**texts, "number": OURS}, **numbered, **channels},
    }


async def _people(url: str) -> list[str]:
    """Ten queues with five ready agents each; the texts of channel `textsN` enter queue N."""
    database = await open_database(url, SystemClock())
    now = SystemClock().now()
    secrets = [new_secret() for _ in range(AGENTS)]

    def add(tx: Tx) -> None:
        agents = [_add_agent(tx, number, secrets[number]) for number in range(AGENTS)]
        for number in range(QUEUES):
            members = tuple(QueueMember(agent_id=each) for each in agents[number::QUEUES])
            queue = Queue(id=new_id(), name=f"Queue {number}", members=members, created_at=now, updated_at=now)
            tx.queues.add(queue)
            conditions = Conditions(channels=(f"texts{number}",))
            tx.queues.put_entry_rule(
                EntryRule(id=new_id(), name=queue.name, position=number, conditions=conditions, queue_id=queue.id)
            )

    await database.write(add)
    await database.close()
    return secrets


def _add_agent(tx: Tx, number: int, secret: str) -> str:
    now = SystemClock().now()
    agent_id, user_id = new_id(), new_id()
    tx.users.put(
        User(
            id=user_id,
            login=f"agent{number}",
            name=f"Agent {number}",
            roles=frozenset({Role.AGENT}),
            password_hash="",
            agent_id=agent_id,
            created_at=now,
        )
    )
    presence = Presence(state=PresenceState.READY, since=now)
    tx.agents.add(
        Agent(id=agent_id, name=f"Agent {number}", user_id=user_id, presence=presence, created_at=now, updated_at=now)
    )
    tx.sessions.add(
        Session(
            id=new_id(),
            user_id=user_id,
            secret_hash=hash_secret(secret),
            csrf=new_secret(),
            created_at=now,
            expires_at=now + timedelta(hours=1),
        )
    )
    return agent_id
