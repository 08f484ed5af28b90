"""Users, sessions, tokens, throttling, idempotency keys, audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.users import ApiToken, Session, User


class Users(Protocol):
    """People who sign in."""

    def get(self, user_id: str) -> User | None:
        """Return one."""

    def by_login(self, login: str) -> User | None:
        """Find by login, ignoring case."""

    def all(self) -> Sequence[User]:
        """List by login."""

    def put(self, user: User) -> None:
        """Insert or replace; raise `ConflictError` when the login is taken."""


class Sessions(Protocol):
    """Signed-in browsers."""

    def add(self, session: Session) -> None:
        """Insert."""

    def by_secret_hash(self, secret_hash: str) -> tuple[Session, User] | None:
        """Find an unexpired session of an enabled user."""

    def remove(self, session_id: str) -> None:
        """Delete."""

    def remove_of(self, user_id: str) -> None:
        """Delete all of a user."""

    def prune(self, *, limit: int) -> int:
        """Delete up to `limit` that have expired; return how many."""


class Tokens(Protocol):
    """Tokens for programs."""

    def add(self, token: ApiToken) -> None:
        """Insert."""

    def by_secret_hash(self, secret_hash: str) -> ApiToken | None:
        """Find one that is not revoked."""

    def all(self) -> Sequence[ApiToken]:
        """List all."""

    def revoke(self, token_id: str, at: datetime) -> bool:
        """Revoke; False when there is none."""


class Throttle(Protocol):
    """Counts attempts in a window, shared by all processes."""

    def count(self, key: str, window_s: int) -> int:
        """Add one attempt and return how many there were in the window, by the database's clock."""

    def clear(self, key: str) -> None:
        """Forget, after a success."""


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """The answer that a request with an idempotency key got."""

    key: str
    body_hash: str
    status: int
    answer: bytes
    at: datetime


class Idempotency(Protocol):
    """Answers by (caller, path, key)."""

    def get(self, key: str) -> StoredAnswer | None:
        """Return the stored answer."""

    def put(self, answer: StoredAnswer) -> bool:
        """Insert; False when the key is there."""

    def prune(self, before: datetime, *, limit: int) -> int:
        """Forget up to `limit` older ones; return how many."""


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """Who saw or did what."""

    id: str
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which lines; None means any. `action` is a whole one (`customer.seen`) or the beginning of some (`customer.`)."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Audit(Protocol):
    """Append-only."""

    def add(self, entry: AuditEntry) -> None:
        """Append."""

    def page(self, wanted: AuditFilter, *, after: str | None, limit: int) -> Sequence[AuditEntry]:
        """List, newest first."""
