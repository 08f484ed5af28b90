"""The people and programs that may sign in: made, listed and shut out by an operator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.domain.agents import Agent, Presence
from hub.domain.ids import new_id
from hub.domain.queues import Queue, QueueMember
from hub.domain.users import ApiToken, Role, User
from hub.errors import InvalidError, NotFoundError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.passwords import Passwords
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.access.secrets import hash_secret, new_secret
from hub.services.events.announce import announce_agent
from hub.services.routing_setup.queues import announce_queue

TOKEN_PREFIX = "hub_"  # noqa: S105  (what every token begins with, so that secret scanners know one)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1024


@dataclass(frozen=True, kw_only=True)
class NewUser:
    """A person to let in. Who takes work (role `agent`) also becomes an agent, on these queues by name."""

    login: str
    password: str
    name: str = ""
    roles: frozenset[Role] = frozenset({Role.AGENT})
    language: str = ""
    phone: str = ""
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token just made; `secret` is shown once and stored nowhere."""

    token: ApiToken
    secret: str


class Accounts:
    """What an operator does with users and tokens; `actor` is written to the audit."""

    def __init__(self, *, database: Database, passwords: Passwords, clock: Clock, routing_domain: str) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock
        self._routing_domain = routing_domain

    async def add_user(self, new: NewUser, *, actor: str) -> User:
        """Let somebody in; raises `InvalidError` with the field, or `ConflictError` when the login is taken."""
        _require_acceptable(new)
        hashed = await self._passwords.hash(new.password)
        return await self._database.write(lambda tx: self._add(tx, new, hashed, actor))

    async def users(self) -> Sequence[User]:
        """List all by login."""
        return await self._database.read(lambda tx: tx.users.all())

    async def disable_user(self, login: str, *, actor: str) -> User:
        """Shut somebody out at once: no sign-in, and every session ends. Records keep the name."""

        def work(tx: Tx) -> User:
            user = tx.users.by_login(login)
            if user is None:
                raise NotFoundError(f"no user is called {login!r}; `hub user list` shows all", field="login")
            disabled = replace(user, disabled=True)
            tx.users.put(disabled)
            tx.sessions.remove_of(user.id)
            record(tx, actor=actor, action="user.disabled", subject=user.id, at=self._clock.now())
            return disabled

        return await self._database.write(work)

    async def add_token(self, name: str, roles: frozenset[Role], *, actor: str) -> NewToken:
        """Make a token for a program."""
        if not name.strip():
            raise InvalidError("a token needs a name that tells which program uses it", field="name")
        secret = new_secret(TOKEN_PREFIX)
        token = ApiToken(
            id=new_id(), name=name, secret_hash=hash_secret(secret), roles=roles, created_at=self._clock.now()
        )

        def work(tx: Tx) -> NewToken:
            tx.tokens.add(token)
            record(tx, actor=actor, action="token.added", subject=token.id, at=token.created_at, name=name)
            return NewToken(token=token, secret=secret)

        return await self._database.write(work)

    async def tokens(self) -> Sequence[ApiToken]:
        """List all, revoked ones too."""
        return await self._database.read(lambda tx: tx.tokens.all())

    async def revoke_token(self, token_id: str, *, actor: str) -> None:
        """End a token at once; raises `NotFoundError`."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            if not tx.tokens.revoke(token_id, now):
                raise NotFoundError(f"no token has the id {token_id!r}; `hub token list` shows all", field="id")
            record(tx, actor=actor, action="token.revoked", subject=token_id, at=now)

        await self._database.write(work)

    def _add(self, tx: Tx, new: NewUser, hashed: str, actor: str) -> User:
        now = self._clock.now()
        takes_work = Role.AGENT in new.roles
        user = User(
            id=new_id(),
            login=new.login,
            name=new.name or new.login,
            roles=new.roles,
            password_hash=hashed,
            agent_id=new_id() if takes_work else None,
            language=new.language,
            created_at=now,
        )
        tx.users.put(user)
        if takes_work:
            self._add_agent(tx, user, new)
        roles = sorted(role.value for role in new.roles)
        record(tx, actor=actor, action="user.added", subject=user.id, at=now, login=new.login, roles=roles)
        return user

    def _add_agent(self, tx: Tx, user: User, new: NewUser) -> None:
        agent = Agent(
            id=user.agent_id or "",
            name=user.name,
            user_id=user.id,
            phone=new.phone,
            routing_domain=self._routing_domain,
            presence=Presence(since=user.created_at),
            created_at=user.created_at,
            updated_at=user.created_at,
        )
        tx.agents.add(agent)
        for queue in _named_queues(tx, new.queues):
            joined = (*queue.members, QueueMember(agent_id=agent.id))
            grown = replace(queue, members=joined, version=queue.version + 1, updated_at=user.created_at)
            tx.queues.update(grown, queue.version)
            announce_queue(tx, grown, at=user.created_at)
        announce_agent(tx, agent, at=user.created_at)


def _require_acceptable(new: NewUser) -> None:
    if not new.login.strip() or new.login != new.login.strip():
        raise InvalidError(f"{new.login!r} is no login: it is empty or has blanks around it", field="login")
    if not SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD:
        raise InvalidError(f"a password has at least {SHORTEST_PASSWORD} characters", field="password")
    if not new.roles:
        raise InvalidError("a user needs a role", field="roles")
    if new.queues and Role.AGENT not in new.roles:
        raise InvalidError("only who has the role agent serves queues", field="queues")


def _named_queues(tx: Tx, names: tuple[str, ...]) -> list[Queue]:
    by_name = {queue.name: queue for queue in tx.queues.all()}
    for name in names:
        if name not in by_name:
            known = ", ".join(by_name) or "none yet"
            raise NotFoundError(f"no queue is called {name!r}; there are {known}", field="queues")
    return [by_name[name] for name in dict.fromkeys(names)]
