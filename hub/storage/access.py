"""Users, sessions, tokens, throttling, idempotency keys, audit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from hub.domain.ids import new_id
from hub.domain.users import ApiToken, Session, User
from hub.errors import ConflictError
from hub.ports.repositories.access import AuditEntry, AuditFilter, StoredAnswer
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.access import (
    api_tokens,
    audit_entries,
    idempotency_answers,
    sessions,
    throttle_attempts,
    users,
)

USER = Codec(users, User, extra={"login_key": lambda user: user.login.casefold()})
SESSION = Codec(sessions, Session)
TOKEN = Codec(api_tokens, ApiToken)
ANSWER = Codec(idempotency_answers, StoredAnswer)
ENTRY = Codec(audit_entries, AuditEntry)


class Users:
    """Implements `hub.ports.repositories.access.Users`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, user_id: str) -> User | None:
        return self._unit.one(USER, users.c.id == user_id)

    def by_login(self, login: str) -> User | None:
        return self._unit.one(USER, users.c.login_key == login.casefold())

    def all(self) -> Sequence[User]:
        return self._unit.list(USER, sa.select(users).order_by(users.c.login_key))

    def put(self, user: User) -> None:
        holder = self.by_login(user.login)
        if holder is not None and holder.id != user.id:
            raise ConflictError(f"the login {user.login!r} is taken: choose another", field="login")
        self._unit.put(USER, user)


class Sessions:
    """Implements `hub.ports.repositories.access.Sessions`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, session: Session) -> None:
        self._unit.add(SESSION, [session])

    def by_secret_hash(self, secret_hash: str) -> tuple[Session, User] | None:
        session = self._unit.one(SESSION, sessions.c.secret_hash == secret_hash)
        if session is None or session.expires_at <= self._unit.now():
            return None
        user = self._unit.one(USER, users.c.id == session.user_id)
        return None if user is None or user.disabled else (session, user)

    def remove(self, session_id: str) -> None:
        self._unit.connection.execute(sa.delete(sessions).where(sessions.c.id == session_id))

    def remove_of(self, user_id: str) -> None:
        self._unit.connection.execute(sa.delete(sessions).where(sessions.c.user_id == user_id))

    def prune(self, *, limit: int) -> int:
        return self._unit.prune(sessions.c.id, sessions.c.expires_at <= self._unit.now(), limit=limit)


class Tokens:
    """Implements `hub.ports.repositories.access.Tokens`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, token: ApiToken) -> None:
        self._unit.add(TOKEN, [token])

    def by_secret_hash(self, secret_hash: str) -> ApiToken | None:
        return self._unit.one(TOKEN, api_tokens.c.secret_hash == secret_hash, api_tokens.c.revoked_at.is_(None))

    def all(self) -> Sequence[ApiToken]:
        return self._unit.list(TOKEN, sa.select(api_tokens).order_by(api_tokens.c.id))

    def revoke(self, token_id: str, at: datetime) -> bool:
        valid = sa.update(api_tokens).where(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
        return bool(self._unit.connection.execute(valid.values(revoked_at=at)).rowcount)


class Throttle:
    """Implements `hub.ports.repositories.access.Throttle`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def count(self, key: str, window_s: int) -> int:
        now = self._unit.now()
        c = throttle_attempts.c
        execute = self._unit.connection.execute
        execute(sa.delete(throttle_attempts).where(c.key == key, c.at <= now - timedelta(seconds=window_s)))
        execute(sa.insert(throttle_attempts).values(id=new_id(), key=key, at=now))
        return execute(sa.select(sa.func.count()).where(c.key == key)).scalar_one()

    def clear(self, key: str) -> None:
        self._unit.connection.execute(sa.delete(throttle_attempts).where(throttle_attempts.c.key == key))


class Idempotency:
    """Implements `hub.ports.repositories.access.Idempotency`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, key: str) -> StoredAnswer | None:
        return self._unit.one(ANSWER, idempotency_answers.c.key == key)

    def put(self, answer: StoredAnswer) -> bool:
        return self._unit.add_new(ANSWER, answer)

    def prune(self, before: datetime, *, limit: int) -> int:
        c = idempotency_answers.c
        return self._unit.prune(c.key, c.at < before, limit=limit)


class Audit:
    """Implements `hub.ports.repositories.access.Audit`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, entry: AuditEntry) -> None:
        self._unit.add(ENTRY, [entry])

    def page(self, wanted: AuditFilter, *, after: str | None, limit: int) -> Sequence[AuditEntry]:
        c = audit_entries.c
        asked = {c.actor == wanted.actor: wanted.actor, c.subject == wanted.subject: wanted.subject}
        conditions = [condition for condition, value in asked.items() if value is not None]
        if wanted.action is not None:
            begins = c.action.startswith(wanted.action, autoescape=True)
            conditions.append(begins if wanted.action.endswith(".") else c.action == wanted.action)
        if wanted.since is not None:
            conditions.append(c.at >= wanted.since)
        if wanted.until is not None:
            conditions.append(c.at < wanted.until)
        if after is not None:
            conditions.append(c.id < after)
        statement = sa.select(audit_entries).where(*conditions).order_by(c.id.desc()).limit(limit)
        return self._unit.list(ENTRY, statement)
