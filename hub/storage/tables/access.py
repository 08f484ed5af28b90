"""Users, sessions, tokens, throttling, idempotency keys, audit."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, metadata, optional, text

users = sa.Table(
    "users",
    metadata,
    key(),
    text("login"),
    text("login_key"),  # the login case-folded
    text("name"),
    json("roles"),
    text("password_hash"),
    optional("agent_id"),
    text("language"),
    sa.Column("disabled", sa.Boolean, nullable=False),
    at("created_at"),
    sa.Index("uq_users_login_key", "login_key", unique=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    key(),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), nullable=False),
    text("secret_hash"),
    text("csrf"),
    at("created_at"),
    at("expires_at"),
    sa.Index("uq_sessions_secret_hash", "secret_hash", unique=True),
    sa.Index("ix_sessions_user_id", "user_id"),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    key(),
    text("name"),
    text("secret_hash"),
    json("roles"),
    at("created_at"),
    maybe_at("revoked_at"),
    sa.Index("uq_api_tokens_secret_hash", "secret_hash", unique=True),
)

throttle_attempts = sa.Table(
    "throttle_attempts",
    metadata,
    key(),
    text("key"),
    at("at"),
    sa.Index("ix_throttle_attempts_key_at", "key", "at"),
)

idempotency_answers = sa.Table(
    "idempotency_answers",
    metadata,
    key("key"),
    text("body_hash"),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("answer", sa.LargeBinary, nullable=False),
    at("at"),
)

audit_entries = sa.Table(
    "audit_entries",
    metadata,
    key(),
    text("actor"),
    text("action"),
    text("subject"),
    json("detail"),
    at("at"),
    sa.Index("ix_audit_entries_subject", "subject", "id"),
    sa.Index("ix_audit_entries_actor", "actor", "id"),
)
