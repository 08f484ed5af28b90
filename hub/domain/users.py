"""Who may sign in: users with roles, their sessions, and tokens for programs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; `INTEGRATION` is for tokens."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    CAMPAIGNS = "campaigns"
    ADMIN = "admin"
    INTEGRATION = "integration"


@dataclass(frozen=True, kw_only=True)
class User:
    """A person who signs in; `password_hash` is Argon2id."""

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    password_hash: str
    agent_id: str | None = None
    language: str = ""
    disabled: bool = False
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """A signed-in browser; only the SHA-256 of its cookie is stored."""

    id: str
    user_id: str
    secret_hash: str
    csrf: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApiToken:
    """A bearer token for a program; only its SHA-256 is stored."""

    id: str
    name: str
    secret_hash: str
    roles: frozenset[Role]
    created_at: datetime
    revoked_at: datetime | None = None
