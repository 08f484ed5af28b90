"""Claims, absences and weekly lists."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, maybe_at, metadata, optional, partial, text

_OPEN = "ended_at IS NULL"

pool_claims = sa.Table(
    "pool_claims",
    metadata,
    key(),
    text("owner_id"),
    text("agent_id"),
    text("by"),
    at("at"),
    at("expires_at"),
    maybe_at("ended_at"),
    text("end"),
    sa.Index("uq_pool_claims_open", "owner_id", unique=True, **partial(_OPEN)),
    sa.Index("ix_pool_claims_agent_id", "agent_id", **partial(_OPEN)),
    sa.Index("ix_pool_claims_expires_at", "expires_at", **partial(_OPEN)),
)

absences = sa.Table(
    "absences",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("agent_id"),
    text("first_day"),
    text("last_day"),
    text("reason"),
    text("created_by"),
    at("created_at"),
    sa.Index("ix_absences_last_day", "last_day"),
)

# One row a week and zone: whoever inserts it makes the lists.
weekly_lists = sa.Table(
    "weekly_lists",
    metadata,
    key(),
    at("made_at"),
    sa.Column("customers", sa.Integer, nullable=False),
)

# The only row is written by whoever makes lists, so that two never choose from the same customers.
weekly_turn = sa.Table("weekly_turn", metadata, key(), sa.Column("taken", sa.Integer, nullable=False))

weekly_calls = sa.Table(
    "weekly_calls",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("slot"),
    text("week"),
    text("agent_id"),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("past_value", sa.BigInteger, nullable=False),
    optional("task_id"),
    text("state"),
    text("result"),
    text("note"),
    at("created_at"),
    at("expires_at"),
    maybe_at("ended_at"),
    text("ended_by"),
    sa.Index("uq_weekly_calls_slot", "slot", unique=True),
    sa.Index("ix_weekly_calls_customer_id", "customer_id", "created_at"),
    sa.Index("ix_weekly_calls_agent_id_week", "agent_id", "week"),
    sa.Index("ix_weekly_calls_expires_at", "expires_at", **partial("state = 'open'")),
    sa.Index("ix_weekly_calls_task_id", "task_id", **partial("task_id IS NOT NULL")),
)
