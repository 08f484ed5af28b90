"""Users and tokens as an operator makes and ends them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest

from hub.clock import SystemClock
from hub.domain.agents import PresenceState
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.queues import Queue
from hub.domain.users import Role, Session
from hub.errors import ConflictError, NotFoundError
from hub.ports.database import Database
from hub.ports.repositories.access import AuditFilter
from hub.security.passwords import Argon2Passwords
from hub.services.access.accounts import Accounts, NewUser
from hub.services.access.secrets import hash_secret

PASSWORD = "correct horse"
BY = "command:operator"


@dataclass
class Office:
    """An operator's accounts on a database with one queue, `support`."""

    database: Database
    accounts: Accounts

    async def queue(self) -> Queue:
        [queue] = await self.database.read(lambda tx: tx.queues.all())
        return queue

    async def actions(self) -> list[tuple[str, str]]:
        entries = await self.database.read(lambda tx: tx.audit.page(AuditFilter(), after=None, limit=50))
        return [(entry.actor, entry.action) for entry in reversed(entries)]


@pytest.fixture
async def office(database: Database) -> Office:
    clock = SystemClock()
    queue = Queue(id=new_id(), name="support", created_at=clock.now(), updated_at=clock.now())
    await database.write(lambda tx: tx.queues.add(queue))
    accounts = Accounts(database=database, passwords=Argon2Passwords(), clock=clock, routing_domain="north")
    return Office(database=database, accounts=accounts)


async def test_an_agent_joins_the_named_queues_and_everyone_hears_of_it(office: Office) -> None:
    user = await office.accounts.add_user(NewUser(login="ada", password=PASSWORD, queues=("support",)), actor=BY)

    [agent] = await office.database.read(lambda tx: tx.agents.all())
    assert (agent.id, agent.user_id, agent.routing_domain) == (user.agent_id, user.id, "north")
    assert agent.presence.state is PresenceState.OFFLINE
    assert [member.agent_id for member in (await office.queue()).members] == [agent.id]
    await office.database.number_events()
    events = await office.database.events_after(0, 10)
    assert [event.type for event in events] == [EventType.QUEUE_UPDATED, EventType.AGENT_UPDATED]
    members = cast("list[dict[str, object]]", events[0].data["members"])
    assert [member["agent_id"] for member in members] == [agent.id]
    assert events[1].data["queue_ids"] == [(await office.queue()).id]


async def test_who_takes_no_work_is_no_agent(office: Office) -> None:
    user = await office.accounts.add_user(
        NewUser(login="owner", password=PASSWORD, roles=frozenset({Role.CAMPAIGNS})), actor=BY
    )

    assert user.agent_id is None
    assert await office.database.read(lambda tx: tx.agents.all()) == []


async def test_a_user_who_cannot_be_made_leaves_nothing_behind(office: Office) -> None:
    await office.accounts.add_user(NewUser(login="ada", password=PASSWORD), actor=BY)

    with pytest.raises(ConflictError):
        await office.accounts.add_user(NewUser(login="Ada", password=PASSWORD, queues=("support",)), actor=BY)
    with pytest.raises(NotFoundError, match="no queue is called 'sales'; there are support"):
        await office.accounts.add_user(NewUser(login="bo", password=PASSWORD, queues=("sales",)), actor=BY)

    assert [user.login for user in await office.accounts.users()] == ["ada"]
    assert (await office.queue()).members == ()


async def test_who_is_shut_out_loses_every_session_at_once(office: Office) -> None:
    user = await office.accounts.add_user(NewUser(login="ada", password=PASSWORD), actor=BY)
    now = SystemClock().now()
    session = Session(
        id=new_id(),
        user_id=user.id,
        secret_hash=hash_secret("cookie"),
        csrf="x",
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    await office.database.write(lambda tx: tx.sessions.add(session))

    await office.accounts.disable_user("ADA", actor=BY)

    assert await office.database.read(lambda tx: tx.sessions.by_secret_hash(hash_secret("cookie"))) is None
    assert (await office.accounts.users())[0].disabled


async def test_only_the_hash_of_a_token_is_kept_and_a_revoked_one_opens_nothing(office: Office) -> None:
    made = await office.accounts.add_token("shop", frozenset({Role.INTEGRATION}), actor=BY)
    stored = await office.database.read(lambda tx: tx.tokens.by_secret_hash(hash_secret(made.secret)))

    await office.accounts.revoke_token(made.token.id, actor=BY)

    assert stored == made.token
    assert made.secret not in repr(stored)
    assert await office.database.read(lambda tx: tx.tokens.by_secret_hash(hash_secret(made.secret))) is None


async def test_everything_is_audited_with_who_did_it(office: Office) -> None:
    await office.accounts.add_user(NewUser(login="ada", password=PASSWORD), actor=BY)
    made = await office.accounts.add_token("shop", frozenset({Role.INTEGRATION}), actor=BY)
    await office.accounts.revoke_token(made.token.id, actor=BY)
    await office.accounts.disable_user("ada", actor=BY)

    expected = ["user.added", "token.added", "token.revoked", "user.disabled"]
    assert await office.actions() == [(BY, action) for action in expected]
