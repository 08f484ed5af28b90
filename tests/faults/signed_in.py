"""People who are signed in before the hub starts, and what they do over HTTP with whichever process."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from hub.clock import SystemClock
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.ids import new_id
from hub.domain.queues import Queue, QueueMember
from hub.domain.users import Role, Session, User
from hub.ports.repositories import Tx
from hub.services.access.secrets import hash_secret, new_secret
from hub.storage.engine import open_database


@dataclass(frozen=True, kw_only=True)
class Person:
    """An agent with a browser's session."""

    agent_id: str
    cookie: str
    csrf: str

    async def post(self, http: aiohttp.ClientSession, url: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask the process at `url`; a process that is gone answers 0."""
        headers = {"Cookie": f"hub_session={self.cookie}", "Origin": url, "Hub-CSRF": self.csrf}
        try:
            async with http.post(f"{url}/api/v1{path}", json=body or {}, headers=headers) as answer:
                return answer.status, await answer.json(content_type=None)
        except aiohttp.ClientError:
            return 0, None


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """What makes somebody an agent who is signed in."""

    user: User
    agent: Agent
    session: Session
    person: Person


async def staff(url: str, count: int, *, offer_timeout_s: int) -> list[Person]:
    """Store a queue for texts with ready agents, and a session for each."""
    database = await open_database(url, SystemClock())
    made = [_rows(f"agent-{number}") for number in range(count)]
    now = SystemClock().now()
    queue = Queue(
        id=new_id(),
        name="Support",
        members=tuple(QueueMember(agent_id=each.agent.id) for each in made),
        offer_timeout_s={"sms": offer_timeout_s},
        created_at=now,
        updated_at=now,
    )

    def add(tx: Tx) -> None:
        for each in made:
            tx.users.put(each.user)
            tx.agents.add(each.agent)
            tx.sessions.add(each.session)
        tx.queues.add(queue)

    await database.write(add)
    await database.close()
    return [each.person for each in made]


def _rows(name: str) -> _Rows:
    now, user_id, agent_id = SystemClock().now(), new_id(), new_id()
    person = Person(agent_id=agent_id, cookie=new_secret(""), csrf=new_secret(""))
    ready = Presence(state=PresenceState.READY, since=now)
    return _Rows(
        person=person,
        agent=Agent(id=agent_id, name=name, user_id=user_id, presence=ready, created_at=now, updated_at=now),
        user=User(
            id=user_id,
            login=name,
            name=name,
            roles=frozenset({Role.AGENT}),
            password_hash="-",  # nobody signs in with a password here
            agent_id=agent_id,
            created_at=now,
        ),
        session=Session(
            id=new_id(),
            user_id=user_id,
            secret_hash=hash_secret(person.cookie),
            csrf=person.csrf,
            created_at=now,
            expires_at=now + timedelta(hours=1),
        ),
    )
